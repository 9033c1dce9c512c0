// SPDX-License-Identifier: Apache-2.0
/// The dose-response fit: minimum, tests, errors, intervals and derived doses, back on the scale of the data.
#include "emtansim/stats/dose_response.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "emtansim/stats/distributions.h"
#include "emtansim/stats/dose_curve.h"
#include "emtansim/stats/dose_rows.h"
#include "emtansim/stats/logistic_minimum.h"
#include "emtansim/stats/logistic_profile.h"

namespace emtansim::stats {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
/// Residuals below this share of the response are rounding: the data lie on the curve and intervals collapse on it.
constexpr double kRounding = 1e-9;

FTest ratio_test(double extra_squares, double extra_degrees, double squares, double degrees) {
  FTest test{.statistic = kNaN, .numerator_degrees = extra_degrees, .denominator_degrees = degrees, .p_value = kNaN};
  if (!(extra_degrees > 0 && degrees > 0)) return test;
  test.statistic = std::max(0.0, extra_squares / extra_degrees) / (squares / degrees);
  test.p_value = upper_tail(FRatio{.numerator_degrees = extra_degrees, .denominator_degrees = degrees}, test.statistic);
  return test;
}

/// The flat line that the curve is compared with: scaled height and its sum of squares over all rows.
struct FlatLine {
  double height;
  double squares;
  std::size_t fitted_parameters;
};

FlatLine flat_line(const DoseRows& rows) {
  if (!rows.problem.is_held[kTop]) return {rows.mean, rows.squares_about_mean, 1};
  const double gap = rows.mean - rows.held[kTop];
  return {rows.held[kTop], rows.squares_about_mean + static_cast<double>(rows.count) * gap * gap, 0};
}

void add_goodness(DoseResponseFit& fit, const DoseRows& rows, double squares) {
  const double count = static_cast<double>(rows.count);
  fit.residual_squares = squares * rows.response_scale * rows.response_scale * rows.weight_scale;
  fit.residual_sd = fit.degrees() > 0 ? std::sqrt(fit.residual_squares / fit.degrees()) : kNaN;
  fit.r_squared = rows.squares_about_mean > 0 ? 1 - squares / rows.squares_about_mean : kNaN;
  fit.log_likelihood =
      0.5 * rows.log_weight - 0.5 * count * (std::log(2 * std::numbers::pi * fit.residual_squares / count) + 1);
  fit.aic = 2 * static_cast<double>(fit.fitted_parameters + 1) - 2 * fit.log_likelihood;
}

/// Whether the rows scatter about the curve by no more than rounding errors.
bool is_exact(const DoseRows& rows, double squares) {
  return squares <= kRounding * kRounding * static_cast<double>(rows.count);
}

void add_tests(DoseResponseFit& fit, const DoseRows& rows, double squares) {
  const FlatLine flat = flat_line(rows);
  const double flat_degrees = static_cast<double>(fit.fitted_parameters - flat.fitted_parameters);
  fit.effect = ratio_test(flat.squares - squares, flat_degrees, squares, fit.degrees());
  const double groups = static_cast<double>(rows.problem.groups.size());
  const double spare = groups - static_cast<double>(fit.fitted_parameters);
  if (is_exact(rows, rows.pure_error)) return;
  fit.lack_of_fit =
      ratio_test(squares - rows.pure_error, spare, rows.pure_error, static_cast<double>(rows.count) - groups);
}

bool is_flat(const DoseResponseFit& fit, const DoseRows& rows, const DoseResponseOptions& options) {
  if (is_exact(rows, flat_line(rows).squares)) return true;
  return options.no_effect_level > 0 && fit.effect.p_value >= options.no_effect_level;
}

void describe_flat(DoseResponseFit& fit, const DoseRows& rows) {
  const FlatLine flat = flat_line(rows);
  fit.status = FitStatus::no_effect;
  fit.reason = "a flat line describes the responses as well as the curve";
  fit.fitted_parameters = flat.fitted_parameters;
  fit.flags = {};
  add_goodness(fit, rows, flat.squares);
  fit.covariance = {};
  if (flat.fitted_parameters == 1) {
    fit.covariance[kTop][kTop] =
        fit.residual_sd * fit.residual_sd / (rows.weight_scale * static_cast<double>(rows.count));
    fit.top = wald_value(fit, flat.height * rows.response_scale, {1, 0, 0, 0});
    fit.top.profile = fit.top.wald;
  } else {
    fit.top = FittedValue{.value = flat.height * rows.response_scale};
  }
  fit.bottom = fit.top;
  fit.log_ic50 = fit.slope = fit.ic50 = FittedValue{};
  fit.absolute_ic50 = FittedValue{.value = kInfinity};
  fit.flags.is_absolute_ic50_never_reached = true;
  fit.maximal_effect = fit.effect_at_highest_dose = FittedValue{.value = 0};
  fit.mean_response = fit.top.value;
}

void add_values(DoseResponseFit& fit, const DoseRows& rows, const Parameters& at) {
  fit.top.value = at[kTop] * rows.response_scale;
  fit.bottom.value = at[kBottom] * rows.response_scale;
  fit.log_ic50.value = at[kMidpoint] + rows.log_dose_centre;
  fit.slope.value = at[kSlope];
}

/// Residual variance on the scale of the problem.
double scaled_variance(const DoseResponseFit& fit, const DoseRows& rows) {
  const double sd = fit.residual_sd / rows.response_scale;
  return sd * sd / rows.weight_scale;
}

void add_covariance(DoseResponseFit& fit, const DoseRows& rows, const LogisticMinimum& best, Information information) {
  const auto pinned = is_pinned(rows.problem, best.at);
  const double variance = scaled_variance(fit, rows);
  MaskedInverse inverse{.inverse = {}, .is_definite = false};
  if (information == Information::observed) {
    inverse = invert(squares_curvature(rows.problem, best.at, CurvatureKind::full), pinned);
  }
  if (!inverse.is_definite) {
    inverse = invert(squares_curvature(rows.problem, best.at, CurvatureKind::gauss_newton), pinned);
  }
  fit.flags.is_curvature_singular = !inverse.is_definite;
  const Parameters unit = {rows.response_scale, rows.response_scale, 1, 1};
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t j = 0; j < 4; ++j) {
      fit.covariance[i][j] = inverse.is_definite ? inverse.inverse[i][j] * variance * unit[i] * unit[j] : kNaN;
    }
    const bool is_at_bound = pinned[i] && !rows.problem.is_held[i];
    fit.flags.is_at_bound = fit.flags.is_at_bound || is_at_bound;
  }
}

