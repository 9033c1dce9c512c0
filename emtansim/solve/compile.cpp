// SPDX-License-Identifier: Apache-2.0
/// From a network to a program: finds all expressions, then lowers each group of them to straight-line code.
#include "emtansim/solve/expressions.h"
#include "emtansim/solve/lower.h"
#include "emtansim/solve/program.h"

namespace emtansim::solve {

namespace {

Jump lowered(Lowering& lowering, const JumpExpressions& jump) {
  return {.species = jump.species,
          .values = lowering.lower(jump.values),
          .by_state_entries = jump.by_state.entries,
          .by_state = lowering.lower(jump.by_state.values),
          .by_parameter_entries = jump.by_parameter.entries,
          .by_parameter = lowering.lower(jump.by_parameter.values),
          .by_time = lowering.lower(jump.by_time)};
}

std::vector<std::uint32_t> columns(const SparseExpressions& sparse) {
  std::vector<std::uint32_t> columns;
  for (const auto& entry : sparse.entries) columns.push_back(entry.column);
  return columns;
}

TriggeredJump lowered(Lowering& lowering, const TriggerExpressions& trigger) {
  return {.jump = lowered(lowering, trigger.jump),
          .trigger_by_state_columns = columns(trigger.by_state),
          .trigger_by_state = lowering.lower(trigger.by_state.values),
          .trigger_by_parameter_columns = columns(trigger.by_parameter),
          .trigger_by_parameter = lowering.lower(trigger.by_parameter.values),
          .trigger_by_time = lowering.lower(trigger.by_time)};
}

void lower_jumps(Lowering& lowering, const Expressions& found, Program& program) {
  for (const auto& action : found.actions) program.actions.push_back(lowered(lowering, action));
  std::vector<network::Expr> triggers;
  for (const auto& event : found.events) {
    triggers.push_back(event.value);
    program.conditional_events.push_back(lowered(lowering, event));
  }
  program.triggers = lowering.lower(triggers);
}

void lower_parameter_derivatives(Lowering& lowering, const Expressions& found, Program& program) {
  const auto lower = [&](const SparseExpressions& sparse, std::vector<Entry>& entries, Code& code) {
    entries = sparse.entries;
    code = lowering.lower(sparse.values);
  };
  lower(found.rhs_by_parameter, program.rhs_by_parameter_entries, program.rhs_by_parameter);
  program.jacobian_along_entries = found.jacobian_along_entries;
  program.jacobian_along = lowering.lower(found.jacobian_along);
  program.rhs_by_parameter_along_entries = found.rhs_by_parameter_along_entries;
  program.rhs_by_parameter_along = lowering.lower(found.rhs_by_parameter_along);
  lower(found.initial_by_parameter, program.initial_by_parameter_entries, program.initial_by_parameter);
  lower(found.observables_by_state, program.observables_by_state_entries, program.observables_by_state);
  lower(found.observables_by_parameter, program.observables_by_parameter_entries, program.observables_by_parameter);
}

}  // namespace

Program compile(const network::Network& network, const CompileOptions& options) {
  network.finish();
  const Expressions found = find_expressions(network, options);
  Program program;
  program.parameter_count = network.parameters().size();
  program.species_count = network.species().size();
  program.state_count = found.state_count;
  for (std::uint32_t i = 0; i < program.species_count; ++i)
    if (!network.species()[i].dimension.is_one()) program.amounts.push_back(i);
  program.sparsity = found.sparsity;
  program.moieties = found.moieties;
  program.sensitivities = options.sensitivities;
  const LeafCounts leaves{.parameters = program.parameter_count,
                          .species = program.species_count,
                          .directions = options.sensitivities.empty() ? 0 : program.species_count + 1};
  Lowering lowering(*found.graph, leaves, found.all());
  program.prologue = lowering.prologue();
  program.initial = lowering.lower(found.initial);
  program.scales = lowering.lower(found.scales);
  program.rhs = lowering.lower(found.rhs);
  program.jacobian = lowering.lower(found.jacobian);
  program.rhs_by_time_states = found.rhs_by_time_states;
  program.rhs_by_time = lowering.lower(found.rhs_by_time);
  program.observables = lowering.lower(found.observables);
  lower_jumps(lowering, found, program);
  lower_parameter_derivatives(lowering, found, program);
  program.constants = lowering.constants();
  program.layout = lowering.layout();
  return program;
}

}  // namespace emtansim::solve
