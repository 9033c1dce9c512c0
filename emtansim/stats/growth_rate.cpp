// SPDX-License-Identifier: Apache-2.0
/// Growth-rate values, the curve through them and its summary numbers.
#include "emtansim/stats/growth_rate.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "emtansim/stats/area.h"
#include "emtansim/stats/distributions.h"

namespace emtansim::stats {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
/// Control growth below which the ratio of logarithms amplifies counting noise more than twofold.
constexpr double kFewDoublings = 0.5;

double entry(std::span<const double> column, std::size_t row) { return column.size() == 1 ? column[0] : column[row]; }

std::string complaint_about(const GrowthRateData& data) {
  const std::size_t rows = data.doses.size();
  if (data.counts.size() != rows) return "the columns of doses and counts differ in length";
  for (const auto& column : {data.start_counts, data.control_counts}) {
    if (column.size() != rows && column.size() != 1) {
      return "start and control counts need one value, or one for each row";
    }
  }
  for (std::size_t i = 0; i < rows; ++i) {
    if (!(data.counts[i] > 0)) return "count " + std::to_string(i + 1) + " is not positive; leave the row out";
    if (!(entry(data.start_counts, i) > 0)) return "a start count is not positive";
    if (!(entry(data.control_counts, i) > entry(data.start_counts, i))) {
      return "the control of row " + std::to_string(i + 1) +
             " did not grow (growth-rate values compare with its growth); use a plain dose-response fit";
    }
  }
  return {};
}

/// Mean value at each dose above zero, doses rising.
struct DoseMeans {
  std::vector<double> log10_doses;
  std::vector<double> values;
};

DoseMeans means_by_dose(std::span<const double> doses, std::span<const double> values) {
  std::vector<std::size_t> order(doses.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [doses](std::size_t a, std::size_t b) { return doses[a] < doses[b]; });
  DoseMeans means;
  for (std::size_t begin = 0; begin < order.size();) {
    const double dose = doses[order[begin]];
    std::size_t end = begin;
    double sum = 0;
    for (; end < order.size() && doses[order[end]] == dose; ++end) sum += values[order[end]];
    if (dose > 0) {
      means.log10_doses.push_back(std::log10(dose));
      means.values.push_back(sum / static_cast<double>(end - begin));
    }
    begin = end;
  }
  return means;
}

void add_model_free_numbers(GrowthRateFit& fit, std::span<const double> doses) {
  const DoseMeans means = means_by_dose(doses, fit.values);
  const auto& values = means.values;
  if (values.size() < 2) return;
  fit.value_at_highest_doses = std::min(values.back(), values[values.size() - 2]);
  const double decades = means.log10_doses.back() - means.log10_doses.front();
  fit.area_over_curve = 1 - area_under_curve(means.log10_doses, values) / decades;
}

void add_effect_test(GrowthRateFit& fit) {
  const double rows = static_cast<double>(fit.values.size());
  const double mean = std::accumulate(fit.values.begin(), fit.values.end(), 0.0) / rows;
  double about_mean = 0;
  for (const double value : fit.values) about_mean += (value - mean) * (value - mean);
  const FRatio distribution{.numerator_degrees = 2, .denominator_degrees = rows - 2};
  const double residual = fit.curve.residual_squares;
  fit.effect.numerator_degrees = distribution.numerator_degrees;
  fit.effect.denominator_degrees = distribution.denominator_degrees;
  fit.effect.statistic = std::max(0.0, (about_mean - residual) / 2) / (residual / distribution.denominator_degrees);
  fit.effect.p_value = upper_tail(distribution, fit.effect.statistic);
}

/// The flat line at the mean in place of a curve.
DoseResponseFit flat_curve(const GrowthRateFit& fit, const DoseResponseFit& curve) {
  DoseResponseFit flat;
  flat.status = FitStatus::no_effect;
  flat.reason = "a flat line describes the growth-rate values as well as the curve";
  flat.top.value = flat.bottom.value = flat.mean_response =
      std::accumulate(fit.values.begin(), fit.values.end(), 0.0) / static_cast<double>(fit.values.size());
  flat.absolute_ic50.value = std::numeric_limits<double>::infinity();
  flat.flags.is_absolute_ic50_never_reached = true;
  flat.count = curve.count;
  flat.distinct_doses = curve.distinct_doses;
  flat.lowest_dose = curve.lowest_dose;
  flat.highest_dose = curve.highest_dose;
  flat.level = curve.level;
  return flat;
}

}  // namespace

double growth_rate_value(double count, double start, double control) {
  if (!(count > 0 && start > 0 && control > start)) return kNaN;
  return std::exp2(std::log2(count / start) / std::log2(control / start)) - 1;
}

double growth_rate_value_by_doublings(double relative_count, double control_doublings) {
  if (!(relative_count > 0 && control_doublings > 0)) return kNaN;
  return std::exp2(1 + std::log2(relative_count) / control_doublings) - 1;
}

GrowthRateFit fit_growth_rate(const GrowthRateData& data, const GrowthRateOptions& options) {
  GrowthRateFit fit;
  fit.curve.reason = complaint_about(data);
  if (!fit.curve.reason.empty()) return fit;
  double doublings = 0;
  for (std::size_t i = 0; i < data.doses.size(); ++i) {
    const double start = entry(data.start_counts, i);
    const double control = entry(data.control_counts, i);
    fit.values.push_back(growth_rate_value(data.counts[i], start, control));
    doublings += std::log2(control / start) / static_cast<double>(data.doses.size());
  }
  fit.control_doublings = doublings;
  fit.is_control_slow = doublings < kFewDoublings;
  fit.curve =
      fit_dose_response({.doses = data.doses, .responses = fit.values}, {.fixed_top = 1,
                                                                         .bottom = options.infinity,
                                                                         .slope = options.slope,
                                                                         .decades_beyond = options.decades_beyond,
                                                                         .absolute_fraction = 0.5,
                                                                         .level = options.level,
                                                                         .no_effect_level = 0});
  if (fit.curve.status == FitStatus::failed) return fit;
  add_model_free_numbers(fit, data.doses);
  add_effect_test(fit);
  if (options.no_effect_level > 0 && fit.effect.p_value >= options.no_effect_level) {
    fit.curve = flat_curve(fit, fit.curve);
  }
  return fit;
}

}  // namespace emtansim::stats
