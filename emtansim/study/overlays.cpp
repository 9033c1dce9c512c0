// SPDX-License-Identifier: Apache-2.0
/// Published points held against readouts.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "emtansim/study/findings.h"
#include "emtansim/study/members.h"

namespace emtansim::study {

namespace {

using experiment::Comparison;

constexpr double kSameTime = 1e-8;  // h
constexpr double kSameDose = 1e-6;  // relative: doses were converted from other units

const experiment::Option* find_option(const Comparison& comparison, std::string_view key) {
  const auto found = comparison.options.find(key);
  return found == comparison.options.end() ? nullptr : &found->second;
}

std::string text_of(const Comparison& comparison, std::string_view key) {
  const auto* option = find_option(comparison, key);
  return option != nullptr ? option->text : std::string();
}

/// The arm that a comparison means: the one it names, else the first that the readout reads.
const experiment::Arm& arm_of(const Comparison& comparison, const experiment::Experiment& experiment) {
  if (comparison.arm) return *experiment::find_arm(experiment, comparison.arm->text);
  const auto* readout = experiment::find_readout(experiment, comparison.readout);
  if (!readout->arms.empty()) return *experiment::find_arm(experiment, readout->arms.front().text);
  return experiment.arms.front();
}

Mapping mapping_of(const Comparison& comparison, const experiment::Experiment& experiment, const model::Model& model,
                   const std::string& data_folder, const std::string& unit) {
  Mapping mapping{.data = comparison.data,
                  .options = &comparison.options,
                  .folder = folder_of(experiment.file),
                  .data_folder = data_folder,
                  .unit = unit,
                  .molar_mass = {}};
  mapping.molar_mass = dosed_molar_mass(arm_of(comparison, experiment), experiment, model);
  return mapping;
}

/// One quantity of one readout as a function of time or dose.
struct Curve {
  std::map<double, double> points;

  [[nodiscard]] double at(double x, bool is_dose) const {
    const double same = is_dose ? kSameDose * std::abs(x) : kSameTime;
    const auto after = points.lower_bound(x - same);
    if (after == points.end()) return std::numeric_limits<double>::quiet_NaN();
    if (std::abs(after->first - x) <= same) return after->second;
    if (after == points.begin()) return std::numeric_limits<double>::quiet_NaN();
    const auto before = std::prev(after);
    // Between doses along their logarithm, where there is one.
    const bool by_log = is_dose && before->first > 0;
    const double from = by_log ? std::log(before->first) : before->first;
    const double to = by_log ? std::log(after->first) : after->first;
    const double share = ((by_log ? std::log(x) : x) - from) / (to - from);
    return before->second + share * (after->second - before->second);
  }
};

/// What of a readout is compared.
struct Selection {
  std::string readout, quantity, population, arm, unit;
  std::optional<double> dose;  ///< nM
  std::optional<double> time;  ///< h

