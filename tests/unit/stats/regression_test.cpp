// SPDX-License-Identifier: Apache-2.0
/// Straight lines against a certified problem and by hand.
#include "emtansim/stats/regression.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "emtansim/stats/distributions.h"
#include "tests/unit/stats/published.h"

namespace emtansim::stats {
namespace {

// Norris, ozone monitors compared: certified values of the Statistical Reference Datasets [@nist2003].
constexpr std::array kNorrisX = {0.2, 337.4, 118.2, 884.6, 10.1,  226.5, 666.3, 996.3, 448.6, 777.0, 558.2, 0.4,
                                 0.6, 775.5, 666.9, 338.0, 447.5, 11.6,  556.0, 228.1, 995.8, 887.6, 120.2, 0.3,
                                 0.3, 556.8, 339.1, 887.2, 999.0, 779.0, 11.1,  118.3, 229.2, 669.1, 448.9, 0.5};
constexpr std::array kNorrisY = {0.1, 338.8, 118.1, 888.0, 9.2,   228.1, 668.5, 998.5, 449.1, 778.9, 559.2, 0.3,
                                 0.1, 778.1, 668.8, 339.3, 448.9, 10.8,  557.7, 228.3, 998.0, 888.8, 119.6, 0.3,
                                 0.6, 557.6, 339.3, 888.0, 998.5, 778.9, 10.2,  117.6, 228.9, 668.4, 449.2, 0.2};

TEST(line, meets_the_certified_values_of_norris) {
  const LineFit fit = fit_line({.x = kNorrisX, .y = kNorrisY});
  ASSERT_EQ(fit.status, FitStatus::converged);
  EXPECT_CLOSE(fit.intercept.value, -0.262323073774029, 1e-11);
  EXPECT_CLOSE(fit.slope.value, 1.00211681802045, 1e-13);
  EXPECT_CLOSE(fit.intercept.standard_error, 0.232818234301152, 1e-11);
  EXPECT_CLOSE(fit.slope.standard_error, 0.429796848199937e-3, 1e-11);
  EXPECT_CLOSE(fit.residual_sd, 0.884796396144373, 1e-11);
  EXPECT_CLOSE(fit.r_squared, 0.999993745883712, 1e-13);
}

TEST(line, interval_is_students) {
  const std::array x = {1.0, 2.0, 3.0, 4.0};
  const std::array y = {1.1, 1.9, 3.2, 3.9};
  const LineFit fit = fit_line({.x = x, .y = y}, 0.9);
  const double reach = quantile(StudentT{.degrees = 2}, 0.95) * fit.slope.standard_error;
  EXPECT_DOUBLE_EQ(fit.slope.wald.lower, fit.slope.value - reach);
  EXPECT_DOUBLE_EQ(fit.slope.profile.upper, fit.slope.value + reach);
  EXPECT_DOUBLE_EQ(fit.slope_p_value, two_sided_p(StudentT{.degrees = 2}, fit.slope.value / fit.slope.standard_error));
}

TEST(line, whole_weights_stand_for_repeated_points) {
  const std::array x = {0.0, 1.0, 3.0};
  const std::array y = {1.0, 2.0, 2.5};
  const std::array weights = {1.0, 3.0, 2.0};
  const std::array long_x = {0.0, 1.0, 1.0, 1.0, 3.0, 3.0};
  const std::array long_y = {1.0, 2.0, 2.0, 2.0, 2.5, 2.5};
  const LineFit weighted = fit_line({.x = x, .y = y, .weights = weights});
  const LineFit repeated = fit_line({.x = long_x, .y = long_y});
  EXPECT_CLOSE(weighted.slope.value, repeated.slope.value, 1e-14);
  EXPECT_CLOSE(weighted.intercept.value, repeated.intercept.value, 1e-14);
}

TEST(line, band_at_the_origin_is_the_interval_of_the_intercept) {
  const std::array x = {1.0, 2.0, 3.0, 4.0};
  const std::array y = {1.1, 1.9, 3.2, 3.9};
  const std::array at = {0.0, 2.5};
  const LineFit fit = fit_line({.x = x, .y = y});
  const auto band = line_band(fit, at);
  EXPECT_CLOSE(band[0].curve.lower, fit.intercept.wald.lower, 1e-12);
  EXPECT_CLOSE(band[0].curve.upper, fit.intercept.wald.upper, 1e-12);
  const double t = quantile(StudentT{.degrees = 2}, 0.975);
  EXPECT_CLOSE(band[1].curve.upper - band[1].value, t * fit.residual_sd / 2, 1e-9);
  EXPECT_CLOSE(band[1].observation.upper - band[1].value, t * fit.residual_sd * std::sqrt(1.25), 1e-9);
}

TEST(line, through_two_points_has_no_intervals) {
  const std::array x = {1.0, 3.0};
  const std::array y = {2.0, 8.0};
  const LineFit fit = fit_line({.x = x, .y = y});
  EXPECT_EQ(fit.status, FitStatus::converged);
  EXPECT_DOUBLE_EQ(fit.slope.value, 3);
  EXPECT_TRUE(std::isnan(fit.slope.standard_error));
}

TEST(line, tells_why_it_failed) {
  const std::array x = {1.0, 1.0, 1.0};
  const std::array y = {1.0, 2.0, std::numeric_limits<double>::infinity()};
  EXPECT_EQ(fit_line({.x = x, .y = x}).reason, "all x are equal; measure at a second x");
  EXPECT_EQ(fit_line({.x = x, .y = y}).reason, "point 3 is not finite; leave missing points out");
  EXPECT_EQ(fit_line({.x = x, .y = std::span(y).first(2)}).reason, "the columns x and y differ in length");
  const std::array weights = {1.0, 0.0, 1.0};
  EXPECT_EQ(fit_line({.x = x, .y = x, .weights = weights}).reason, "weight 2 is not positive and finite");
  EXPECT_EQ(LineFit{}.status, FitStatus::failed);
}

TEST(log_line, finds_the_half_life_of_decay) {
  const std::array x = {0.0, 3.0, 6.0, 12.0};
  std::array<double, 4> y{};
  for (std::size_t i = 0; i < 4; ++i) y[i] = 40 * std::exp2(-x[i] / 5);
  const LineFit fit = fit_log_line({.x = x, .y = y});
  EXPECT_CLOSE(half_life(fit).value, 5.0, 1e-12);
  EXPECT_CLOSE(std::exp(fit.intercept.value), 40.0, 1e-12);
  EXPECT_TRUE(std::isnan(doubling_time(fit).value));
}

TEST(log_line, doubling_time_has_the_limits_of_the_slope_turned_over) {
  const std::array x = {0.0, 1.0, 2.0, 3.0, 4.0};
  const std::array y = {1.0, 2.2, 3.7, 8.5, 15.0};
  const LineFit fit = fit_log_line({.x = x, .y = y});
  const FittedValue time = doubling_time(fit);
  EXPECT_CLOSE(time.value, std::numbers::ln2 / fit.slope.value, 1e-14);
  EXPECT_CLOSE(time.wald.lower, std::numbers::ln2 / fit.slope.wald.upper, 1e-14);
  EXPECT_CLOSE(time.wald.upper, std::numbers::ln2 / fit.slope.wald.lower, 1e-14);
}

TEST(log_line, doubling_time_is_open_when_growth_is_in_doubt) {
  const std::array x = {0.0, 1.0, 2.0, 3.0};
  const std::array y = {1.0, 3.0, 0.9, 2.0};
  EXPECT_TRUE(std::isinf(doubling_time(fit_log_line({.x = x, .y = y})).wald.upper));
}

TEST(log_line, refuses_what_has_no_logarithm) {
  const std::array x = {0.0, 1.0, 2.0};
  const std::array y = {1.0, 0.0, 2.0};
  const LineFit fit = fit_log_line({.x = x, .y = y});
  EXPECT_EQ(fit.status, FitStatus::failed);
  EXPECT_EQ(fit.reason, "value 2 is not positive and has no logarithm; leave it out");
}

}  // namespace
}  // namespace emtansim::stats
