// SPDX-License-Identifier: Apache-2.0
/// From the rows of a network to the expressions of a program.
#include "emtansim/solve/expressions.h"

#include <utility>

#include "emtansim/solve/derivatives.h"
#include "emtansim/solve/inline.h"

namespace emtansim::solve {

namespace {

using network::Expr;
using network::Graph;
using network::Network;

/// A sum of rates with counts, kept as what is added and what is taken away, so that no term needs a sign of its own.
class SignedSum {
 public:
  void add(double count, Expr value) {
    if (is_zero(value) || count == 0) return;
    Expr& side = count > 0 ? gained_ : lost_;
    const double size = std::abs(count);
    const Expr term = size == 1 ? value : size * value;
    side = side.is_valid() ? side + term : term;
  }

  [[nodiscard]] bool is_empty() const { return !gained_.is_valid() && !lost_.is_valid(); }
  [[nodiscard]] Expr value(Graph& graph) const {
    if (is_empty()) return graph.constant(0);
    if (!lost_.is_valid()) return gained_;
    return gained_.is_valid() ? gained_ - lost_ : -lost_;
  }

 private:
  Expr gained_, lost_;
};

/// Net change of each state for one unit of a reaction, ledger states included.
using Changes = std::map<std::uint32_t, double>;

class Finder {
 public:
  Finder(const Network& network, const CompileOptions& options)
      : network_(network),
        graph_(*(found_.graph = std::make_unique<Graph>())),
        inline_(network, graph_),
        derivatives_(network, graph_, options.sensitivities) {}

  Expressions operator()() {
    place_moieties();
    find_rates();
    find_rhs();
    find_jacobian();
    if (!has_sensitivities()) derivatives_.forget_species();
    find_rhs_by_time();
    find_start_and_observables();
    find_jumps();
    if (has_sensitivities()) find_parameter_derivatives();
    return std::move(found_);
  }

 private:
  [[nodiscard]] bool has_sensitivities() const { return derivatives_.parameter_count() > 0; }

  void place_moieties() {
    auto next = static_cast<std::uint32_t>(network_.species().size());
    for (const auto& name : network_.moieties()) {
      Moiety moiety;
      for (const auto& species : network_.species()) {
        const auto entry = species.composition.find(name);
        moiety.weights.push_back(entry == species.composition.end() ? 0.0 : entry->second);
      }
      moiety.entered = next++;
      moiety.left = next++;
      found_.moieties.push_back(std::move(moiety));
    }
    found_.state_count = next;
  }

  void find_rates() {
    for (const auto& reaction : network_.reactions()) {
      Changes changes;
      for (const auto& term : reaction.reactants) changes[index(term)] -= term.count;
      for (const auto& term : reaction.products) changes[index(term)] += term.count;
      if (reaction.exchange != network::Exchange::none) book(reaction.exchange, changes);
      std::erase_if(changes, [](const auto& change) { return change.second == 0; });
      rates_.push_back(inline_(reaction.rate));
      changes_.push_back(std::move(changes));
    }
  }

  static std::uint32_t index(const network::Term& term) { return static_cast<std::uint32_t>(term.species.index()); }

  // What an exchange brings in or takes out moves the ledger of each moiety.
  void book(network::Exchange exchange, Changes& changes) const {
    const Changes species = changes;
    for (const auto& moiety : found_.moieties) {
      double imbalance = 0;
      for (const auto& [at, count] : species) imbalance += count * moiety.weights[at];
      if (exchange == network::Exchange::source) changes[moiety.entered] += imbalance;
      if (exchange == network::Exchange::sink) changes[moiety.left] -= imbalance;
    }
  }

  void find_rhs() {
    std::vector<SignedSum> totals(found_.state_count);
    for (std::size_t r = 0; r < rates_.size(); ++r)
      for (const auto& [state, count] : changes_[r]) totals[state].add(count, rates_[r]);
    for (const auto& total : totals) found_.rhs.push_back(total.value(graph_));
  }

  void find_jacobian() {
    std::map<std::pair<std::uint32_t, std::uint32_t>, SignedSum> entries;  // (column, row)
    for (std::uint32_t i = 0; i < found_.state_count; ++i) entries[{i, i}];
    for (std::size_t r = 0; r < rates_.size(); ++r) {
      for (const auto column : derivatives_.species_in(rates_[r])) {
        const Expr slope = derivatives_.by_species(rates_[r], column);
        if (is_zero(slope)) continue;
        for (const auto& [row, count] : changes_[r]) entries[{column, row}].add(count, slope);
      }
    }
    Sparsity& sparsity = found_.sparsity;
    sparsity.column_starts.assign(found_.state_count + 1, 0);
    for (const auto& [place, total] : entries) {
      sparsity.rows.push_back(place.second);
      sparsity.column_starts[place.first + 1] = static_cast<std::int64_t>(sparsity.rows.size());
      found_.jacobian.push_back(total.value(graph_));
    }
  }