std::array<FittedValue*, 4> fitted_values(DoseResponseFit& fit) {
  return {&fit.top, &fit.bottom, &fit.log_ic50, &fit.slope};
}

void add_wald(DoseResponseFit& fit, const DoseRows& rows, const LogisticMinimum& best) {
  const auto pinned = is_pinned(rows.problem, best.at);
  const auto values = fitted_values(fit);
  for (std::size_t i = 0; i < 4; ++i) {
    if (pinned[i]) continue;
    values[i]->standard_error = std::sqrt(fit.covariance[i][i]);
    values[i]->wald = around(values[i]->value, multiplier_of(fit) * values[i]->standard_error);
  }
}

/// The absolute IC50 on the log scale, with its Wald interval.
FittedValue log_absolute(const DoseResponseFit& fit, double fraction) {
  const CurveValue offset = absolute_offset(parameters_of(fit), fraction);
  if (std::isnan(offset.value)) return FittedValue{.value = kInfinity};
  Parameters gradient = offset.gradient;
  gradient[kMidpoint] += 1;
  return wald_value(fit, fit.log_ic50.value + offset.value, gradient);
}

/// Profile intervals of the four parameters and of the absolute IC50, on the scale of the data.
class Profiles {
 public:
  Profiles(const DoseRows& rows, const LogisticMinimum& best, const DoseResponseFit& fit)
      : rows_(rows),
        setting_{.problem = rows.problem,
                 .best = best,
                 .variance = scaled_variance(fit, rows),
                 .multiplier = multiplier_of(fit)} {}