  [[nodiscard]] bool fits(const assay::Reading& row) const {
    return row.assay == readout && row.arm == arm && row.replicate == 0 && row.individual == 0 &&
           (quantity.empty() || row.quantity == quantity) && (unit.empty() || row.unit == unit) &&
           (population.empty() || row.population == population) &&
           (!dose || std::abs(row.dose - *dose) <= kSameDose * std::abs(*dose)) &&
           (!time || std::abs(row.time - *time) <= kSameTime);
  }
};

Selection select(const Comparison& comparison, const Run& run) {
  Selection selection{.readout = comparison.readout,
                      .quantity = text_of(comparison, "quantity"),
                      .population = text_of(comparison, "population"),
                      .arm = arm_of(comparison, run.experiment).name,
                      .unit = text_of(comparison, "unit"),
                      .dose = {},
                      .time = {}};
  if (const auto* dose = find_option(comparison, "dose")) selection.dose = read_dose_number(dose->text, dose->where);
  if (const auto* at = find_option(comparison, "at"))
    selection.time = parse_quantity_of(at->text, dimension::kTime, "the option 'at'", at->where).value;
  // The first row that fits decides what was left open.
  for (const auto& row : run.readouts.rows) {
    if (!selection.fits(row)) continue;
    selection.quantity = row.quantity;
    selection.population = row.population;
    selection.unit = row.unit;
    return selection;
  }
  throw InputError(comparison.where, {"nothing-to-compare", fmt::format("'{}' has no such reading", comparison.readout),
                                      "no row fits the quantity, population, arm, unit, dose and time asked for", ""});
}

Curve curve_of(const Comparison& comparison, const Run& run, Selection& selection, bool is_dose) {
  if (is_dose && !selection.time)
    selection.time = experiment::find_readout(run.experiment, comparison.readout)->at.back();
  Curve curve;
  std::optional<double> only_dose = selection.dose;
  for (const auto& row : run.readouts.rows) {
    if (!selection.fits(row) || !std::isfinite(row.value)) continue;
    if (!is_dose && only_dose && std::abs(row.dose - *only_dose) > kSameDose * std::abs(*only_dose)) {
      throw InputError(comparison.where, {"missing-key", fmt::format("the arm '{}' has several doses", selection.arm),
                                          "a comparison over time is with one of them", "write dose = \"5 nM\""});
    }
    only_dose = row.dose;
    curve.points.emplace(is_dose ? row.dose : row.time, row.value);
  }
  return curve;
}

/// Whether the misfit is that of the natural logarithm, as fits a course over decades.
bool is_logarithmic(const Comparison& comparison) {
  const auto* misfit = find_option(comparison, "misfit");
  if (misfit == nullptr || misfit->text == "difference") return false;
  if (misfit->text == "logarithm") return true;
  throw InputError(misfit->where, {"unknown-choice", fmt::format("misfit = '{}' is not known", misfit->text), "",
                                   "write misfit = \"difference\" or \"logarithm\""});
}

Overlay overlay(const Comparison& comparison, const Run& run) {
  Selection selection = select(comparison, run);
  Points points = read_points(mapping_of(comparison, run.experiment, run.model, run.data_folder, selection.unit));
  const bool is_dose = points.x_name != "time_h";
  const Curve curve = curve_of(comparison, run, selection, is_dose);
  Overlay overlay{.label = comparison.label,
                  .source = points.source,
                  .readout = comparison.readout,
                  .quantity = selection.quantity,
                  .population = selection.population,
                  .arm = selection.arm,
                  .x_name = points.x_name,
                  .x = std::move(points.x),
                  .observed = std::move(points.y),
                  .observed_sd = std::move(points.sd),
                  .predicted = {},
                  .unit = selection.unit,
                  .rms = 0,
                  .is_logarithmic = is_logarithmic(comparison)};
  double squares = 0;
  double count = 0;
  for (std::size_t i = 0; i < overlay.x.size(); ++i) {
    overlay.predicted.push_back(curve.at(overlay.x[i], is_dose));
    const double misfit = overlay.is_logarithmic ? std::log(overlay.predicted.back() / overlay.observed[i])
                                                 : overlay.predicted.back() - overlay.observed[i];
    if (!std::isfinite(misfit)) continue;
    squares += misfit * misfit;
    count += 1;
  }
  overlay.rms = std::sqrt(squares / count);
  return overlay;
}

}  // namespace

void check_comparisons(const experiment::Experiment& experiment, const model::Model& model,
                       const std::string& data_folder) {
  static constexpr std::array<std::string_view, 6> kOwn = {"quantity", "population", "unit", "dose", "at", "misfit"};
  std::vector<std::string> known(mapping_keys());
  known.insert(known.end(), kOwn.begin(), kOwn.end());
  for (const auto& comparison : experiment.comparisons) {
    for (const auto& [key, option] : comparison.options) {
      if (std::ranges::find(known, key) != known.end()) continue;
      throw InputError(option.where, {"unknown-key", fmt::format("unknown key '{}'", key), "", suggestion(key, known)});
    }
    (void)is_logarithmic(comparison);
    (void)read_table(find_data_file(mapping_of(comparison, experiment, model, data_folder, "")), comparison.data.where);
  }
}

std::vector<Overlay> overlay_published(const Run& run) {
  std::vector<Overlay> overlays;
  for (const auto& comparison : run.experiment.comparisons) overlays.push_back(overlay(comparison, run));
  return overlays;
}

}  // namespace emtansim::study
