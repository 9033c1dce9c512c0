// SPDX-License-Identifier: Apache-2.0
/// Reads values, bands and doses off a fitted dose-response curve.
#include "emtansim/stats/dose_curve.h"

#include <cmath>

#include "emtansim/stats/distributions.h"

namespace emtansim::stats {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double variance_of(const DoseResponseFit& fit, const Parameters& gradient) {
  double sum = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t j = 0; j < 4; ++j) {
      // A zero row of a held parameter must not meet the infinite slope of a flat curve.
      if (gradient[i] != 0 && gradient[j] != 0) sum += gradient[i] * fit.covariance[i][j] * gradient[j];
    }
  }
  return sum < 0 ? 0 : sum;
}

ConfidenceInterval exponentiated(ConfidenceInterval interval) {
  return {.lower = std::exp(interval.lower), .upper = std::exp(interval.upper)};
}

}  // namespace

Parameters parameters_of(const DoseResponseFit& fit) {
  return {fit.top.value, fit.bottom.value, fit.log_ic50.value, fit.slope.value};
}

double multiplier_of(const DoseResponseFit& fit) {
  return fit.degrees() > 0 ? two_sided_quantile(StudentT{.degrees = fit.degrees()}, fit.level) : kNaN;
}

ConfidenceInterval around(double value, double reach) { return {.lower = value - reach, .upper = value + reach}; }

FittedValue wald_value(const DoseResponseFit& fit, double value, const Parameters& gradient) {
  FittedValue result;
  result.value = value;
  result.standard_error = std::sqrt(variance_of(fit, gradient));
  result.wald = around(value, multiplier_of(fit) * result.standard_error);
  return result;
}

FittedValue dose_of_log(const FittedValue& logarithm) {
  FittedValue dose;
  dose.value = std::exp(logarithm.value);
  dose.standard_error = dose.value * logarithm.standard_error;
  dose.wald = exponentiated(logarithm.wald);
  dose.profile = exponentiated(logarithm.profile);
  return dose;
}

double response_at(const DoseResponseFit& fit, double dose) {
  if (fit.status == FitStatus::no_effect) return fit.top.value;
  if (fit.status == FitStatus::failed || !(dose >= 0)) return kNaN;
  return logistic_value(parameters_of(fit), std::log(dose)).value;
}

std::vector<CurvePoint> confidence_band(const DoseResponseFit& fit, std::span<const double> doses) {
  const double multiplier = multiplier_of(fit);
  std::vector<CurvePoint> band;
  band.reserve(doses.size());
  for (const double dose : doses) {
    CurvePoint point{.x = dose, .value = response_at(fit, dose)};
    if (!std::isnan(point.value)) {
      const bool is_flat_line = fit.status == FitStatus::no_effect;
      const Parameters gradient =
          is_flat_line ? Parameters{1, 0, 0, 0} : logistic_value(parameters_of(fit), std::log(dose)).gradient;
      const double variance = variance_of(fit, gradient);
      point.curve = around(point.value, multiplier * std::sqrt(variance));
      point.observation = around(point.value, multiplier * std::sqrt(variance + fit.residual_sd * fit.residual_sd));
    }
    band.push_back(point);
  }
  return band;
}

FittedValue relative_effective_dose(const DoseResponseFit& fit, double share) {
  if (fit.status != FitStatus::converged || !(share > 0 && share < 1)) return {};
  const double log_odds = std::log(share / (1 - share));
  const double slope = fit.slope.value;
  return dose_of_log(wald_value(fit, fit.log_ic50.value + log_odds / slope, {0, 0, 1, -log_odds / (slope * slope)}));
}

FittedValue dose_at_response(const DoseResponseFit& fit, double response) {
  if (fit.status != FitStatus::converged) return {};
  const double top = fit.top.value;
  const double bottom = fit.bottom.value;
  const double slope = fit.slope.value;
  const double ratio = (top - response) / (response - bottom);
  if (!(ratio > 0) || std::isinf(ratio)) return {};
  const double log_ratio = std::log(ratio);
  return dose_of_log(
      wald_value(fit, fit.log_ic50.value + log_ratio / slope,
                 {1 / ((top - response) * slope), 1 / ((response - bottom) * slope), 1, -log_ratio / (slope * slope)}));
}

}  // namespace emtansim::stats
