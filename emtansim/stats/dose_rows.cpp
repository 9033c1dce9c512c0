// SPDX-License-Identifier: Apache-2.0
/// Checks and groups the rows of a dose-response experiment.
#include "emtansim/stats/dose_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <tuple>
#include <vector>

namespace emtansim::stats {
namespace {

struct Row {
  double dose;
  double response;
  double weight;
};

/// Doses closer than this are one dose: 0.1 + 0.2 and 0.3 are replicates.
constexpr double kSameDose = 1e-9;

bool is_same_dose(double lower, double higher) { return higher - lower <= kSameDose * higher; }

std::vector<Row> sorted_rows(const DoseResponseData& data) {
  std::vector<Row> rows(data.doses.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i] = {data.doses[i], data.responses[i], data.weights.empty() ? 1 : data.weights[i]};
  }
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return std::tie(a.dose, a.response, a.weight) < std::tie(b.dose, b.response, b.weight);
  });
  return rows;
}

std::string complaint_about_row(const DoseResponseData& data, std::size_t i) {
  const std::string row = std::to_string(i + 1);
  if (!std::isfinite(data.responses[i])) return "response " + row + " is not finite; leave missing rows out";
  if (!std::isfinite(data.doses[i]) || data.doses[i] < 0) return "dose " + row + " is negative or not finite";
  if (data.weights.empty()) return {};
  if (!(data.weights[i] > 0) || std::isinf(data.weights[i])) return "weight " + row + " is not positive and finite";
  return {};
}

bool is_in(double value, double lower, double upper) { return value > lower && value < upper; }

std::string complaint_about_options(const DoseResponseOptions& options) {
  if (!is_in(options.level, 0, 1)) return "the level of the intervals is not between 0 and 1";
  if (!is_in(options.absolute_fraction, 0, 1)) return "absolute_fraction is not between 0 and 1";
  if (!(options.decades_beyond >= 0 && options.decades_beyond <= 10)) return "decades_beyond is not between 0 and 10";
  if (!(options.slope.lower > 0) || !std::isfinite(options.slope.upper)) {
    return "the range of the slope has to be positive and finite";
  }
  for (const FitBounds& bounds : {options.top, options.bottom, options.slope}) {
    if (!(bounds.lower < bounds.upper)) return "the range of a parameter is empty";
  }
  for (const auto& fixed : {options.fixed_top, options.fixed_bottom}) {
    if (fixed && !std::isfinite(*fixed)) return "a fixed top or bottom is not finite";
  }
  return {};
}

std::size_t free_parameters(const DoseResponseOptions& options) {
  return 4 - (options.fixed_top ? 1u : 0u) - (options.fixed_bottom ? 1u : 0u);
}

std::string complaint_about_design(const DoseResponseData& data, const DoseResponseOptions& options) {
  std::vector<double> doses(data.doses.begin(), data.doses.end());
  std::sort(doses.begin(), doses.end());
  doses.erase(std::unique(doses.begin(), doses.end(), is_same_dose), doses.end());
  const auto positive = std::count_if(doses.begin(), doses.end(), [](double dose) { return dose > 0; });
  const std::size_t needed = free_parameters(options);
  if (positive < 2) return "fewer than two different doses above zero; add doses";
  if (doses.size() < needed) {
    return std::to_string(doses.size()) + " different doses cannot determine " + std::to_string(needed) +
           " parameters; add doses, or fix top or bottom";
  }
  return {};
}

void add_scales(DoseRows& result, std::span<const Row> rows) {
  const auto first_positive = std::find_if(rows.begin(), rows.end(), [](const Row& row) { return row.dose > 0; });
  const double lowest = std::log(first_positive->dose);
  const double highest = std::log(rows.back().dose);
  result.log_dose_centre = 0.5 * (lowest + highest);
  result.lowest_log_dose = lowest - result.log_dose_centre;
  result.highest_log_dose = highest - result.log_dose_centre;
  double largest = 0;
  double weight = 0;
  for (const Row& row : rows) {
    largest = std::max(largest, std::abs(row.response));
    weight += row.weight;
    result.log_weight += std::log(row.weight);
  }
  result.response_scale = largest > 0 ? largest : 1;
  result.weight_scale = weight / static_cast<double>(rows.size());
}

