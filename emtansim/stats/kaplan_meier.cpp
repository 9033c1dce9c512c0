// SPDX-License-Identifier: Apache-2.0
/// Product-limit curves, what is read off them, and their areas.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "emtansim/stats/distributions.h"
#include "emtansim/stats/survival.h"
#include "emtansim/stats/survival_rows.h"

namespace emtansim::stats {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

double clamp_share(double share) { return std::clamp(share, 0.0, 1.0); }

/// Limits from survival S, relative error sigma (Greenwood's error / S) and normal quantile z.
ConfidenceInterval limits_of(SurvivalScale scale, double s, double sigma, double z) {
  if (s >= 1) return {.lower = 1, .upper = 1};
  if (s <= 0) return {};
  const double reach = z * sigma;
  switch (scale) {
    case SurvivalScale::plain: return {.lower = clamp_share(s - reach * s), .upper = clamp_share(s + reach * s)};
    case SurvivalScale::logarithm: return {.lower = s * std::exp(-reach), .upper = clamp_share(s * std::exp(reach))};
    case SurvivalScale::log_log: {
      const double exponent = std::exp(reach / -std::log(s));
      return {.lower = std::pow(s, exponent), .upper = std::pow(s, 1 / exponent)};
    }
    case SurvivalScale::logit: {
      const double logit = std::log(s / (1 - s));
      return {.lower = logistic(logit - reach / (1 - s)), .upper = logistic(logit + reach / (1 - s))};
    }
    case SurvivalScale::arcsine: {
      const double angle = std::asin(std::sqrt(s));
      const double turn = 0.5 * reach * std::sqrt(s / (1 - s));
      const double lower = std::sin(std::max(0.0, angle - turn));
      const double upper = std::sin(std::min(0.5 * std::numbers::pi, angle + turn));
      return {.lower = lower * lower, .upper = upper * upper};
    }
  }
  return {};
}

/// The first time at which `height`, a falling function of the index, is at most `wanted`; where a stretch equals it,
/// the middle of that stretch.
template <class Height>
double first_time_below(const SurvivalCurve& curve, double wanted, Height height) {
  constexpr double kEqual = 1e-8;
  for (std::size_t i = 0; i < curve.times.size(); ++i) {
    const double here = height(i);
    if (!(here <= wanted + kEqual)) continue;
    const bool is_level = std::abs(here - wanted) <= kEqual && i + 1 < curve.times.size();
    return is_level ? 0.5 * (curve.times[i] + curve.times[i + 1]) : curve.times[i];
  }
  return kInfinity;
}

ConfidenceInterval normal_interval(double value, double error, double level) {
  const double reach = quantile(Normal{}, 0.5 + 0.5 * level) * error;
  return {.lower = value - reach, .upper = value + reach};
}

double two_sided_normal_p(double z) { return 2 * upper_tail(Normal{}, std::abs(z)); }

}  // namespace

SurvivalCurve kaplan_meier(const SurvivalData& data, SurvivalScale scale, double level) {
  SurvivalCurve curve;
  curve.scale = scale;
  curve.level = level;
  curve.count = data.times.size();
  curve.reason = complaint_about(data);
  if (!(level > 0 && level < 1)) curve.reason = "the level of the limits is not between 0 and 1";
  if (!curve.reason.empty()) return curve;
  const double z = quantile(Normal{}, 0.5 + 0.5 * level);
  double survival = 1;
  double greenwood = 0;
  double hazard = 0;
  double hazard_variance = 0;
  for (const RiskSet& set : risk_sets(data, all_rows(data))) {
    survival *= 1 - set.events / set.at_risk;
    greenwood += set.events / (set.at_risk * (set.at_risk - set.events));
    hazard += set.events / set.at_risk;
    hazard_variance += set.events / (set.at_risk * set.at_risk);
    curve.times.push_back(set.time);
    curve.at_risk.push_back(set.at_risk);
    curve.events.push_back(set.events);
    curve.survival.push_back(survival);
    curve.standard_error.push_back(survival > 0 ? survival * std::sqrt(greenwood) : kNaN);
    curve.limits.push_back(limits_of(scale, survival, std::sqrt(greenwood), z));
    curve.cumulative_hazard.push_back(hazard);
    curve.hazard_error.push_back(std::sqrt(hazard_variance));
  }
  curve.last_time = *std::max_element(data.times.begin(), data.times.end());
  curve.is_last_an_event = !curve.times.empty() && curve.times.back() >= curve.last_time - time_tolerance(data);
  curve.status = FitStatus::converged;
  return curve;
}

