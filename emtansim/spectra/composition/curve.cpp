// SPDX-License-Identifier: Apache-2.0
/// The zero-charge spectrum with the fitted loads in it, for looking at.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "emtansim/spectra/composition/parts.h"

namespace emtansim::spectra {

namespace {

constexpr double kStickWidth = 10;  // Da, standard deviation; a list is drawn as broad as an antibody's isotopes
constexpr double kMostPoints = 6000;
constexpr double kVisible = 2e-3;     // of the highest point
constexpr double kMargin = 250;       // Da left beside what is to be seen
constexpr double kMapStep = 40;       // Da
constexpr double kUsedCharge = 1e-3;  // of the intensity

struct Grid {
  double low = 0, step = 1;
  std::size_t count = 0;
};

Grid grid_for(const Prepared& prepared, double width) {
  const double low = std::floor(prepared.lowest_mass - 250), high = std::ceil(prepared.highest_mass + 250);
  const double step = std::max({1.0, std::floor(width / 3), std::ceil((high - low) / kMostPoints)});
  return {low, step, static_cast<std::size_t>((high - low) / step) + 1};
}

/// Puts `amount` at `mass` onto the two nearest grid points.
void put(std::vector<double>& values, const Grid& grid, double mass, double amount) {
  const double at = (mass - grid.low) / grid.step;
  if (at < 0 || at >= static_cast<double>(grid.count - 1)) return;
  const auto i = static_cast<std::size_t>(at);
  const double share = at - static_cast<double>(i);
  values[i] += amount * (1 - share) / grid.step;
  values[i + 1] += amount * share / grid.step;
}

void put_peak(std::vector<double>& values, const Grid& grid, double mass, double width, double amount) {
  const double height = amount / (width * std::sqrt(2 * std::numbers::pi));
  const auto first = static_cast<std::ptrdiff_t>(std::ceil((mass - 4.5 * width - grid.low) / grid.step));
  const auto last = static_cast<std::ptrdiff_t>(std::floor((mass + 4.5 * width - grid.low) / grid.step));
  for (auto i = std::max<std::ptrdiff_t>(first, 0); i <= last && i < static_cast<std::ptrdiff_t>(grid.count); ++i) {
    const double off = (grid.low + static_cast<double>(i) * grid.step - mass) / width;
    values[static_cast<std::size_t>(i)] += height * std::exp(-0.5 * off * off);
  }
}

FoldedMap empty_map(const Grid& grid, const Fitted& fitted) {
  const double length = grid.step * static_cast<double>(grid.count);
  const auto columns = static_cast<std::size_t>(length / kMapStep) + 1;
  const auto& charges = fitted.mixture->points().charges;
  return {.lowest_mass = grid.low,
          .mass_step = kMapStep,
          .charges = charges,
          .intensity = std::vector<std::vector<double>>(charges.size(), std::vector<double>(columns, 0.0))};
}

void add_to_map(FoldedMap& map, std::size_t charge, double mass, double amount) {
  if (map.charges.empty() || mass < map.lowest_mass) return;
  const auto column = static_cast<std::size_t>((mass - map.lowest_mass) / map.mass_step);
  if (column < map.intensity[charge].size()) map.intensity[charge][column] += amount;
}

/// Leaves out the charges that hold next to nothing.
void drop_unused(FoldedMap& map) {
  double total = 0;
  std::vector<double> sums;
  for (const auto& row : map.intensity) {
    sums.push_back(std::accumulate(row.begin(), row.end(), 0.0));
    total += sums.back();
  }
  std::size_t kept = 0;
  for (std::size_t z = 0; z < sums.size(); ++z) {
    if (sums[z] < kUsedCharge * total) continue;
    map.charges[kept] = map.charges[z];
    map.intensity[kept++] = map.intensity[z];
  }
  map.charges.resize(kept);
  map.intensity.resize(kept);
}

/// Each point's intensity at the masses of the charges that it belongs to, in the proportions of the fit.
void fold(FittedCurve& curve, FoldedMap& map, const Grid& grid, const Fitted& fitted) {
  const auto& points = fitted.mixture->points();
  const auto density = fitted.mixture->density();
  const auto background = fitted.mixture->background_density(fitted.state);
  const double total = std::accumulate(points.weight.begin(), points.weight.end(), 0.0);
  const std::size_t charges = std::max<std::size_t>(points.charges.size(), 1);
  for (std::size_t z = 0; z < charges; ++z) {
    const auto own = fitted.mixture->density_of_charge(fitted.state, z);
    for (std::size_t i = 0; i < points.x.size(); ++i) {
      const double of_background = fitted.state.charges[z] * background[i];
      const double share = density[i] > 0 ? (own[i] + of_background) / density[i] : 0;
      const double mass = fitted.mixture->mass_of(i, z);
      add_to_map(map, z, mass, points.weight[i] * share);
      put(curve.observed, grid, mass, points.weight[i] * share);
      put(curve.background, grid, mass, total * of_background * points.width[i]);
    }
  }
}

/// A running mean over `width`, so that points coarser than the grid leave no gaps.
void smooth(std::vector<double>& values, std::size_t half) {
  std::vector<double> sums(values.size() + 1, 0.0);
  for (std::size_t i = 0; i < values.size(); ++i) sums[i + 1] = sums[i] + values[i];
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t low = i > half ? i - half : 0, high = std::min(values.size(), i + half + 1);
    values[i] = (sums[high] - sums[low]) / static_cast<double>(high - low);
  }
}

/// Leaves out both ends where there is nothing to be seen.
void trim(FittedCurve& curve, const Grid& grid) {
  const double least = kVisible * *std::max_element(curve.observed.begin(), curve.observed.end());
  std::size_t first = 0, last = grid.count;
  const auto is_empty = [&](std::size_t i) { return curve.observed[i] < least && curve.fitted[i] < least; };
  while (first + 1 < last && is_empty(first)) ++first;
  while (last > first + 1 && is_empty(last - 1)) --last;
  const auto margin = static_cast<std::size_t>(kMargin / grid.step);
  first = first > margin ? first - margin : 0;
  last = std::min(grid.count, last + margin);
  const auto cut = [first, last](std::vector<double>& values) {
    values = std::vector<double>(values.begin() + static_cast<std::ptrdiff_t>(first),
                                 values.begin() + static_cast<std::ptrdiff_t>(last));
  };
  for (auto* values : {&curve.mass, &curve.observed, &curve.fitted, &curve.background}) cut(*values);
  for (auto& load : curve.by_load) cut(load);
}

}  // namespace

