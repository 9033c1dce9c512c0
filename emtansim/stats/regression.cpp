// SPDX-License-Identifier: Apache-2.0
/// Weighted straight lines by sums about the weighted means.
#include "emtansim/stats/regression.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "emtansim/stats/distributions.h"

namespace emtansim::stats {
namespace {

double weight_of(const LineData& data, std::size_t i) { return data.weights.empty() ? 1 : data.weights[i]; }

/// Empty when the data can be fitted.
std::string complaint_about(const LineData& data) {
  if (data.x.size() != data.y.size()) return "the columns x and y differ in length";
  if (!data.weights.empty() && data.weights.size() != data.x.size()) return "there is not one weight for each point";
  if (data.x.size() < 2) return "a line needs two points; measure more";
  for (std::size_t i = 0; i < data.x.size(); ++i) {
    if (!std::isfinite(data.x[i]) || !std::isfinite(data.y[i])) {
      return "point " + std::to_string(i + 1) + " is not finite; leave missing points out";
    }
    if (!(weight_of(data, i) > 0) || std::isinf(weight_of(data, i))) {
      return "weight " + std::to_string(i + 1) + " is not positive and finite";
    }
  }
  return {};
}

/// Weighted sums about the means.
struct Moments {
  double weight = 0;
  double mean_x = 0;
  double mean_y = 0;
  double xx = 0;
  double xy = 0;
  double yy = 0;
};

Moments moments_of(const LineData& data) {
  Moments m;
  for (std::size_t i = 0; i < data.x.size(); ++i) {
    m.weight += weight_of(data, i);
    m.mean_x += weight_of(data, i) * data.x[i];
    m.mean_y += weight_of(data, i) * data.y[i];
  }
  m.mean_x /= m.weight;
  m.mean_y /= m.weight;
  for (std::size_t i = 0; i < data.x.size(); ++i) {
    const double dx = data.x[i] - m.mean_x;
    const double dy = data.y[i] - m.mean_y;
    m.xx += weight_of(data, i) * dx * dx;
    m.xy += weight_of(data, i) * dx * dy;
    m.yy += weight_of(data, i) * dy * dy;
  }
  return m;
}

double residual_squares(const LineData& data, const LineFit& fit) {
  double sum = 0;
  for (std::size_t i = 0; i < data.x.size(); ++i) {
    const double residual = data.y[i] - fit.intercept.value - fit.slope.value * data.x[i];
    sum += weight_of(data, i) * residual * residual;
  }
  return sum;
}

void add_wald(FittedValue& value, double multiplier) {
  const double reach = multiplier * value.standard_error;
  value.wald = {.lower = value.value - reach, .upper = value.value + reach};
  value.profile = value.wald;
}

void add_intervals(LineFit& fit, const Moments& m, double rss) {
  const StudentT t{.degrees = static_cast<double>(fit.count - 2)};
  const double variance = rss / t.degrees;
  fit.residual_sd = std::sqrt(variance);
  fit.slope.standard_error = std::sqrt(variance / m.xx);
  fit.intercept.standard_error = std::sqrt(variance * (1 / m.weight + m.mean_x * m.mean_x / m.xx));
  fit.covariance = -variance * m.mean_x / m.xx;
  fit.slope_p_value = two_sided_p(t, fit.slope.value / fit.slope.standard_error);
  const double multiplier = two_sided_quantile(t, fit.level);
  add_wald(fit.slope, multiplier);
  add_wald(fit.intercept, multiplier);
}

/// ln 2 / rate with the limits turned over.
FittedValue time_of_rate(double rate, double standard_error, ConfidenceInterval interval) {
  FittedValue time;
  if (!(rate > 0)) return time;
  const auto turn = [](double limit) {
    return limit > 0 ? std::numbers::ln2 / limit : limit <= 0 ? std::numeric_limits<double>::infinity() : limit;
  };
  time.value = std::numbers::ln2 / rate;
  time.standard_error = time.value / rate * standard_error;
  time.wald = {.lower = turn(interval.upper), .upper = turn(interval.lower)};
  time.profile = time.wald;
  return time;
}

}  // namespace

LineFit fit_line(const LineData& data, double level) {
  LineFit fit;
  fit.level = level;
  fit.count = data.x.size();
  fit.reason = complaint_about(data);
  if (!fit.reason.empty()) return fit;
  const Moments m = moments_of(data);
  if (!(m.xx > 0)) {
    fit.reason = "all x are equal; measure at a second x";
    return fit;
  }
  fit.status = FitStatus::converged;
  fit.slope.value = m.xy / m.xx;
  fit.intercept.value = m.mean_y - fit.slope.value * m.mean_x;
  const double rss = residual_squares(data, fit);
  fit.r_squared = m.yy > 0 ? 1 - rss / m.yy : std::numeric_limits<double>::quiet_NaN();
  if (fit.count > 2) add_intervals(fit, m, rss);
  return fit;
}

LineFit fit_log_line(const LineData& data, double level) {
  std::vector<double> logs;
  logs.reserve(data.y.size());
  for (const double y : data.y) {
    if (!(y > 0)) {
      LineFit fit;
      fit.level = level;
      fit.count = data.x.size();
      fit.reason = "value " + std::to_string(logs.size() + 1) + " is not positive and has no logarithm; leave it out";
      return fit;
    }
    logs.push_back(std::log(y));
  }
  return fit_line({.x = data.x, .y = logs, .weights = data.weights}, level);
}

std::vector<CurvePoint> line_band(const LineFit& fit, std::span<const double> x) {
  std::vector<CurvePoint> band;
  band.reserve(x.size());
  const double multiplier = fit.count > 2
                                ? two_sided_quantile(StudentT{.degrees = static_cast<double>(fit.count - 2)}, fit.level)
                                : std::numeric_limits<double>::quiet_NaN();
  for (const double at : x) {
    const double value = fit.intercept.value + fit.slope.value * at;
    const double variance = fit.intercept.standard_error * fit.intercept.standard_error + 2 * at * fit.covariance +
                            at * at * fit.slope.standard_error * fit.slope.standard_error;
    const double curve = multiplier * std::sqrt(std::max(0.0, variance));
    const double observation = multiplier * std::sqrt(std::max(0.0, variance) + fit.residual_sd * fit.residual_sd);
    band.push_back({.x = at,
                    .value = value,
                    .curve = {.lower = value - curve, .upper = value + curve},
                    .observation = {.lower = value - observation, .upper = value + observation}});
  }
  return band;
}

FittedValue doubling_time(const LineFit& log_line) {
  return time_of_rate(log_line.slope.value, log_line.slope.standard_error, log_line.slope.wald);
}

FittedValue half_life(const LineFit& log_line) {
  const ConfidenceInterval slope = log_line.slope.wald;
  return time_of_rate(-log_line.slope.value, log_line.slope.standard_error,
                      {.lower = -slope.upper, .upper = -slope.lower});
}

}  // namespace emtansim::stats
