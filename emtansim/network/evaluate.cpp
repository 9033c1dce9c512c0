// SPDX-License-Identifier: Apache-2.0
/// The value that an expression has at the start of a typical member's run.
#include <array>
#include <map>

#include "emtansim/network/arithmetic.h"
#include "emtansim/network/network.h"

namespace emtansim::network {

namespace {

/// Values of nodes that were met. Rules and species are followed to what defines them; `finish` refuses circles.
class Values {
 public:
  explicit Values(const Network& network) : network_(network) {}

  std::optional<double> of(Expr expression) {
    const std::array root{expression.index()};
    for (const auto at : nodes_in(network_.graph(), root)) {
      if (known_.contains(at)) continue;
      const auto value = of_node(network_.graph().node(at));
      if (!value) return std::nullopt;
      known_.emplace(at, *value);
    }
    return known_.at(expression.index());
  }

 private:
  std::optional<double> of_node(const Node& node) {
    switch (node.op) {
      case Op::constant: return node.value;
      case Op::parameter: return network_[ParameterId(node.a)].value;
      case Op::species: return of(network_[SpeciesId(node.a)].initial);
      case Op::rule: {
        const Rule& rule = network_[RuleId(node.a)];
        return rule.value.is_valid() ? of(rule.value) : std::nullopt;
      }
      case Op::time: return 0;
      case Op::argument: return std::nullopt;
      default: return apply(node.op, known_.at(node.a), is_binary(node.op) ? known_.at(node.b) : 0);
    }
  }

  const Network& network_;
  std::map<std::uint32_t, double> known_;
};

}  // namespace

std::optional<double> Network::value_at_start(Expr expression) const {
  EMTANSIM_EXPECT(expression.is_valid());
  return Values(*this).of(expression);
}

}  // namespace emtansim::network