  /// False when a lower minimum was met on the way; then `better` holds it.
  bool add(FittedValue& value, std::size_t index, const Midpoint& midpoint = {}) {
    const double unit = index == kTop || index == kBottom ? rows_.response_scale : 1;
    const double shift = index == kMidpoint ? rows_.log_dose_centre : 0;
    const ProfileTarget target{.index = index,
                               .midpoint = midpoint,
                               .value = (value.value - shift) / unit,
                               .standard_error = value.standard_error / unit};
    const ProfileResult found = profile_interval(setting_, target);
    better = found.better;
    value.profile = {.lower = found.interval.lower * unit + shift, .upper = found.interval.upper * unit + shift};
    return !better.has_value();
  }

  std::optional<LogisticMinimum> better;

 private:
  const DoseRows& rows_;
  ProfileSetting setting_;
};

/// An end that the data do not limit is the end of the allowed range.
void close_at(ConfidenceInterval& interval, const FitBounds& bounds) {
  interval.lower = std::max(interval.lower, bounds.lower);
  interval.upper = std::min(interval.upper, bounds.upper);
}

/// The better minimum, if one was met.
std::optional<LogisticMinimum> add_profiles(DoseResponseFit& fit, FittedValue& log_absolute_ic50, const DoseRows& rows,
                                            const LogisticMinimum& best, const DoseResponseOptions& options) {
  const auto values = fitted_values(fit);
  if (is_exact(rows, best.squares + rows.pure_error)) {
    for (FittedValue* value : values) value->profile = value->wald;
    log_absolute_ic50.profile = log_absolute_ic50.wald;
    return std::nullopt;
  }
  Profiles profiles(rows, best, fit);
  for (std::size_t i = 0; i < 4; ++i) {
    if (rows.problem.is_held[i]) continue;
    if (!profiles.add(*values[i], i)) return profiles.better;
  }
  fit.flags.is_ic50_open = std::isinf(fit.log_ic50.profile.lower) || std::isinf(fit.log_ic50.profile.upper);
  fit.flags.is_bottom_open = std::isinf(fit.bottom.profile.lower) || std::isinf(fit.bottom.profile.upper);
  close_at(fit.top.profile, options.top);
  close_at(fit.bottom.profile, options.bottom);
  close_at(fit.slope.profile, options.slope);
  if (std::isinf(log_absolute_ic50.value)) return std::nullopt;
  const Midpoint midpoint{.kind = Midpoint::Kind::absolute, .fraction = options.absolute_fraction};
  profiles.add(log_absolute_ic50, kMidpoint, midpoint);
  return profiles.better;
}

void add_effects(DoseResponseFit& fit) {
  const double top = fit.top.value;
  const double bottom = fit.bottom.value;
  fit.maximal_effect = wald_value(fit, 1 - bottom / top, {bottom / (top * top), -1 / top, 0, 0});
  const CurveValue last = logistic_value(parameters_of(fit), std::log(fit.highest_dose));
  Parameters gradient = last.gradient;
  for (double& part : gradient) part /= -top;
  gradient[kTop] += last.value / (top * top);
  fit.effect_at_highest_dose = wald_value(fit, 1 - last.value / top, gradient);
}

/// Integral of 1/(1 + e^u) up to u, apart from a constant.
double share_integral(double u) { return u > 0 ? -std::log1p(std::exp(-u)) : u - std::log1p(std::exp(u)); }

