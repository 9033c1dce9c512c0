// SPDX-License-Identifier: Apache-2.0
/// Symbolic derivatives: values at ordinary points by formula, and at the points where formulas break.
#include <cmath>
#include <limits>
#include <map>

#include <gtest/gtest.h>

#include "emtansim/network/network.h"

namespace emtansim::network {
namespace {

class derivative_of : public testing::Test {
 protected:
  Graph graph;
  Expr x = graph.species(SpeciesId(0), {});
  Expr y = graph.species(SpeciesId(1), {});
  Expr n = graph.parameter(ParameterId(0), {});
  double at_x = 0.7, at_y = 0.3, at_n = 1.5;

  double value(Expr e) const {
    const Node& node = graph.node(e.index());
    const auto operand = [&](std::uint32_t index) { return value({e.is_valid() ? &e.graph() : nullptr, index}); };
    switch (node.op) {
      case Op::constant: return node.value;
      case Op::species: return node.a == 0 ? at_x : at_y;
      case Op::parameter: return at_n;
      case Op::time: return 2.0;
      case Op::add: return operand(node.a) + operand(node.b);
      case Op::subtract: return operand(node.a) - operand(node.b);
      case Op::multiply: return operand(node.a) * operand(node.b);
      case Op::divide: return operand(node.a) / operand(node.b);
      case Op::power: return std::pow(operand(node.a), operand(node.b));
      case Op::negate: return -operand(node.a);
      case Op::exp: return std::exp(operand(node.a));
      case Op::log: return std::log(operand(node.a));
      case Op::sqrt: return std::sqrt(operand(node.a));
      case Op::minimum: return std::min(operand(node.a), operand(node.b));
      case Op::maximum: return std::max(operand(node.a), operand(node.b));
      case Op::step: return operand(node.a) > 0 ? 1 : 0;
      default: return std::nan("");
    }
  }
  double slope(Expr e, Expr leaf) const {
    std::unordered_map<std::uint32_t, Expr> cache;
    return value(derivative(e, leaf, cache));
  }
};

TEST_F(derivative_of, each_operation_is_the_rule_of_the_textbook) {
  EXPECT_DOUBLE_EQ(slope(x + y, x), 1);
  EXPECT_DOUBLE_EQ(slope(x - y, y), -1);
  EXPECT_DOUBLE_EQ(slope(x * y, x), at_y);
  EXPECT_DOUBLE_EQ(slope(x / y, x), 1 / at_y);
  EXPECT_DOUBLE_EQ(slope(x / y, y), -at_x / (at_y * at_y));
  EXPECT_DOUBLE_EQ(slope(pow(x, 3), x), 3 * at_x * at_x);
  EXPECT_DOUBLE_EQ(slope(pow(x, -2), x), -2 * std::pow(at_x, -3));
  EXPECT_DOUBLE_EQ(slope(pow(x, n), x), at_n * std::pow(at_x, at_n - 1));
  EXPECT_DOUBLE_EQ(slope(pow(x, n), n), std::pow(at_x, at_n) * std::log(at_x));
  EXPECT_DOUBLE_EQ(slope(pow(graph.constant(2), x), x), std::pow(2, at_x) * std::log(2));
  EXPECT_DOUBLE_EQ(slope(-x, x), -1);
  EXPECT_DOUBLE_EQ(slope(exp(2.0 * x), x), 2 * std::exp(2 * at_x));
  EXPECT_DOUBLE_EQ(slope(log(x), x), 1 / at_x);
  EXPECT_DOUBLE_EQ(slope(sqrt(x), x), 0.5 / std::sqrt(at_x));
  EXPECT_DOUBLE_EQ(slope(graph.time() * x, graph.time()), at_x);
  EXPECT_DOUBLE_EQ(slope(x * x + y, n), 0);
}

TEST_F(derivative_of, minimum_and_maximum_is_that_of_the_branch_taken_exactly) {
  EXPECT_EQ(slope(min(x, y), x), 0);
  EXPECT_EQ(slope(min(x, y), y), 1);
  EXPECT_EQ(slope(max(0.1 * x, 3.0 * y), y), 3);
  // The other branch may be infinitely steep without harm.
  at_x = 0;
  EXPECT_EQ(slope(max(graph.constant(0), x - 1.0) + x, x), 1);
}

TEST_F(derivative_of, step_is_zero) { EXPECT_EQ(slope(step(x - y) * y, x), 0); }

TEST_F(derivative_of, power_at_zero_takes_the_limit) {
  at_x = 0;
  EXPECT_EQ(slope(pow(x, n), n), 0);  // 0^n log(0) is 0 times minus infinity
  EXPECT_NEAR(slope(pow(x, n), x), 0, 1e-100);
  EXPECT_EQ(slope(pow(x, 2), x), 0);
  at_n = 1;
  EXPECT_EQ(slope(pow(x, n), x), 1);
  at_n = 0.5;  // infinitely steep: a large number, not an infinity that spoils a Jacobian
  EXPECT_GT(slope(pow(x, n), x), 1e100);
  EXPECT_TRUE(std::isfinite(slope(pow(x, n), x)));
}

TEST_F(derivative_of, held_base_below_zero_is_zero_and_not_nan) {
  at_x = -1e-9;  // what an integrator may try where the answer is 0
  for (const double exponent : {0.5, 1.0, 1.5}) {
    at_n = exponent;
    EXPECT_EQ(slope(pow(max(x, graph.constant(0)), n), x), 0) << exponent;
    EXPECT_EQ(slope(pow(max(x, graph.constant(0)), n), n), 0) << exponent;
  }
}

TEST_F(derivative_of, whole_power_of_a_negative_base_keeps_its_sign) {
  at_x = -2;
  EXPECT_EQ(slope(pow(x, 3), x), 12);
  EXPECT_EQ(slope(pow(x, 2), x), -4);
  EXPECT_EQ(slope(pow(x, -1), x), -0.25);
}

TEST_F(derivative_of, root_at_zero_is_finite) {
  at_x = 0;
  EXPECT_TRUE(std::isfinite(slope(sqrt(x), x)));
  EXPECT_GT(slope(sqrt(x), x), 1e100);
  EXPECT_EQ(slope(sqrt(max(-x, graph.constant(0)) * 2.0), y), 0);
}

TEST_F(derivative_of, dimension_is_that_of_the_quotient) {
  Graph g;
  const Expr amount = g.species(SpeciesId(0), dimension::kAmount);
  const Expr rate = g.parameter(ParameterId(0), dimension::kRate);
  std::unordered_map<std::uint32_t, Expr> cache;
  EXPECT_EQ(derivative(rate * amount * amount, amount, cache).dimension(), dimension::kAmount / dimension::kTime);
  EXPECT_EQ(derivative(rate * rate, amount, cache).dimension(),
            dimension::kRate * dimension::kRate / dimension::kAmount);
}

TEST_F(derivative_of, deep_sums_can_be_derived) {
  Expr total = x;
  for (int i = 0; i < 3000; ++i) total = total + pow(x, 1 + i % 7) * y;
  EXPECT_TRUE(std::isfinite(slope(total, x)));
}

}  // namespace
}  // namespace emtansim::network
