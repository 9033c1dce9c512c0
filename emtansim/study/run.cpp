// SPDX-License-Identifier: Apache-2.0
/// The nine verbs in order.
#include <chrono>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "emtansim/study/members.h"

namespace emtansim::study {

Outcome run(experiment::Experiment experiment, const catalogue::Catalogue& catalogue, const RunOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  const auto now = std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now());
  const solve::SolveOptions solver = solve_options(experiment);
  model::Model model = model::build_model(experiment, catalogue);
  const assay::Names names = names_of(model);
  check(experiment, model, options.data_folder);
  network::Ensemble ensemble = plan(experiment, model);
  const solve::Program program = solve::compile(model.network);
  solve::Trajectories trajectories = solve::simulate(program, ensemble, solver, options.progress);
  assay::Readouts readouts = assay::measure(experiment, model.network, names, ensemble, trajectories);
  Findings findings = analyse(experiment, model, ensemble, trajectories, readouts, options.data_folder);
  return {.experiment = std::move(experiment),
          .model = std::move(model),
          .ensemble = std::move(ensemble),
          .options = solver,
          .trajectories = std::move(trajectories),
          .readouts = std::move(readouts),
          .findings = std::move(findings),
          .wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(),
          .started = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(now)))};
}

}  // namespace emtansim::study
