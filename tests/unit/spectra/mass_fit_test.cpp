// SPDX-License-Identifier: Apache-2.0
/// The fit of masses by peaks: one is one, two are two, errors are what they say, noise holds nothing.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "emtansim/spectra/deconvolution.h"
#include "emtansim/spectra/deconvolution/bordered_system.h"

namespace emtansim::spectra {
namespace {

TEST(bordered_system, solves_what_it_was_given) {
  const std::size_t size = 6, border = 2;
  BorderedSystem system({0, 0, 1, 1, 4, 4}, border);  // the fifth unknown is coupled to no earlier one
  std::vector<std::vector<double>> dense(size + border, std::vector<double>(size + border, 0.0));
  const auto set = [&](std::size_t row, std::size_t column, double value) {
    dense[row][column] = dense[column][row] = value;
  };
  const std::vector<std::size_t> first = {0, 0, 1, 1, 4, 4};
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = first[i]; j <= i; ++j) {
      const double value = i == j ? 4 + static_cast<double>(i) : 1 / (1.0 + static_cast<double>(i + j));
      system.banded(i, j) = value;
      set(i, j, value);
    }
    for (std::size_t b = 0; b < border; ++b) {
      const double value = 0.3 * std::sin(static_cast<double>(3 * i + b));
      system.edge(i, b) = value;
      set(size + b, i, value);
    }
  }
  for (std::size_t a = 0; a < border; ++a) {
    for (std::size_t b = 0; b <= a; ++b) {
      system.corner(a, b) = a == b ? 5 : 0.5;
      set(size + a, size + b, a == b ? 5 : 0.5);
    }
  }
  std::vector<double> banded = {1, -2, 3, 0.5, 0, 7}, bordered = {2, -1};
  std::vector<double> right = banded;
  right.insert(right.end(), bordered.begin(), bordered.end());
  system.factor();
  system.solve(banded, bordered);
  std::vector<double> solution = banded;
  solution.insert(solution.end(), bordered.begin(), bordered.end());
  double form = 0;  // b' M^-1 b
  for (std::size_t i = 0; i < size + border; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < size + border; ++j) sum += dense[i][j] * solution[j];
    EXPECT_NEAR(sum, right[i], 1e-12) << i;
    form += right[i] * solution[i];
  }
  std::vector<double> again(right.begin(), right.begin() + size), end(right.begin() + size, right.end());
  EXPECT_NEAR(system.quadratic(again, end), form, 1e-10);
}

const DeconvolutionOptions kAntibody = {.lowest_mass = 100e3, .highest_mass = 200e3, .decoys = 0};

TEST(mass_fit, does_not_split_one_peak) {
  for (const double counts : {1e6, 1e5, 1e4, 1e3}) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      const auto spectrum = synthesise(std::vector<double>{150000}, std::vector<double>{1},
                                       {.counts = counts, .baseline = 0.01, .seed = seed});
      const auto result = deconvolve(spectrum, kAntibody);
      ASSERT_TRUE(result.is_fitted);
      ASSERT_EQ(result.peaks.size(), 1U) << counts << ", seed " << seed;
      const MassPeak& peak = result.peaks.front();
      EXPECT_NEAR(peak.mass, 150000, 4 * peak.mass_error + 1e-3) << counts << ", seed " << seed;
      EXPECT_LT(peak.mass_error, 1);
      EXPECT_GE(peak.separable, 0.99 * peak.width) << "nothing else shows how wide a peak is";
    }
  }
}

/// Two masses 0.7 of a full width apart make one top. Their errors are to be those that repeating shows. Others
/// show how wide a peak is: without them one wide peak is as good.
TEST(mass_fit, gives_two_that_make_one_top_with_errors_that_hold) {
  const std::vector<double> masses = {150000, 150024, 151000, 152000}, amounts = {100, 40, 80, 90};
  constexpr int kTimes = 40;
  double pull = 0, squares = 0, share_pull = 0, share_squares = 0;
  for (std::uint64_t seed = 1; seed <= kTimes; ++seed) {
    const auto spectrum = synthesise(masses, amounts, {.counts = 1e4, .baseline = 0.01, .seed = seed});
    const auto result = deconvolve(spectrum, kAntibody);
    ASSERT_EQ(result.peaks.size(), 4U) << seed;
    const MassPeak &low = result.peaks[0], &high = result.peaks[1];
    for (std::size_t i = 0; i < 2; ++i) {
      const double away = (result.peaks[i].mass - masses[i]) / result.peaks[i].mass_error;
      pull += away;
      squares += away * away;
    }
    const double share = high.intensity / (low.intensity + high.intensity);
    const double error = high.intensity_error / (low.intensity + high.intensity);
    share_pull += (share - 40.0 / 140) / error;
    share_squares += std::pow((share - 40.0 / 140) / error, 2);
  }
  // A mean of 80 unit deviates is within 0.34, one of 40 within 0.47, three times in a thousand not; a mean square is
  // within 1 +- 0.47 and 1 +- 0.67. The errors assume the shape of peaks known to 0.1 % only, so they may be larger.
  EXPECT_NEAR(pull / (2 * kTimes), 0, 0.34);
  EXPECT_LT(squares / (2 * kTimes), 1.5);
  EXPECT_GT(squares / (2 * kTimes), 0.3);
  EXPECT_NEAR(share_pull / kTimes, 0, 0.47);
  EXPECT_LT(share_squares / kTimes, 1.7);
  EXPECT_GT(share_squares / kTimes, 0.3);
}

TEST(mass_fit, says_how_near_two_masses_would_be_one) {
  const auto peaks_of = [](double apart) {
    const std::vector<double> masses = {150000, 150000 + apart, 151000, 152000}, amounts = {0.5, 0.5, 1, 1};
    return deconvolve(synthesise(masses, amounts, {.counts = 1e4}), kAntibody).peaks;
  };
  const auto one = peaks_of(0);
  ASSERT_EQ(one.size(), 3U);
  EXPECT_GT(one[0].separable, 0);
  EXPECT_LT(one[0].separable, one[0].width);
  EXPECT_EQ(peaks_of(0.4 * one[0].separable).size(), 3U);
  EXPECT_EQ(peaks_of(1.5 * one[0].separable).size(), 4U) << "1.5 times " << one[0].separable << " Da apart";
}

TEST(mass_fit, leaves_centroids_and_strange_shapes_to_the_tops) {
  auto sticks = synthesise(std::vector<double>{150000}, std::vector<double>{1}, {});
  sticks.points = PointKind::centroid;
  EXPECT_FALSE(deconvolve(sticks, kAntibody).is_fitted);
  // Peaks with a tail of several widths, as of salt.
  const auto tailed = synthesise(std::vector<double>{150000}, std::vector<double>{1},
                                 {.extra_width = 4, .tail = 3, .counts = 1e5, .baseline = 0.01});
  const auto result = deconvolve(tailed, kAntibody);
  const auto& top = *std::ranges::max_element(result.peaks, {}, &MassPeak::intensity);
  EXPECT_NEAR(top.mass, 150000, 250);
  double all = 0;
  for (const auto& peak : result.peaks) all += peak.intensity;
  EXPECT_GT(top.intensity, 0.8 * all) << "one mass with a tail is one mass";
}

}  // namespace
}  // namespace emtansim::spectra
