// SPDX-License-Identifier: Apache-2.0
/// Points of a profile put together to cells, with what counting adds to them.
#include <algorithm>
#include <cmath>

#include "emtansim/spectra/deconvolution/charge_grid.h"
#include "emtansim/spectra/deconvolution/mass_fit.h"

namespace emtansim::spectra {

namespace {

/// Variance over signal, from sixth differences of points well above the noise; what smoothing took is not seen.
double gain_of_points(const Spectrum& flat, double noise) {
  constexpr double kAbove = 10, kSquares = 924, kMedianOfSquare = 0.4549;
  std::vector<double> ratios;
  const auto& y = flat.intensity;
  for (std::size_t i = 3; i + 3 < y.size(); ++i) {
    const double near = y[i - 1] + y[i + 1], further = y[i - 2] + y[i + 2], far = y[i - 3] + y[i + 3];
    const double mean = (y[i] + near + further + far) / 7;
    if (!(mean > kAbove * noise)) continue;
    const double difference = far - 6 * further + 15 * near - 20 * y[i];
    ratios.push_back((difference * difference / kSquares - kMedianOfSquare * noise * noise) / mean);
  }
  if (ratios.empty()) return 0;
  const auto middle = ratios.begin() + static_cast<std::ptrdiff_t>(ratios.size() / 2);
  std::ranges::nth_element(ratios, middle);
  return std::max(0.0, *middle) / kMedianOfSquare;
}

/// The baseline that was taken off; where a point became 0 it is drawn straight between its neighbours.
std::vector<double> baseline_of(const Spectrum& raw, const Spectrum& flat) {
  const std::size_t size = raw.intensity.size();
  std::vector<double> baseline(size, 0.0);
  std::size_t known = size;  // the last point that is known
  for (std::size_t i = 0; i < size; ++i) {
    if (!(flat.intensity[i] > 0)) continue;
    baseline[i] = raw.intensity[i] - flat.intensity[i];
    const std::size_t from = known == size ? 0 : known + 1;
    const double before = known == size ? baseline[i] : baseline[known];
    for (std::size_t k = from; k < i; ++k) {
      const double part = static_cast<double>(k + 1 - from) / static_cast<double>(i + 1 - from);
      baseline[k] = before + part * (baseline[i] - before);
    }
    known = i;
  }
  for (std::size_t k = known == size ? size : known + 1; k < size; ++k) baseline[k] = baseline[known];
  return baseline;
}

}  // namespace

FitCells to_cells(const Spectrum& raw, const Spectrum& flat, double peak_width, double noise) {
  constexpr double kCellsPerPeak = 8;
  const double carrier = carrier_of(raw), widest = peak_width / kCellsPerPeak;
  const auto baseline = baseline_of(raw, flat);
  FitCells cells{.noise = noise, .gain = gain_of_points(flat, noise)};
  double first = 0;
  const auto finish = [&] {
    if (cells.place.empty()) return;
    const double mean = cells.place.back() / cells.points.back();
    cells.variance.back() = std::max(0.0, cells.variance.back() / cells.points.back() - mean * mean);
    cells.place.back() = first + mean;
  };
  for (std::size_t i = 0; i < raw.mz.size(); ++i) {
    if (raw.mz[i] <= carrier + 1e-3) continue;
    const double place = std::log(raw.mz[i] - carrier);
    if (cells.place.empty() || place - first > widest) {
      finish();
      first = place;
      for (auto* column : {&cells.place, &cells.points, &cells.variance, &cells.intensity, &cells.baseline})
        column->push_back(0);
    }
    cells.place.back() += place - first;
    cells.variance.back() += (place - first) * (place - first);
    cells.points.back() += 1;
    cells.intensity.back() += raw.intensity[i];
    cells.baseline.back() += baseline[i];
  }
  finish();
  return cells;
}

}  // namespace emtansim::spectra
