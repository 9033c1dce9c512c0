// SPDX-License-Identifier: Apache-2.0
/// Calibration lines: exact lines, weights, limits, the standard error of what is read off.
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "emtansim/spectra/chromatograms/calibration_line.h"

namespace emtansim::spectra {
namespace {

std::vector<Standard> exact(double intercept, double slope, std::initializer_list<double> levels) {
  std::vector<Standard> standards;
  for (const double level : levels)
    standards.push_back({.name = to_short(level), .level = level, .response = intercept + slope * level});
  return standards;
}

TEST(CalibrationLine, of_exact_standards_reads_back_exactly_with_any_weights) {
  for (const auto weighting : {Weighting::one, Weighting::one_over_x, Weighting::one_over_x2}) {
    const auto line = calibrate(exact(0.02, 0.5, {1, 3, 10, 30, 100}), {.weighting = weighting});
    ASSERT_TRUE(line.is_usable()) << line.problem;
    EXPECT_NEAR(line.fit.slope.value, 0.5, 1e-12);
    EXPECT_NEAR(line.fit.intercept.value, 0.02, 1e-12);
    EXPECT_EQ(line.lower_limit, 1);
    EXPECT_EQ(line.upper_limit, 100);
    for (const double level : {0.5, 7.0, 200.0}) EXPECT_NEAR(read_level(line, 0.02 + 0.5 * level).level, level, 1e-10);
  }
}

TEST(CalibrationLine, minimises_the_weighted_squares) {
  // Three levels by hand: y = 1, 2, 4 at x = 1, 2, 4 with one standard at 2 moved by +0.3.
  std::vector<Standard> standards = exact(0, 1, {1, 2, 4, 8});
  standards[1].response += 0.1;
  const auto line = calibrate(standards, {.weighting = Weighting::one_over_x2});
  // Normal equations with w = 1/x^2: sums S, Sx, Sxx, Sy, Sxy over 1, 2, 4, 8.
  const double s = 1 + 0.25 + 0.0625 + 0.015625;
  const double sx = 1 + 0.5 + 0.25 + 0.125;
  const double sxx = 4;
  const double sy = sx + 0.25 * 0.1;
  const double sxy = sxx + 0.5 * 0.1;
  const double slope = (s * sxy - sx * sy) / (s * sxx - sx * sx);
  EXPECT_NEAR(line.fit.slope.value, slope, 1e-12);
  EXPECT_NEAR(line.fit.intercept.value, (sy - slope * sx) / s, 1e-12);
}

TEST(CalibrationLine, lower_limit_is_where_the_levels_begin_to_pass) {
  auto standards = exact(0, 1, {0.1, 1, 3, 10, 30, 100});
  standards[0].response = 0.2;  // twice its level; with equal weights it cannot pull the line
  const auto line = calibrate(standards, {.weighting = Weighting::one});
  ASSERT_TRUE(line.is_usable());
  EXPECT_FALSE(line.standards[0].passes);
  EXPECT_EQ(line.lower_limit, 1);
  EXPECT_EQ(line.upper_limit, 100);
}

TEST(CalibrationLine, a_saturated_top_level_ends_the_range) {
  auto standards = exact(0, 1, {1, 3, 10, 30, 100, 300});
  standards.back().response = 150;
  const auto line = calibrate(standards);
  ASSERT_TRUE(line.is_usable());
  EXPECT_EQ(line.upper_limit, 100);
}

TEST(CalibrationLine, two_of_three_replicates_carry_a_level) {
  auto standards = exact(0, 1, {1, 1, 1, 3, 3, 3, 10, 10, 10, 30, 30, 30});
  standards[4].response = 4.5;
  const auto line = calibrate(standards);
  EXPECT_EQ(line.lower_limit, 1);
  EXPECT_EQ(line.upper_limit, 30);
}

TEST(CalibrationLine, says_why_there_is_none) {
  EXPECT_EQ(calibrate({}).problem, "0 levels of standards were read, 4 are needed");
  EXPECT_EQ(calibrate(exact(0, 1, {1, 2, 4})).problem, "3 levels of standards were read, 4 are needed");
  EXPECT_EQ(calibrate(exact(10, -1, {1, 2, 3, 4})).problem, "the response does not rise with the level");
  EXPECT_FALSE(calibrate(exact(1, 0, {1, 2, 3, 4})).is_usable());
  EXPECT_EQ(calibrate({{.name = "a", .level = 0, .response = 1}}).problem,
            "standard 'a' has no level above zero or no response");
  EXPECT_TRUE(std::isnan(read_level(calibrate({}), 1).level));
}

/// A normal number from two halves of a counter, the same in every run.
double normal(std::uint64_t index) {
  const auto uniform = [](std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return (static_cast<double>((z ^ (z >> 31)) >> 11) + 0.5) * 0x1p-53;
  };
  const double radius = std::sqrt(-2 * std::log(uniform(2 * index * 0x9E3779B97F4A7C15U + 1)));
  return radius * std::cos(2 * std::numbers::pi * uniform((2 * index + 1) * 0x9E3779B97F4A7C15U + 1));
}

TEST(CalibrationLine, standard_errors_cover_the_truth) {
  // Standards with 5 % noise; an unknown of level 20 with the same. 95 % of t intervals with 10 degrees should hold it.
  constexpr double kQuantile = 2.228;
  constexpr int kRuns = 400;
  int covered = 0;
  std::uint64_t draw = 0;
  for (int run = 0; run < kRuns; ++run) {
    auto standards = exact(0, 2, {1, 1, 3, 3, 10, 10, 30, 30, 100, 100, 300, 300});
    for (auto& standard : standards) standard.response *= 1 + 0.05 * normal(++draw);
    const auto line = calibrate(standards);
    ASSERT_TRUE(line.is_usable());
    const auto read = read_level(line, 40 * (1 + 0.05 * normal(++draw)));
    if (std::abs(read.level - 20) <= kQuantile * read.standard_error) ++covered;
  }
  // Binomial standard deviation 1.1 %.
  EXPECT_NEAR(static_cast<double>(covered) / kRuns, 0.95, 0.035);
}

TEST(Weighting, is_read_as_it_is_printed) {
  for (const auto weighting : {Weighting::one, Weighting::one_over_x, Weighting::one_over_x2})
    EXPECT_EQ(parse_weighting(to_text(weighting)), weighting);
  EXPECT_THROW(parse_weighting("1/y"), InputError);
}

}  // namespace
}  // namespace emtansim::spectra
