// SPDX-License-Identifier: Apache-2.0
/// Residuals and their derivatives by the logarithms of the free parameters.
#include "emtansim/infer/objective.h"

#include <algorithm>
#include <cmath>

namespace emtansim::infer {

namespace {

// Central differences on the logarithm: the error of the formula and the noise of the solver meet about here.
constexpr double kLogStep = 5e-3;

/// A residual and its slope by the prediction.
struct Scaled {
  double residual = 0;
  double slope = 0;
};

Scaled scaled(const DataSet& data, const Target& target, double predicted) {
  if (data.scale == Scale::linear) return {(predicted - target.observed) / target.sd, 1 / target.sd};
  const double log_sd = target.sd / target.observed;
  return {std::log(predicted / target.observed) / log_sd, 1 / (predicted * log_sd)};
}

bool has_value(const DataSet& data, double predicted) {
  return std::isfinite(predicted) && (data.scale == Scale::linear || predicted > 0);
}

}  // namespace

std::size_t Objective::points() const {
  std::size_t points = 0;
  for (const auto& bench : benches_) points += bench.targets.size();
  return points;
}

std::size_t Objective::count() const {
  return points() + static_cast<std::size_t>(std::ranges::count(request_.free, true, &FreeParameter::with_prior));
}

std::vector<double> Objective::values_of(const Bench& bench, std::span<const double> logs) const {
  std::vector<double> values;
  for (const std::size_t k : bench.free) values.push_back(std::exp(logs[k]));
  return values;
}

bool Objective::answer(const Bench& bench, std::span<const double> logs, bool with_jacobian, Answers& answers) {
  const auto values = values_of(bench, logs);
  ++evaluations_;
  const bool with_sensitivities =
      with_jacobian && request_.derivatives == Derivatives::sensitivities && !bench.free.empty();
  study::Evaluator::Linearised result;
  if (with_sensitivities)
    result = bench.evaluator->linearised(values);
  else
    result.readouts = (*bench.evaluator)(values);
  answers.values.clear();
  for (const auto& target : bench.targets) {
    const double value = result.readouts.rows[target.reading].value;
    if (!has_value(request_.data[target.set], value)) return false;
    answers.values.push_back(value);
  }
  if (!with_jacobian) return true;
  if (!with_sensitivities) return differences(bench, logs, answers);
  answers.slopes.assign(bench.free.size(), {});
  for (std::size_t k = 0; k < bench.free.size(); ++k)
    for (const auto& target : bench.targets)
      answers.slopes[k].push_back(result.by_parameter[k][target.reading] * values[k]);
  return true;
}

bool Objective::differences(const Bench& bench, std::span<const double> logs, Answers& answers) {
  answers.slopes.assign(bench.free.size(), {});
  for (std::size_t k = 0; k < bench.free.size(); ++k) {
    std::vector<double> moved(logs.begin(), logs.end());
    Answers above, below;
    moved[bench.free[k]] = logs[bench.free[k]] + kLogStep;
    if (!answer(bench, moved, false, above)) return false;
    moved[bench.free[k]] = logs[bench.free[k]] - kLogStep;
    if (!answer(bench, moved, false, below)) return false;
    for (std::size_t i = 0; i < above.values.size(); ++i)
      answers.slopes[k].push_back((above.values[i] - below.values[i]) / (2 * kLogStep));
  }
  return true;
}

bool Objective::operator()(std::span<const double> logs, bool with_jacobian, Linear& result) {
  const std::size_t p = coordinates_.size();
  result.residuals.clear();
  result.jacobian.clear();
  if (with_jacobian) result.jacobian.assign(count() * p, 0.0);
  Answers answers;
  for (const auto& bench : benches_) {
    if (!answer(bench, logs, with_jacobian, answers)) return false;
    for (std::size_t i = 0; i < bench.targets.size(); ++i) {
      const Target& target = bench.targets[i];
      const Scaled row = scaled(request_.data[target.set], target, answers.values[i]);
      if (with_jacobian)
        for (std::size_t k = 0; k < bench.free.size(); ++k)
          result.jacobian[result.residuals.size() * p + bench.free[k]] = row.slope * answers.slopes[k][i];
      result.residuals.push_back(row.residual);
    }
  }
  for (std::size_t k = 0; k < p; ++k) {
    if (!request_.free[k].with_prior) continue;
    const auto& published = coordinates_[k].row;
    if (with_jacobian) result.jacobian[result.residuals.size() * p + k] = 1 / published.log_sd;
    result.residuals.push_back((logs[k] - std::log(published.value)) / published.log_sd);
  }
  return std::ranges::all_of(result.residuals, [](double r) { return std::isfinite(r); }) &&
         std::ranges::all_of(result.jacobian, [](double j) { return std::isfinite(j); });
}

std::vector<Residual> Objective::residuals(std::span<const double> logs) {
  std::vector<Residual> rows;
  Answers answers;
  for (const auto& bench : benches_) {
    if (!answer(bench, logs, false, answers)) return {};
    for (std::size_t i = 0; i < bench.targets.size(); ++i) {
      const Target& target = bench.targets[i];
      rows.push_back({.set = request_.data[target.set].name,
                      .x_name = x_names_[target.set],
                      .other_name = other_names_[target.set],
                      .x = target.x,
                      .other = target.other,
                      .observed = target.observed,
                      .predicted = answers.values[i],
                      .sd = target.sd,
                      .residual = scaled(request_.data[target.set], target, answers.values[i]).residual,
                      .unit = units_[target.set]});
    }
  }
  return rows;
}

}  // namespace emtansim::infer
