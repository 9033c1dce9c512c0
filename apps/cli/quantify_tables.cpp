// SPDX-License-Identifier: Apache-2.0
/// Fills the tables of `emtansim quantify`.
#include "quantify_tables.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace emtansim::cli {

namespace {

using namespace spectra;

constexpr double kSecondsPerMinute = 60;
constexpr int kDigits = 6;

/// A number with so many digits as it has meaning, whatever its size.
Cell digits(double value, int count = kDigits) {
  return {.text = std::isfinite(value) ? fmt::format("{:.{}g}", value, count) : "", .is_number = true};
}

Cell minutes(double seconds) { return number_cell(seconds / kSecondsPerMinute, 3); }

std::string joined(const std::vector<std::string>& parts) { return fmt::format("{}", fmt::join(parts, "; ")); }

double of_peak(const PeakReading& reading, double ChromatogramPeak::*member) {
  return reading.peak ? (*reading.peak).*member : std::numeric_limits<double>::quiet_NaN();
}

/// Whether any run that was read holds a channel for the analyte.
bool is_monitored(const Quantification& whole, std::size_t analyte) {
  return std::ranges::any_of(
      whole.runs, [&](const RunReading& run) { return run.problem.empty() && run.analytes[analyte].is_monitored; });
}

/// Names of the conditions of all runs, in the order in which they are met.
std::vector<std::string> conditions_of(const Quantification& whole) {
  std::vector<std::string> names;
  for (const auto& run : whole.runs)
    for (const auto& [name, value] : run.entry.conditions)
      if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  return names;
}

Cell condition(const RunEntry& entry, const std::string& name) {
  for (const auto& [known, value] : entry.conditions)
    if (known == name) return {.text = value, .is_number = parse_number(value).has_value()};
  return text_cell("");
}

/// What goes into a fit for a reading below the lower limit.
struct Value {
  double concentration = 0;
  double concentration_se = 0;
  double amount = 0;
  double amount_se = 0;
};
Value value_of(const Quantification& whole, const Result& result) {
  const Value measured{result.concentration, result.concentration_se, result.amount, result.amount_se};
  const bool is_below = result.status == ResultStatus::below || result.status == ResultStatus::not_detected;
  if (!is_below || whole.method.below == BelowLimit::keep) return measured;
  const RunEntry& entry = whole.runs[result.run].entry;
  const double limit = whole.lines[result.analyte].lower_limit * entry.dilution;
  const double concentration = whole.method.below == BelowLimit::zero ? 0 : limit / 2;
  const double factor = entry.volume_ml / entry.cells * 1e6;  // nM times mL is pmol
  return {concentration, limit / 2, concentration * factor, limit / 2 * factor};
}

bool goes_into_fits(const Quantification& whole, const Result& result) {
  if (whole.runs[result.run].entry.kind != RunKind::sample) return false;
  if (result.status == ResultStatus::measured || result.status == ResultStatus::above) return true;
  if (result.status == ResultStatus::below) return whole.method.below != BelowLimit::leave_out;
  if (result.status != ResultStatus::not_detected || !whole.lines[result.analyte].is_usable()) return false;
  return whole.method.below == BelowLimit::zero || whole.method.below == BelowLimit::half;
}

}  // namespace

DataTable short_line_table(const Quantification& whole) {
  DataTable table{
      .name = "lines",
      .title = "Calibration",
      .columns = {"analyte", "min", "slope", "intercept", "r2", "LLOQ nM", "ULOQ nM", "standards"},
      .rows = {},
      .note = fmt::format("response over level with weights {}", to_text(whole.method.calibration.weighting))};
  for (std::size_t i = 0; i < whole.lines.size(); ++i) {
    const CalibrationLine& line = whole.lines[i];
    if (!is_monitored(whole, i)) continue;
    if (!line.is_usable()) table.note += fmt::format("; {}: no line, {}", whole.method.analytes[i].name, line.problem);
    table.rows.push_back({text_cell(whole.method.analytes[i].name), minutes(whole.retention[i]),
                          digits(line.fit.slope.value, 5), digits(line.fit.intercept.value, 3),
                          digits(line.fit.r_squared, 5), digits(line.lower_limit, 4), digits(line.upper_limit, 4),
                          whole_cell(static_cast<long>(line.standards.size()))});
  }
  return table;
}

