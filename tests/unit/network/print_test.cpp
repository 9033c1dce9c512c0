// SPDX-License-Identifier: Apache-2.0
/// Expressions as text and as MathML: parentheses where they are needed, and only there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emtansim/network/network.h"

namespace emtansim::network {
namespace {

using testing::HasSubstr;

class printing : public testing::Test {
 protected:
  Network network;
  Expr a = leaf("a"), b = leaf("b"), c = leaf("c");

  Expr leaf(const char* name) { return network.expr(network.add(Parameter{.name = name, .symbol = name})); }
  [[nodiscard]] std::string text(Expr e) const { return network.to_text(e); }
};

TEST_F(printing, text_has_the_parentheses_that_change_the_value) {
  EXPECT_EQ(text(a + b * c), "a + b * c");
  EXPECT_EQ(text((a + b) * c), "(a + b) * c");
  EXPECT_EQ(text(a - (b - c)), "a - (b - c)");
  EXPECT_EQ(text((a - b) - c), "a - b - c");
  EXPECT_EQ(text(a / (b * c)), "a / (b * c)");
  EXPECT_EQ(text(a / b / c), "a / b / c");
  EXPECT_EQ(text(pow(a + b, 2)), "(a + b)^2");
  EXPECT_EQ(text(pow(a / b, c)), "(a / b)^c");
  EXPECT_EQ(text(pow(pow(a, b), c)), "(a^b)^c");
  EXPECT_EQ(text(-(a + b)), "-(a + b)");
  EXPECT_EQ(text(pow(network.constant(-2), a)), "(-2)^a");
  EXPECT_EQ(text(min(a, b + c)), "min(a, b + c)");
  EXPECT_EQ(text(exp(-a)), "exp(-a)");
  EXPECT_EQ(text(log(a)), "ln(a)");
  EXPECT_EQ(text(sqrt(a)), "sqrt(a)");
  EXPECT_EQ(text(step(a)), "step(a)");
}

TEST_F(printing, mathml_sets_fractions_powers_and_subscripts) {
  EXPECT_EQ(network.to_mathml(a / b),
            "<math><mrow><mfrac><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow></mfrac></mrow></math>");
  EXPECT_THAT(network.to_mathml(leaf("k_on")), HasSubstr("<msub><mi>k</mi><mtext>on</mtext></msub>"));
  EXPECT_THAT(network.to_mathml(leaf("k<x")), HasSubstr("k&lt;x"));
  EXPECT_THAT(network.to_mathml(network.constant(2.5e-6) * a),
              HasSubstr("<mn>2.5</mn><mo>&#x22C5;</mo><msup><mn>10</mn><mn>-6</mn></msup>"));
}

TEST_F(printing, a_fraction_under_a_power_is_in_parentheses) {
  EXPECT_THAT(network.to_mathml(pow(a / b, c)), HasSubstr("<msup><mrow><mo>(</mo><mfrac>"));
  EXPECT_THAT(network.to_mathml(pow(a, c)), HasSubstr("<msup><mrow><mi>a</mi></mrow>"));
}

TEST_F(printing, a_parameter_without_a_symbol_shows_its_name) {
  const Expr nameless = network.expr(network.add(Parameter{.name = "binding.k"}));
  EXPECT_THAT(network.to_mathml(nameless), HasSubstr("binding.k"));
}

}  // namespace
}  // namespace emtansim::network
