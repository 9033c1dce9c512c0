// SPDX-License-Identifier: Apache-2.0
/// Made once for a program.
#include "emtansim/solve/lanes/setup.h"

#include <algorithm>

#include "emtansim/solve/lanes/dormand_prince.h"
#include "emtansim/solve/lanes/rodas.h"

namespace emtansim::solve {

namespace {

std::vector<Place> places_of(const Sparsity& sparsity) {
  std::vector<Place> places;
  for (std::uint32_t column = 0; column + 1 < sparsity.column_starts.size(); ++column)
    for (auto e = sparsity.column_starts[column]; e < sparsity.column_starts[column + 1]; ++e)
      places.push_back(
          {.row = static_cast<std::uint32_t>(sparsity.rows[static_cast<std::size_t>(e)]), .column = column});
  return places;
}

std::vector<Place> places_of(const std::vector<Entry>& entries) {
  std::vector<Place> places;
  for (const auto& entry : entries) places.push_back({.row = entry.row, .column = entry.column});
  return places;
}

Weights weights_of(const Moiety& moiety) {
  Weights weights;
  for (std::uint32_t i = 0; i < moiety.weights.size(); ++i) {
    if (moiety.weights[i] == 0) continue;
    weights.rows.push_back(i);
    weights.values.push_back(moiety.weights[i]);
  }
  return weights;
}

double cost_ratio(const Program& program, const Elimination& elimination) {
  const auto states = static_cast<double>(program.state_count);
  const auto rhs = static_cast<double>(program.rhs.instructions.size());
  // Sums over stages take about as many operations as there are weights, for every state.
  const double explicit_step = dormand_prince::kStages * rhs + 80 * states;
  const double implicit_step =
      static_cast<double>(program.jacobian.instructions.size()) +
      2.0 * static_cast<double>(elimination.counts().factor_operations) +
      rodas::kStages * (rhs + 2.0 * static_cast<double>(elimination.counts().solve_operations)) + 110 * states;
  return implicit_step / explicit_step;
}

}  // namespace

LaneSetup::LaneSetup(const Program& program, const NativeProgram* native, const SolveOptions& options)
    : program_(program),
      native_(native),
      options_(options),
      sensitivities_(options.with_sensitivities ? program.sensitivities.size() : 0),
      sparsity_(places_of(program.sparsity)),
      parameter_places_(places_of(program.rhs_by_parameter_entries)) {
  if (options.method != Method::explicit_lanes) {
    elimination_ = Elimination::make(program);
    implicit_cost_ = cost_ratio(program, *elimination_);
  }
  const unsigned width = options.lanes > 0 ? options.lanes : widest_lanes();
  lanes_ = LaneProgram::make(program, elimination(), width, options.backend);
  for (const auto e : program.jacobian_along_entries) along_places_.push_back(sparsity_[e]);
  for (const auto e : program.rhs_by_parameter_along_entries) parameter_along_places_.push_back(parameter_places_[e]);
  for (const auto& moiety : program.moieties) moieties_.push_back(weights_of(moiety));
}

}  // namespace emtansim::solve
