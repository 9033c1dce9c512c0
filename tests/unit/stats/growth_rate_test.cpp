// SPDX-License-Identifier: Apache-2.0
/// Growth-rate metrics: exact cases, and the teaching curve of [@hafner2016] as three published programs fit it.
#include "emtansim/stats/growth_rate.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "tests/unit/stats/published.h"

namespace emtansim::stats {
namespace {

TEST(growth_rate, half_the_rate_gives_root_two_less_one) {
  for (const double doublings : {1.0, 2.0, 3.0, 5.0}) {
    const double control = std::exp2(doublings);
    EXPECT_NEAR(growth_rate_value(std::exp2(doublings / 2), 1, control), std::numbers::sqrt2 - 1, 1e-14);
  }
}

TEST(growth_rate, anchors) {
  EXPECT_DOUBLE_EQ(growth_rate_value(8, 1, 8), 1) << "no effect";
  EXPECT_DOUBLE_EQ(growth_rate_value(1, 1, 8), 0) << "stasis";
  EXPECT_DOUBLE_EQ(growth_rate_value(0.5, 1, 2), -0.5) << "half die, control doubles once";
  EXPECT_DOUBLE_EQ(growth_rate_value(0.5, 1, 4), 1 / std::numbers::sqrt2 - 1) << "control doubles twice";
}

TEST(growth_rate, without_a_start_count_the_doublings_serve) {
  EXPECT_NEAR(growth_rate_value_by_doublings(900.0 / 3200, 3), growth_rate_value(900, 400, 3200), 1e-14);
}

TEST(growth_rate, needs_a_growing_control) {
  EXPECT_TRUE(std::isnan(growth_rate_value(1, 2, 2)));
  EXPECT_TRUE(std::isnan(growth_rate_value(0, 1, 2)));
  EXPECT_TRUE(std::isnan(growth_rate_value_by_doublings(0.5, 0)));
}

GrowthRateFit fit_mcf7() {
  const auto columns = published_columns("mcf7_growth_rate.csv");
  return fit_growth_rate(
      {.doses = columns[0], .counts = columns[1], .start_counts = columns[3], .control_counts = columns[2]});
}

TEST(mcf7, values) {
  const GrowthRateFit fit = fit_mcf7();
  constexpr std::array values = {1.0221400814,  0.98415785396, 1.0239454483,   0.98778097461, 0.76440926672,
                                 0.17980055732, -0.5102996494, -0.72192201308, -0.7804911863};
  ASSERT_EQ(fit.values.size(), values.size());
  for (std::size_t i = 0; i < values.size(); ++i) EXPECT_CLOSE(fit.values[i], values[i], 1e-9) << i;
  EXPECT_CLOSE(fit.control_doublings, 1.1851629632, 1e-9);
  EXPECT_FALSE(fit.is_control_slow);
}

TEST(mcf7, curve) {
  const GrowthRateFit fit = fit_mcf7();
  ASSERT_EQ(fit.curve.status, FitStatus::converged) << fit.curve.reason;
  EXPECT_CLOSE(fit.curve.bottom.value, -0.78332250916, 1e-7);
  EXPECT_CLOSE(fit.curve.ic50.value, 0.34628131655, 1e-7);
  EXPECT_CLOSE(fit.curve.slope.value, 1.5863815092, 1e-7);
  EXPECT_CLOSE(fit.curve.absolute_ic50.value, 0.19115207768, 1e-7);
  EXPECT_CLOSE(fit.curve.r_squared, 0.99943143625, 1e-9);
  EXPECT_CLOSE(fit.curve.residual_squares, 0.00288732321, 1e-7);
}

TEST(mcf7, numbers_without_a_model) {
  const GrowthRateFit fit = fit_mcf7();
  EXPECT_CLOSE(fit.value_at_highest_doses, -0.7804911863, 1e-9);
  EXPECT_CLOSE(fit.area_over_curve, 0.64642148203, 1e-9);
}

TEST(mcf7, effect) {
  const FTest effect = fit_mcf7().effect;
  EXPECT_EQ(effect.numerator_degrees, 2);
  EXPECT_EQ(effect.denominator_degrees, 7);
  EXPECT_CLOSE(effect.statistic, 6152.3620738, 1e-7);
  EXPECT_CLOSE(effect.p_value, 4.3825519525e-12, 1e-6);
}

TEST(growth_rate, area_and_extreme_do_not_depend_on_the_order_of_rows) {
  const std::array doses = {1.0, 100.0, 0.0, 10.0, 0.1};
  const std::array counts = {5.0, 1.2, 8.0, 2.0, 7.0};
  const std::array sorted_doses = {0.0, 0.1, 1.0, 10.0, 100.0};
  const std::array sorted_counts = {8.0, 7.0, 5.0, 2.0, 1.2};
  const std::array start = {1.0};
  const std::array control = {8.0};
  const auto fit = [&](std::span<const double> x, std::span<const double> y) {
    return fit_growth_rate({.doses = x, .counts = y, .start_counts = start, .control_counts = control});
  };
  const GrowthRateFit a = fit(doses, counts);
  const GrowthRateFit b = fit(sorted_doses, sorted_counts);
  EXPECT_DOUBLE_EQ(a.area_over_curve, b.area_over_curve);
  EXPECT_DOUBLE_EQ(a.value_at_highest_doses, growth_rate_value(1.2, 1, 8));
  EXPECT_EQ(a.curve.ic50.value, b.curve.ic50.value);
}

TEST(growth_rate, inert_drug_has_no_effect) {
  const std::array doses = {0.01, 0.1, 1.0, 10.0, 100.0, 1000.0};
  const std::array counts = {7.9, 8.2, 8.0, 8.1, 7.8, 8.05};
  const std::array start = {1.0};
  const std::array control = {8.0};
  const GrowthRateFit fit =
      fit_growth_rate({.doses = doses, .counts = counts, .start_counts = start, .control_counts = control});
  EXPECT_EQ(fit.curve.status, FitStatus::no_effect);
  EXPECT_EQ(fit.curve.absolute_ic50.value, std::numeric_limits<double>::infinity());
  EXPECT_NEAR(fit.curve.bottom.value, 1, 0.02);
}

TEST(growth_rate, tells_what_is_wrong_with_the_data) {
  const std::array doses = {0.1, 1.0, 10.0};
  const std::array counts = {5.0, 4.0, 3.0};
  const std::array zero = {5.0, 0.0, 3.0};
  const std::array start = {2.0};
  const std::array control = {8.0};
  const std::array idle = {2.0};
  EXPECT_EQ(
      fit_growth_rate({.doses = doses, .counts = zero, .start_counts = start, .control_counts = control}).curve.reason,
      "count 2 is not positive; leave the row out");
  EXPECT_EQ(
      fit_growth_rate({.doses = doses, .counts = counts, .start_counts = start, .control_counts = idle}).curve.reason,
      "the control of row 1 did not grow (growth-rate values compare with its growth); use a plain dose-response "
      "fit");
  EXPECT_EQ(
      fit_growth_rate({.doses = doses, .counts = counts, .start_counts = {}, .control_counts = control}).curve.status,
      FitStatus::failed);
}

TEST(growth_rate, slow_controls_are_told) {
  const std::array doses = {0.1, 1.0, 10.0, 100.0};
  const std::array counts = {1.29, 1.2, 0.9, 0.8};
  const std::array start = {1.0};
  const std::array control = {1.3};
  EXPECT_TRUE(fit_growth_rate({.doses = doses, .counts = counts, .start_counts = start, .control_counts = control})
                  .is_control_slow);
}

}  // namespace
}  // namespace emtansim::stats
