// SPDX-License-Identifier: Apache-2.0
/// A run of many members with its cost and its accuracy.
#include <algorithm>
#include <chrono>

#include "benchmarks/problems/problems.h"
#include "emtansim/base/base.h"

namespace emtansim::benchmarks {

namespace {

constexpr std::size_t kChunkBytes = std::size_t{8} << 20;  // stays in the cache
constexpr std::size_t kLeastChunk = 64;
constexpr std::size_t kMostCompared = 20;

std::size_t chunk_size(const Problem& problem, const solve::Program& program) {
  const std::size_t bytes =
      problem.times.size() * (program.species_count + program.observables.outputs.size()) * sizeof(double);
  return std::max(kLeastChunk, kChunkBytes / bytes);
}

void add(const solve::Trajectories& run, RunFigures& figures) {
  for (std::size_t m = 0; m < run.member_count(); ++m) {
    const auto& report = run.report(m);
    figures.steps += static_cast<double>(report.steps);
    figures.rhs_evaluations += static_cast<double>(report.rhs_evaluations);
    figures.jacobian_evaluations += static_cast<double>(report.jacobian_evaluations);
    figures.factorizations += static_cast<double>(report.factorizations);
    if (report.status == solve::Status::finished) continue;
    if (figures.failed++ == 0) figures.first_failure = report.reason;
  }
}

void compare(const Problem& problem, const solve::Program& program, const solve::Simulator& simulator,
             RunFigures& figures) {
  const auto ensemble = members_of(problem, 0, std::min(kMostCompared, figures.members));
  solve::Trajectories run;
  simulator.run(ensemble, run);
  try {
    const auto reference = reference_of(problem, program, ensemble);
    figures.accuracy = accuracy_of(problem, program, ensemble, run, reference.courses);
    figures.compared = ensemble.members.size();
    figures.reference = reference.says;
  } catch (const SystemError& error) {
    figures.reference = error.what();
  }
}

}  // namespace

RunFigures measure_run(const Problem& problem, const solve::Program& program, const solve::SolveOptions& options,
                       std::size_t members) {
  const solve::Simulator simulator(program, options);
  const std::size_t chunk = chunk_size(problem, program);
  RunFigures figures{.members = members};
  solve::Trajectories run;
  for (std::size_t first = 0; first < members; first += chunk) {
    const auto ensemble = members_of(problem, first, std::min(chunk, members - first));
    const auto start = std::chrono::steady_clock::now();
    const double cpu_start = process_seconds();
    simulator.run(ensemble, run);
    figures.wall_seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    figures.cpu_seconds += process_seconds() - cpu_start;
    add(run, figures);
  }
  for (double* mean :
       {&figures.steps, &figures.rhs_evaluations, &figures.jacobian_evaluations, &figures.factorizations})
    *mean /= static_cast<double>(members);
  compare(problem, program, simulator, figures);
  return figures;
}

}  // namespace emtansim::benchmarks
