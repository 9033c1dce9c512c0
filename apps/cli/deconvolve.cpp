// SPDX-License-Identifier: Apache-2.0
/// `emtansim deconvolve`: spectra in, masses out; one table for many files, and no file stops the others.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <optional>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "commands.h"
#include "data_table.h"
#include "emtansim/report/report.h"
#include "emtansim/spectra/spectra.h"
#include "exit_codes.h"
#include "scan_options.h"
#include "terminal.h"

namespace emtansim::cli {

namespace {

namespace fs = std::filesystem;
using namespace spectra;

constexpr double kCredible = 0.05;      // expected share of false masses up to which one is shown
constexpr std::size_t kMostShown = 20;  // masses on the terminal

/// What is asked of every file.
struct Plan {
  ScanWish scans;
  int smoothing = 0;
  DeconvolutionOptions options;
};

Plan plan_of(const GivenOptions& given) {
  Plan plan{.scans = scan_wish_of(given)};
  const DeconvolutionOptions usual;
  if (given.has("maldi")) plan.options.ionisation = Ionisation::maldi;
  if (const auto mass = limits_of(given, "mass", {1, 1e8})) {
    plan.options.lowest_mass = mass->low;
    plan.options.highest_mass = mass->high;
  }
  if (const auto charge = limits_of(given, "charge", {1, 500})) {
    plan.options.lowest_charge = static_cast<int>(charge->low);
    plan.options.highest_charge = static_cast<int>(charge->high);
  }
  plan.smoothing = given.whole_number("smooth", 0, 1, 1000);
  plan.options.baseline_width = given.number("baseline", 100 * usual.baseline_width, 0, 100) / 100;
  plan.options.peak_width = given.number("width", 0, 0, 10) / 100;
  plan.options.mass_step = given.number("step", 0, 1e-4, 1000);
  plan.options.least_height = given.number("least", 100 * usual.least_height, 0, 100) / 100;
  plan.options.decoys = given.whole_number("decoys", usual.decoys, 0, 1000);
  return plan;
}

/// One file and what came out.
struct Result {
  std::string file;
  AverageReading reading;
  Deconvolution deconvolution;
};

/// Errors that know no file get this one.
Result deconvolve_file(const std::string& file, const Plan& plan) {
  Result result{.file = file, .reading = read_wished(file, plan.scans).average, .deconvolution = {}};
  try {
    Spectrum spectrum = result.reading.spectrum;
    if (plan.smoothing > 0) spectrum = smoothed(std::move(spectrum), plan.smoothing);
    result.deconvolution = deconvolve(spectrum, plan.options);
  } catch (const InputError& error) {
    if (!error.where().file.empty()) throw;
    throw InputError({file, 0}, error.complaint());
  }
  return result;
}

std::string charges_text(const MassPeak& peak) {
  constexpr double kShown = 0.05;  // of the strongest
  double strongest = 0;
  for (const auto& evidence : peak.charges) strongest = std::max(strongest, evidence.intensity);
  std::string text;
  for (const auto& evidence : peak.charges)
    if (evidence.intensity >= kShown * strongest) text += fmt::format("{}{}", text.empty() ? "" : " ", evidence.charge);
  return text;
}

/// "23-26 28" for "23 24 25 26 28".
std::string in_runs(const std::string& charges) {
  std::string text;
  int first = 0, last = 0;
  const auto close = [&] {
    if (first == 0) return;
    text += fmt::format("{}{}", text.empty() ? "" : " ", first);
    if (last > first) text += fmt::format("-{}", last);
  };
  for (const auto word : split(charges, ' ')) {
    const int charge = static_cast<int>(parse_number(word).value_or(0));
    if (charge == last + 1 && first > 0) {
      last = charge;
    } else {
      close();
      first = last = charge;
    }
  }
  close();
  return text;
}

double highest_intensity(const Deconvolution& deconvolution) {
  double highest = 0;
  for (const auto& peak : deconvolution.peaks) highest = std::max(highest, peak.intensity);
  return highest;
}

const std::vector<std::string> kMassColumns = {
    "mass_da",      "mass_error", "intensity", "intensity_error", "percent",    "height", "width_da",
    "separable_da", "spread_da",  "charges",   "score",           "false_rate", "kind",   "of_mass_da",
    "explains",     "smooth",     "agrees",    "supported",       "clear"};

std::vector<Cell> mass_row(const MassPeak& peak, double highest) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  return {number_cell(peak.mass, 3),
          number_cell(peak.mass_error, 3),
          number_cell(peak.intensity, 3),
          number_cell(peak.intensity_error, 3),
          number_cell(100 * peak.intensity / highest, 3),
          number_cell(peak.height, 4),
          number_cell(peak.width, 2),
          number_cell(peak.separable > 0 ? peak.separable : kNone, 2),
          number_cell(peak.spread, 2),
          text_cell(charges_text(peak)),
          number_cell(peak.score, 4),
          number_cell(peak.false_rate, 4),
          text_cell(to_name(peak.kind)),
          number_cell(peak.kind == PeakKind::species ? kNone : peak.of_mass, 3),
          number_cell(peak.explains, 4),
          number_cell(peak.smooth, 4),
          number_cell(peak.agrees, 4),
          number_cell(peak.supported, 4),
          number_cell(peak.clear, 4)};
}

DataTable masses_table(const Deconvolution& deconvolution) {
  DataTable table{.name = "masses", .title = "", .columns = kMassColumns};
  for (const auto& peak : deconvolution.peaks) table.rows.push_back(mass_row(peak, highest_intensity(deconvolution)));
  return table;
}

DataTable charges_table(const Deconvolution& deconvolution) {
  DataTable table{.name = "charges",
                  .title = "",
                  .columns = {"mass_da", "charge", "mz", "intensity", "mass_at_charge_da", "share"}};
  for (const auto& peak : deconvolution.peaks) {
    for (const auto& evidence : peak.charges) {
      table.rows.push_back({number_cell(peak.mass, 3), whole_cell(evidence.charge), number_cell(evidence.mz, 5),
                            number_cell(evidence.intensity, 3), number_cell(evidence.mass, 3),
                            number_cell(evidence.share, 4)});
    }
  }
  return table;
}

DataTable steps_table(const Result& result) {
  DataTable table{.name = "steps", .title = "", .columns = {"what", "says"}};
  table.rows.push_back(
      {text_cell("file"), text_cell(fmt::format("{} ({})", result.file, to_name(result.reading.reading.format)))});
  for (const auto& step : result.deconvolution.spectrum.steps)
    table.rows.push_back({text_cell(step.name), text_cell(step.settings)});
  for (const auto& sentence : result.deconvolution.assumptions)
    table.rows.push_back({text_cell("assumed"), text_cell(sentence)});
  for (const auto& warning : result.reading.reading.warnings)
    table.rows.push_back({text_cell("warning"), text_cell(to_message(warning))});
  return table;
}

/// Long stretches without intensity are left out but for their ends.
std::string zero_charge_csv(const Deconvolution& deconvolution) {
  const auto& y = deconvolution.zero_charge;
  std::string text = "mass_da,intensity\n";
  for (std::size_t i = 0; i < y.size(); ++i) {
    const bool is_near_signal = y[i] > 0 || (i > 0 && y[i - 1] > 0) || (i + 1 < y.size() && y[i + 1] > 0);
    if (is_near_signal) text += fmt::format("{:.4f},{:.6g}\n", deconvolution.mass_at(i), y[i]);
  }
  return text;
}

report::DeconvolutionOutcome outcome_of(const Result& result) {
  const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  report::DeconvolutionOutcome outcome{.file = result.file,
                                       .hash = fs::is_regular_file(result.file) ? sha256(read_file(result.file)) : "",
                                       .format = std::string(to_name(result.reading.reading.format)),
                                       .started = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now)),
                                       .averaged = result.reading.averaged,
                                       .deconvolution = result.deconvolution,
                                       .warnings = {}};
  for (const auto& warning : result.reading.reading.warnings) outcome.warnings.push_back(to_message(warning));
  return outcome;
}

