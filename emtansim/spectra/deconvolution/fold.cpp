// SPDX-License-Identifier: Apache-2.0
/// Folding: mass spectrum and charge-mass map from points and their shares.
#include <algorithm>
#include <cmath>

#include "emtansim/spectra/deconvolution/mass_axis.h"

namespace emtansim::spectra {

namespace {

/// Calls `take(mass, half_width, intensity, charge)` for every part of every point.
template <class Take>
void for_each_part(const AssignedSpectrum& assigned, Take take) {
  const auto& shares = assigned.shares;
  std::vector<std::int32_t> active;  // those that take part have numbers that rise with m/z
  std::vector<std::size_t> number;
  std::vector<double> x;
  for (std::size_t i = 0; i < assigned.points.size(); ++i) {
    const std::size_t bin = assigned.grid.bin(assigned.points[i].place);
    const std::int32_t index = bin < shares.index_of.size() ? shares.index_of[bin] : -1;
    if (index < 0) continue;
    active.push_back(index);
    number.push_back(i);
    x.push_back(bare_mz(assigned.points[i]));
  }
  for (int charge = shares.lowest_charge; charge <= shares.highest_charge(); ++charge) {
    const auto& row = shares.row(charge);
    const auto first = std::ranges::lower_bound(active, static_cast<std::int32_t>(row.first)) - active.begin();
    const auto end = static_cast<std::int32_t>(row.first + row.share.size());
    for (auto i = static_cast<std::size_t>(first); i < active.size() && active[i] < end; ++i) {
      const double share = static_cast<double>(row.share[static_cast<std::size_t>(active[i]) - row.first]);
      const Point& point = assigned.points[number[i]];
      if (share > 0) take(charge * x[i], 0.5 * charge * point.width, share * point.intensity, charge);
    }
  }
}

/// Spreads `intensity` evenly over the places [low, high] of a grid of cells.
void spread(std::vector<double>& cells, double low, double high, double intensity) {
  const auto last = static_cast<double>(cells.size() - 1);
  low = std::clamp(low, 0.0, last);
  high = std::clamp(high, 0.0, last);
  const auto first_cell = static_cast<std::size_t>(low), last_cell = static_cast<std::size_t>(high);
  if (first_cell == last_cell) {
    cells[first_cell] += intensity;
    return;
  }
  const double density = intensity / (high - low);
  cells[first_cell] += density * (static_cast<double>(first_cell + 1) - low);
  for (std::size_t cell = first_cell + 1; cell < last_cell; ++cell) cells[cell] += density;
  cells[last_cell] += density * (high - static_cast<double>(last_cell));
}

struct Extent {
  double low = 0, high = 0;  ///< of masses that matter
  double mean = 0;           ///< weighted by intensity
};

/// The masses between which all but traces lie, by a coarse look.
Extent extent_of(const AssignedSpectrum& assigned, const DeconvolutionOptions& options) {
  constexpr std::size_t kCoarse = 4000;
  constexpr double kTrace = 1e-3;  // of the highest cell
  const double step = (options.highest_mass - options.lowest_mass) / kCoarse;
  std::vector<double> cells(kCoarse, 0.0);
  double sum = 0, weighted = 0;
  for_each_part(assigned, [&](double mass, double, double intensity, int) {
    const double at = std::clamp((mass - options.lowest_mass) / step, 0.0, kCoarse - 1.0);
    cells[static_cast<std::size_t>(at)] += intensity;
    sum += intensity;
    weighted += intensity * mass;
  });
  if (!(sum > 0)) return {.low = options.lowest_mass, .high = options.lowest_mass + step, .mean = options.lowest_mass};
  const double least = kTrace * *std::ranges::max_element(cells);
  const auto counts = [&](double cell) { return cell > least; };
  const auto first = std::ranges::find_if(cells, counts) - cells.begin();
  const auto last = std::find_if(cells.rbegin(), cells.rend(), counts).base() - cells.begin();
  return {.low = options.lowest_mass + step * static_cast<double>(std::max<std::ptrdiff_t>(first - 1, 0)),
          .high = options.lowest_mass + step * static_cast<double>(last + 1),
          .mean = sum > 0 ? weighted / sum : options.lowest_mass};
}

/// A running mean whose width grows with mass, three times: what a centroid stands for.
void soften(MassSpectrum& masses, double relative_width) {
  for (int pass = 0; pass < 3; ++pass) {
    std::vector<double> sums(masses.intensity.size() + 1, 0.0);
    for (std::size_t i = 0; i < masses.intensity.size(); ++i) sums[i + 1] = sums[i] + masses.intensity[i];
    for (std::size_t i = 0; i < masses.intensity.size(); ++i) {
      const double half = 0.4 * relative_width * masses.mass(static_cast<double>(i)) / masses.step;
      const auto width = static_cast<std::size_t>(std::round(half));
      const std::size_t first = i - std::min(i, width), last = std::min(masses.intensity.size(), i + width + 1);
      masses.intensity[i] = (sums[last] - sums[first]) / static_cast<double>(2 * width + 1);
    }
  }
}

}  // namespace

MassSpectrum fold(const AssignedSpectrum& assigned, const DeconvolutionOptions& options) {
  constexpr double kPointsPerPeak = 8;
  constexpr double kMostPoints = 2e6;
  const Extent extent = extent_of(assigned, options);
  MassSpectrum masses;
  masses.step =
      options.mass_step > 0 ? options.mass_step : std::min(1.0, assigned.peak_width * extent.mean / kPointsPerPeak);
  masses.step = std::max(masses.step, (extent.high - extent.low) / kMostPoints);
  masses.low = masses.step * std::floor(extent.low / masses.step);
  masses.intensity.assign(static_cast<std::size_t>((extent.high - masses.low) / masses.step) + 2, 0.0);
  // Cell i holds the masses within half a step around its own.
  for_each_part(assigned, [&](double mass, double half, double intensity, int) {
    if (mass < masses.low || mass > extent.high) return;
    const double at = (mass - masses.low) / masses.step + 0.5, width = std::max(half / masses.step, 0.5);
    spread(masses.intensity, at - width, at + width, intensity);
  });
  if (assigned.is_centroid) soften(masses, assigned.peak_width);
  return masses;
}

ChargeMassMap to_map(const AssignedSpectrum& assigned, const MassSpectrum& masses, std::size_t columns) {
  const double span = masses.step * static_cast<double>(masses.intensity.size());
  ChargeMassMap map{.lowest_mass = masses.low,
                    .mass_step = span / static_cast<double>(columns),
                    .lowest_charge = assigned.shares.lowest_charge,
                    .columns = columns,
                    .rows = assigned.shares.rows.size()};
  map.intensity.assign(map.columns * map.rows, 0.0);
  for_each_part(assigned, [&](double mass, double, double intensity, int charge) {
    const double at = (mass - map.lowest_mass) / map.mass_step;
    if (at < 0 || at >= static_cast<double>(columns)) return;
    map.intensity[static_cast<std::size_t>(charge - map.lowest_charge) * columns + static_cast<std::size_t>(at)] +=
        intensity;
  });
  return map;
}

}  // namespace emtansim::spectra
