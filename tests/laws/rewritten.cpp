// SPDX-License-Identifier: Apache-2.0
/// Copying of networks with their rows in another order and their numbers in other units.
#include "tests/laws/rewritten.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

namespace emtansim::laws {

namespace {

using network::Expr;
using network::Network;
using network::Node;
using network::Op;

class Copier {
 public:
  Copier(const Case& given, std::span<const std::size_t> place, RowOrder order, const UnitFactors& units)
      : from_(given.network), given_(given), place_(place), order_(order), units_(units) {
    copy_.name = given.name;
  }

  Case operator()() {
    copy_parameters();
    copy_places();
    copy_rules();
    copy_reactions();
    copy_happenings();
    copy_ensemble();
    return std::move(copy_);
  }

 private:
  Network& to() { return copy_.network; }
  [[nodiscard]] double scaled(double value, Dimension dimension) const { return value * factor_of(units_, dimension); }
  [[nodiscard]] network::SpeciesId moved(network::SpeciesId id) const { return network::SpeciesId(place_[id.index()]); }

  // Indices 0..count-1, backwards where rows are to be reversed.
  [[nodiscard]] std::vector<std::size_t> indices(std::size_t count) const {
    std::vector<std::size_t> all(count);
    std::iota(all.begin(), all.end(), std::size_t{0});
    if (order_ == RowOrder::reversed) std::ranges::reverse(all);
    return all;
  }

  Expr copied(Expr expression) {
    if (!expression.is_valid()) return {};
    const std::uint32_t roots[] = {expression.index()};
    for (const auto at : network::nodes_in(from_.graph(), roots))
      if (!done_.contains(at)) done_.emplace(at, rebuilt(from_.graph().node(at)));
    return done_.at(expression.index());
  }

  Expr rebuilt(const Node& node) {
    auto& graph = to().graph();
    switch (node.op) {
      case Op::constant: return graph.constant(scaled(node.value, node.dimension), node.dimension);
      case Op::parameter: return graph.parameter(network::ParameterId(node.a), node.dimension);
      case Op::species: return graph.species(moved(network::SpeciesId(node.a)), node.dimension);
      case Op::rule: return to().rule(from_[network::RuleId(node.a)].name, node.dimension);
      case Op::time: return graph.time();
      case Op::argument: return graph.argument(node.dimension);
      default: break;
    }
    if (!network::is_binary(node.op)) return graph.unary(node.op, done_.at(node.a));
    // Sums and products are also written the other way round.
    if (order_ == RowOrder::reversed && (node.op == Op::add || node.op == Op::multiply))
      return graph.binary(node.op, done_.at(node.b), done_.at(node.a));
    return graph.binary(node.op, done_.at(node.a), done_.at(node.b));
  }

  void copy_parameters() {
    for (network::Parameter row : from_.parameters()) {
      row.value = scaled(row.value, row.dimension);
      to().add(std::move(row));
    }
  }

  void copy_places() {
    for (network::Compartment row : from_.compartments()) {
      row.volume = copied(row.volume);
      to().add(std::move(row));
    }
    std::vector<std::size_t> at(place_.size());
    for (std::size_t i = 0; i < place_.size(); ++i) at[place_[i]] = i;
    for (const auto i : at) {
      network::Species row = from_.species()[i];
      row.initial = copied(row.initial);
      row.scale = copied(row.scale);
      to().add(std::move(row));
    }
  }

  void copy_rules() {
    for (const auto i : indices(from_.rules().size())) {
      const network::Rule& row = from_.rules()[i];
      to().define(row.name, copied(row.value), row.says, row.mechanism);
    }
  }

  void copy_reactions() {
    for (const auto i : indices(from_.reactions().size())) {
      network::Reaction row = from_.reactions()[i];
      row.rate = copied(row.rate);
      for (auto* terms : {&row.reactants, &row.products})
        for (auto& term : *terms) term.species = moved(term.species);
      to().add(std::move(row));
    }
  }

  // Actions, events and observables keep their order: schedules and columns count on it.
  void copy_happenings() {
    const auto copy_assignments = [this](std::vector<network::Assignment>& assignments) {
      for (auto& assignment : assignments) assignment = {moved(assignment.species), copied(assignment.value)};
    };
    for (network::Action row : from_.actions()) {
      copy_assignments(row.assignments);
      to().add(std::move(row));
    }
    for (network::ConditionalEvent row : from_.conditional_events()) {
      row.trigger = copied(row.trigger);
      copy_assignments(row.assignments);
      to().add(std::move(row));
    }
    for (network::Observable row : from_.observables()) {
      row.value = copied(row.value);
      to().add(std::move(row));
    }
  }

  void copy_ensemble() {
    copy_.ensemble = given_.ensemble;
    for (double& time : copy_.ensemble.times) time = scaled(time, dimension::kTime);
    for (auto& member : copy_.ensemble.members) {
      for (std::size_t i = 0; i < member.parameters.size(); ++i)
        member.parameters[i] = scaled(member.parameters[i], from_.parameters()[i].dimension);
      for (auto& scheduled : member.schedule) {
        scheduled.time = scaled(scheduled.time, dimension::kTime);
        scheduled.argument = scaled(scheduled.argument, from_[scheduled.action].argument);
      }
      const auto start = member.start_states;
      for (std::size_t i = 0; i < start.size(); ++i)
        member.start_states[place_[i]] = scaled(start[i], from_.species()[i].dimension);
    }
  }

  const Network& from_;
  const Case& given_;
  std::span<const std::size_t> place_;
  RowOrder order_;
  UnitFactors units_;
  Case copy_;
  std::unordered_map<std::uint32_t, Expr> done_;
};

}  // namespace

double factor_of(const UnitFactors& units, Dimension d) {
  const std::array<int, 6> powers{d.amount, d.length, d.time, d.mass, d.cells, d.dose};
  double factor = 1;
  for (std::size_t i = 0; i < powers.size(); ++i) factor *= std::pow(units[i], powers[i]);
  return factor;
}

Case rewritten(const Case& given, std::span<const std::size_t> place, RowOrder order, const UnitFactors& units) {
  return Copier(given, place, order, units)();
}

std::vector<std::size_t> same_places(const Network& network) {
  std::vector<std::size_t> places(network.species().size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  return places;
}

}  // namespace emtansim::laws