SurvivalPoint survival_at(const SurvivalCurve& curve, double time) {
  SurvivalPoint point;
  point.time = time;
  if (curve.status != FitStatus::converged || !(time >= 0)) return point;
  // Times tie as they did when the curve was made.
  const double latest = time + kSameTime * curve.last_time;
  const auto after = std::upper_bound(curve.times.begin(), curve.times.end(), latest);
  if (after == curve.times.begin()) {
    if (time <= curve.last_time) return {.time = time, .survival = 1, .standard_error = 0, .limits = {1, 1}};
    return point;
  }
  const auto i = static_cast<std::size_t>(after - curve.times.begin()) - 1;
  if (time > curve.last_time && curve.survival[i] > 0) return point;
  return {.time = time,
          .survival = curve.survival[i],
          .standard_error = curve.standard_error[i],
          .limits = curve.limits[i]};
}

double number_at_risk(const SurvivalData& data, double time) {
  if (!complaint_about(data).empty()) return kNaN;
  return RiskCounter(data, all_rows(data)).at_risk(time);
}

SurvivalQuantile survival_quantile(const SurvivalCurve& curve, double share) {
  SurvivalQuantile result;
  if (curve.status != FitStatus::converged || !(share > 0 && share < 1)) return result;
  const double wanted = 1 - share;
  result.time = first_time_below(curve, wanted, [&curve](std::size_t i) { return curve.survival[i]; });
  // Where the curve is 0 its limits are unknown; the limit then stays as it was.
  result.limits.lower = first_time_below(curve, wanted, [&curve](std::size_t i) { return curve.limits[i].lower; });
  result.limits.upper = first_time_below(curve, wanted, [&curve](std::size_t i) { return curve.limits[i].upper; });
  return result;
}

RestrictedMean restricted_mean(const SurvivalCurve& curve, double horizon) {
  RestrictedMean mean;
  mean.horizon = horizon;
  if (curve.status != FitStatus::converged || !(horizon > 0)) return mean;
  if (horizon > curve.last_time && !curve.is_last_an_event) return mean;
  const auto end = std::upper_bound(curve.times.begin(), curve.times.end(), horizon);
  const auto steps = static_cast<std::size_t>(end - curve.times.begin());
  // From the horizon backwards, so that the area to the right of each event is at hand.
  double area = 0;
  double variance = 0;
  double right = horizon;
  for (std::size_t i = steps; i-- > 0;) {
    area += curve.survival[i] * (right - curve.times[i]);
    right = curve.times[i];
    const double survivors = curve.at_risk[i] - curve.events[i];
    if (survivors > 0) variance += area * area * curve.events[i] / (curve.at_risk[i] * survivors);
  }
  mean.value = area + right;
  mean.standard_error = std::sqrt(variance);
  mean.interval = normal_interval(mean.value, mean.standard_error, curve.level);
  return mean;
}

RestrictedMeanComparison compare_restricted_means(const SurvivalCurve& first, const SurvivalCurve& second,
                                                  double horizon) {
  const RestrictedMean a = restricted_mean(first, horizon);
  const RestrictedMean b = restricted_mean(second, horizon);
  RestrictedMeanComparison result;
  result.difference = b.value - a.value;
  const double error = std::hypot(a.standard_error, b.standard_error);
  result.difference_interval = normal_interval(result.difference, error, first.level);
  result.difference_p_value = two_sided_normal_p(result.difference / error);
  result.ratio = b.value / a.value;
  const double log_error = std::hypot(a.standard_error / a.value, b.standard_error / b.value);
  const ConfidenceInterval logs = normal_interval(std::log(result.ratio), log_error, first.level);
  result.ratio_interval = {.lower = std::exp(logs.lower), .upper = std::exp(logs.upper)};
  result.ratio_p_value = two_sided_normal_p(std::log(result.ratio) / log_error);
  return result;
}

}  // namespace emtansim::stats
