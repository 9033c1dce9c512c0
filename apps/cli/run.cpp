// SPDX-License-Identifier: Apache-2.0
/// `emtansim run`: simulate, write the report, say in a few lines what happened.
#include <filesystem>

#include <fmt/format.h>

#include "commands.h"
#include "emtansim/report/report.h"
#include "emtansim/study/study.h"
#include "exit_codes.h"
#include "progress.h"
#include "terminal.h"

namespace emtansim::cli {

namespace {

namespace fs = std::filesystem;

std::size_t failed_members(const study::Outcome& outcome) {
  std::size_t failed = 0;
  for (std::size_t i = 0; i < outcome.trajectories.member_count(); ++i)
    if (outcome.trajectories.report(i).status != solve::Status::finished) ++failed;
  return failed + (outcome.population ? outcome.population->failed_members : 0);
}

std::size_t member_count(const study::Outcome& outcome) {
  return outcome.ensemble.members.size() + (outcome.population ? outcome.population->cost.members : 0);
}

std::string statement_value(const study::Statement& statement) {
  std::string text = fmt::format("{} {}", to_readable(statement.value), statement.unit);
  if (statement.low < statement.high)
    text += fmt::format(" ({} to {})", to_readable(statement.low), to_readable(statement.high));
  return text;
}

void print_findings(const study::Outcome& outcome) {
  const auto leading = report::leading_statements(outcome.findings);
  for (const auto& statement : leading) {
    print(fmt::format("\n  {}  {}\n", bold(statement.headline), statement_value(statement)));
    print(wrapped(statement.sentence, text_width(), 4) + "\n");
  }
  const std::size_t more = outcome.findings.statements.size() - leading.size();
  if (more > 0) print(fmt::format("\n  {} more of these are in findings.json\n", more));
  print(fmt::format("\n  {}  worst relative error {}\n", bold("Mass balance"),
                    to_short(outcome.findings.worst_residual, 2)));
}

void print_problems(const study::Outcome& outcome) {
  for (const auto& warning : outcome.findings.warnings)
    print(wrapped(fmt::format("warning: {}", warning), text_width(), 2) + "\n");
  constexpr std::size_t kNamed = 5;
  const std::string unit = experiment::dose_unit(outcome.experiment);
  std::size_t named = 0;
  for (std::size_t i = 0; i < outcome.trajectories.member_count(); ++i) {
    const auto& member = outcome.trajectories.report(i);
    if (member.status == solve::Status::finished || ++named > kNamed) continue;
    const auto& one = outcome.ensemble.members[i];
    print(fmt::format("  failed: {}, {}, individual {}: {}\n", one.arm, report::dose_text(one.dose, unit),
                      one.individual, member.reason));
  }
  if (outcome.population) {
    for (const auto& failure : outcome.population->failures) {
      if (++named > kNamed) continue;
      print(fmt::format("  failed: {}, {}, individual {}: {}\n", failure.arm, report::dose_text(failure.dose, unit),
                        failure.individual, failure.reason));
    }
  }
  const std::size_t failed = failed_members(outcome);
  if (failed > kNamed) print(fmt::format("  and {} more; the report lists them\n", failed - kNamed));
}

std::string says_of(const study::Outcome& outcome, const std::string& file) {
  const std::string name = fs::path(file).filename().string();
  if (name == "report.html") return "the report: open it in a browser";
  if (name == "report.json") return "the numbers behind the report";
  if (name == "readouts.csv") return fmt::format("{} readings", outcome.readouts.rows.size());
  if (name == "findings.json") return "fits and conclusions";
  if (name == "provenance.json") return "versions, inputs, parameters with sources";
  if (name == "trajectories.nc") return "amounts of every drawn member at the times of the readouts";
  return "amounts at every output time";
}

void print_files(const study::Outcome& outcome, const std::string& folder, const std::vector<std::string>& files) {
  TextTable table;
  for (const auto& file : files) table.add({file, says_of(outcome, file)});
  print("\n" + table.text(2, 80));
  const std::string old = folder + "/trajectories.csv";
  const bool is_old = std::find(files.begin(), files.end(), old) == files.end() && fs::exists(old);
  if (is_old) print(fmt::format("  note: {} is from an earlier run; --trajectories renews it\n", old));
}

void print_population(const study::PopulationSummary& population) {
  const auto& timing = population.timing;
  const double rate = static_cast<double>(population.cost.members) / timing.wall_seconds;
  print(fmt::format("{} individuals, {} with every member finished; {} members/s, {} steps{}\n", population.done,
                    population.finished, to_short(rate, 3), population.cost.steps,
                    timing.sittings > 1 ? fmt::format(", in {} sittings", timing.sittings) : std::string()));
}

void print_summary(const study::Outcome& outcome, const std::string& folder, const std::vector<std::string>& files) {
  print(bold(outcome.experiment.title.empty() ? outcome.experiment.file : outcome.experiment.title) + "\n");
  print(fmt::format("{} members in {} s\n", member_count(outcome), to_short(outcome.wall_seconds, 3)));
  if (outcome.population) print_population(*outcome.population);
  print_findings(outcome);
  print_problems(outcome);
  print_files(outcome, folder, files);
  print("\nResearch use only. Not for diagnosis or treatment.\n");
}

/// The executor that fits how the program was started.
std::unique_ptr<study::Executor> choose_executor(const Request& request) {
  if (study::launched_ranks() == 0) return study::on_threads(request.threads.value_or(0));
  if (request.threads && *request.threads > 1)
    refuse_argument(fmt::format("'--threads {}' under mpirun", *request.threads), "each rank works on one thread",
                    "start more ranks: mpirun -n N");
  return study::on_mpi_ranks();
}

std::string folder_of_run(const Request& request, const std::string& file) {
  const std::string folder = folder_for(request, file);
  const bool is_alone = request.individual.has_value() && request.folder.empty();
  return is_alone ? fmt::format("{}-member-{}", folder, *request.individual) : folder;
}

/// Results of one experiment are not replaced by those of another.
void expect_own_folder(const std::string& folder, const std::string& file) {
  const std::string owner = report::owner_of(folder);
  if (owner.empty() || fs::path(owner).filename() == fs::path(file).filename()) return;
  throw InputError({folder, 0},
                   {"foreign-results", fmt::format("here are the results of another experiment, '{}'", owner), "",
                    "name another folder with --out, or remove this one"});
}

std::string checkpoint_in(const std::string& folder) { return folder + "/" + std::string(study::kCheckpointFolder); }

/// What is told when the run was stopped.
int say_stopped(const study::Outcome& outcome, const std::string& folder) {
  const std::size_t done = outcome.population ? outcome.population->done : 0;
  if (done == 0) {
    study::forget_checkpoint(checkpoint_in(folder));
    std::error_code is_used;
    fs::remove(folder, is_used);  // only if nothing else is in it
  }
  const std::string message =
      done > 0 ? fmt::format("stopped; {} of {} individuals are done and kept in {}; go on with --resume", done,
                             outcome.population->individuals, folder)
               : std::string("stopped; nothing was written");
  std::fputs(fmt::format("emtansim: {}\n", message).c_str(), stderr);
  return kInterrupted;
}

bool is_unfinished(const study::Outcome& outcome) {
  if (!outcome.population) return is_interrupted();
  return outcome.population->done < outcome.population->individuals;
}

study::Outcome simulate(const Request& request, experiment::Experiment experiment,
                        const catalogue::Catalogue& catalogue, const std::string& folder, study::Executor& executor) {
  const bool is_watched = !request.is_quiet && executor.is_leader();
  ProgressBar bar(is_watched ? ProgressBar::Use::on_terminal : ProgressBar::Use::never);
  return study::run(std::move(experiment), catalogue,
                    {.data_folder = data_directory(),
                     .progress = [&bar](std::size_t done, std::size_t of) { return bar.update(done, of); },
                     .executor = &executor,
                     .individual = request.individual,
                     .keep_in = checkpoint_in(folder),
                     .resumes = request.resumes,
                     .settings = request.settings,
                     .keeps_courses = request.with_trajectories});
}

int run_and_report(const Request& request, study::Executor& executor) {
  const std::string file = only_file(request, "run");
  const std::string folder = folder_of_run(request, file);
  experiment::Experiment experiment = read_asked(request, file);
  const catalogue::Catalogue catalogue = read_data_for(experiment);
  expect_folder(folder);
  expect_own_folder(folder, file);
  watch_for_interrupt();
  const study::Outcome outcome = simulate(request, std::move(experiment), catalogue, folder, executor);
  if (!executor.is_leader()) return kAllWell;
  if (is_unfinished(outcome)) return say_stopped(outcome, folder);
  const auto files = report::write_report(
      outcome, catalogue,
      {.folder = folder,
       .command = request.command_line,
       .trajectories = request.with_trajectories ? report::TrajectoryUse::written : report::TrajectoryUse::left_out});
  study::forget_checkpoint(checkpoint_in(folder));
  if (!request.is_quiet) print_summary(outcome, folder, files);
  const std::size_t failed = failed_members(outcome);
  if (failed > 0)
    std::fputs(
        fmt::format("emtansim: {} of {} members failed; the report says which and why\n", failed, member_count(outcome))
            .c_str(),
        stderr);
  return failed > 0 ? kMembersFailed : kAllWell;
}

}  // namespace

int run(const Request& request) {
  const auto executor = choose_executor(request);
  try {
    return run_and_report(request, *executor);
  } catch (const Error&) {
    if (executor->is_leader()) throw;
    return kWrongInput;  // the leading rank says what is wrong
  }
}

}  // namespace emtansim::cli