std::vector<std::string> write_result(const Result& result, const std::string& folder, const Request& request) {
  make_folder(folder);
  const std::string document = report::deconvolution_json(outcome_of(result), request.command_line);
  const std::vector<FileContent> files = {{folder + "/masses.csv", as_csv(masses_table(result.deconvolution))},
                                          {folder + "/charges.csv", as_csv(charges_table(result.deconvolution))},
                                          {folder + "/zero_charge.csv", zero_charge_csv(result.deconvolution)},
                                          {folder + "/steps.csv", as_csv(steps_table(result))},
                                          {folder + "/report.html", render_page(document)},
                                          {folder + "/report.json", document + "\n"}};
  write_files(files);
  std::vector<std::string> names;
  for (const auto& file : files) names.push_back(file.path);
  return names;
}

bool is_credible(const MassPeak& peak) { return peak.kind == PeakKind::species && peak.false_rate <= kCredible; }

void print_masses(const Deconvolution& deconvolution) {
  std::vector<MassPeak> shown;
  for (const auto& peak : deconvolution.peaks)
    if (is_credible(peak) || deconvolution.decoys == 0) shown.push_back(peak);
  std::ranges::stable_sort(shown, [](const MassPeak& a, const MassPeak& b) { return a.intensity > b.intensity; });
  const std::size_t credible = shown.size();
  if (shown.size() > kMostShown) shown.resize(kMostShown);
  TextTable table;
  table.add({"mass, Da", "error", "intensity", "charges", "score", "false rate"});
  const double highest = highest_intensity(deconvolution);
  for (const auto& peak : shown) {
    table.add(
        {fmt::format("{:.1f}", peak.mass), std::isnan(peak.mass_error) ? "-" : fmt::format("{:.2g}", peak.mass_error),
         fmt::format("{:.1f} %", 100 * peak.intensity / highest), in_runs(charges_text(peak)),
         fmt::format("{:.2f}", peak.score), deconvolution.decoys > 0 ? fmt::format("{:.3f}", peak.false_rate) : "-"});
  }
  if (!shown.empty()) print(table.text());
  const std::size_t doubtful = deconvolution.peaks.size() - credible;
  if (credible > shown.size()) print(fmt::format("  and {} weaker ones\n", credible - shown.size()));
  if (credible == 0) print("  no mass stands out from what chance gives with the same peaks in other places\n");
  print(fmt::format("  not shown: {} that decoys match too often or that echo others, {} lower than asked\n", doubtful,
                    deconvolution.small_peaks));
  if (deconvolution.is_fitted && deconvolution.explained_tops > 0)
    print(fmt::format("  {} tops of the zero-charge spectrum are explained by other masses\n",
                      deconvolution.explained_tops));
}