void add_mean_response(DoseResponseFit& fit) {
  const double from = fit.slope.value * (std::log(fit.lowest_dose) - fit.log_ic50.value);
  const double to = fit.slope.value * (std::log(fit.highest_dose) - fit.log_ic50.value);
  const double share = (share_integral(to) - share_integral(from)) / (to - from);
  fit.mean_response = fit.bottom.value + (fit.top.value - fit.bottom.value) * share;
}

bool is_outside(double dose, const DoseResponseFit& fit) {
  return std::isfinite(dose) && (dose < fit.lowest_dose || dose > fit.highest_dose);
}

void add_flags(DoseResponseFit& fit) {
  fit.flags.is_rising = fit.bottom.value > fit.top.value;
  fit.flags.is_ic50_outside_doses = is_outside(fit.ic50.value, fit);
  fit.flags.is_absolute_ic50_outside_doses = is_outside(fit.absolute_ic50.value, fit);
  fit.flags.is_absolute_ic50_never_reached = std::isinf(fit.absolute_ic50.value);
}

/// Everything that follows from a minimum; returns a better one if the profiles met it.
std::optional<LogisticMinimum> describe_curve(DoseResponseFit& fit, const DoseRows& rows, const LogisticMinimum& best,
                                              const DoseResponseOptions& options) {
  fit.flags = {};
  for (FittedValue* value : fitted_values(fit)) *value = FittedValue{};
  add_values(fit, rows, best.at);
  if (fit.degrees() > 0) {
    add_covariance(fit, rows, best, options.information);
    add_wald(fit, rows, best);
  } else {
    for (auto& row : fit.covariance) row.fill(kNaN);
  }
  FittedValue log_absolute_ic50 = log_absolute(fit, options.absolute_fraction);
  if (fit.degrees() > 0 && options.profiles == ProfileUse::computed) {
    if (auto better = add_profiles(fit, log_absolute_ic50, rows, best, options)) return better;
  }
  fit.ic50 = dose_of_log(fit.log_ic50);
  fit.absolute_ic50 = dose_of_log(log_absolute_ic50);
  add_effects(fit);
  add_mean_response(fit);
  add_flags(fit);
  return std::nullopt;
}

DoseResponseFit begin_fit(const DoseRows& rows, const DoseResponseOptions& options) {
  DoseResponseFit fit;
  fit.level = options.level;
  fit.count = rows.count;
  fit.distinct_doses = rows.problem.groups.size();
  fit.fitted_parameters = rows.fitted_parameters();
  fit.lowest_dose = std::exp(rows.lowest_log_dose + rows.log_dose_centre);
  fit.highest_dose = std::exp(rows.highest_log_dose + rows.log_dose_centre);
  return fit;
}

}  // namespace

DoseResponseFit fit_dose_response(const DoseResponseData& data, const DoseResponseOptions& options) {
  DoseResponseFit fit;
  fit.reason = complaint_about(data, options);
  if (!fit.reason.empty()) return fit;
  const DoseRows rows = group_rows(data, options);
  fit = begin_fit(rows, options);
  LogisticMinimum best = minimise(rows.problem, rows.held);
  // A profile may walk into a lower valley; then the fit is made again from there.
  constexpr int kMostReturns = 3;
  for (int i = 0; i <= kMostReturns; ++i) {
    const double squares = best.squares + rows.pure_error;
    add_goodness(fit, rows, squares);
    add_tests(fit, rows, squares);
    if (is_flat(fit, rows, options)) {
      describe_flat(fit, rows);
      return fit;
    }
    if (!best.is_converged) break;
    const auto better = describe_curve(fit, rows, best, options);
    if (!better) {
      fit.status = FitStatus::converged;
      fit.reason.clear();
      return fit;
    }
    best = descend(rows.problem, better->at);
  }
  fit.reason = "the least-squares search did not settle in " + std::to_string(best.steps) +
               " steps; fix top or bottom, or narrow the ranges";
  return fit;
}

}  // namespace emtansim::stats
