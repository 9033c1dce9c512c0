// SPDX-License-Identifier: Apache-2.0
/// The distance of points as a power of m/z, and sums on such a grid.
#include "emtansim/spectra/mean_grid.h"

#include <algorithm>
#include <cmath>

namespace emtansim::spectra {

namespace {

constexpr double kMostCells = 3e7;

struct Distance {
  double log_mz = 0, log_distance = 0;
};

/// The usual distance in each of a few stretches: the lower quartile, since gaps only make distances larger.
std::vector<Distance> distances_of(const std::vector<double>& mz) {
  constexpr std::size_t kStretches = 24;
  std::vector<Distance> distances;
  const std::size_t length = std::max<std::size_t>(1, (mz.size() - 1) / kStretches);
  for (std::size_t first = 0; first + 1 < mz.size(); first += length) {
    std::vector<double> steps;
    for (std::size_t i = first; i + 1 < mz.size() && i < first + length; ++i)
      if (mz[i + 1] > mz[i]) steps.push_back(mz[i + 1] - mz[i]);
    if (steps.empty()) continue;
    const auto quartile = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 4);
    std::ranges::nth_element(steps, quartile);
    const double middle = std::max(mz[first], 1e-3);
    distances.push_back({std::log(middle), std::log(*quartile)});
  }
  return distances;
}

}  // namespace

MeanGrid::MeanGrid(const Spectrum& spectrum) {
  const auto distances = distances_of(spectrum.mz);
  const auto count = static_cast<double>(distances.size());
  double x = 0, y = 0, xx = 0, xy = 0;
  for (const auto& distance : distances) {
    x += distance.log_mz / count;
    y += distance.log_distance / count;
  }
  for (const auto& distance : distances) {
    xx += (distance.log_mz - x) * (distance.log_mz - x);
    xy += (distance.log_mz - x) * (distance.log_distance - y);
  }
  constexpr double kSteepest = 2;  // of cyclotrons
  exponent_ = distances.size() > 2 && xx > 0 ? std::clamp(xy / xx, 0.0, kSteepest) : 0;
  if (std::abs(exponent_ - 1) < 1e-3) exponent_ = 1.001;  // the integral below has no case for 1
  scale_ = distances.empty() ? 1 : std::exp(y - exponent_ * x);
  const double span = cell_of(spectrum.mz.back()) - cell_of(std::max(spectrum.mz.front(), 1e-3));
  if (span > kMostCells) scale_ *= span / kMostCells;
  first_ = std::floor(cell_of(std::max(spectrum.mz.front(), 1e-3)));
}

/// The integral of 1/distance: one more for each distance.
double MeanGrid::cell_of(double mz) const { return std::pow(mz, 1 - exponent_) / ((1 - exponent_) * scale_); }

double MeanGrid::mz_of(double cell) const { return std::pow(cell * (1 - exponent_) * scale_, 1 / (1 - exponent_)); }

void MeanGrid::grow(double cell) {
  if (cell < first_) {
    const auto more = static_cast<std::size_t>(first_ - cell);
    cells_.insert(cells_.begin(), more, 0.0);
    first_ = cell;
  }
  const auto needed = static_cast<std::size_t>(cell - first_) + 2;
  if (cells_.size() < needed) cells_.resize(std::max(needed, cells_.size() + cells_.size() / 2), 0.0);
}

void MeanGrid::add(const Spectrum& spectrum) {
  for (std::size_t i = 0; i < spectrum.mz.size(); ++i) {
    if (spectrum.intensity[i] == 0 || spectrum.mz[i] < 1e-3) continue;
    const double at = cell_of(spectrum.mz[i]);
    const double cell = std::floor(at);
    if (std::abs(cell - first_) > 2 * kMostCells) continue;  // far outside of what the first spectrum covered
    grow(cell);
    const auto index = static_cast<std::size_t>(cell - first_);
    cells_[index] += (1 - (at - cell)) * spectrum.intensity[i];
    cells_[index + 1] += (at - cell) * spectrum.intensity[i];
  }
}

void MeanGrid::write_to(Spectrum& spectrum) const {
  spectrum.mz.clear();
  spectrum.intensity.clear();
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    const bool is_near_signal =
        cells_[i] != 0 || (i > 0 && cells_[i - 1] != 0) || (i + 1 < cells_.size() && cells_[i + 1] != 0);
    if (!is_near_signal) continue;
    spectrum.mz.push_back(mz_of(first_ + static_cast<double>(i)));
    spectrum.intensity.push_back(cells_[i]);
  }
}

}  // namespace emtansim::spectra