/// Where little of the intensity belongs to masses that stand out, other masses explain the same peaks as well.
void print_hint(const Deconvolution& deconvolution) {
  constexpr double kClear = 0.5;
  double all = 0, credible = 0;
  for (const double intensity : deconvolution.zero_charge) all += intensity;
  for (const auto& peak : deconvolution.peaks)
    if (is_credible(peak)) credible += peak.intensity;
  if (deconvolution.decoys == 0 || credible >= kClear * all) return;
  print(wrapped(fmt::format("only {} % of the intensity belongs to masses that stand out; narrow --mass or --charge to "
                            "what can be in the sample",
                            to_short(100 * credible / all, 2)),
                text_width(), 2) +
        "\n");
}

void print_result(const Result& result, const std::vector<std::string>& files) {
  const auto& deconvolution = result.deconvolution;
  print(fmt::format("{}  {}, {} spectra averaged, {} points\n", bold(result.file),
                    to_name(result.reading.reading.format), result.reading.averaged,
                    result.reading.spectrum.mz.size()));
  print(fmt::format("  peaks {} % of m/z wide, noise {}, {} % of the intensity assigned, {} decoys\n",
                    to_short(100 * deconvolution.peak_width, 3), to_short(deconvolution.noise, 3),
                    to_short(100 * deconvolution.assigned, 3), deconvolution.decoys));
  print_masses(deconvolution);
  print_hint(deconvolution);
  std::string names;
  for (const auto& file : files) names += (names.empty() ? "" : ", ") + fs::path(file).filename().string();
  print(wrapped(fmt::format("in {}: {}", fs::path(files.front()).parent_path().string(), names), text_width(), 2) +
        "\n");
}

