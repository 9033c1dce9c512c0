// SPDX-License-Identifier: Apache-2.0
/// Symbolic derivatives: the only place in the project where a derivative is written down.
#include <cmath>
#include <limits>

#include "emtansim/network/expression.h"

namespace emtansim::network {

namespace {

Expr zero_like(Expr expression, Expr leaf) {
  return expression.graph().constant(0, expression.dimension() / leaf.dimension());
}

bool is_zero(Expr e) {
  const Node& node = e.graph().node(e.index());
  return node.op == Op::constant && node.value == 0;
}

bool is_whole_constant(Expr e) {
  const Node& node = e.graph().node(e.index());
  return node.op == Op::constant && node.value == std::round(node.value);
}

const double kSmallestRoot = std::sqrt(std::numeric_limits<double>::min());

Expr held_above(Expr e, double smallest) { return max(e, e.graph().constant(smallest, e.dimension())); }

// d(u^v) = v u^(v-1) du + u^v log(u) dv. At u = 0 the second term is 0 times minus infinity, and the first is infinite
// for v < 1; both are limits. A base held above the smallest normal number has these limits in double precision
// (0 for the second, a very large number for the first) and keeps 0^0 = 1, the slope of u^1. It also keeps the slope
// of a base that was itself held at zero, as in pow(max(x, 0), n), a number.
Expr derive_power(Expr expression, Expr u, Expr v, Expr du, Expr dv, Expr leaf) {
  if (is_whole_constant(v)) return is_zero(du) ? zero_like(expression, leaf) : v * pow(u, v - 1.0) * du;
  const Expr held = held_above(u, std::numeric_limits<double>::min());
  Expr result = zero_like(expression, leaf);
  if (!is_zero(du)) result = result + v * pow(held, v - 1.0) * du;
  if (!is_zero(dv)) result = result + expression * log(held) * dv;
  return result;
}

// Slope of `first` where `takes_second` is 0, of `second` where it is 1. As a weighted sum, not as a difference added
// to one of the two: the slope of the branch that is taken comes out exactly.
Expr choose(Expr takes_second, Expr first, Expr second) { return (1.0 - takes_second) * first + takes_second * second; }

Expr derive_binary(Expr expression, const Node& node, Expr leaf, std::unordered_map<std::uint32_t, Expr>& cache) {
  Graph& graph = expression.graph();
  const Expr u(&graph, node.a);
  const Expr v(&graph, node.b);
  const Expr du = derivative(u, leaf, cache);
  const Expr dv = derivative(v, leaf, cache);
  if (is_zero(du) && is_zero(dv)) return zero_like(expression, leaf);
  switch (node.op) {
    case Op::add: return du + dv;
    case Op::subtract: return du - dv;
    case Op::multiply: return du * v + u * dv;
    case Op::divide:
      if (is_zero(dv)) return du / v;
      return (du - expression * dv) / v;
    case Op::power: return derive_power(expression, u, v, du, dv, leaf);
    case Op::minimum: return choose(step(u - v), du, dv);
    case Op::maximum: return choose(step(v - u), du, dv);
    default: return zero_like(expression, leaf);
  }
}

Expr derive_unary(Expr expression, const Node& node, Expr leaf, std::unordered_map<std::uint32_t, Expr>& cache) {
  const Expr u(&expression.graph(), node.a);
  const Expr du = derivative(u, leaf, cache);
  if (is_zero(du)) return zero_like(expression, leaf);
  switch (node.op) {
    case Op::negate: return -du;
    case Op::exp: return expression * du;
    case Op::log: return du / u;
    case Op::sqrt: return du / (2.0 * held_above(expression, kSmallestRoot));
    default: return zero_like(expression, leaf);  // step
  }
}

}  // namespace

Expr derivative(Expr expression, Expr leaf, std::unordered_map<std::uint32_t, Expr>& cache) {
  if (expression.index() == leaf.index()) return expression.graph().constant(1);
  const Node node = expression.graph().node(expression.index());
  // Leaves may be in the cache as well: along a direction each has a slope of its own.
  if (const auto known = cache.find(expression.index()); known != cache.end()) return known->second;
  EMTANSIM_EXPECT(node.op != Op::rule);
  if (is_leaf(node.op)) return zero_like(expression, leaf);
  Expr result;
  if (node.op <= Op::power || node.op == Op::minimum || node.op == Op::maximum) {
    result = derive_binary(expression, node, leaf, cache);
  } else {
    result = derive_unary(expression, node, leaf, cache);
  }
  cache.emplace(expression.index(), result);
  return result;
}

}  // namespace emtansim::network
