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
  return failed;
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
  std::size_t named = 0;
  for (std::size_t i = 0; i < outcome.trajectories.member_count(); ++i) {
    const auto& member = outcome.trajectories.report(i);
    if (member.status == solve::Status::finished || ++named > kNamed) continue;
    const auto& one = outcome.ensemble.members[i];
    print(fmt::format("  failed: {}, {}, individual {}: {}\n", one.arm, report::dose_text(one.dose), one.individual,
                      member.reason));
  }
  if (named > kNamed) print(fmt::format("  and {} more; the report lists them\n", named - kNamed));
}

std::string says_of(const study::Outcome& outcome, const std::string& file) {
  const std::string name = fs::path(file).filename().string();
  if (name == "report.html") return "the report: open it in a browser";
  if (name == "report.json") return "the numbers behind the report";
  if (name == "readouts.csv") return fmt::format("{} readings", outcome.readouts.rows.size());
  if (name == "findings.json") return "fits and conclusions";
  if (name == "provenance.json") return "versions, inputs, parameters with sources";
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

void print_summary(const study::Outcome& outcome, const std::string& folder, const std::vector<std::string>& files) {
  print(bold(outcome.experiment.title.empty() ? outcome.experiment.file : outcome.experiment.title) + "\n");
  print(fmt::format("{} members in {} s\n", outcome.ensemble.members.size(), to_short(outcome.wall_seconds, 3)));
  print_findings(outcome);
  print_problems(outcome);
  print_files(outcome, folder, files);
  print("\nResearch use only. Not for diagnosis or treatment.\n");
}

}  // namespace

int run(const Request& request) {
  const std::string file = only_file(request, "run");
  const std::string folder = folder_for(request, file);
  experiment::Experiment experiment = read_asked(request, file);
  const catalogue::Catalogue catalogue = read_data_for(experiment);
  expect_folder(folder);
  watch_for_interrupt();
  ProgressBar bar(request.is_quiet ? ProgressBar::Use::never : ProgressBar::Use::on_terminal);
  const study::Outcome outcome =
      study::run(std::move(experiment), catalogue,
                 {.data_folder = data_directory(),
                  .progress = [&bar](std::size_t done, std::size_t of) { return bar.update(done, of); }});
  bar.clear();
  if (is_interrupted()) {
    std::fputs("emtansim: stopped; nothing was written\n", stderr);
    return kInterrupted;
  }
  const auto files = report::write_report(
      outcome, catalogue,
      {.folder = folder,
       .command = request.command_line,
       .trajectories = request.with_trajectories ? report::TrajectoryUse::written : report::TrajectoryUse::left_out});
  const std::size_t failed = failed_members(outcome);
  if (!request.is_quiet) print_summary(outcome, folder, files);
  if (failed > 0)
    std::fputs(fmt::format("emtansim: {} of {} members failed; the report says which and why\n", failed,
                           outcome.ensemble.members.size())
                   .c_str(),
               stderr);
  return failed > 0 ? kMembersFailed : kAllWell;
}

}  // namespace emtansim::cli
