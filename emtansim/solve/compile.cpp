// SPDX-License-Identifier: Apache-2.0
/// From a network to a program: rules replaced, derivatives taken, everything lowered to straight-line code.
#include <algorithm>
#include <map>
#include <unordered_map>

#include "emtansim/solve/lower.h"
#include "emtansim/solve/program.h"

namespace emtansim::solve {

namespace {

using network::Expr;
using network::Graph;
using network::Network;
using network::Node;
using network::Op;

/// Copies expressions of a network into a graph of its own, with rules replaced by their values.
class Inliner {
 public:
  Inliner(const Network& network, Graph& graph) : network_(network), graph_(graph) {}

  Expr operator()(Expr expression) { return inlined(expression.index()); }

 private:
  Expr inlined(std::uint32_t root) {
    // Iterative: sums over many stages are deep.
    std::vector<std::uint32_t> open{root};
    while (!open.empty()) {
      const auto at = open.back();
      if (done_.contains(at)) {
        open.pop_back();
        continue;
      }
      const Node& node = network_.graph().node(at);
      const auto operands = operands_of(node);
      bool ready = true;
      for (const auto operand : operands) {
        if (done_.contains(operand)) continue;
        open.push_back(operand);
        ready = false;
      }
      if (!ready) continue;
      open.pop_back();
      done_.emplace(at, rebuilt(node));
    }
    return done_.at(root);
  }

  std::vector<std::uint32_t> operands_of(const Node& node) const {
    if (node.op == Op::rule) return {network_[network::RuleId(node.a)].value.index()};
    if (node.op < Op::add) return {};
    if (node.op <= Op::power || node.op == Op::minimum || node.op == Op::maximum) return {node.a, node.b};
    return {node.a};
  }

  Expr rebuilt(const Node& node) {
    switch (node.op) {
      case Op::constant: return graph_.constant(node.value, node.dimension);
      case Op::parameter: return graph_.parameter(network::ParameterId(node.a), node.dimension);
      case Op::species: return graph_.species(network::SpeciesId(node.a), node.dimension);
      case Op::rule: return done_.at(network_[network::RuleId(node.a)].value.index());
      case Op::time: return graph_.time();
      case Op::argument: return graph_.argument(node.dimension);
      default: break;
    }
    if (node.op <= Op::power || node.op == Op::minimum || node.op == Op::maximum)
      return graph_.binary(node.op, done_.at(node.a), done_.at(node.b));
    return graph_.unary(node.op, done_.at(node.a));
  }

  const Network& network_;
  Graph& graph_;
  std::unordered_map<std::uint32_t, Expr> done_;
};

/// Derivatives by species and by parameter, with the derivatives of shared parts kept for each leaf.
class Derivatives {
 public:
  Derivatives(const Network& network, Graph& graph) : graph_(graph) {
    for (std::size_t i = 0; i < network.species().size(); ++i)
      species_.push_back(graph.species(network::SpeciesId(i), network.species()[i].dimension));
    by_species_.resize(species_.size());
  }

  /// Species that the expression depends on.
  const std::vector<std::uint32_t>& species_in(Expr expression) {
    auto& known = dependencies_[expression.index()];
    if (known.has_value()) return *known;
    std::vector<std::uint32_t> found;
    std::vector<std::uint32_t> open{expression.index()};
    std::vector<bool> seen(graph_.nodes().size(), false);
    while (!open.empty()) {
      const auto at = open.back();
      open.pop_back();
      if (seen[at]) continue;
      seen[at] = true;
      const Node& node = graph_.node(at);
      if (node.op == Op::species) found.push_back(node.a);
      if (node.op < Op::add) continue;
      open.push_back(node.a);
      if (node.op <= Op::power || node.op == Op::minimum || node.op == Op::maximum) open.push_back(node.b);
    }
    std::ranges::sort(found);
    known = std::move(found);
    return *known;
  }

  Expr by_species(Expr expression, std::uint32_t species) {
    return network::derivative(expression, species_[species], by_species_[species]);
  }

  Expr by_parameter(Expr expression, Expr parameter, std::size_t k) {
    if (by_parameter_.size() <= k) by_parameter_.resize(k + 1);
    return network::derivative(expression, parameter, by_parameter_[k]);
  }