void tell_warnings(const Result& result) {
  for (const auto& warning : result.reading.reading.warnings)
    std::fputs(fmt::format("emtansim: warning: {}\n", to_message(warning)).c_str(), stderr);
}

/// "a/b/run 1.mzML.gz" -> "run 1".
std::string stem_of(const std::string& file) {
  fs::path path(file);
  if (!path.has_filename()) path = path.parent_path();
  path = path.filename();
  while (path.has_extension() && path.extension().string().size() <= 6) path = path.stem();
  return path.string();
}

/// A name that no earlier file of the batch has.
std::string own_name(const std::string& file, std::vector<std::string>& taken) {
  const std::string stem = stem_of(file);
  std::string name = stem;
  for (int number = 2; std::ranges::find(taken, name) != taken.end(); ++number)
    name = fmt::format("{}-{}", stem, number);
  taken.push_back(name);
  return name;
}

int deconvolve_one(const Request& request, const Plan& plan) {
  const std::string& file = request.words.front();
  const std::string folder = request.folder.empty() ? "out/" + stem_of(file) : request.folder;
  expect_folder(folder);
  const Result result = deconvolve_file(file, plan);
  const auto files = write_result(result, folder, request);
  tell_warnings(result);
  if (!request.is_quiet) print_result(result, files);
  return kAllWell;
}

int deconvolve_many(const Request& request, const Plan& plan) {
  const std::string folder = request.folder.empty() ? "out/deconvolve" : request.folder;
  expect_folder(folder);
  DataTable all{.name = "masses", .title = "", .columns = kMassColumns};
  all.columns.insert(all.columns.begin(), {"file", "problem"});
  std::size_t failed = 0;
  std::vector<std::string> taken;
  for (const auto& file : request.words) {
    try {
      const Result result = deconvolve_file(file, plan);
      const auto files = write_result(result, folder + "/" + own_name(file, taken), request);
      tell_warnings(result);
      if (!request.is_quiet) print_result(result, files);
      for (const auto& peak : result.deconvolution.peaks) {
        auto row = mass_row(peak, highest_intensity(result.deconvolution));
        row.insert(row.begin(), {text_cell(file), text_cell("")});
        all.rows.push_back(std::move(row));
      }
    } catch (const InputError& error) {
      ++failed;
      std::fputs(fmt::format("emtansim: {}\n", error.what()).c_str(), stderr);
      std::vector<Cell> row(all.columns.size());
      row[0] = text_cell(file);
      row[1] = text_cell(error.what());
      all.rows.push_back(std::move(row));
    }
  }
  make_folder(folder);
  write_file(folder + "/all_masses.csv", as_csv(all));
  if (!request.is_quiet) {
    print(fmt::format("{} files, {} of them failed; all masses in {}/all_masses.csv\n", request.words.size(), failed,
                      folder));
  }
  return failed > 0 ? kMembersFailed : kAllWell;
}

}  // namespace

int deconvolve(const Request& request) {
  if (request.words.empty())
    refuse_argument("deconvolve needs a file", "", "emtansim deconvolve data/spectra/adh_native.txt.gz");
  const Plan plan = plan_of(request.options);
  return request.words.size() == 1 ? deconvolve_one(request, plan) : deconvolve_many(request, plan);
}

}  // namespace emtansim::cli
