// SPDX-License-Identifier: Apache-2.0
/// Runs published cases and compares.
#include <cmath>
#include <map>
#include <memory>

#include <fmt/format.h>

#include "emtansim/study/cases/validation.h"
#include "emtansim/study/study.h"

namespace emtansim::study {

namespace {

constexpr double kSameTime = 1e-9;  // h
constexpr double kSameDose = 1e-6;  // relative

[[noreturn]] void refuse(const Measure& measure, const std::string& what) {
  throw InputError(measure.where, {"no-such-measure", what, fmt::format("experiment {}", measure.experiment), ""});
}

bool fits(const std::string& wanted, const std::string& found) { return wanted.empty() || wanted == found; }

bool is_dose(const std::optional<double>& wanted, double found) {
  return !wanted || std::abs(found - *wanted) <= kSameDose * std::max(std::abs(*wanted), kSameDose);
}

double read_reading(const Outcome& outcome, const Measure& measure) {
  const assay::Reading* match = nullptr;
  for (const auto& row : outcome.readouts.rows) {
    if (row.replicate != 0 || row.individual != 0 || row.assay != measure.readout) continue;
    if (!fits(measure.quantity, row.quantity) || !fits(measure.arm, row.arm)) continue;
    if (!fits(measure.population, row.population) || !fits(measure.unit, row.unit)) continue;
    if (measure.at && std::abs(row.time - *measure.at) > kSameTime) continue;
    if (!is_dose(measure.dose, row.dose)) continue;
    if (match != nullptr) refuse(measure, fmt::format("several readings of '{}' fit the measure", measure.readout));
    match = &row;
  }
  if (match == nullptr)
    refuse(measure, fmt::format("no reading of '{}' ({}) fits the measure", measure.readout, measure.quantity));
  return match->value;
}

double value_of(const TumourResponse& found, const Measure& measure) {
  constexpr double kDay = 24;
  if (measure.value == "inhibition") return found.inhibition;
  if (measure.value == "best_change") return found.best_change;
  if (measure.value == "time_of_best") return found.time_of_best / kDay;
  if (measure.value == "doubling") return found.doubling / kDay;
  if (measure.value == "stasis_dose") return found.stasis_dose;
  if (measure.value == "static_concentration") return found.static_concentration;
  refuse(measure, fmt::format("'{}' is no value of a growth inhibition", measure.value));
}

double read_analysis(const Outcome& outcome, const Measure& measure) {
  for (const auto& found : outcome.findings.tumour_responses)
    if (found.readout == measure.analysis && fits(measure.arm, found.arm) && is_dose(measure.dose, found.dose))
      return value_of(found, measure);
  for (const auto& found : outcome.findings.dose_responses) {
    if (found.readout != measure.analysis || !fits(measure.arm, found.arm) ||
        !fits(measure.population, found.population))
      continue;
    if (measure.at && std::abs(found.time - *measure.at) > kSameTime) continue;
    if (measure.value == "ic50") return found.fit.ic50.value;
    if (measure.value == "absolute_ic50") return found.fit.absolute_ic50.value;
    if (measure.value == "slope") return found.fit.slope.value;
    if (measure.value == "bottom") return found.fit.bottom.value;
    if (measure.value == "maximal_effect") return found.fit.maximal_effect.value;
    refuse(measure, fmt::format("'{}' is no value of a dose-response", measure.value));
  }
  // Of a schedule the first dose, unless the last is asked for: "last peak".
  constexpr std::string_view kLast = "last ";
  const bool is_last = measure.value.starts_with(kLast);
  const std::string name = is_last ? measure.value.substr(kLast.size()) : measure.value;
  const Exposure* match = nullptr;
  for (const auto& found : outcome.findings.exposures) {
    if (found.readout != measure.analysis || !fits(measure.arm, found.arm)) continue;
    if (!fits(measure.quantity, found.quantity) || !fits(measure.unit, found.unit)) continue;
    if (match == nullptr || is_last) match = &found;
  }
  if (match != nullptr) {
    if (const auto value = value_of(*match, name)) return *value;
    refuse(measure, fmt::format("'{}' is no value of an exposure", measure.value));
  }
  refuse(measure, fmt::format("no analysis of '{}' fits the measure", measure.analysis));
}

double read_parameter(const Outcome& outcome, const Measure& measure) {
  const auto id = outcome.model.network.find_parameter(measure.parameter);
  if (!id) refuse(measure, fmt::format("there is no parameter '{}'", measure.parameter));
  const network::Parameter& row = outcome.model.network[*id];
  return in_unit({row.value, row.dimension}, measure.unit.empty() ? row.unit : measure.unit);
}

double read_overlay(const Outcome& outcome, const Measure& measure) {
  for (const auto& overlay : outcome.findings.overlays)
    if (overlay.label == measure.compare && fits(measure.quantity, overlay.quantity)) return overlay.rms;
  refuse(measure, fmt::format("there is no comparison '{}'", measure.compare));
}

/// Runs experiments, each combination of file and settings once.
class Runner {
 public:
  Runner(const catalogue::Catalogue& catalogue, std::string folder, std::string data_folder)
      : catalogue_(catalogue), folder_(std::move(folder)), data_folder_(std::move(data_folder)) {}

  double value_of(const Measure& measure) {
    const Outcome& outcome = run(measure);
    if (!measure.readout.empty()) return read_reading(outcome, measure);
    if (!measure.analysis.empty()) return read_analysis(outcome, measure);
    if (!measure.compare.empty()) return read_overlay(outcome, measure);
    return read_parameter(outcome, measure);
  }

 private:
  const Outcome& run(const Measure& measure) {
    std::string key = measure.experiment;
    for (const auto& setting : measure.settings) key += "\n" + setting;
    auto& outcome = outcomes_[key];
    if (outcome) return *outcome;
    auto experiment = experiment::read_experiment(folder_ + "/" + measure.experiment);
    for (const auto& setting : measure.settings) experiment::apply_setting(experiment, setting);
    outcome = std::make_unique<Outcome>(
        study::run(std::move(experiment), catalogue_, {.data_folder = data_folder_, .progress = {}}));
    return *outcome;
  }

  const catalogue::Catalogue& catalogue_;
  std::string folder_;
  std::string data_folder_;
  std::map<std::string, std::unique_ptr<Outcome>> outcomes_;
};

double predict(const Case& asked, Runner& runner) {
  const double first = runner.value_of(asked.measure);
  if (asked.form == CaseForm::value) return first;
  const double second = runner.value_of(*asked.versus);
  switch (asked.form) {
    case CaseForm::ratio: return first / second;
    case CaseForm::difference: return first - second;
    case CaseForm::rate: return -std::log(first / second) / (*asked.measure.at - *asked.versus->at);
    default: return first;
  }
}

}  // namespace

std::vector<Verdict> validate(const std::vector<Case>& cases, const catalogue::Catalogue& catalogue,
                              const std::string& folder, const std::string& data_folder) {
  Runner runner(catalogue, folder, data_folder);
  std::vector<Verdict> verdicts;
  for (const auto& asked : cases) {
    Verdict verdict{.asked = asked, .predicted = std::nan(""), .passed = false, .problem = {}};
    try {
      verdict.predicted = predict(asked, runner);
      if (!std::isfinite(verdict.predicted)) verdict.problem = "the prediction is not a finite number";
      verdict.passed = verdict.predicted >= asked.low && verdict.predicted <= asked.high;
    } catch (const Error& error) {
      verdict.problem = error.what();
    }
    verdicts.push_back(std::move(verdict));
  }
  return verdicts;
}

}  // namespace emtansim::study
