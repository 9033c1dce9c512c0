// SPDX-License-Identifier: Apache-2.0
/// A fit from start to record: minima from several starts, curvature, profiles, sums.
#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "emtansim/infer/objective.h"
#include "emtansim/infer/profile.h"

namespace emtansim::infer {

namespace {

// A logarithm this near to a bound sits on it.
constexpr double kAtBound = 1e-6;
// First step of a profile, as a share of the box, where the curvature gives none.
constexpr double kShareOfBox = 0.05;

Box box_of(const std::vector<Coordinate>& coordinates) {
  Box box;
  for (const auto& coordinate : coordinates) {
    box.low.push_back(coordinate.low);
    box.high.push_back(coordinate.high);
  }
  return box;
}

/// The given start, then points drawn evenly in the box.
std::vector<double> start_point(const FitRequest& request, const std::vector<Coordinate>& coordinates, int index) {
  RandomStream stream(request.seed, static_cast<std::uint64_t>(index), StreamUse::optimiser);
  std::vector<double> start;
  for (const auto& coordinate : coordinates) {
    const double drawn = coordinate.low + stream.uniform() * (coordinate.high - coordinate.low);
    start.push_back(index == 0 ? coordinate.start : drawn);
  }
  return start;
}

void tell(const FitOptions& options, const std::string& what) {
  if (options.progress) options.progress(what);
}

Minimum best_minimum(const FitRequest& request, Objective& objective, const Function& function,
                     const FitOptions& options) {
  Minimum best;
  const auto& coordinates = objective.coordinates();
  for (int i = 0; i < request.starts; ++i) {
    tell(options, fmt::format("start {} of {}", i + 1, request.starts));
    Minimum minimum = minimise(function, objective.count(), start_point(request, coordinates, i), box_of(coordinates));
    const bool is_better = minimum.is_usable && (!best.is_usable || minimum.squares < best.squares);
    if (is_better || best.x.empty()) best = std::move(minimum);
  }
  return best;
}

double in_units_of(const Coordinate& coordinate, double log_value) {
  const double one = coordinate.row.unit.empty() ? 1 : parse_unit(coordinate.row.unit).value;
  return std::exp(log_value) / one;
}

std::vector<Estimate> to_estimates(const FitRequest& request, const Objective& objective) {
  std::vector<Estimate> estimates;
  for (std::size_t k = 0; k < request.free.size(); ++k) {
    const Coordinate& coordinate = objective.coordinates()[k];
    Estimate estimate;
    estimate.parameter = coordinate.row.name;
    estimate.symbol = coordinate.row.symbol;
    estimate.unit = coordinate.row.unit;
    estimate.sets = coordinate.sets;
    estimate.lines = coordinate.lines;
    estimate.published = in_units_of(coordinate, std::log(coordinate.row.value));
    estimate.start = in_units_of(coordinate, coordinate.start);
    estimate.low = in_units_of(coordinate, coordinate.low);
    estimate.high = in_units_of(coordinate, coordinate.high);
    estimate.with_prior = request.free[k].with_prior;
    estimates.push_back(std::move(estimate));
  }
  return estimates;
}

stats::ConfidenceInterval to_units(const Coordinate& coordinate, const stats::ConfidenceInterval& logs) {
  return {.lower = in_units_of(coordinate, logs.lower), .upper = in_units_of(coordinate, logs.upper)};
}

bool is_at_wall(const Coordinate& coordinate, double log_value) {
  return log_value - coordinate.low < kAtBound || coordinate.high - log_value < kAtBound;
}

/// The columns of a Jacobian that belong to parameters away from their bounds: the others do not vary.
std::vector<double> inner_columns(std::span<const double> jacobian, const std::vector<std::size_t>& inner,
                                  std::size_t p) {
  std::vector<double> columns;
  for (std::size_t row = 0; row < jacobian.size() / p; ++row)
    for (const std::size_t k : inner) columns.push_back(jacobian[row * p + k]);
  return columns;
}

void add_curvature(const FitRequest& request, const Objective& objective, const std::vector<double>& x,
                   std::span<const double> jacobian, Fit& fit) {
  std::vector<std::size_t> inner;
  for (std::size_t k = 0; k < x.size(); ++k) {
    const Coordinate& coordinate = objective.coordinates()[k];
    fit.estimates[k].value = in_units_of(coordinate, x[k]);
    fit.estimates[k].is_at_bound = is_at_wall(coordinate, x[k]);
    if (!fit.estimates[k].is_at_bound) inner.push_back(k);
  }
  if (inner.empty()) return;
  const Curvature curve = curvature(inner_columns(jacobian, inner, x.size()), inner.size());
  const double t = fit.degrees > 0 ? stats::two_sided_quantile(stats::StudentT{fit.degrees}, request.level)
                                   : std::numeric_limits<double>::quiet_NaN();
  const double none = std::numeric_limits<double>::quiet_NaN();
  if (!curve.correlation.empty()) fit.correlation.assign(x.size(), std::vector<double>(x.size(), none));
  fit.weakest_direction.assign(x.size(), 0);
  fit.weakest_standard_error = curve.weakest_standard_error * fit.scale_factor;
  for (std::size_t i = 0; i < inner.size(); ++i) {
    const std::size_t k = inner[i];
    Estimate& estimate = fit.estimates[k];
    estimate.log_standard_error = curve.standard_errors[i] * fit.scale_factor;
    const double half = t * estimate.log_standard_error;
    estimate.wald = to_units(objective.coordinates()[k], {.lower = x[k] - half, .upper = x[k] + half});
    fit.weakest_direction[k] = curve.weakest_direction[i];
    for (std::size_t j = 0; j < inner.size() && !curve.correlation.empty(); ++j)
      fit.correlation[k][inner[j]] = curve.correlation[i][j];
  }
}

void add_profiles(const FitRequest& request, Objective& objective, const Function& function, const Minimum& minimum,
                  const FitOptions& options, Fit& fit) {
  const double rise = stats::quantile(stats::ChiSquare{1}, request.level);
  const Box box = box_of(objective.coordinates());
  for (std::size_t k = 0; k < minimum.x.size(); ++k) {
    const Coordinate& coordinate = objective.coordinates()[k];
    Estimate& estimate = fit.estimates[k];
    tell(options, fmt::format("profile of {}", estimate.parameter));
    const double width = coordinate.high - coordinate.low;
    const bool has_error = std::isfinite(estimate.log_standard_error);
    const ProfileStart start{
        .x = minimum.x,
        .squares = minimum.squares,
        .rise = rise * fit.scale_factor * fit.scale_factor,
        .step = has_error ? std::min(estimate.log_standard_error, kShareOfBox * width) : kShareOfBox * width};
    const auto interval = profile(function, objective.count(), k, start, box);
    estimate.is_identifiable = std::isfinite(interval.lower) && std::isfinite(interval.upper);
    estimate.profile = to_units(coordinate, interval);
  }
}

/// Normal errors with the assumed sd, on the scale of each data set.
double log_likelihood(const FitRequest& request, const Fit& fit) {
  double sum = 0;
  for (const auto& row : fit.residuals) {
    const auto data = std::ranges::find(request.data, row.set, &DataSet::name);
    const double sd = data->scale == Scale::log ? row.sd / row.observed : row.sd;
    sum -= (row.residual * row.residual + std::log(2 * std::numbers::pi * sd * sd)) / 2;
    if (data->scale == Scale::log) sum -= std::log(row.observed);
  }
  return sum;
}

void add_sums(const FitRequest& request, Objective& objective, std::span<const double> x, Fit& fit) {
  fit.residuals = objective.residuals(x);
  fit.data = objective.summaries();
  fit.chi_square = 0;
  for (auto& summary : fit.data) {
    for (const auto& row : fit.residuals) {
      if (row.set != summary.name) continue;
      summary.chi_square += row.residual * row.residual;
      summary.rms += (row.predicted - row.observed) * (row.predicted - row.observed);
    }
    summary.rms = std::sqrt(summary.rms / static_cast<double>(summary.points));
    fit.chi_square += summary.chi_square;
  }
  fit.degrees = static_cast<double>(objective.count()) - static_cast<double>(x.size());
  fit.scale_factor = fit.degrees > 0 ? std::sqrt(std::max(1.0, fit.chi_square / fit.degrees)) : 1;
  fit.log_likelihood = log_likelihood(request, fit);
  fit.aic = 2 * static_cast<double>(x.size()) - 2 * fit.log_likelihood;
}

}  // namespace

std::string_view to_text(Status status) {
  switch (status) {
    case Status::failed: return "failed";
    case Status::stopped: return "stopped";
    case Status::converged: return "converged";
  }
  return "failed";
}

Fit fit(const FitRequest& request, const catalogue::Catalogue& catalogue, const FitOptions& options) {
  Fit fit;
  tell(options, "reading experiments and data");
  Objective objective(request, catalogue, options.data_folder);
  fit.estimates = to_estimates(request, objective);
  const Function function = [&objective](std::span<const double> x, bool with_jacobian, Linear& result) {
    return objective(x, with_jacobian, result);
  };
  const Minimum minimum = best_minimum(request, objective, function, options);
  Linear at_minimum;
  if (!minimum.is_usable || !function(minimum.x, true, at_minimum)) {
    fit.reason = minimum.reason.empty() ? "the model has no value at the start" : minimum.reason;
    fit.data = objective.summaries();
    return fit;
  }
  fit.iterations = minimum.iterations;
  add_sums(request, objective, minimum.x, fit);
  add_curvature(request, objective, minimum.x, at_minimum.jacobian, fit);
  if (request.with_profiles) add_profiles(request, objective, function, minimum, options, fit);
  fit.evaluations = objective.evaluations();
  fit.status = minimum.has_converged ? Status::converged : Status::stopped;
  fit.reason = minimum.has_converged ? "" : minimum.reason;
  return fit;
}

}  // namespace emtansim::infer
