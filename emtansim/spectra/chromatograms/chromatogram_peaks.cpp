// SPDX-License-Identifier: Apache-2.0
/// Peak picking in time. Rules and reasons: docs/methods/quantification.md.
#include "emtansim/spectra/chromatograms/chromatogram_peaks.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <deque>

#include "emtansim/base/base.h"

namespace emtansim::spectra {

namespace {

constexpr double kNormalConsistency = 1.4826;  // median absolute deviation to standard deviation, normal noise
constexpr double kBaselineBand = 6;            // noise above the lower envelope that still is baseline
constexpr double kWindowWidths = 3;            // the baseline looks this many widest peaks around
constexpr std::size_t kFewestPoints = 5;
constexpr std::size_t kFewestRises = 10;  // fewer tell nothing about the usual one

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

/// Noise between neighbours. Counting detectors give long runs of equal points: then the median of those that differ,
/// which is the size of one step.
double noise_of(std::span<const double> intensity) {
  std::vector<double> steps;
  for (std::size_t i = 1; i < intensity.size(); ++i) steps.push_back(intensity[i] - intensity[i - 1]);
  const double centre = median(steps);
  for (double& step : steps) step = std::abs(step - centre);
  double deviation = median(steps);
  if (deviation == 0) {
    std::erase(steps, 0.0);
    deviation = median(steps);
  }
  return kNormalConsistency * deviation / std::sqrt(2.0);
}

/// Smallest (or, with a sign of -1, largest) value within half a window of each point.
std::vector<double> rolling_minimum(std::span<const double> time, const std::vector<double>& values, double half,
                                    double sign) {
  std::vector<double> result(values.size());
  std::deque<std::size_t> best;
  std::size_t next = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (; next < values.size() && time[next] <= time[i] + half; ++next) {
      while (!best.empty() && sign * values[best.back()] >= sign * values[next]) best.pop_back();
      best.push_back(next);
    }
    while (time[best.front()] < time[i] - half) best.pop_front();
    result[i] = values[best.front()];
  }
  return result;
}

/// Points that lie near the lower envelope.
std::vector<bool> near_envelope(std::span<const double> time, std::span<const double> intensity, double half,
                                double noise) {
  const std::vector<double> values(intensity.begin(), intensity.end());
  const auto opened = rolling_minimum(time, rolling_minimum(time, values, half, 1), half, -1);
  std::vector<bool> is_near(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) is_near[i] = values[i] - opened[i] <= kBaselineBand * noise;
  return is_near;
}

std::vector<double> baseline_of(std::span<const double> time, std::span<const double> intensity, double half,
                                double noise) {
  const auto is_near = near_envelope(time, intensity, half, noise);
  std::vector<std::size_t> support;
  for (std::size_t i = 0; i < is_near.size(); ++i)
    if (is_near[i]) support.push_back(i);
  std::vector<double> level(support.size());
  std::size_t first = 0;
  std::size_t end = 0;
  for (std::size_t k = 0; k < support.size(); ++k) {
    while (time[support[first]] < time[support[k]] - half) ++first;
    while (end < support.size() && time[support[end]] <= time[support[k]] + half) ++end;
    std::vector<double> around;
    for (std::size_t j = first; j < end; ++j) around.push_back(intensity[support[j]]);
    level[k] = median(std::move(around));
  }
  std::vector<double> baseline(time.size());
  std::size_t right = 0;
  for (std::size_t i = 0; i < time.size(); ++i) {
    while (right < support.size() && support[right] < i) ++right;
    if (right == support.size()) {
      baseline[i] = level.back();
    } else if (right == 0 || support[right] == i) {
      baseline[i] = level[right];
    } else {
      const double from = time[support[right - 1]];
      const double share = (time[i] - from) / (time[support[right]] - from);
      baseline[i] = level[right - 1] + share * (level[right] - level[right - 1]);
    }
  }
  return baseline;
}

/// Mean of each point and its two neighbours with weights 1 2 1: enough that one point makes no peak.
std::vector<double> smoothed(const std::vector<double>& values) {
  std::vector<double> result = values;
  for (std::size_t i = 1; i + 1 < values.size(); ++i) result[i] = (values[i - 1] + 2 * values[i] + values[i + 1]) / 4;
  return result;
}

/// A rise between two low points.
struct Rise {
  std::size_t start = 0;
  std::size_t apex = 0;
  std::size_t end = 0;
};

std::vector<Rise> all_rises(const std::vector<double>& y) {
  std::vector<Rise> rises;
  std::size_t low = 0;
  for (std::size_t i = 1; i + 1 < y.size(); ++i) {
    if (y[i] > y[i - 1] && y[i] >= y[i + 1]) {
      rises.push_back({.start = low, .apex = i, .end = i});
    } else if (y[i] <= y[i - 1] && y[i] < y[i + 1]) {
      low = i;
      if (!rises.empty()) rises.back().end = i;
    }
  }
  if (!rises.empty()) rises.back().end = y.size() - 1;
  return rises;
}

/// Typical height of the small rises between peaks: what the differences of neighbours miss when noise comes in waves.
double wave_noise(const std::vector<double>& y) {
  std::vector<double> heights;
  for (const auto& rise : all_rises(y))
    if (y[rise.apex] > 0) heights.push_back(y[rise.apex]);
  return heights.size() < kFewestRises ? 0 : median(std::move(heights));
}

/// Joins neighbours until every valley is deep enough to part two peaks.
std::vector<Rise> parted(const std::vector<double>& y, double valley, double noise) {
  std::vector<Rise> kept;
  for (Rise rise : all_rises(y)) {
    while (!kept.empty()) {
      const Rise& before = kept.back();
      const double lower = std::min(y[before.apex], y[rise.apex]);
      const double depth = lower - y[rise.start];
      if (depth >= valley * lower && depth >= 3 * noise) break;  // three noise: a valley that is no accident
      rise = {.start = before.start, .apex = y[before.apex] >= y[rise.apex] ? before.apex : rise.apex, .end = rise.end};
      kept.pop_back();
    }
    kept.push_back(rise);
  }
  return kept;
}

/// Moves the bounds up to where the peak has fallen to its edge.
void trim_bounds(Rise& rise, const std::vector<double>& y, double edge) {
  const double level = edge * y[rise.apex];
  std::size_t i = rise.apex;
  while (i > rise.start && y[i] > level) --i;
  rise.start = i;
  i = rise.apex;
  while (i < rise.end && y[i] > level) ++i;
  rise.end = i;
}

/// Time at which the flank between `inside` and `outside` crosses `level`.
double crossing(std::span<const double> time, const std::vector<double>& y, std::size_t inside, std::size_t outside,
                double level) {
  const double fall = y[inside] - y[outside];
  if (!(fall > 0)) return time[outside];
  return time[inside] + (y[inside] - level) / fall * (time[outside] - time[inside]);
}

double half_width(std::span<const double> time, const std::vector<double>& y, const Rise& rise) {
  const double half = y[rise.apex] / 2;
  std::size_t left = rise.apex;
  while (left > rise.start && y[left] > half) --left;
  std::size_t right = rise.apex;
  while (right < rise.end && y[right] > half) ++right;
  const double from = left == rise.apex ? time[left] : crossing(time, y, left + 1, left, half);
  const double to = right == rise.apex ? time[right] : crossing(time, y, right - 1, right, half);
  return to - from;
}

}  // namespace

