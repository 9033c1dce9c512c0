// SPDX-License-Identifier: Apache-2.0
/// Peaks in time: areas and bounds of shapes with a closed form, noise that is no peak, neighbours.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "emtansim/base/base.h"
#include "emtansim/spectra/chromatograms/chromatogram_peaks.h"

namespace emtansim::spectra {
namespace {

constexpr double kStep = 0.5;  // s

struct Shape {
  double apex = 0;
  double area = 0;
  double sd = 2.5;
};

std::vector<double> times(double end = 600) {
  std::vector<double> time;
  for (double t = 0; t < end; t += kStep) time.push_back(t);
  return time;
}

/// Gaussian peaks on a baseline, with normal noise of this standard deviation.
std::vector<double> trace(const std::vector<double>& time, const std::vector<Shape>& shapes, double noise,
                          double level = 500, std::uint64_t seed = 1) {
  std::vector<double> values;
  for (std::size_t i = 0; i < time.size(); ++i) {
    double value = level;
    for (const auto& shape : shapes) {
      const double z = (time[i] - shape.apex) / shape.sd;
      value += shape.area / (shape.sd * std::sqrt(2 * std::numbers::pi)) * std::exp(-z * z / 2);
    }
    // Two uniform numbers from a hash of the index make one normal one.
    std::uint64_t state = seed * 0x9E3779B97F4A7C15U + i;
    const auto uniform = [&state] {
      state += 0x9E3779B97F4A7C15U;
      std::uint64_t z = state;
      z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
      z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
      return (static_cast<double>((z ^ (z >> 31)) >> 11) + 0.5) * 0x1p-53;
    };
    const double radius = std::sqrt(-2 * std::log(uniform()));
    values.push_back(value + noise * radius * std::cos(2 * std::numbers::pi * uniform()));
  }
  return values;
}

TEST(ChromatogramPeaks, have_the_area_and_width_of_their_shape) {
  const auto time = times();
  const auto found = find_peaks(time, trace(time, {{300, 1e6}}, 0));
  ASSERT_EQ(found.peaks.size(), 1U);
  const auto& peak = found.peaks[0];
  EXPECT_EQ(peak.apex_time, 300);
  // The bounds at 1 % of the height leave 0.24 % of a Gaussian outside, about half of it beyond the next point.
  EXPECT_NEAR(peak.area, 1e6, 0.003e6);
  // Smoothing over three points widens the squared standard deviation by half a squared step.
  EXPECT_NEAR(peak.width, 2 * std::sqrt(2 * std::log(2.0)) * std::sqrt(2.5 * 2.5 + kStep * kStep / 2), 0.03);
  EXPECT_FALSE(peak.touches_neighbour);
  for (const double level : found.baseline) EXPECT_NEAR(level, 500, 1e-6);
}

TEST(ChromatogramPeaks, areas_are_unbiased_under_noise_and_on_a_slope) {
  const auto time = times();
  double sum = 0;
  constexpr int kRuns = 50;
  for (int run = 0; run < kRuns; ++run) {
    auto values = trace(time, {{300, 2e4}}, 20, 500, static_cast<std::uint64_t>(run) + 1);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] += time[i];  // rises by one each second
    const auto found = find_peaks(time, values);
    ASSERT_EQ(found.peaks.size(), 1U) << run;
    sum += found.peaks[0].area;
  }
  EXPECT_NEAR(sum / kRuns, 2e4, 0.02 * 2e4);
}

TEST(ChromatogramPeaks, are_not_found_in_noise) {
  const auto time = times();
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    EXPECT_TRUE(find_peaks(time, trace(time, {}, 20, 500, seed)).peaks.empty()) << seed;
    // Counts that stay at zero for long, as an empty channel has them.
    auto counts = trace(time, {}, 20, -10, seed);
    for (double& count : counts) count = std::max(0.0, std::round(count));
    EXPECT_TRUE(find_peaks(time, counts).peaks.empty()) << seed;
  }
}

TEST(ChromatogramPeaks, of_two_isomers_are_parted_at_the_valley) {
  const auto time = times();
  const auto found = find_peaks(time, trace(time, {{292, 2e5}, {306, 3e5}}, 5));
  ASSERT_EQ(found.peaks.size(), 2U);
  EXPECT_NEAR(found.peaks[0].area, 2e5, 0.02 * 2e5);
  EXPECT_NEAR(found.peaks[1].area, 3e5, 0.02 * 3e5);
  EXPECT_EQ(found.peaks[0].end, found.peaks[1].start);
  // Nearer than their widths they are one peak.
  EXPECT_EQ(find_peaks(time, trace(time, {{300, 2e5}, {303, 3e5}}, 5)).peaks.size(), 1U);
}

TEST(ChromatogramPeaks, too_narrow_or_too_wide_do_not_count) {
  const auto time = times();
  auto spike = trace(time, {}, 5);
  spike[400] += 1e5;
  EXPECT_TRUE(find_peaks(time, spike).peaks.empty());
  EXPECT_TRUE(find_peaks(time, trace(time, {{300, 1e6, 30}}, 5)).peaks.empty());
  EXPECT_EQ(find_peaks(time, trace(time, {{300, 1e6, 30}}, 5), {.widest = 100}).peaks.size(), 1U);
}

TEST(ChromatogramPeaks, follow_a_factor_and_a_shift) {
  const auto time = times();
  const auto values = trace(time, {{200, 1e5}, {400, 3e4}}, 10);
  auto scaled = values;
  for (double& value : scaled) value = 8 * value;
  auto later = time;
  for (double& t : later) t += 1024;
  const auto plain = find_peaks(time, values);
  const auto moved = find_peaks(later, scaled);
  ASSERT_EQ(plain.peaks.size(), moved.peaks.size());
  for (std::size_t i = 0; i < plain.peaks.size(); ++i) {
    EXPECT_NEAR(moved.peaks[i].area, 8 * plain.peaks[i].area, 1e-9 * moved.peaks[i].area);
    EXPECT_NEAR(moved.peaks[i].apex_time, plain.peaks[i].apex_time + 1024, 1e-9);
  }
}

TEST(ChromatogramPeaks, of_short_and_flat_traces_are_none) {
  EXPECT_TRUE(find_peaks({}, {}).peaks.empty());
  const std::vector<double> four{1, 2, 3, 4};
  EXPECT_TRUE(find_peaks(four, four).peaks.empty());
  const auto time = times();
  EXPECT_TRUE(find_peaks(time, std::vector<double>(time.size(), 0.0)).peaks.empty());
  EXPECT_TRUE(find_peaks(time, std::vector<double>(time.size(), 7.0)).peaks.empty());
}

TEST(AreaBetween, interpolates_at_its_ends) {
  const std::vector<double> time{0, 1, 2, 3};
  const std::vector<double> ramp{0, 1, 2, 3};
  EXPECT_DOUBLE_EQ(area_between(time, ramp, {}, 0, 3), 4.5);
  EXPECT_DOUBLE_EQ(area_between(time, ramp, {}, 0.5, 1.5), 1);
  EXPECT_DOUBLE_EQ(area_between(time, ramp, ramp, 0, 3), 0);
  EXPECT_DOUBLE_EQ(area_between(time, ramp, {}, 2, 1), 0);
  EXPECT_DOUBLE_EQ(area_between(time, ramp, {}, -5, 9), 4.5);
}

}  // namespace
}  // namespace emtansim::spectra
