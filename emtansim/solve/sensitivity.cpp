// SPDX-License-Identifier: Apache-2.0
/// Chain rules at the start, at jumps and for observables.
#include "emtansim/solve/sensitivity.h"

#include <algorithm>

namespace emtansim::solve {

std::vector<double> SensitivityRules::outputs_of(const Code& code) {
  std::vector<double> outputs(code.outputs.size());
  slots_.run(code, outputs.data());
  return outputs;
}

void SensitivityRules::start(bool has_initial_values) {
  for (const auto& column : columns_) std::ranges::fill(column, 0.0);
  if (columns_.empty() || !has_initial_values) return;
  const auto slopes = outputs_of(program_.initial_by_parameter);
  for (std::size_t e = 0; e < slopes.size(); ++e) {
    const Entry entry = program_.initial_by_parameter_entries[e];
    columns_[entry.column][entry.row] = slopes[e];
  }
}

std::vector<double> SensitivityRules::time_shifts(const TriggeredJump& trigger, double time,
                                                  std::span<const double> states) {
  std::vector<double> rates(program_.state_count);
  slots_.rhs(time, states, rates.data());
  slots_.set_states(time, states);
  const auto by_state = outputs_of(trigger.trigger_by_state);
  const auto by_parameter = outputs_of(trigger.trigger_by_parameter);
  double rise = outputs_of(trigger.trigger_by_time).front();
  std::vector<double> shifts(columns_.size(), 0.0);
  for (std::size_t e = 0; e < by_state.size(); ++e) {
    const auto column = trigger.trigger_by_state_columns[e];
    rise += by_state[e] * rates[column];
    for (std::size_t k = 0; k < shifts.size(); ++k) shifts[k] -= by_state[e] * columns_[k][column];
  }
  for (std::size_t e = 0; e < by_parameter.size(); ++e)
    shifts[trigger.trigger_by_parameter_columns[e]] -= by_parameter[e];
  for (double& shift : shifts) shift /= rise;
  return shifts;
}

void SensitivityRules::travel(double time, std::span<const double> states, std::span<const double> shifts,
                              double sign) {
  std::vector<double> rates(program_.state_count);
  slots_.rhs(time, states, rates.data());
  for (std::size_t k = 0; k < shifts.size(); ++k) {
    const auto s = columns_[k];
    for (std::size_t i = 0; i < s.size(); ++i) s[i] += sign * rates[i] * shifts[k];
  }
}

void SensitivityRules::jump(const Jump& jump, double time, std::span<const double> before,
                            std::span<const double> shifts) {
  slots_.set_states(time, before);
  const auto by_state = outputs_of(jump.by_state);
  const auto by_parameter = outputs_of(jump.by_parameter);
  const auto by_time = outputs_of(jump.by_time);
  std::vector<double> assigned(jump.species.size());
  for (std::size_t k = 0; k < columns_.size(); ++k) {
    const auto s = columns_[k];
    for (std::size_t i = 0; i < assigned.size(); ++i) assigned[i] = shifts.empty() ? 0.0 : by_time[i] * shifts[k];
    for (std::size_t e = 0; e < by_state.size(); ++e)
      assigned[jump.by_state_entries[e].row] += by_state[e] * s[jump.by_state_entries[e].column];
    for (std::size_t e = 0; e < by_parameter.size(); ++e)
      if (jump.by_parameter_entries[e].column == k) assigned[jump.by_parameter_entries[e].row] += by_parameter[e];
    for (std::size_t i = 0; i < assigned.size(); ++i) s[jump.species[i]] = assigned[i];
  }
}

void SensitivityRules::observe(double time, std::span<const double> states,
                               std::span<const std::vector<double>> sensitivities, std::span<double> row) {
  const std::size_t count = sensitivities.size();
  const std::size_t species = program_.species_count;
  std::ranges::fill(row, 0.0);
  for (std::size_t k = 0; k < count; ++k)
    for (std::size_t i = 0; i < species; ++i) row[i * count + k] = sensitivities[k][i];
  slots_.set_states(time, states);
  const auto by_state = outputs_of(program_.observables_by_state);
  for (std::size_t e = 0; e < by_state.size(); ++e) {
    const Entry entry = program_.observables_by_state_entries[e];
    for (std::size_t k = 0; k < count; ++k)
      row[(species + entry.row) * count + k] += by_state[e] * sensitivities[k][entry.column];
  }
  const auto by_parameter = outputs_of(program_.observables_by_parameter);
  for (std::size_t e = 0; e < by_parameter.size(); ++e) {
    const Entry entry = program_.observables_by_parameter_entries[e];
    row[(species + entry.row) * count + entry.column] += by_parameter[e];
  }
}

}  // namespace emtansim::solve
