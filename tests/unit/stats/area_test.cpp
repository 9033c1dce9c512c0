// SPDX-License-Identifier: Apache-2.0
/// Areas with an answer in closed form.
#include "emtansim/stats/area.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

namespace emtansim::stats {
namespace {

TEST(area, of_straight_lines_is_exact) {
  const std::array x = {0.0, 1.0, 4.0};
  const std::array y = {2.0, 4.0, 10.0};
  EXPECT_DOUBLE_EQ(area_under_curve(x, y), 3 + 21);
}

TEST(area, of_exponential_decay_is_exact_by_logarithms) {
  const std::array x = {0.0, 2.0, 7.0, 10.0};
  std::array<double, 4> y{};
  for (std::size_t i = 0; i < 4; ++i) y[i] = 5 * std::exp(-0.3 * x[i]);
  const double exact = 5 * (1 - std::exp(-3.0)) / 0.3;
  EXPECT_NEAR(area_under_curve(x, y, AreaRule::linear_up_log_down), exact, 1e-13 * exact);
  EXPECT_GT(area_under_curve(x, y), 1.05 * exact);
}

TEST(area, rises_by_straight_lines_under_both_rules) {
  const std::array x = {0.0, 1.0, 2.0};
  const std::array y = {0.0, 3.0, 3.0};
  EXPECT_DOUBLE_EQ(area_under_curve(x, y, AreaRule::linear_up_log_down), area_under_curve(x, y));
}

TEST(area, falls_to_zero_by_a_straight_line) {
  const std::array x = {0.0, 2.0};
  const std::array y = {3.0, 0.0};
  EXPECT_DOUBLE_EQ(area_under_curve(x, y, AreaRule::linear_up_log_down), 3);
}

TEST(area, keeps_its_digits_on_an_almost_flat_fall) {
  const std::array x = {0.0, 1.0};
  const std::array y = {1.0, 1.0 - 1e-9};
  EXPECT_NEAR(area_under_curve(x, y, AreaRule::linear_up_log_down), 1 - 0.5e-9, 1e-16);
}

TEST(area, of_one_point_is_zero) {
  const std::array x = {3.0};
  EXPECT_EQ(area_under_curve(x, x), 0);
}

TEST(area, of_unusable_columns_is_nan) {
  const std::array forward = {0.0, 1.0};
  const std::array backward = {1.0, 0.0};
  const std::array gap = {1.0, std::numeric_limits<double>::quiet_NaN()};
  EXPECT_TRUE(std::isnan(area_under_curve(backward, forward)));
  EXPECT_TRUE(std::isnan(area_under_curve(forward, gap)));
  EXPECT_TRUE(std::isnan(area_under_curve({}, {})));
  EXPECT_TRUE(std::isnan(area_under_curve(forward, std::span(forward).first(1))));
}

}  // namespace
}  // namespace emtansim::stats
