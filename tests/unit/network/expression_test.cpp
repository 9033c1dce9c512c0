// SPDX-License-Identifier: Apache-2.0
/// Expression graph: sharing, folding, dimensions and their misfits.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emtansim/network/network.h"

namespace emtansim::network {
namespace {

class expression : public testing::Test {
 protected:
  Graph graph;
  Expr x = graph.species(SpeciesId(0), dimension::kAmount);
  Expr y = graph.species(SpeciesId(1), dimension::kAmount);
  Expr k = graph.parameter(ParameterId(0), dimension::kRate);
  Expr n = graph.parameter(ParameterId(1), {});

  [[nodiscard]] const Node& node(Expr e) const { return graph.node(e.index()); }
  [[nodiscard]] bool is_constant(Expr e, double value) const {
    return node(e).op == Op::constant && node(e).value == value;
  }
};

TEST_F(expression, equal_parts_are_stored_once_whatever_the_order) {
  EXPECT_EQ((k * x).index(), (x * k).index());
  EXPECT_EQ((x + y).index(), (y + x).index());
  EXPECT_NE((x - y).index(), (y - x).index());
  EXPECT_NE((x / y).index(), (y / x).index());
  const std::size_t before = graph.nodes().size();
  const Expr again = k * x + k * y;
  EXPECT_EQ(again.index(), (k * x + k * y).index());
  EXPECT_EQ(graph.nodes().size(), before + 2);  // k y and the sum; k x was there
}

TEST_F(expression, constants_of_unlike_dimension_are_two_nodes) {
  EXPECT_NE(graph.constant(1).index(), graph.constant(1, dimension::kVolume).index());
  EXPECT_NE(graph.constant(0.0).index(), graph.constant(-0.0).index());
}

TEST_F(expression, neutral_elements_vanish) {
  const Expr zero = graph.constant(0, dimension::kAmount);
  EXPECT_EQ((x + zero).index(), x.index());
  EXPECT_EQ((zero + x).index(), x.index());
  EXPECT_EQ((x - zero).index(), x.index());
  EXPECT_EQ((zero - x).index(), (-x).index());
  EXPECT_EQ((1.0 * x).index(), x.index());
  EXPECT_EQ((x / 1.0).index(), x.index());
  EXPECT_EQ(pow(x, 1).index(), x.index());
  EXPECT_TRUE(is_constant(pow(x, 0), 1));
  EXPECT_TRUE(is_constant(0.0 * x, 0));
  EXPECT_TRUE(is_constant(x - x, 0));
  EXPECT_EQ(max(x, x).index(), x.index());
  EXPECT_EQ((-(-x)).index(), x.index());
}

TEST_F(expression, one_litre_is_not_a_neutral_element) {
  const Expr litre = graph.constant(1, dimension::kVolume);
  EXPECT_EQ((x / litre).dimension(), dimension::kConcentration);
  EXPECT_NE((x * litre).index(), x.index());
}

TEST_F(expression, constants_fold_to_what_the_machine_computes) {
  const auto c = [&](double value) { return graph.constant(value); };
  EXPECT_TRUE(is_constant(c(2) + c(3), 5));
  EXPECT_TRUE(is_constant(c(2) / c(4), 0.5));
  EXPECT_TRUE(is_constant(pow(c(2), c(0.5)), std::pow(2, 0.5)));
  EXPECT_TRUE(is_constant(pow(c(2), 10), 1024));
  EXPECT_TRUE(is_constant(exp(c(1)), std::exp(1.0)));
  EXPECT_TRUE(is_constant(min(c(2), c(3)), 2));
  EXPECT_TRUE(is_constant(max(c(2), c(3)), 3));
  EXPECT_TRUE(is_constant(step(c(0)), 0));
  EXPECT_TRUE(is_constant(step(c(1e-300)), 1));
  EXPECT_TRUE(is_constant(-c(2), -2));
}

TEST_F(expression, dimensions_follow_the_operations) {
  EXPECT_EQ((k * x).dimension(), dimension::kAmount / dimension::kTime);
  EXPECT_EQ(pow(x, 2).dimension(), dimension::kAmount * dimension::kAmount);
  EXPECT_EQ(pow(x, -1).dimension(), inverse(dimension::kAmount));
  EXPECT_EQ(sqrt(x * x).dimension(), dimension::kAmount);
  EXPECT_EQ(step(x).dimension(), dimension::kOne);
  EXPECT_EQ(min(x, y).dimension(), dimension::kAmount);
  EXPECT_EQ(pow(x / y, n).dimension(), dimension::kOne);
  for (const Expr fine :
       {k * x, pow(x, 2), sqrt(x * x), min(x, y), pow(x / y, n), exp(n), log(x / y), max(x, graph.constant(0))})
    EXPECT_EQ(graph.misfit(fine.index()), "");
}

TEST_F(expression, misfits_are_found_deep_inside_and_said_in_words) {
  using testing::HasSubstr;
  const auto why = [&](Expr e) { return graph.misfit((2.0 * (e + e)).index()); };
  EXPECT_THAT(why(x + k), HasSubstr("nmol is added to or compared with 1/h"));
  EXPECT_THAT(why(max(x, k)), HasSubstr("compared"));
  EXPECT_THAT(why(exp(x)), HasSubstr("exp of nmol"));
  EXPECT_THAT(why(log(x)), HasSubstr("log of nmol"));
  EXPECT_THAT(why(sqrt(x)), HasSubstr("square root of nmol"));
  EXPECT_THAT(why(pow(x, n)), HasSubstr("power"));
  EXPECT_THAT(why(pow(n, x)), HasSubstr("power"));
  EXPECT_THAT(why(pow(x, graph.constant(1.5))), HasSubstr("power"));
  EXPECT_EQ(graph.misfit((x + y).index()), "");
}

TEST_F(expression, sum_of_many_terms_is_found_whole) {
  std::vector<Expr> terms;
  for (std::size_t i = 0; i < 5000; ++i) terms.push_back(graph.species(SpeciesId(i), dimension::kAmount));
  const Expr total = sum(terms);
  const std::uint32_t roots[] = {total.index()};
  EXPECT_EQ(nodes_in(graph, roots).size(), 5000 + 4999);
}

}  // namespace
}  // namespace emtansim::network
