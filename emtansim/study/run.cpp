// SPDX-License-Identifier: Apache-2.0
/// The nine verbs in order.
#include <chrono>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "emtansim/study/members.h"
#include "emtansim/study/population/draws.h"
#include "emtansim/study/population/stream.h"

namespace emtansim::study {

namespace {

std::string text_of(std::span<const double> values) {
  return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

/// What the numbers of a run depend on beyond its files: a hash of the members as planned, and of how they are solved.
std::string hash_of_numbers(const Outcome& outcome) {
  const auto& options = outcome.options;
  std::string all = fmt::format("{} {} {} {} ", options.relative, options.absolute, options.max_steps,
                                static_cast<int>(options.method));
  all += text_of(outcome.ensemble.times);
  for (const auto& member : outcome.ensemble.members) {
    all += fmt::format("{} {} ", member.arm, member.dose) + text_of(member.parameters);
    for (const auto& action : member.schedule)
      all += fmt::format("{} {} {} ", action.time, action.action.index(), action.argument);
  }
  for (const auto& row : outcome.model.network.parameters()) all += row.name + " ";
  return sha256(all);
}

std::string hash_of_data(const catalogue::Catalogue& catalogue) {
  std::string all;
  for (const auto& file : catalogue.files()) all += file.sha256;
  return sha256(all);
}

RunIdentity identity_of(const Outcome& outcome, const Draws& draws, const catalogue::Catalogue& catalogue,
                        const RunOptions& options) {
  return {{"the program", fmt::format("{} {} {}", version(), commit(), compiler())},
          {"the experiment file", sha256(outcome.experiment.text)},
          {"the published data", hash_of_data(catalogue)},
          {"what is set beside the files", fmt::format("{}", fmt::join(options.settings, "\n"))},
          {"the choice of trajectories", options.keeps_courses ? "kept" : "left out"},
          {"the model", hash_of_numbers(outcome)},
          {"the population", fmt::format("{} {}", draws.count(), draws.fingerprint())}};
}

[[noreturn]] void refuse_individual(std::size_t individual, std::size_t individuals) {
  const std::string what = fmt::format("there is no individual {}", individual);
  if (individuals == 0)
    throw InputError({}, {"no-individual", what, "this experiment draws none: no [population] varies", ""});
  throw InputError({}, {"no-individual", what,
                        fmt::format("the population has 1 to {}, and 0 is the typical one", individuals), ""});
}

/// Sets the parameters of the network to those of one individual, so that it stands where the typical one usually does.
void make_typical(std::size_t individual, const Draws& draws, const experiment::Experiment& experiment,
                  model::Model& model) {
  const auto drawn = draws.parameters(individual);
  for (std::size_t row = 0; row < drawn.size(); ++row) {
    const network::ParameterId id(row);
    if (drawn[row] != model.network[id].value)
      model.network.override_parameter(id, drawn[row], fmt::format("as drawn for individual {}", individual),
                                       experiment.population.where);
  }
}

PopulationSummary stream(const Outcome& outcome, const Draws& draws, const solve::Program& program,
                         const catalogue::Catalogue& catalogue, const RunOptions& options) {
  solve::SolveOptions solver = outcome.options;
  solver.threads = 1;
  const solve::Simulator simulator(program, solver);
  const ReadingLayout layout = layout_of(outcome.ensemble, outcome.readouts);
  const CourseUse courses = options.keeps_courses ? CourseUse::kept : CourseUse::left_out;
  const ChunkRunner runner(outcome.experiment, outcome.model, draws, simulator, layout, courses);
  const auto alone = on_this_thread();
  const std::size_t individuals = draws.count();
  const std::size_t members = outcome.ensemble.members.size();
  const auto progress = [&](std::size_t done) {
    return !options.progress || options.progress((1 + done) * members, (1 + individuals) * members);
  };
  return stream_population({.runner = runner,
                            .layout = layout,
                            .individuals = individuals,
                            .parameter_count = outcome.model.network.parameters().size(),
                            .column_count = outcome.trajectories.column_count(),
                            .executor = options.executor != nullptr ? *options.executor : *alone,
                            .courses = courses,
                            .chunk = options.chunk,
                            .keep_in = options.keep_in,
                            .identity = identity_of(outcome, draws, catalogue, options),
                            .wants_to_resume = options.resumes,
                            .progress = progress});
}

}  // namespace

Outcome run(experiment::Experiment experiment, const catalogue::Catalogue& catalogue, const RunOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  const auto now = std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now());
  Outcome outcome{
      .experiment = std::move(experiment),
      .started = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(now)))};
  outcome.options = solve_options(outcome.experiment);
  outcome.model = model::build_model(outcome.experiment, catalogue);
  const assay::Names names = names_of(outcome.model);
  check(outcome.experiment, outcome.model, options.data_folder);
  const Draws draws(outcome.experiment, outcome.model);
  outcome.individual = options.individual.value_or(0);
  if (outcome.individual > draws.count()) refuse_individual(outcome.individual, draws.count());
  if (outcome.individual > 0) make_typical(outcome.individual, draws, outcome.experiment, outcome.model);
  outcome.ensemble = plan(outcome.experiment, outcome.model);
  const solve::Program program = solve::compile(outcome.model.network);
  const std::size_t drawn = options.individual ? 0 : draws.count();
  const auto progress = [&](std::size_t done, std::size_t of) {
    return !options.progress || options.progress(done, (1 + drawn) * of);
  };
  solve::SolveOptions solver = outcome.options;
  if (options.executor != nullptr)
    solver.threads = options.executor->ranks() > 1 ? 1 : static_cast<unsigned>(options.executor->workers());
  outcome.trajectories = solve::simulate(program, outcome.ensemble, solver, progress);
  outcome.readouts =
      assay::measure(outcome.experiment, outcome.model.network, names, outcome.ensemble, outcome.trajectories);
  outcome.findings = analyse(outcome.experiment, outcome.model, outcome.ensemble, outcome.trajectories,
                             outcome.readouts, options.data_folder);
  if (drawn > 0 && options.keeps_courses)
    outcome.courses = {.file = CheckpointFolder(options.keep_in).courses_file(),
                       .times = assay::times_needed(outcome.experiment)};
  if (drawn > 0) outcome.population = stream(outcome, draws, program, catalogue, options);
  outcome.wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return outcome;
}

}  // namespace emtansim::study
