// SPDX-License-Identifier: Apache-2.0
/// `emtansim dar SPECTRUM... --by maldi --naked FILE`: drug loads from the shift of a centroid.
#include <cmath>
#include <filesystem>

#include <fmt/format.h>

#include "dar_parts.h"
#include "exit_codes.h"
#include "terminal.h"

namespace emtansim::cli {

namespace {

namespace fs = std::filesystem;
using report::MaldiOutcome;
using report::MaldiReport;
using spectra::Spectrum;

constexpr double kPercent = 100;
constexpr double kOtherWindows[] = {0.75, 5.0 / 6, 11.0 / 12, 13.0 / 12};  // of the window asked for

struct ReadSpectrum {
  Spectrum spectrum;
  std::vector<std::string> warnings;
};

/// The mean of the spectra of a file. A table whose columns are called mass and intensity is read as one as well.
ReadSpectrum read_spectrum(const std::string& file) {
  ReadSpectrum read;
  const auto add = [&read](const std::vector<spectra::Warning>& warnings) {
    for (const auto& warning : warnings) read.warnings.push_back(spectra::to_message(warning));
  };
  if (spectra::detect_format(file) == spectra::Format::mass_list) {
    auto list = spectra::read_mass_list(file);
    add(list.warnings);
    read.spectrum.mz = std::move(list.list.mass);
    read.spectrum.intensity = std::move(list.list.intensity);
    return read;
  }
  auto average = spectra::read_average(file);
  add(average.reading.warnings);
  read.spectrum = std::move(average.spectrum);
  return read;
}

spectra::MaldiOptions options_of(const Request& request, const DarConjugate& asked) {
  const GivenOptions& options = request.options;
  const auto& added = asked.parts.linker_payload;
  spectra::MaldiOptions result;
  result.window.half = options.number("window", kPercent * result.window.half, 1, 12) / kPercent;
  result.other_windows.clear();
  for (const double part : kOtherWindows) result.other_windows.push_back(part * result.window.half);
  result.dead_linkers = {added.dead_linkers_per_antibody, added.fewest_dead_linkers, added.most_dead_linkers};
  if (options.has("dead-linkers")) {
    if (!added.dead_linker)
      refuse_argument(fmt::format("--dead-linkers is given for {}", asked.entry.name),
                      "its linker never comes without a drug", "leave it out");
    const double mean = options.number("dead-linkers", 0, 0, 20);
    result.dead_linkers = {mean, mean, mean};
  }
  result.opened_rings = options.number("opened-rings", 0, 0, 20);
  if (result.opened_rings > 0 && !added.drug_opened)
    refuse_argument(fmt::format("--opened-rings is given for {}", asked.entry.name),
                    "the data know no opened form of its linker", "leave it out");
  result.calibration_ppm = options.number("calibration", 0, 0, 10000);
  result.most_drugs = options.whole_number("drugs", 10, 1, 30);
  result.seed = static_cast<std::uint64_t>(options.whole_number("seed", 1, 0, 1'000'000'000));
  return result;
}

DataTable results_of(const std::vector<MaldiOutcome>& outcomes, const std::vector<std::string>& problems) {
  DataTable table{
      .name = "dar",
      .title = "Drug load",
      .columns = {"name", "status", "shift_Da", "apparent_dar", "dead_bias", "dar", "dar_low", "dar_high", "half_noise",
                  "half_window", "half_dead_linkers", "half_calibration", "difference_1_2", "problem"}};
  for (const auto& outcome : outcomes) {
    const auto& load = outcome.load;
    std::string warnings;
    for (const auto& text : outcome.warnings) warnings += (warnings.empty() ? "" : "; ") + text;
    std::vector<Cell> row = {text_cell(outcome.name), text_cell(load.warnings.empty() ? "good" : "caution"),
                             number_cell(load.shift, 2)};
    for (const double value :
         {load.apparent.value, load.dead_bias, load.dar.value, load.dar.low, load.dar.high, load.errors.noise,
          load.errors.window, load.errors.dead_linkers, load.errors.calibration, load.disagreement})
      row.push_back(number_cell(value, 4));
    row.push_back(text_cell(warnings));
    table.rows.push_back(std::move(row));
  }
  for (const auto& problem : problems) {
    std::vector<Cell> row(table.columns.size(), Cell{.text = "", .is_number = true});
    row[1] = text_cell("failed");
    row.back() = text_cell(problem);
    table.rows.push_back(std::move(row));
  }
  return table;
}

void print_outcome(const MaldiOutcome& outcome, const MaldiReport& report) {
  const auto& load = outcome.load;
  print(fmt::format("{}: {} {}\n", bold(outcome.name), "DAR", with_interval(load.dar, 2)));
  print(fmt::format("  shift {:.0f} Da, apparent DAR {}; {:.2f} taken off for dead linkers and opened rings\n",
                    load.shift, with_interval(load.apparent, 2), load.dead_bias));
  for (const auto& charge : load.charges)
    print(fmt::format("  {}+  antibody {:.1f}, conjugate {:.1f} Th (standard errors {:.1f}, {:.1f}): {:.2f}\n",
                      charge.charge, charge.naked.centroid, charge.conjugate.centroid, charge.naked.standard_error,
                      charge.conjugate.standard_error, charge.apparent));
  std::string windows;
  for (const auto& window : load.windows)
    windows += fmt::format("{}{:.2f} at {} %", windows.empty() ? "" : ", ", window.apparent,
                           to_short(kPercent * window.half, 3));
  print(wrapped("apparent DAR by half window: " + windows, text_width(), 2) + "\n");
  print(fmt::format(
      "  the interval holds noise {:.2f}, window {:.2f}, dead linkers {:.2f}, calibration {:.2f} (halves)\n",
      load.errors.noise, load.errors.window, load.errors.dead_linkers, load.errors.calibration));
  if (!report.are_dead_linkers_given && report.masses.dead_linker > 0)
    print(fmt::format("  assumed: {} dead linkers per antibody, {} to {}\n",
                      to_short(report.options.dead_linkers.value), to_short(report.options.dead_linkers.low),
                      to_short(report.options.dead_linkers.high)));
  print_warnings(outcome.warnings);
}

/// The last part of a path; folders of Bruker flex may end with a slash.
std::string shown_name(const std::string& file) {
  const fs::path path(file);
  return path.has_filename() ? path.filename().string() : path.parent_path().filename().string();
}

MaldiOutcome outcome_of(const std::string& file, const std::string& naked, const MaldiReport& report) {
  auto read = read_spectrum(file);
  MaldiOutcome outcome{.name = shown_name(file), .spectrum = std::move(read.spectrum)};
  outcome.load = spectra::maldi_load(outcome.spectrum, report.naked, report.masses, report.options,
                                     {.conjugate = file, .naked = naked});
  outcome.warnings = std::move(read.warnings);
  outcome.warnings.insert(outcome.warnings.end(), outcome.load.warnings.begin(), outcome.load.warnings.end());
  return outcome;
}

std::string folder_of(const Request& request) {
  if (request.words.size() == 1) return folder_for(request, shown_name(request.words.front()));
  return request.folder.empty() ? "out/dar" : request.folder;
}

void expect_files(const Request& request) {
  if (request.words.empty())
    refuse_argument("no spectrum is named", "", "emtansim dar CONJUGATE --by maldi --naked ANTIBODY");
  if (!request.options.has("naked"))
    refuse_argument("--by maldi lacks the spectrum of the naked antibody", "the load is the shift against it",
                    "--naked FILE");
}

/// Works on one file after the other; one that is wrong does not stop the rest, unless it is the only one or the fault
/// lies with the antibody's. Gives the problems.
std::vector<std::string> add_outcomes(MaldiReport& report, const Request& request, const std::string& naked) {
  std::vector<std::string> problems;
  for (const auto& file : request.words) {
    try {
      report.outcomes.push_back(outcome_of(file, naked, report));
    } catch (const InputError& error) {
      if (request.words.size() == 1 || error.where().file == naked) throw;
      problems.emplace_back(error.what());
      std::fputs(fmt::format("emtansim: {}\n", error.what()).c_str(), stderr);
    }
  }
  if (report.outcomes.empty()) refuse_argument("no spectrum could be used", problems.front(), "");
  return problems;
}

}  // namespace

int dar_by_maldi(const Request& request) {
  expect_files(request);
  const std::string naked = request.options.text("naked");
  const DarConjugate asked = dar_conjugate(request);
  const std::string folder = folder_of(request);
  expect_folder(folder);
  auto bare = read_spectrum(naked);
  MaldiReport report{.naked = std::move(bare.spectrum),
                     .masses = spectra::maldi_masses(asked.parts, asked.chemistry.elements),
                     .options = options_of(request, asked),
                     .are_dead_linkers_given = request.options.has("dead-linkers"),
                     .outcomes = {}};
  const auto problems = add_outcomes(report, request, naked);
  auto& warnings = report.outcomes.front().warnings;
  warnings.insert(warnings.end(), bare.warnings.begin(), bare.warnings.end());
  std::vector<report::InputFile> files = {input_file(naked, "spectrum of the antibody")};
  for (const auto& file : request.words) files.push_back(input_file(file, "spectrum of the conjugate"));
  write_dar(folder, results_of(report.outcomes, problems),
            report::maldi_json(report, dar_frame(asked, request, std::move(files))));
  if (!request.is_quiet) {
    for (const auto& outcome : report.outcomes) print_outcome(outcome, report);
    print_end(folder, "report.html, report.json, dar.csv");
  }
  return problems.empty() ? kAllWell : kMembersFailed;
}

}  // namespace emtansim::cli
