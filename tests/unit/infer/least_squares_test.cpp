// SPDX-License-Identifier: Apache-2.0
/// Straight lines with known answers, walls, and parameters that cannot be told apart.
#include "emtansim/infer/least_squares.h"

#include <array>
#include <cmath>

#include <gtest/gtest.h>

#include "emtansim/infer/profile.h"

namespace emtansim::infer {
namespace {

constexpr std::array<double, 5> kX = {0, 1, 2, 3, 4};
constexpr std::array<double, 5> kY = {1.1, 2.9, 5.2, 6.8, 9.0};

/// Residuals of y = a + b x.
bool line(std::span<const double> p, bool with_jacobian, Linear& result) {
  result = {};
  for (std::size_t i = 0; i < kX.size(); ++i) {
    result.residuals.push_back(p[0] + p[1] * kX[i] - kY[i]);
    if (with_jacobian) result.jacobian.insert(result.jacobian.end(), {1.0, kX[i]});
  }
  return true;
}

const Box kWide{.low = {-100, -100}, .high = {100, 100}};

struct Sums {
  double n = kX.size(), x = 0, xx = 0, y = 0, xy = 0;
  Sums() {
    for (std::size_t i = 0; i < kX.size(); ++i) {
      x += kX[i];
      xx += kX[i] * kX[i];
      y += kY[i];
      xy += kX[i] * kY[i];
    }
  }
  [[nodiscard]] double slope() const { return (n * xy - x * y) / (n * xx - x * x); }
  [[nodiscard]] double intercept() const { return (y - slope() * x) / n; }
  [[nodiscard]] double slope_variance() const { return n / (n * xx - x * x); }
};

TEST(LeastSquares, finds_the_line_of_the_normal_equations) {
  const Minimum minimum = minimise(line, kX.size(), {0, 0}, kWide);
  ASSERT_TRUE(minimum.has_converged);
  EXPECT_NEAR(minimum.x[0], Sums().intercept(), 1e-6);
  EXPECT_NEAR(minimum.x[1], Sums().slope(), 1e-6);
}

TEST(LeastSquares, stays_in_the_box) {
  const Minimum minimum = minimise(line, kX.size(), {0, 0}, {.low = {-100, -100}, .high = {100, 1.5}});
  ASSERT_TRUE(minimum.is_usable);
  EXPECT_NEAR(minimum.x[1], 1.5, 1e-9);
  EXPECT_NEAR(minimum.x[0], (Sums().y - 1.5 * Sums().x) / Sums().n, 1e-4);
}

TEST(LeastSquares, says_that_a_model_without_value_cannot_be_fitted) {
  const Function none = [](std::span<const double>, bool, Linear&) { return false; };
  const Minimum minimum = minimise(none, 3, {0}, {.low = {-1}, .high = {1}});
  EXPECT_FALSE(minimum.is_usable);
  EXPECT_FALSE(minimum.reason.empty());
}

TEST(Curvature, gives_the_standard_error_of_a_slope) {
  Linear result;
  line(std::array{0.0, 0.0}, true, result);
  const Curvature curve = curvature(result.jacobian, 2);
  EXPECT_NEAR(curve.standard_errors[1], std::sqrt(Sums().slope_variance()), 1e-12);
  EXPECT_NEAR(curve.correlation[0][1], -Sums().x / std::sqrt(Sums().n * Sums().xx), 1e-12);
}

TEST(Curvature, names_the_product_that_the_data_do_not_fix) {
  const std::vector<double> twins = {1, 1, 2, 2, 3, 3};  // both columns alike
  const Curvature curve = curvature(twins, 2);
  EXPECT_TRUE(curve.correlation.empty());
  EXPECT_TRUE(std::isinf(curve.weakest_standard_error));
  EXPECT_TRUE(std::isnan(curve.standard_errors[0]));
  EXPECT_NEAR(curve.weakest_direction[0], -curve.weakest_direction[1], 1e-9);
}

TEST(Profile, of_a_line_is_the_interval_from_its_standard_error) {
  const Minimum minimum = minimise(line, kX.size(), {0, 0}, kWide);
  const double rise = 3.84;
  const ProfileStart start{.x = minimum.x, .squares = minimum.squares, .rise = rise, .step = 0.1};
  const auto interval = profile(line, kX.size(), 1, start, kWide);
  const double half = std::sqrt(rise * Sums().slope_variance());
  EXPECT_NEAR(interval.upper - minimum.x[1], half, 0.02 * half);
  EXPECT_NEAR(minimum.x[1] - interval.lower, half, 0.02 * half);
}

TEST(Profile, is_open_where_the_box_comes_first) {
  const Box narrow{.low = {-100, 1.9}, .high = {100, 100}};
  const Minimum minimum = minimise(line, kX.size(), {0, 2}, narrow);
  const ProfileStart start{.x = minimum.x, .squares = minimum.squares, .rise = 3.84, .step = 0.1};
  const auto interval = profile(line, kX.size(), 1, start, narrow);
  EXPECT_TRUE(std::isinf(interval.lower));
  EXPECT_LT(interval.lower, 0);
  EXPECT_TRUE(std::isfinite(interval.upper));
}

}  // namespace
}  // namespace emtansim::infer