void add_group(DoseRows& result, std::span<const Row> rows) {
  DoseGroup group{.log_dose = -std::numeric_limits<double>::infinity(), .weight = 0, .mean = 0};
  if (rows.front().dose > 0) group.log_dose = std::log(rows.front().dose) - result.log_dose_centre;
  for (const Row& row : rows) {
    group.weight += row.weight / result.weight_scale;
    group.mean += row.weight / result.weight_scale * row.response / result.response_scale;
  }
  group.mean /= group.weight;
  for (const Row& row : rows) {
    const double gap = row.response / result.response_scale - group.mean;
    result.pure_error += row.weight / result.weight_scale * gap * gap;
  }
  result.problem.groups.push_back(group);
}

/// The asked bounds on the scale of the problem; where none was asked, some way beyond the mean responses.
FitBounds plateau_bounds(const LogisticProblem& problem, const FitBounds& asked, double scale) {
  // A curve of which less than a tenth was measured has no known end.
  constexpr double kRangesBeyond = 10;
  const auto [least, most] =
      std::minmax_element(problem.groups.begin(), problem.groups.end(),
                          [](const DoseGroup& a, const DoseGroup& b) { return a.mean < b.mean; });
  const double beyond = kRangesBeyond * (most->mean - least->mean);
  FitBounds bounds{.lower = asked.lower / scale, .upper = asked.upper / scale};
  if (std::isinf(bounds.lower)) bounds.lower = std::min(least->mean, bounds.upper) - beyond;
  if (std::isinf(bounds.upper)) bounds.upper = std::max(most->mean, bounds.lower) + beyond;
  return bounds;
}

void add_bounds(DoseRows& result, const DoseResponseOptions& options) {
  LogisticProblem& problem = result.problem;
  const double scale = result.response_scale;
  const double beyond = options.decades_beyond * std::numbers::ln10;
  const FitBounds top = plateau_bounds(problem, options.top, scale);
  const FitBounds bottom = plateau_bounds(problem, options.bottom, scale);
  problem.lower = {top.lower, bottom.lower, result.lowest_log_dose - beyond, options.slope.lower};
  problem.upper = {top.upper, bottom.upper, result.highest_log_dose + beyond, options.slope.upper};
  problem.is_lower_guess = {std::isinf(options.top.lower), std::isinf(options.bottom.lower), true, false};
  problem.is_upper_guess = {std::isinf(options.top.upper), std::isinf(options.bottom.upper), true, false};
  problem.is_held = {options.fixed_top.has_value(), options.fixed_bottom.has_value(), false, false};
  result.held = {options.fixed_top.value_or(0) / scale, options.fixed_bottom.value_or(0) / scale, 0, 0};
}

}  // namespace

std::size_t DoseRows::fitted_parameters() const {
  return static_cast<std::size_t>(std::count(problem.is_held.begin(), problem.is_held.end(), false));
}

std::string complaint_about(const DoseResponseData& data, const DoseResponseOptions& options) {
  if (data.doses.size() != data.responses.size()) return "the columns of doses and responses differ in length";
  if (!data.weights.empty() && data.weights.size() != data.doses.size()) return "there is not one weight for each row";
  for (std::size_t i = 0; i < data.doses.size(); ++i) {
    if (std::string complaint = complaint_about_row(data, i); !complaint.empty()) return complaint;
  }
  if (std::string complaint = complaint_about_options(options); !complaint.empty()) return complaint;
  return complaint_about_design(data, options);
}

DoseRows group_rows(const DoseResponseData& data, const DoseResponseOptions& options) {
  const std::vector<Row> rows = sorted_rows(data);
  DoseRows result;
  result.count = rows.size();
  add_scales(result, rows);
  for (std::size_t begin = 0; begin < rows.size();) {
    std::size_t end = begin + 1;
    while (end < rows.size() && is_same_dose(rows[begin].dose, rows[end].dose)) ++end;
    add_group(result, std::span(rows).subspan(begin, end - begin));
    begin = end;
  }
  for (const DoseGroup& group : result.problem.groups) {
    result.mean += group.weight * group.mean / static_cast<double>(rows.size());
  }
  result.squares_about_mean = result.pure_error;
  for (const DoseGroup& group : result.problem.groups) {
    result.squares_about_mean += group.weight * (group.mean - result.mean) * (group.mean - result.mean);
  }
  add_bounds(result, options);
  return result;
}

}  // namespace emtansim::stats