double area_between(std::span<const double> time, std::span<const double> intensity, std::span<const double> baseline,
                    double start, double end) {
  const auto height = [&](std::size_t i) { return intensity[i] - (baseline.empty() ? 0 : baseline[i]); };
  double area = 0;
  for (std::size_t i = 1; i < time.size(); ++i) {
    const double from = std::max(time[i - 1], start);
    const double to = std::min(time[i], end);
    const double step = time[i] - time[i - 1];
    if (!(to > from) || !(step > 0)) continue;
    const auto at = [&](double t) { return height(i - 1) + (t - time[i - 1]) / step * (height(i) - height(i - 1)); };
    area += (at(from) + at(to)) / 2 * (to - from);
  }
  return area;
}

PeakSearch find_peaks(std::span<const double> time, std::span<const double> intensity, const PeakRules& rules) {
  EMTANSIM_EXPECT(time.size() == intensity.size());
  PeakSearch search;
  search.baseline.assign(time.size(), 0);
  if (time.size() < kFewestPoints) return search;
  search.noise = noise_of(intensity);
  search.baseline = baseline_of(time, intensity, kWindowWidths * rules.widest / 2, search.noise);
  std::vector<double> raised(time.size());
  for (std::size_t i = 0; i < time.size(); ++i) raised[i] = intensity[i] - search.baseline[i];
  const std::vector<double> y = smoothed(raised);
  search.noise = std::max(search.noise, wave_noise(y));
  const auto rises = parted(y, rules.valley, search.noise);
  for (Rise rise : rises) {
    const double height = y[rise.apex];
    if (!(height > 0) || height < rules.signal_to_noise * search.noise) continue;
    trim_bounds(rise, y, rules.edge);
    const double width = half_width(time, y, rise);
    if (width < rules.narrowest || width > rules.widest) continue;
    const double start = time[rise.start];
    const double end = time[rise.end];
    const auto highest = std::max_element(raised.begin() + static_cast<std::ptrdiff_t>(rise.start),
                                          raised.begin() + static_cast<std::ptrdiff_t>(rise.end) + 1);
    search.peaks.push_back(
        {.apex_time = time[static_cast<std::size_t>(highest - raised.begin())],
         .height = *highest,
         .start = start,
         .end = end,
         .area = area_between(time, intensity, search.baseline, start, end),
         .width = width,
         .signal_to_noise = search.noise > 0 ? height / search.noise : height,
         .touches_neighbour = y[rise.start] > 2 * rules.edge * height || y[rise.end] > 2 * rules.edge * height});
  }
  return search;
}

}  // namespace emtansim::spectra