  void find_rhs_by_time() {
    std::map<std::uint32_t, SignedSum> totals;  // by state
    for (std::size_t r = 0; r < rates_.size(); ++r) {
      const Expr slope = derivatives_.by_time(rates_[r]);
      if (is_zero(slope)) continue;
      for (const auto& [state, count] : changes_[r]) totals[state].add(count, slope);
    }
    for (const auto& [state, total] : totals) {
      found_.rhs_by_time_states.push_back(state);
      found_.rhs_by_time.push_back(total.value(graph_));
    }
  }

  void find_start_and_observables() {
    for (const auto& species : network_.species()) {
      found_.initial.push_back(inline_(species.initial));
      found_.scales.push_back(inline_(species.scale));
    }
    for (const auto& observable : network_.observables()) found_.observables.push_back(inline_(observable.value));
  }

  JumpExpressions jump(std::span<const network::Assignment> assignments) {
    JumpExpressions jump;
    for (const auto& assignment : assignments) {
      jump.species.push_back(static_cast<std::uint32_t>(assignment.species.index()));
      jump.values.push_back(inline_(assignment.value));
    }
    if (!has_sensitivities()) return jump;
    jump.by_state = derivatives_.by_state(jump.values);
    jump.by_parameter = derivatives_.by_parameters(jump.values);
    for (const auto value : jump.values) jump.by_time.push_back(derivatives_.by_time(value));
    return jump;
  }

  void find_jumps() {
    for (const auto& action : network_.actions()) found_.actions.push_back(jump(action.assignments));
    for (const auto& event : network_.conditional_events()) {
      TriggerExpressions trigger{.jump = jump(event.assignments), .value = inline_(event.trigger)};
      if (has_sensitivities()) {
        const std::span<const Expr> value(&trigger.value, 1);
        trigger.by_state = derivatives_.by_state(value);
        trigger.by_parameter = derivatives_.by_parameters(value);
        trigger.by_time = {derivatives_.by_time(trigger.value)};
      }
      found_.events.push_back(std::move(trigger));
    }
  }

  void find_parameter_derivatives() {
    // Reaction by reaction: derivatives of shared rates are then found once.
    std::map<std::pair<std::uint32_t, std::uint32_t>, SignedSum> entries;  // (parameter, state)
    for (std::uint32_t k = 0; k < derivatives_.parameter_count(); ++k) {
      for (std::size_t r = 0; r < rates_.size(); ++r) {
        const Expr slope = derivatives_.by_parameter(rates_[r], k);
        if (is_zero(slope)) continue;
        for (const auto& [state, count] : changes_[r]) entries[{k, state}].add(count, slope);
      }
    }
    for (const auto& [place, total] : entries) {
      if (total.is_empty()) continue;
      found_.rhs_by_parameter.entries.push_back({place.second, place.first});
      found_.rhs_by_parameter.values.push_back(total.value(graph_));
    }
    find_along(found_.jacobian, found_.jacobian_along_entries, found_.jacobian_along);
    find_along(found_.rhs_by_parameter.values, found_.rhs_by_parameter_along_entries, found_.rhs_by_parameter_along);
    found_.initial_by_parameter = derivatives_.by_parameters(found_.initial);
    found_.observables_by_state = derivatives_.by_state(found_.observables);
    found_.observables_by_parameter = derivatives_.by_parameters(found_.observables);
  }

  void find_along(std::span<const Expr> values, std::vector<std::uint32_t>& entries, std::vector<Expr>& slopes) {
    for (std::uint32_t entry = 0; entry < values.size(); ++entry) {
      const Expr slope = derivatives_.along(values[entry]);
      if (is_zero(slope)) continue;
      entries.push_back(entry);
      slopes.push_back(slope);
    }
  }

  const Network& network_;
  Expressions found_;
  Graph& graph_;
  Inliner inline_;
  Derivatives derivatives_;
  std::vector<Expr> rates_;
  std::vector<Changes> changes_;
};

}  // namespace

std::vector<Expr> Expressions::all() const {
  std::vector<Expr> all;
  const auto append = [&all](std::span<const Expr> list) { all.insert(all.end(), list.begin(), list.end()); };
  const auto append_jump = [&](const JumpExpressions& jump) {
    for (const auto* list : {&jump.values, &jump.by_state.values, &jump.by_parameter.values, &jump.by_time})
      append(*list);
  };
  for (const auto* list :
       {&initial, &scales, &rhs, &jacobian, &rhs_by_time, &observables, &jacobian_along, &rhs_by_parameter_along})
    append(*list);
  for (const auto& action : actions) append_jump(action);
  for (const auto& event : events) {
    append_jump(event.jump);
    all.push_back(event.value);
    for (const auto* list : {&event.by_state.values, &event.by_parameter.values, &event.by_time}) append(*list);
  }
  for (const auto* sparse :
       {&rhs_by_parameter, &initial_by_parameter, &observables_by_state, &observables_by_parameter})
    append(sparse->values);
  return all;
}

Expressions find_expressions(const Network& network, const CompileOptions& options) {
  return Finder(network, options)();
}

}  // namespace emtansim::solve