DataTable line_table(const Quantification& whole) {
  DataTable table{.name = "lines",
                  .title = "Calibration",
                  .columns = {"analyte", "retention_min", "slope", "intercept", "weighting", "r_squared", "LLOQ_nM",
                              "ULOQ_nM", "standards", "problem"},
                  .rows = {},
                  .note = {}};
  for (std::size_t i = 0; i < whole.lines.size(); ++i) {
    const CalibrationLine& line = whole.lines[i];
    table.rows.push_back({text_cell(whole.method.analytes[i].name), minutes(whole.retention[i]),
                          digits(line.fit.slope.value), digits(line.fit.intercept.value, 4),
                          text_cell(to_text(line.rules.weighting)), digits(line.fit.r_squared),
                          digits(line.lower_limit, 4), digits(line.upper_limit, 4),
                          whole_cell(static_cast<long>(line.standards.size())), text_cell(line.problem)});
  }
  return table;
}

DataTable standard_table(const Quantification& whole) {
  DataTable table{.name = "standards",
                  .title = "Standards read back",
                  .columns = {"analyte", "run", "level_nM", "response", "found_nM", "deviation_percent", "passes"},
                  .rows = {},
                  .note = {}};
  for (std::size_t i = 0; i < whole.lines.size(); ++i)
    for (const auto& read : whole.lines[i].standards)
      table.rows.push_back({text_cell(whole.method.analytes[i].name), text_cell(read.standard.name),
                            digits(read.standard.level), digits(read.standard.response), digits(read.found),
                            number_cell(100 * read.deviation, 1), text_cell(read.passes ? "yes" : "no")});
  return table;
}

DataTable result_table(const Quantification& whole) {
  DataTable table{.name = "results", .title = "Results", .columns = {"analyte", "run", "kind"}, .rows = {}, .note = {}};
  const auto conditions = conditions_of(whole);
  table.columns.insert(table.columns.end(), conditions.begin(), conditions.end());
  for (const char* column : {"status",
                             "concentration_nM",
                             "concentration_se_nM",
                             "amount_pmol_per_1e6_cells",
                             "amount_se_pmol_per_1e6_cells",
                             "accuracy_percent",
                             "response",
                             "area",
                             "height",
                             "retention_min",
                             "start_min",
                             "end_min",
                             "width_s",
                             "signal_to_noise",
                             "channel",
                             "ion_ratio",
                             "isotope_ratio",
                             "isotope_ratio_expected",
                             "doubtful",
                             "remarks"})
    table.columns.emplace_back(column);
  for (const auto& result : whole.results) {
    const RunReading& run = whole.runs[result.run];
    const PeakReading none;
    const PeakReading& reading = run.problem.empty() ? run.analytes[result.analyte] : none;
    std::vector<Cell> row{text_cell(whole.method.analytes[result.analyte].name), text_cell(run.entry.name),
                          text_cell(to_text(run.entry.kind))};
    for (const auto& name : conditions) row.push_back(condition(run.entry, name));
    for (Cell cell : {text_cell(to_text(result.status)),
                      digits(result.concentration),
                      digits(result.concentration_se, 3),
                      digits(result.amount),
                      digits(result.amount_se, 3),
                      number_cell(100 * result.accuracy, 1),
                      digits(result.response),
                      digits(of_peak(reading, &ChromatogramPeak::area)),
                      digits(of_peak(reading, &ChromatogramPeak::height)),
                      minutes(of_peak(reading, &ChromatogramPeak::apex_time)),
                      minutes(of_peak(reading, &ChromatogramPeak::start)),
                      minutes(of_peak(reading, &ChromatogramPeak::end)),
                      number_cell(of_peak(reading, &ChromatogramPeak::width), 2),
                      digits(of_peak(reading, &ChromatogramPeak::signal_to_noise), 4),
                      text_cell(reading.channel),
                      digits(reading.ion_ratio, 4),
                      digits(reading.isotope_ratio, 4),
                      digits(reading.expected_isotope_ratio, 4),
                      text_cell(reading.is_doubtful ? "yes" : "no"),
                      text_cell(run.problem.empty() ? joined(reading.remarks) : run.problem)})
      row.push_back(std::move(cell));
    table.rows.push_back(std::move(row));
  }
  return table;
}

