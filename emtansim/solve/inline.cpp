// SPDX-License-Identifier: Apache-2.0
/// Copying of expressions with rules replaced.
#include "emtansim/solve/inline.h"

namespace emtansim::solve {

using network::Expr;
using network::Node;
using network::Op;

Expr Inliner::operator()(Expr expression) {
  // With a stack of its own: sums over many stages are deep.
  open_.assign(1, expression.index());
  while (!open_.empty()) {
    const auto at = open_.back();
    const Node& node = network_.graph().node(at);
    bool waits = false;
    if (!done_.contains(at)) {
      if (node.op == Op::rule) waits = is_waiting_for(rule_value(node));
      if (!is_leaf(node.op)) waits = is_waiting_for(node.a);
      if (is_binary(node.op)) waits = is_waiting_for(node.b) || waits;
    }
    if (waits) continue;
    open_.pop_back();
    if (!done_.contains(at)) done_.emplace(at, rebuilt(node));
  }
  return done_.at(expression.index());
}

bool Inliner::is_waiting_for(std::uint32_t operand) {
  if (done_.contains(operand)) return false;
  open_.push_back(operand);
  return true;
}

std::uint32_t Inliner::rule_value(const Node& node) const { return network_[network::RuleId(node.a)].value.index(); }

Expr Inliner::rebuilt(const Node& node) {
  switch (node.op) {
    case Op::constant: return graph_.constant(node.value, node.dimension);
    case Op::parameter: return graph_.parameter(network::ParameterId(node.a), node.dimension);
    case Op::species: return graph_.species(network::SpeciesId(node.a), node.dimension);
    case Op::rule: return done_.at(rule_value(node));
    case Op::time: return graph_.time();
    case Op::argument: return graph_.argument(node.dimension);
    default: break;
  }
  if (is_binary(node.op)) return graph_.binary(node.op, done_.at(node.a), done_.at(node.b));
  return graph_.unary(node.op, done_.at(node.a));
}

}  // namespace emtansim::solve
