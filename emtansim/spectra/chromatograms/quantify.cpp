// SPDX-License-Identifier: Apache-2.0
/// The whole quantification: retention times, lines, results.
#include "emtansim/spectra/chromatograms/quantify.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace emtansim::spectra {

namespace {

const std::vector<std::string> kStatuses = {"measured",      "below",          "above", "not detected",
                                            "not monitored", "no calibration", "failed"};
constexpr double kPerMillion = 1e6;
constexpr double kCarryOver = 0.2;  // a blank may show this share of the response at the lower limit

double nan() { return std::numeric_limits<double>::quiet_NaN(); }

double median(std::vector<double> values) {
  if (values.empty()) return nan();
  std::ranges::sort(values);
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

/// Where each molecule of a list elutes, s; NaN where it is not known.
struct Retention {
  std::vector<double> analytes;
  std::vector<double> internal_standards;
};

RunReading read_run_of(const RunEntry& entry, const std::vector<Channel>& wanted, const QuantifyMethod& method,
                       const Retention& retention) {
  RunReading reading;
  reading.entry = entry;
  try {
    const RunChannels run = read_channels(entry.file, wanted, method.tolerances);
    for (std::size_t i = 0; i < method.analytes.size(); ++i)
      reading.analytes.push_back(read_peak(method.analytes[i], run, method, retention.analytes[i]));
    for (std::size_t i = 0; i < method.internal_standards.size(); ++i)
      reading.internal_standards.push_back(
          read_peak(method.internal_standards[i], run, method, retention.internal_standards[i]));
  } catch (const InputError& error) {
    reading.problem = error.what();
    reading.analytes.clear();
    reading.internal_standards.clear();
  }
  return reading;
}

Retention given(const QuantifyMethod& method) {
  Retention retention;
  for (const auto& analyte : method.analytes) retention.analytes.push_back(analyte.retention);
  for (const auto& standard : method.internal_standards) retention.internal_standards.push_back(standard.retention);
  return retention;
}

/// Fills what is not given with the median of the runs: analytes from standards alone, internal standards from all.
void fill_from(Retention& retention, const std::vector<RunReading>& runs) {
  const auto fill = [&](std::vector<double>& times, auto readings_of, bool standards_only) {
    for (std::size_t i = 0; i < times.size(); ++i) {
      if (std::isfinite(times[i])) continue;
      std::vector<double> apexes;
      for (const auto& run : runs) {
        if (!run.problem.empty() || (standards_only && run.entry.kind != RunKind::standard)) continue;
        if (const auto& peak = readings_of(run)[i].peak) apexes.push_back(peak->apex_time);
      }
      times[i] = median(std::move(apexes));
    }
  };
  fill(
      retention.analytes, [](const RunReading& run) -> const auto& { return run.analytes; }, true);
  fill(
      retention.internal_standards, [](const RunReading& run) -> const auto& { return run.internal_standards; }, false);
}

double nominal_nM(const RunEntry& entry, const Analyte& analyte) {
  return std::isfinite(entry.level) ? entry.level : 1000 * entry.level_ng_per_ml / analyte.molar_mass;
}

/// Index of the internal standard of an analyte, where any run shows it.
std::optional<std::size_t> standard_in_use(const Quantification& whole, const Analyte& analyte) {
  const auto& standards = whole.method.internal_standards;
  const auto found = std::ranges::find(standards, analyte.internal_standard, &Analyte::name);
  if (found == standards.end()) return std::nullopt;
  const auto i = static_cast<std::size_t>(found - standards.begin());
  const bool is_seen = std::ranges::any_of(whole.runs, [&](const RunReading& run) {
    return run.problem.empty() && run.internal_standards[i].peak.has_value();
  });
  return is_seen ? std::optional(i) : std::nullopt;
}

/// Area, or the ratio to the internal standard's; NaN where one is missing.
double response_of(const RunReading& run, std::size_t analyte, std::optional<std::size_t> standard) {
  if (!run.problem.empty() || !run.analytes[analyte].peak) return nan();
  const double area = run.analytes[analyte].peak->area;
  if (!standard) return area;
  const auto& peak = run.internal_standards[*standard].peak;
  return peak && peak->area > 0 ? area / peak->area : nan();
}

CalibrationLine line_of(const Quantification& whole, std::size_t analyte, std::optional<std::size_t> standard) {
  std::vector<Standard> standards;
  for (const auto& run : whole.runs) {
    if (run.entry.kind != RunKind::standard) continue;
    const double level = nominal_nM(run.entry, whole.method.analytes[analyte]);
    const double response = response_of(run, analyte, standard);
    if (level > 0 && std::isfinite(response))
      standards.push_back({.name = run.entry.name, .level = level, .response = response});
  }
  if (standards.empty()) {
    CalibrationLine none;
    none.problem = "there are no standards in which it was found";
    return none;
  }
  return calibrate(std::move(standards), whole.method.calibration);
}

/// Remarks on ion ratios that differ from the median of the standards.
void check_ion_ratios(Quantification& whole, std::size_t analyte) {
  std::vector<double> ratios;
  for (const auto& run : whole.runs)
    if (run.problem.empty() && run.entry.kind == RunKind::standard && std::isfinite(run.analytes[analyte].ion_ratio))
      ratios.push_back(run.analytes[analyte].ion_ratio);
  const double usual = median(ratios);
  if (!(usual > 0)) return;
  for (auto& run : whole.runs) {
    if (!run.problem.empty() || !run.analytes[analyte].peak) continue;
    PeakReading& reading = run.analytes[analyte];
    // The weaker channel must stand above its noise for its share to mean something.
    if (reading.peak->signal_to_noise * usual < whole.method.peaks.signal_to_noise) continue;
    if (std::abs(reading.ion_ratio / usual - 1) <= whole.method.tolerances.ratio) continue;
    reading.is_doubtful = true;
    reading.remarks.push_back(
        fmt::format("the second ion is {:.2f} of the first where the standards have {:.2f}", reading.ion_ratio, usual));
  }
}

/// A standard or control belongs where it was made to be, though it reads back a little beyond the limits.
ResultStatus status_of(const CalibrationLine& line, double concentration, double nominal) {
  if (nominal >= line.lower_limit && nominal <= line.upper_limit) return ResultStatus::measured;
  if (concentration < line.lower_limit) return ResultStatus::below;
  return concentration > line.upper_limit ? ResultStatus::above : ResultStatus::measured;
}

void set_amount(Result& result, const RunEntry& entry) {
  const double factor = entry.volume_ml / entry.cells * kPerMillion;  // nM times mL is pmol
  result.amount = result.concentration * factor;
  result.amount_se = result.concentration_se * factor;
}

Result result_of(const Quantification& whole, std::size_t run, std::size_t analyte,
                 std::optional<std::size_t> standard) {
  const RunReading& reading = whole.runs[run];
  const CalibrationLine& line = whole.lines[analyte];
  Result result{.run = run, .analyte = analyte};
  if (!reading.problem.empty()) return result;
  if (!reading.analytes[analyte].peak) {
    result.status = reading.analytes[analyte].is_monitored ? ResultStatus::not_detected : ResultStatus::not_monitored;
    return result;
  }
  result.response = response_of(reading, analyte, standard);
  if (!std::isfinite(result.response)) return result;
  result.status = ResultStatus::no_calibration;
  if (!line.is_usable()) return result;
  const ReadLevel read = read_level(line, result.response);
  const double nominal = nominal_nM(reading.entry, whole.method.analytes[analyte]);
  result.status = status_of(line, read.level, nominal);
  result.concentration = read.level * reading.entry.dilution;
  result.concentration_se = read.standard_error * reading.entry.dilution;
  set_amount(result, reading.entry);
  if (nominal > 0) result.accuracy = read.level / nominal - 1;
  return result;
}

void check_blanks(Quantification& whole, std::size_t analyte, std::optional<std::size_t> standard) {
  const CalibrationLine& line = whole.lines[analyte];
  if (!line.is_usable()) return;
  const double lowest = line.fit.intercept.value + line.fit.slope.value * line.lower_limit;
  for (auto& run : whole.runs) {
    if (run.entry.kind != RunKind::blank || !run.problem.empty()) continue;
    const double response = response_of(run, analyte, standard);
    if (!(response > kCarryOver * lowest)) continue;
    run.analytes[analyte].is_doubtful = true;
    run.analytes[analyte].remarks.push_back(
        fmt::format("the blank shows {:.0f} % of the response at the lower limit: carry-over or interference",
                    100 * response / lowest));
  }
}

}  // namespace

std::string_view to_text(ResultStatus status) { return kStatuses[static_cast<std::size_t>(status)]; }

Quantification quantify(const QuantifyMethod& method, const std::vector<RunEntry>& runs,
                        const conjugate::Chemistry& chemistry) {
  Quantification whole;
  whole.method = method;
  const auto wanted = channels_of(method, chemistry);
  Retention retention = given(method);
  std::vector<RunReading> first;
  for (const auto& entry : runs)
    if (entry.kind == RunKind::standard) first.push_back(read_run_of(entry, wanted, method, retention));
  fill_from(retention, first);
  for (const auto& entry : runs) whole.runs.push_back(read_run_of(entry, wanted, method, retention));
  whole.retention = retention.analytes;
  std::vector<std::optional<std::size_t>> standards;
  for (std::size_t i = 0; i < method.analytes.size(); ++i) {
    standards.push_back(standard_in_use(whole, method.analytes[i]));
    whole.lines.push_back(line_of(whole, i, standards.back()));
    check_ion_ratios(whole, i);
    check_blanks(whole, i, standards.back());
  }
  for (std::size_t run = 0; run < whole.runs.size(); ++run)
    for (std::size_t i = 0; i < method.analytes.size(); ++i)
      whole.results.push_back(result_of(whole, run, i, standards[i]));
  return whole;
}

}  // namespace emtansim::spectra