 private:
  Graph& graph_;
  std::vector<Expr> species_;
  std::vector<std::unordered_map<std::uint32_t, Expr>> by_species_;
  std::vector<std::unordered_map<std::uint32_t, Expr>> by_parameter_;
  std::unordered_map<std::uint32_t, std::optional<std::vector<std::uint32_t>>> dependencies_;
};

bool is_zero(Expr expression) {
  const Node& node = expression.graph().node(expression.index());
  return node.op == Op::constant && node.value == 0;
}

/// Sparse derivative: entries and their values, to be lowered later.
struct SparseExpressions {
  std::vector<Entry> entries;
  std::vector<Expr> values;
};

struct JumpExpressions {
  std::vector<std::uint32_t> species;
  std::vector<Expr> values;
  SparseExpressions by_state;
  SparseExpressions by_parameter;
};

/// All expressions of a program before any is lowered.
struct Expressions {
  std::vector<Expr> initial, scales, rhs, jacobian, observables, triggers;
  Sparsity sparsity;
  std::vector<JumpExpressions> actions, events;
  std::vector<SparseExpressions> trigger_by_state, trigger_by_parameter;
  SparseExpressions rhs_by_parameter, initial_by_parameter, observables_by_state, observables_by_parameter;

  [[nodiscard]] std::vector<Expr> all() const {
    std::vector<Expr> all;
    const auto append = [&all](const std::vector<Expr>& list) { all.insert(all.end(), list.begin(), list.end()); };
    for (const auto* list : {&initial, &scales, &rhs, &jacobian, &observables, &triggers}) append(*list);
    for (const auto* jumps : {&actions, &events}) {
      for (const auto& jump : *jumps) {
        append(jump.values);
        append(jump.by_state.values);
        append(jump.by_parameter.values);
      }
    }
    for (const auto* lists : {&trigger_by_state, &trigger_by_parameter})
      for (const auto& list : *lists) append(list.values);
    for (const auto* list :
         {&rhs_by_parameter, &initial_by_parameter, &observables_by_state, &observables_by_parameter})
      append(list->values);
    return all;
  }
};

class Compiler {
 public:
  Compiler(const Network& network, const CompileOptions& options)
      : network_(network), inline_(network, graph_), derivatives_(network, graph_) {
    program_.parameter_count = network.parameters().size();
    program_.species_count = network.species().size();
    program_.sensitivities = options.sensitivities;
    for (const auto id : options.sensitivities) parameters_.push_back(graph_.parameter(id, network[id].dimension));
  }

  Program operator()() {
    place_moieties();
    find_rates();
    find_rhs();
    find_jacobian();
    find_start_and_observables();
    find_jumps();
    if (!parameters_.empty()) find_parameter_derivatives();
    lower_all();
    return std::move(program_);
  }

 private:
  Expr plain(double value) { return graph_.constant(value); }

  void place_moieties() {
    auto next = static_cast<std::uint32_t>(program_.species_count);
    for (const auto& name : network_.moieties()) {
      Moiety moiety;
      for (const auto& species : network_.species()) {
        const auto found = species.composition.find(name);
        moiety.weights.push_back(found == species.composition.end() ? 0.0 : found->second);
      }
      moiety.entered = next++;
      moiety.left = next++;
      program_.moieties.push_back(std::move(moiety));
    }
    program_.state_count = next;
  }

  // Net change of each state per unit of each reaction, ledger rows included.
  void find_rates() {
    for (const auto& reaction : network_.reactions()) {
      std::map<std::uint32_t, double> changes;
      for (const auto& term : reaction.reactants) changes[index(term)] -= term.count;
      for (const auto& term : reaction.products) changes[index(term)] += term.count;
      if (reaction.exchange != network::Exchange::none) {
        for (const auto& moiety : program_.moieties) {
          double imbalance = 0;
          for (const auto& [species, count] : changes)
            if (species < moiety.weights.size()) imbalance += count * moiety.weights[species];
          if (reaction.exchange == network::Exchange::source && imbalance != 0) changes[moiety.entered] += imbalance;
          if (reaction.exchange == network::Exchange::sink && imbalance != 0) changes[moiety.left] -= imbalance;
        }
      }
      std::erase_if(changes, [](const auto& change) { return change.second == 0; });
      rates_.push_back(inline_(reaction.rate));
      changes_.push_back(std::move(changes));
    }
  }