void add_curve(Composition& composition, Fitted& fitted, const Prepared& prepared) {
  const bool is_list = prepared.signal.kind == SignalKind::mass_list;
  const double fitted_width = mean_width(fitted.state, fitted.mixture->points().charges);
  const double width = is_list ? std::max(kStickWidth, fitted_width) : fitted_width;
  const Grid grid = grid_for(prepared, width);
  FittedCurve& curve = composition.curve;
  const std::vector<double> zeros(grid.count, 0.0);
  for (std::size_t i = 0; i < grid.count; ++i) curve.mass.push_back(grid.low + static_cast<double>(i) * grid.step);
  curve.observed = curve.fitted = curve.background = zeros;
  curve.by_load.assign(composition.load.size(), zeros);
  const auto weights = fitted.mixture->weights();
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0) * (1 - fitted.state.background_share);
  for (const auto& component : composition.components)
    put_peak(curve.by_load[static_cast<std::size_t>(component.drugs / fitted.space->step)], grid, component.seen_at,
             width, total * component.expected);
  for (const auto& load : curve.by_load)
    for (std::size_t i = 0; i < grid.count; ++i) curve.fitted[i] += load[i];
  if (is_list) {
    for (std::size_t i = 0; i < weights.size(); ++i)
      put_peak(curve.observed, grid, prepared.signal.x[i], width, weights[i]);
    trim(curve, grid);
    return;
  }
  FoldedMap& map = composition.map;
  if (prepared.signal.kind == SignalKind::mz_profile) map = empty_map(grid, fitted);
  fold(curve, map, grid, fitted);
  drop_unused(map);
  const auto half = static_cast<std::size_t>(std::max(1.0, std::round(width / 3 / grid.step)));
  smooth(curve.observed, half);
  smooth(curve.background, half);
  trim(curve, grid);
}

}  // namespace emtansim::spectra
