// SPDX-License-Identifier: Apache-2.0
/// Points and bins on the axis of charges, and the width of peaks.
#include "emtansim/spectra/deconvolution/charge_grid.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "emtansim/spectra/synthesis.h"

namespace emtansim::spectra {

namespace {

constexpr double kCentroidWidth = 2e-5;  // assumed for centroids: a few times the error of a calibrated instrument
constexpr double kUnknownWidth = 5e-4;   // assumed where no peak can be measured
constexpr double kBinsPerPeak = 6;
constexpr std::size_t kMostBins = std::size_t{1} << 20;

std::vector<double> boxed(const std::vector<double>& values, std::size_t half) {
  std::vector<double> sums(values.size() + 1, 0.0), result(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) sums[i + 1] = sums[i] + values[i];
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t first = i - std::min(i, half), last = std::min(values.size(), i + half + 1);
    result[i] = (sums[last] - sums[first]) / static_cast<double>(last - first);
  }
  return result;
}

struct Measured {
  double width = 0;  ///< relative
  double height = 0;
  double points = 0;  ///< across the width
};

/// The widths of the highest tops, each counted once.
std::vector<Measured> measured_peaks(const std::vector<double>& mz, const std::vector<double>& y) {
  constexpr std::size_t kMostPeaks = 40;
  constexpr double kLeast = 0.05;  // of the highest
  std::vector<std::size_t> tops;
  const double highest = *std::ranges::max_element(y);
  for (std::size_t i = 1; i + 1 < y.size(); ++i)
    if (y[i] > kLeast * highest && y[i] > y[i - 1] && y[i] >= y[i + 1]) tops.push_back(i);
  std::ranges::stable_sort(tops, [&](std::size_t a, std::size_t b) { return y[a] > y[b]; });
  std::vector<Measured> peaks;
  std::vector<std::pair<double, double>> taken;
  for (const std::size_t top : tops) {
    if (peaks.size() == kMostPeaks) break;
    const double x = mz[top];
    if (std::ranges::any_of(taken, [&](const auto& range) { return x >= range.first && x <= range.second; })) continue;
    std::size_t left = top, right = top;
    while (left > 0 && y[left] > 0.5 * y[top] && y[left] <= y[top]) --left;
    while (right + 1 < y.size() && y[right] > 0.5 * y[top] && y[right] <= y[top]) ++right;
    taken.emplace_back(mz[left], mz[right]);
    if (y[left] > 0.5 * y[top] || y[right] > 0.5 * y[top]) continue;  // leans on a higher one, or on the end
    const auto crossing = [&](std::size_t below, std::size_t above) {
      return mz[below] + (mz[above] - mz[below]) * (0.5 * y[top] - y[below]) / (y[above] - y[below]);
    };
    const double width = crossing(right, right - 1) - crossing(left, left + 1);
    peaks.push_back({width / (x - kProtonMass), y[top], static_cast<double>(right - left)});
  }
  return peaks;
}

Measured weighted_median(std::vector<Measured> peaks) {
  std::ranges::sort(peaks, {}, &Measured::width);
  double total = 0;
  for (const auto& peak : peaks) total += peak.height;
  double sum = 0;
  for (const auto& peak : peaks) {
    sum += peak.height;
    if (2 * sum >= total) return peak;
  }
  return {};
}

}  // namespace

double carrier_of(const Spectrum& spectrum) {
  return spectrum.polarity == Polarity::negative ? -kProtonMass : kProtonMass;
}

std::vector<Point> to_points(const Spectrum& spectrum) {
  constexpr double kGap = 2;  // times the smaller distance
  const double carrier = carrier_of(spectrum);
  std::vector<Point> points;
  const auto& mz = spectrum.mz;
  for (std::size_t i = 0; i < mz.size(); ++i) {
    if (!(spectrum.intensity[i] > 0) || mz[i] <= 1.5 * kProtonMass) continue;
    const double left = i > 0 ? mz[i] - mz[i - 1] : 0;
    const double right = i + 1 < mz.size() ? mz[i + 1] - mz[i] : 0;
    const double smaller = left > 0 && right > 0 ? std::min(left, right) : std::max(left, right);
    const double width = 0.5 * (std::min(left, kGap * smaller) + std::min(right, kGap * smaller));
    points.push_back({.place = std::log(mz[i] - carrier),
                      .intensity = spectrum.intensity[i],
                      .width = spectrum.points == PointKind::centroid ? 0 : width});
  }
  return points;
}

double bare_mz(const Point& point) { return std::exp(point.place); }

double peak_width_of(const Spectrum& spectrum) {
  if (spectrum.points == PointKind::centroid) return kCentroidWidth;
  if (spectrum.mz.size() < 5) return kUnknownWidth;
  // Noise cuts peaks short; smoothing over a sixth of the width found, again, until that changes nothing.
  std::size_t half = 0;
  double width = 0;
  for (int round = 0; round < 6; ++round) {
    const Measured measured = weighted_median(measured_peaks(spectrum.mz, boxed(spectrum.intensity, half)));
    if (!(measured.width > 0)) break;
    width = measured.width;
    const auto wanted = static_cast<std::size_t>(measured.points / 12);
    if (wanted <= half) break;
    half = wanted;
  }
  return width > 0 ? std::min(width, 0.05) : kUnknownWidth;
}

ChargeGrid to_grid(const std::vector<Point>& points, double peak_width, double smoothing) {
  ChargeGrid grid;
  const double span = points.back().place - points.front().place;
  grid.step = std::max(peak_width / kBinsPerPeak, span / static_cast<double>(kMostBins - 64));
  constexpr double kMargin = 16;
  grid.first = points.front().place - kMargin * grid.step;
  grid.intensity.assign(static_cast<std::size_t>(span / grid.step + 2 * kMargin) + 2, 0.0);
  for (const auto& point : points) {
    const double at = (point.place - grid.first) / grid.step;
    const auto bin = static_cast<std::size_t>(at);
    const double part = at - static_cast<double>(bin);
    grid.intensity[bin] += (1 - part) * point.intensity;
    grid.intensity[bin + 1] += part * point.intensity;
  }
  // Three running means of one width are near a normal distribution: deviation^2 = 3 ((2 half + 1)^2 - 1) / 12.
  const double deviation = smoothing * kBinsPerPeak / 2.3548;
  const auto half =
      static_cast<std::size_t>(std::max(1.0, std::round(0.5 * (std::sqrt(4 * deviation * deviation + 1) - 1))));
  for (int pass = 0; pass < 3; ++pass) grid.intensity = boxed(grid.intensity, half);
  return grid;
}

}  // namespace emtansim::spectra