  static std::uint32_t index(const network::Term& term) { return static_cast<std::uint32_t>(term.species.index()); }

  static void accumulate(Expr& total, double count, Expr value) {
    if (is_zero(value)) return;
    Graph& graph = value.graph();
    if (!total.is_valid()) {
      total = count == 1 ? value : count == -1 ? -value : graph.constant(count) * value;
    } else if (count == -1) {
      total = total - value;
    } else {
      total = total + (count == 1 ? value : graph.constant(count) * value);
    }
  }

  void find_rhs() {
    std::vector<Expr> totals(program_.state_count);
    for (std::size_t r = 0; r < rates_.size(); ++r)
      for (const auto& [state, count] : changes_[r]) accumulate(totals[state], count, rates_[r]);
    for (auto& total : totals) found_.rhs.push_back(total.is_valid() ? total : plain(0));
  }

  void find_jacobian() {
    std::map<std::pair<std::uint32_t, std::uint32_t>, Expr> entries;  // (column, row)
    for (std::uint32_t i = 0; i < program_.state_count; ++i) entries[{i, i}];
    for (std::size_t r = 0; r < rates_.size(); ++r) {
      for (const auto column : derivatives_.species_in(rates_[r])) {
        const Expr slope = derivatives_.by_species(rates_[r], column);
        if (is_zero(slope)) continue;
        for (const auto& [row, count] : changes_[r]) accumulate(entries[{column, row}], count, slope);
      }
    }
    program_.sparsity.column_starts.assign(program_.state_count + 1, 0);
    for (const auto& [place, value] : entries) {
      program_.sparsity.rows.push_back(place.second);
      program_.sparsity.column_starts[place.first + 1] = static_cast<std::int64_t>(program_.sparsity.rows.size());
      found_.jacobian.push_back(value.is_valid() ? value : plain(0));
    }
  }

  void find_start_and_observables() {
    for (const auto& species : network_.species()) {
      found_.initial.push_back(inline_(species.initial));
      found_.scales.push_back(inline_(species.scale));
    }
    for (const auto& observable : network_.observables()) found_.observables.push_back(inline_(observable.value));
  }

  JumpExpressions jump(const std::vector<network::Assignment>& assignments) {
    JumpExpressions jump;
    for (const auto& assignment : assignments) {
      jump.species.push_back(static_cast<std::uint32_t>(assignment.species.index()));
      jump.values.push_back(inline_(assignment.value));
    }
    if (parameters_.empty()) return jump;
    jump.by_state = by_state(jump.values);
    jump.by_parameter = by_parameter(jump.values);
    return jump;
  }

  void find_jumps() {
    for (const auto& action : network_.actions()) found_.actions.push_back(jump(action.assignments));
    for (const auto& event : network_.conditional_events()) {
      found_.events.push_back(jump(event.assignments));
      found_.triggers.push_back(inline_(event.trigger));
      const std::vector<Expr> trigger{found_.triggers.back()};
      found_.trigger_by_state.push_back(parameters_.empty() ? SparseExpressions{} : by_state(trigger));
      found_.trigger_by_parameter.push_back(parameters_.empty() ? SparseExpressions{} : by_parameter(trigger));
    }
  }

  SparseExpressions by_state(const std::vector<Expr>& values) {
    SparseExpressions sparse;
    for (std::uint32_t row = 0; row < values.size(); ++row) {
      for (const auto column : derivatives_.species_in(values[row])) {
        const Expr slope = derivatives_.by_species(values[row], column);
        if (is_zero(slope)) continue;
        sparse.entries.push_back({row, column});
        sparse.values.push_back(slope);
      }
    }
    return sparse;
  }

  SparseExpressions by_parameter(const std::vector<Expr>& values) {
    SparseExpressions sparse;
    for (std::uint32_t k = 0; k < parameters_.size(); ++k) {
      for (std::uint32_t row = 0; row < values.size(); ++row) {
        const Expr slope = derivatives_.by_parameter(values[row], parameters_[k], k);
        if (is_zero(slope)) continue;
        sparse.entries.push_back({row, k});
        sparse.values.push_back(slope);
      }
    }
    return sparse;
  }

