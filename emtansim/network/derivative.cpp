// SPDX-License-Identifier: Apache-2.0
/// Symbolic derivatives: the only place in the project where a derivative is written down.
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

Expr derive_power(Expr expression, Expr u, Expr v, Expr du, Expr dv, Expr leaf) {
  Expr result = zero_like(expression, leaf);
  if (!is_zero(du)) result = result + v * pow(u, v - 1.0) * du;
  if (!is_zero(dv)) result = result + expression * log(u) * dv;
  return result;
}

Expr derive_binary(Expr expression, const Node& node, Expr leaf, std::unordered_map<std::uint32_t, Expr>& cache) {
  Graph& graph = expression.graph();
  const Expr u(&graph, node.a);
  const Expr v(&graph, node.b);
  const Expr du = derivative(u, leaf, cache);
  const Expr dv = derivative(v, leaf, cache);
  switch (node.op) {
    case Op::add: return du + dv;
    case Op::subtract: return du - dv;
    case Op::multiply: return du * v + u * dv;
    case Op::divide:
      if (is_zero(dv)) return du / v;
      return (du - expression * dv) / v;
    case Op::power: return derive_power(expression, u, v, du, dv, leaf);
    case Op::minimum: return du + step(u - v) * (dv - du);
    case Op::maximum: return du + step(v - u) * (dv - du);
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
    case Op::sqrt: return du / (2.0 * expression);
    default: return zero_like(expression, leaf);  // step
  }
}

}  // namespace

Expr derivative(Expr expression, Expr leaf, std::unordered_map<std::uint32_t, Expr>& cache) {
  if (expression.index() == leaf.index()) return expression.graph().constant(1);
  if (const auto known = cache.find(expression.index()); known != cache.end()) return known->second;
  const Node node = expression.graph().node(expression.index());
  EMTANSIM_EXPECT(node.op != Op::rule);
  Expr result;
  if (node.op < Op::add) {
    result = zero_like(expression, leaf);
  } else if (node.op <= Op::power || node.op == Op::minimum || node.op == Op::maximum) {
    result = derive_binary(expression, node, leaf, cache);
  } else {
    result = derive_unary(expression, node, leaf, cache);
  }
  cache.emplace(expression.index(), result);
  return result;
}

}  // namespace emtansim::network
