// SPDX-License-Identifier: Apache-2.0
/// `emtansim quantify`: amounts of catabolites from chromatograms.
#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "command_options.h"
#include "commands.h"
#include "emtansim/report/report.h"
#include "exit_codes.h"
#include "quantify_tables.h"
#include "terminal.h"

namespace emtansim::cli {

namespace {

namespace fs = std::filesystem;
using namespace spectra;

constexpr std::string_view kUsualMethod = "t-dm1";
constexpr std::size_t kMostRemarks = 12;
constexpr std::size_t kLargestMethod = std::size_t{1} << 20;

/// The file of a method: a path, or a name of data/methods.
std::string method_path(const std::string& asked) {
  if (asked.ends_with(".toml")) return asked;
  const std::string folder = data_folder() + "/methods";
  auto names = files_in(folder, ".toml");
  for (auto& name : names) name.resize(name.size() - std::string_view(".toml").size());
  const auto found = std::ranges::find(names, to_key(asked), [](const std::string& name) { return to_key(name); });
  if (found != names.end()) return fmt::format("{}/{}.toml", folder, *found);
  refuse_argument(fmt::format("there is no method '{}'", asked), "", "a .toml file, or " + suggestion(asked, names));
}

std::vector<RunEntry> runs_asked(const Request& request) {
  std::vector<RunEntry> runs;
  if (request.options.has("samples")) {
    const std::string list = request.options.text("samples");
    runs = parse_runs(read_table(list), fs::path(list).parent_path().string());
  }
  for (const auto& word : request.words) {
    RunEntry run;
    run.file = word;
    run.name = fs::path(word).stem().string();
    runs.push_back(std::move(run));
  }
  if (runs.empty()) refuse_argument("no run is named", "", "emtansim quantify FILES... or --samples LIST.csv");
  return runs;
}

/// The method, the list and the runs with their hashes. A run of more than this is named without one.
constexpr std::size_t kLargestHashed = std::size_t{256} << 20;

std::vector<report::InputFile> inputs_of(const Quantification& whole, const std::string& method,
                                         const std::string& list) {
  std::vector<report::InputFile> files;
  const auto add = [&](const std::string& path, const char* role) {
    report::InputFile file{.path = path, .hash = {}, .role = role};
    std::error_code problem;
    if (const auto size = fs::file_size(path, problem); !problem && size <= kLargestHashed)
      file.hash = sha256(read_file(path));
    files.push_back(std::move(file));
  };
  add(method, "method");
  if (!list.empty()) add(list, "list of runs");
  for (const auto& run : whole.runs) add(run.entry.file, "run");
  return files;
}

void write_results(const Quantification& whole, const std::string& folder, const std::string& document) {
  const DataTable tables[] = {line_table(whole), standard_table(whole), internal_standard_table(whole),
                              result_table(whole), measurement_table(whole)};
  make_folder(folder);
  const auto in_folder = [&](std::string_view name) { return (fs::path(folder) / name).string(); };
  const FileContent files[] = {
      {in_folder("results.csv"), as_csv(tables[3])},      {in_folder("standards.csv"), as_csv(tables[1])},
      {in_folder("measurements.csv"), as_csv(tables[4])}, {in_folder("quantify.json"), as_json(tables)},
      {in_folder("report.html"), render_page(document)},  {in_folder("report.json"), document + "\n"}};
  write_files(files);
}

void print_summary(const Quantification& whole, const std::string& folder) {
  const bool has_standards =
      std::ranges::any_of(whole.runs, [](const auto& run) { return run.entry.kind == RunKind::standard; });
  if (has_standards) print(for_people(short_line_table(whole)) + "\n");
  print(for_people(short_result_table(whole)));
  const auto lines = remarks(whole);
  if (!lines.empty()) print("\n" + bold("Remarks") + "\n");
  for (std::size_t i = 0; i < std::min(lines.size(), kMostRemarks); ++i)
    print(wrapped(lines[i], text_width(), 2) + "\n");
  if (lines.size() > kMostRemarks) print(fmt::format("  and {} more in results.csv\n", lines.size() - kMostRemarks));
  print(fmt::format(
      "\nWritten to {}: report.html, report.json, results.csv, standards.csv, measurements.csv, quantify.json\n",
      folder));
}

}  // namespace

int quantify(const Request& request) {
  const auto chemistry = conjugate::read_chemistry(data_folder());
  const GivenOptions& options = request.options;
  const std::string path = method_path(options.has("method") ? options.text("method") : std::string(kUsualMethod));
  QuantifyMethod method = parse_method(read_file(path, {}, kLargestMethod), path, chemistry);
  if (options.has("weighting")) method.calibration.weighting = parse_weighting(options.text("weighting"));
  if (options.has("below")) method.below = parse_below_limit(options.text("below"));
  const auto runs = runs_asked(request);
  const std::string folder =
      folder_for(request, options.has("samples") ? options.text("samples") : std::string("quantify"));
  expect_folder(folder);
  const Quantification whole = spectra::quantify(method, runs, chemistry);
  const auto data = read_data();
  const report::QuantifySources sources{
      .chemistry = chemistry, .catalogue = data, .files = inputs_of(whole, path, options.text("samples"))};
  write_results(whole, folder, report::quantify_json(whole, sources, request.command_line));
  if (!request.is_quiet) print_summary(whole, folder);
  const bool has_failed = std::ranges::any_of(whole.runs, [](const auto& run) { return !run.problem.empty(); });
  if (has_failed && request.is_quiet)
    for (const auto& run : whole.runs)
      if (!run.problem.empty()) std::fputs(fmt::format("emtansim: {}\n", run.problem).c_str(), stderr);
  return has_failed ? kMembersFailed : kAllWell;
}

}  // namespace emtansim::cli