DataTable short_result_table(const Quantification& whole) {
  DataTable table{.name = "results",
                  .title = "Results",
                  .columns = {"analyte", "run", "status", "min", "area", "S/N", "nM", "s.e.", "pmol/1e6 cells"},
                  .rows = {},
                  .note = {}};
  for (const auto& result : whole.results) {
    const RunReading& run = whole.runs[result.run];
    const PeakReading none;
    const PeakReading& reading = run.problem.empty() ? run.analytes[result.analyte] : none;
    if (!is_monitored(whole, result.analyte)) continue;
    table.rows.push_back(
        {text_cell(whole.method.analytes[result.analyte].name), text_cell(run.entry.name),
         text_cell(std::string(to_text(result.status)) + (reading.is_doubtful ? ", doubtful" : "")),
         minutes(of_peak(reading, &ChromatogramPeak::apex_time)), digits(of_peak(reading, &ChromatogramPeak::area), 5),
         digits(of_peak(reading, &ChromatogramPeak::signal_to_noise), 3), digits(result.concentration, 4),
         digits(result.concentration_se, 2), digits(result.amount, 4)});
  }
  return table;
}

DataTable measurement_table(const Quantification& whole) {
  DataTable table{.name = "measurements", .title = "For fits", .columns = {"analyte", "run"}, .rows = {}, .note = {}};
  const auto conditions = conditions_of(whole);
  table.columns.insert(table.columns.end(), conditions.begin(), conditions.end());
  for (const char* column : {"concentration_nM", "concentration_se_nM", "amount_pmol_per_1e6_cells",
                             "amount_se_pmol_per_1e6_cells", "status"})
    table.columns.emplace_back(column);
  for (const auto& result : whole.results) {
    if (!goes_into_fits(whole, result)) continue;
    const RunEntry& entry = whole.runs[result.run].entry;
    const Value value = value_of(whole, result);
    std::vector<Cell> row{text_cell(whole.method.analytes[result.analyte].name), text_cell(entry.name)};
    for (const auto& name : conditions) row.push_back(condition(entry, name));
    for (Cell cell : {digits(value.concentration), digits(value.concentration_se, 3), digits(value.amount),
                      digits(value.amount_se, 3), text_cell(to_text(result.status))})
      row.push_back(std::move(cell));
    table.rows.push_back(std::move(row));
  }
  return table;
}

DataTable internal_standard_table(const Quantification& whole) {
  DataTable table{.name = "internal_standards",
                  .title = "Internal standards",
                  .columns = {"standard", "run", "area", "retention_min", "signal_to_noise"},
                  .rows = {},
                  .note = {}};
  for (const auto& run : whole.runs)
    for (const auto& reading : run.internal_standards)
      table.rows.push_back({text_cell(reading.molecule), text_cell(run.entry.name),
                            digits(of_peak(reading, &ChromatogramPeak::area)),
                            minutes(of_peak(reading, &ChromatogramPeak::apex_time)),
                            digits(of_peak(reading, &ChromatogramPeak::signal_to_noise), 4)});
  return table;
}

std::vector<std::string> remarks(const Quantification& whole) {
  std::vector<std::string> lines;
  for (const auto& run : whole.runs) {
    if (!run.problem.empty()) lines.push_back(fmt::format("{}: {}", run.entry.name, run.problem));
    for (const auto& reading : run.analytes)
      for (const auto& remark : reading.remarks)
        lines.push_back(fmt::format("{}, {}: {}", run.entry.name, reading.molecule, remark));
  }
  return lines;
}

}  // namespace emtansim::cli
