// SPDX-License-Identifier: Apache-2.0
/// What can only be checked when a network is complete: rules, and which leaves stand where.
#include <array>
#include <cstdint>
#include <string>

#include <fmt/format.h>

#include "emtansim/network/network.h"

namespace emtansim::network {

namespace {

/// Orders rules so that each comes after those that it uses.
class RuleOrder {
 public:
  /// Throws "undefined-rule" where a rule has no value or is met again below itself.
  explicit RuleOrder(const Network& network) : network_(network), state_(network.rules().size(), State::unseen) {
    for (std::size_t i = 0; i < state_.size(); ++i) visit(i);
  }
  [[nodiscard]] std::span<const std::size_t> order() const { return order_; }

 private:
  enum class State : std::uint8_t { unseen, open, done };

  void visit(std::size_t index) {
    if (state_[index] == State::done) return;
    const Rule& rule = network_.rules()[index];
    if (!rule.value.is_valid())
      throw ModelError({}, {"undefined-rule", fmt::format("nothing makes '{}'", rule.name),
                            "a chosen mechanism uses it", "add the mechanism that makes it"});
    if (state_[index] == State::open)
      throw ModelError({}, {"undefined-rule", fmt::format("rule '{}' is defined by itself", rule.name), "", ""});
    state_[index] = State::open;
    const std::array root{rule.value.index()};
    for (const auto at : nodes_in(network_.graph(), root)) {
      const Node& node = network_.graph().node(at);
      if (node.op == Op::rule) visit(node.a);
    }
    state_[index] = State::done;
    order_.push_back(index);
  }

  const Network& network_;
  std::vector<State> state_;
  std::vector<std::size_t> order_;
};

/// Which kinds of leaves every expression contains, looking through rules.
class Leaves {
 public:
  Leaves(const Network& network, std::span<const std::size_t> rule_order)
      : network_(network), kinds_(network.graph().nodes().size(), 0) {
    for (const auto index : rule_order) {
      const std::array root{network.rules()[index].value.index()};
      for (const auto at : nodes_in(network.graph(), root)) kinds_[at] = kinds_of(at);
    }
    for (std::uint32_t at = 0; at < kinds_.size(); ++at) kinds_[at] = kinds_of(at);
  }

  /// Throws "misplaced" if the expression contains a leaf of that kind.
  void refuse(Op kind, Expr expression, const std::string& place) const {
    if ((kinds_[expression.index()] & bit(kind)) == 0) return;
    const char* name = kind == Op::species ? "a species" : kind == Op::time ? "the time" : "an action's argument";
    throw ModelError({}, {"misplaced", fmt::format("{} depends on {}", place, name), network_.to_text(expression), ""});
  }

 private:
  static unsigned bit(Op leaf) { return 1U << static_cast<unsigned>(leaf); }

  [[nodiscard]] unsigned kinds_of(std::uint32_t at) const {  // operands are done: they are older
    const Node& node = network_.graph().node(at);
    if (node.op == Op::rule) return kinds_[network_[RuleId(node.a)].value.index()];
    if (is_leaf(node.op)) return bit(node.op);
    return kinds_[node.a] | (is_binary(node.op) ? kinds_[node.b] : 0);
  }

  const Network& network_;
  std::vector<unsigned> kinds_;
};

}  // namespace

void Network::finish() const {
  const RuleOrder rules(*this);
  const Leaves leaves(*this, rules.order());
  for (const auto& row : species_) {
    for (const Op op : {Op::species, Op::time, Op::argument}) {
      leaves.refuse(op, row.initial, fmt::format("the initial value of '{}'", row.name));
      leaves.refuse(op, row.scale, fmt::format("the scale of '{}'", row.name));
    }
  }
  for (const auto& row : reactions_) leaves.refuse(Op::argument, row.rate, fmt::format("the rate of '{}'", row.name));
  for (const auto& row : observables_) leaves.refuse(Op::argument, row.value, fmt::format("observable '{}'", row.name));
  for (const auto& row : conditional_events_) {
    leaves.refuse(Op::argument, row.trigger, fmt::format("the trigger of '{}'", row.name));
    for (const auto& assignment : row.assignments)
      leaves.refuse(Op::argument, assignment.value, fmt::format("event '{}'", row.name));
  }
}

}  // namespace emtansim::network
