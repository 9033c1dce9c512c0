// SPDX-License-Identifier: Apache-2.0
/// Dose-response analyses: rows of a readout at one time, fitted by `stats`.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "emtansim/study/findings.h"

namespace emtansim::study {

namespace {

using experiment::Analysis;

constexpr double kSameTime = 1e-8;  // h

constexpr std::string_view kDoseResponse = "dose_response";

const std::vector<std::string>& option_keys(std::string_view kind) {
  static const std::vector<std::string> kKeys = {"quantity", "fixed_top", "fixed_bottom"};
  static const std::vector<std::string> kOfTumours = {"control", "stasis"};
  return kind == kDoseResponse ? kKeys : kOfTumours;
}

const experiment::Option* find_option(const Analysis& analysis, std::string_view key) {
  const auto found = analysis.options.find(key);
  return found == analysis.options.end() ? nullptr : &found->second;
}

std::vector<std::string> arms_of(const Analysis& analysis, const experiment::Experiment& experiment) {
  std::vector<std::string> arms;
  const auto* readout = experiment::find_readout(experiment, analysis.readout);
  const auto is_in = [](const std::vector<experiment::Named>& names, const std::string& name) {
    return names.empty() || std::ranges::find(names, name, &experiment::Named::text) != names.end();
  };
  for (const auto& arm : experiment.arms)
    if (arm.series() != nullptr && is_in(readout->arms, arm.name) && is_in(analysis.arms, arm.name))
      arms.push_back(arm.name);
  return arms;
}

void check_dose_response(const Analysis& analysis, const experiment::Experiment& experiment) {
  if (!arms_of(analysis, experiment).empty()) return;
  throw InputError(analysis.where,
                   {"no-series", fmt::format("'{}' is read in no arm with a series of doses", analysis.readout),
                    "a dose-response needs one", "give an arm's dose 'levels'"});
}

/// A number given as an option, in the unit of the readout.
std::optional<double> held(const Analysis& analysis, std::string_view key, const std::string& unit) {
  const auto* option = find_option(analysis, key);
  if (option == nullptr) return std::nullopt;
  const Quantity one = unit.empty() ? Quantity{1, {}} : parse_unit(unit);
  return parse_quantity_of(option->text, one.dimension, fmt::format("the option '{}'", key), option->where).value /
         one.value;
}

/// Rows of the typical individual that belong to one curve: replicates where there are some, else the values.
std::vector<const assay::Reading*> rows_of(const assay::Readouts& readouts, const DoseResponse& curve,
                                           const std::string& quantity) {
  std::vector<const assay::Reading*> values, replicates;
  for (const auto& row : readouts.rows) {
    const bool fits = row.assay == curve.readout && row.arm == curve.arm && row.population == curve.population &&
                      row.quantity == quantity && row.unit == curve.unit && row.individual == 0 &&
                      std::abs(row.time - curve.time) <= kSameTime && std::isfinite(row.value);
    if (fits) (row.replicate == 0 ? values : replicates).push_back(&row);
  }
  return replicates.empty() ? values : replicates;
}

/// One curve for each population and unit that the quantity comes in.
std::vector<DoseResponse> curves_of(const Run& run, const Analysis& analysis, const std::string& arm) {
  const auto* readout = experiment::find_readout(run.experiment, analysis.readout);
  const auto* asked = find_option(analysis, "quantity");
  std::vector<DoseResponse> curves;
  std::string quantity = asked != nullptr ? asked->text : std::string();
  for (const auto& row : run.readouts.rows) {
    if (row.assay != analysis.readout || row.arm != arm) continue;
    if (quantity.empty()) quantity = row.quantity;  // the first one that the assay gives
    if (row.quantity != quantity) continue;
    const bool is_known = std::ranges::any_of(
        curves, [&](const auto& curve) { return curve.population == row.population && curve.unit == row.unit; });
    if (is_known) continue;
    curves.push_back({.name = fmt::format(
                          "{}{}", quantity,
                          run.model.populations.size() > 1 && !row.population.empty() ? " of " + row.population : ""),
                      .readout = analysis.readout,
                      .arm = arm,
                      .population = row.population,
                      .time = analysis.at.value_or(readout->at.back()),
                      .doses = {},
                      .responses = {},
                      .unit = row.unit,
                      .fit = {}});
  }
  for (auto& curve : curves) {
    for (const auto* row : rows_of(run.readouts, curve, quantity)) {
      curve.doses.push_back(row->dose);
      curve.responses.push_back(row->value);
    }
    const stats::DoseResponseOptions options{.fixed_top = held(analysis, "fixed_top", curve.unit),
                                             .fixed_bottom = held(analysis, "fixed_bottom", curve.unit)};
    curve.fit = stats::fit_dose_response({.doses = curve.doses, .responses = curve.responses}, options);
  }
  return curves;
}

}  // namespace

void check_analyses(const experiment::Experiment& experiment) {
  static const std::vector<std::string> kKinds = {"dose_response", std::string(kGrowthInhibition), "nca"};
  for (const auto& analysis : experiment.analyses) {
    if (std::ranges::find(kKinds, analysis.kind.text) == kKinds.end()) {
      throw InputError(analysis.kind.where,
                       {"unknown-analysis", fmt::format("there is no analysis '{}'", analysis.kind.text), "",
                        suggestion(analysis.kind.text, kKinds)});
    }
    const bool is_exposure = analysis.kind.text == kKinds.back();
    for (const auto& [key, option] : analysis.options) {
      auto known = is_exposure ? exposure_keys() : option_keys(analysis.kind.text);
      if (std::ranges::find(known, key) != known.end()) continue;
      known.insert(known.end(), experiment::analysis_keys().begin(), experiment::analysis_keys().end());
      throw InputError(option.where, {"unknown-key", fmt::format("unknown key '{}'", key), "", suggestion(key, known)});
    }
    if (is_exposure) {
      check_exposure(analysis, experiment);
    } else if (analysis.kind.text == kGrowthInhibition) {
      check_tumour_response(analysis, experiment);
    } else {
      check_dose_response(analysis, experiment);
    }
  }
}

std::vector<DoseResponse> fit_dose_responses(const Run& run) {
  std::vector<DoseResponse> all;
  for (const auto& analysis : run.experiment.analyses) {
    if (analysis.kind.text != kDoseResponse) continue;
    for (const auto& arm : arms_of(analysis, run.experiment))
      for (auto& curve : curves_of(run, analysis, arm)) all.push_back(std::move(curve));
  }
  return all;
}

}  // namespace emtansim::study