  void find_parameter_derivatives() {
    // Reaction by reaction: derivatives of shared rates are then found once.
    std::map<std::pair<std::uint32_t, std::uint32_t>, Expr> entries;  // (parameter, state)
    for (std::uint32_t k = 0; k < parameters_.size(); ++k) {
      for (std::size_t r = 0; r < rates_.size(); ++r) {
        const Expr slope = derivatives_.by_parameter(rates_[r], parameters_[k], k);
        if (is_zero(slope)) continue;
        for (const auto& [state, count] : changes_[r]) accumulate(entries[{k, state}], count, slope);
      }
    }
    for (const auto& [place, value] : entries) {
      if (!value.is_valid()) continue;
      found_.rhs_by_parameter.entries.push_back({place.second, place.first});
      found_.rhs_by_parameter.values.push_back(value);
    }
    found_.initial_by_parameter = by_parameter(found_.initial);
    found_.observables_by_state = by_state(found_.observables);
    found_.observables_by_parameter = by_parameter(found_.observables);
  }

  static Jump lowered(Lowering& lowering, const JumpExpressions& jump) {
    return {.species = jump.species,
            .values = lowering.lower(jump.values),
            .by_state_entries = jump.by_state.entries,
            .by_state = lowering.lower(jump.by_state.values),
            .by_parameter_entries = jump.by_parameter.entries,
            .by_parameter = lowering.lower(jump.by_parameter.values)};
  }

  static std::vector<std::uint32_t> columns(const SparseExpressions& sparse) {
    std::vector<std::uint32_t> columns;
    for (const auto& entry : sparse.entries) columns.push_back(entry.column);
    return columns;
  }

  void lower_all() {
    const std::vector<Expr> all = found_.all();
    Lowering lowering(graph_, program_.parameter_count, program_.species_count, all);
    program_.prologue = lowering.prologue();
    program_.initial = lowering.lower(found_.initial);
    program_.scales = lowering.lower(found_.scales);
    program_.rhs = lowering.lower(found_.rhs);
    program_.jacobian = lowering.lower(found_.jacobian);
    program_.observables = lowering.lower(found_.observables);
    program_.triggers = lowering.lower(found_.triggers);
    for (const auto& action : found_.actions) program_.actions.push_back(lowered(lowering, action));
    for (std::size_t i = 0; i < found_.events.size(); ++i) {
      program_.conditional_events.push_back({
          .jump = lowered(lowering, found_.events[i]),
          .trigger_by_state_columns = columns(found_.trigger_by_state[i]),
          .trigger_by_state = lowering.lower(found_.trigger_by_state[i].values),
          .trigger_by_parameter_columns = columns(found_.trigger_by_parameter[i]),
          .trigger_by_parameter = lowering.lower(found_.trigger_by_parameter[i].values),
      });
    }
    program_.rhs_by_parameter_entries = found_.rhs_by_parameter.entries;
    program_.rhs_by_parameter = lowering.lower(found_.rhs_by_parameter.values);
    program_.initial_by_parameter_entries = found_.initial_by_parameter.entries;
    program_.initial_by_parameter = lowering.lower(found_.initial_by_parameter.values);
    program_.observables_by_state_entries = found_.observables_by_state.entries;
    program_.observables_by_state = lowering.lower(found_.observables_by_state.values);
    program_.observables_by_parameter_entries = found_.observables_by_parameter.entries;
    program_.observables_by_parameter = lowering.lower(found_.observables_by_parameter.values);
    program_.constants = lowering.constants();
    program_.layout = lowering.layout();
  }

  const Network& network_;
  Graph graph_;
  Inliner inline_;
  Derivatives derivatives_;
  std::vector<Expr> parameters_;
  std::vector<Expr> rates_;
  std::vector<std::map<std::uint32_t, double>> changes_;
  Expressions found_;
  Program program_;
};

}  // namespace

Program compile(const Network& network, const CompileOptions& options) {
  network.finish();
  return Compiler(network, options)();
}

}  // namespace emtansim::solve
