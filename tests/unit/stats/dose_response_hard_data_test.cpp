// SPDX-License-Identifier: Apache-2.0
/// What a dose-response fit says about data that are flat, incomplete, rising, exact or wrong.
#include "emtansim/stats/dose_response.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "emtansim/stats/distributions.h"
#include "tests/unit/stats/published.h"

namespace emtansim::stats {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Curve {
  double top = 1;
  double bottom = 0;
  double ic50 = 1;
  double slope = 1;
};

struct Design {
  int doses = 12;  ///< above zero, three a decade from 0.01; a control at dose zero comes on top
  int replicates = 3;
  double noise = 0;
  unsigned seed = 1;
};

struct Table {
  std::vector<double> doses;
  std::vector<double> responses;
  [[nodiscard]] DoseResponseData data() const { return {.doses = doses, .responses = responses}; }
};

Table simulate(const Curve& curve, const Design& design) {
  std::mt19937_64 random(design.seed);
  Table table;
  for (int i = 0; i <= design.doses; ++i) {
    const double dose = i == 0 ? 0 : 0.01 * std::pow(10, (i - 1) / 3.0);
    for (int k = 0; k < design.replicates; ++k) {
      const double uniform = (static_cast<double>(random() >> 11) + 0.5) / 9007199254740992.0;
      const double share = 1 / (1 + std::pow(dose / curve.ic50, curve.slope));
      table.doses.push_back(dose);
      table.responses.push_back(curve.bottom + (curve.top - curve.bottom) * share +
                                design.noise * quantile(Normal{}, uniform));
    }
  }
  return table;
}

TEST(dose_response, begins_life_as_failed) {
  EXPECT_EQ(DoseResponseFit{}.status, FitStatus::failed);
  EXPECT_TRUE(std::isnan(response_at(DoseResponseFit{}, 1)));
  EXPECT_TRUE(std::isnan(relative_effective_dose(DoseResponseFit{}, 0.5).value));
}

TEST(dose_response, exact_data_return_the_truth) {
  const Curve truth{.top = 97, .bottom = 8, .ic50 = 0.7, .slope = 1.3};
  const DoseResponseFit fit = fit_dose_response(simulate(truth, {}).data());
  ASSERT_EQ(fit.status, FitStatus::converged);
  EXPECT_CLOSE(fit.top.value, truth.top, 1e-10);
  EXPECT_CLOSE(fit.bottom.value, truth.bottom, 1e-9);
  EXPECT_CLOSE(fit.ic50.value, truth.ic50, 1e-10);
  EXPECT_CLOSE(fit.slope.value, truth.slope, 1e-10);
  EXPECT_CLOSE(fit.ic50.profile.lower, truth.ic50, 1e-9) << "the interval collapses on the truth";
}

TEST(dose_response, flat_responses_have_no_effect) {
  const DoseResponseFit fit = fit_dose_response(simulate({.top = 1, .bottom = 1}, {.noise = 0.05}).data());
  ASSERT_EQ(fit.status, FitStatus::no_effect);
  EXPECT_FALSE(fit.reason.empty());
  EXPECT_TRUE(std::isnan(fit.ic50.value));
  EXPECT_EQ(fit.absolute_ic50.value, kInfinity);
  EXPECT_EQ(fit.maximal_effect.value, 0);
  EXPECT_NEAR(fit.top.value, 1, 4 * fit.top.standard_error);
  EXPECT_CLOSE(fit.top.standard_error, fit.residual_sd / std::sqrt(39.0), 1e-12);
  EXPECT_DOUBLE_EQ(response_at(fit, 3), fit.top.value);
  const std::vector<double> at = {0.5};
  EXPECT_DOUBLE_EQ(confidence_band(fit, at)[0].curve.lower, fit.top.wald.lower);
}

TEST(dose_response, equal_responses_have_no_effect_however_fitted) {
  const Table table = simulate({.top = 1, .bottom = 1}, {});
  EXPECT_EQ(fit_dose_response(table.data()).status, FitStatus::no_effect);
  EXPECT_EQ(fit_dose_response(table.data(), {.no_effect_level = 0}).status, FitStatus::no_effect);
  Table zeros = table;
  zeros.responses.assign(zeros.responses.size(), 0.0);
  EXPECT_EQ(fit_dose_response(zeros.data()).status, FitStatus::no_effect);
}

TEST(dose_response, flat_line_is_taken_only_when_allowed) {
  const Table table = simulate({.top = 1, .bottom = 0.98}, {.noise = 0.05});
  ASSERT_EQ(fit_dose_response(table.data()).status, FitStatus::no_effect);
  const DoseResponseFit curve = fit_dose_response(table.data(), {.no_effect_level = 0});
  EXPECT_EQ(curve.status, FitStatus::converged);
  EXPECT_GE(curve.effect.p_value, 0.05);
}

TEST(dose_response, tells_that_half_effect_lies_beyond_the_doses) {
  // Doses end at 46; less than half of the effect is seen there.
  const Curve truth{.top = 1, .bottom = 0, .ic50 = 150, .slope = 1};
  const DoseResponseFit fit = fit_dose_response(simulate(truth, {.noise = 0.03}).data());
  ASSERT_EQ(fit.status, FitStatus::converged) << fit.reason;
  EXPECT_TRUE(fit.flags.is_ic50_outside_doses);
  EXPECT_TRUE(fit.flags.is_ic50_open);
  EXPECT_TRUE(fit.flags.is_bottom_open);
  EXPECT_EQ(fit.ic50.profile.upper, kInfinity);
  EXPECT_GT(fit.ic50.profile.lower, 1);
  EXPECT_TRUE(fit.top.profile.contains(1));
}

TEST(dose_response, a_known_bottom_closes_an_incomplete_curve) {
  const Curve truth{.top = 1, .bottom = 0, .ic50 = 150, .slope = 1};
  const DoseResponseFit fit = fit_dose_response(simulate(truth, {.noise = 0.03}).data(), {.fixed_bottom = 0});
  EXPECT_TRUE(fit.flags.is_ic50_outside_doses);
  EXPECT_FALSE(fit.flags.is_ic50_open);
  EXPECT_TRUE(fit.ic50.profile.contains(150));
}

TEST(dose_response, bounds_are_kept_and_told) {
  const Curve truth{.top = 1, .bottom = -0.2, .ic50 = 1, .slope = 1};
  const DoseResponseFit fit =
      fit_dose_response(simulate(truth, {.noise = 0.02}).data(), {.bottom = {.lower = 0, .upper = kInfinity}});
  ASSERT_EQ(fit.status, FitStatus::converged);
  EXPECT_EQ(fit.bottom.value, 0);
  EXPECT_EQ(fit.bottom.profile.lower, 0);
  EXPECT_TRUE(std::isnan(fit.bottom.standard_error));
  EXPECT_TRUE(fit.flags.is_at_bound);
}

TEST(dose_response, a_step_ends_at_the_steepest_slope_allowed) {
  const DoseResponseFit fit = fit_dose_response(simulate({.ic50 = 1.5, .slope = 60}, {.noise = 0.01}).data());
  ASSERT_EQ(fit.status, FitStatus::converged);
  EXPECT_TRUE(fit.flags.is_at_bound);
  EXPECT_DOUBLE_EQ(fit.slope.value, 10);
  EXPECT_DOUBLE_EQ(fit.slope.profile.upper, 10);
}

TEST(dose_response, rising_curves_are_told) {
  const DoseResponseFit fit = fit_dose_response(simulate({.top = 1, .bottom = 3}, {.noise = 0.05}).data());
  ASSERT_EQ(fit.status, FitStatus::converged);
  EXPECT_TRUE(fit.flags.is_rising);
  EXPECT_TRUE(fit.flags.is_absolute_ic50_never_reached);
  EXPECT_EQ(fit.absolute_ic50.value, kInfinity);
  EXPECT_LT(fit.maximal_effect.value, 0);
  EXPECT_TRUE(fit.ic50.profile.contains(1));
}

TEST(dose_response, partial_effect_never_reaches_half) {
  const DoseResponseFit fit = fit_dose_response(simulate({.top = 1, .bottom = 0.7}, {.noise = 0.02}).data());
  ASSERT_EQ(fit.status, FitStatus::converged);
  EXPECT_TRUE(fit.flags.is_absolute_ic50_never_reached);
  EXPECT_TRUE(fit.maximal_effect.wald.contains(0.3));
}

TEST(dose_response, mean_response_is_the_area_per_decade) {
  const Curve truth{.top = 1, .bottom = 0.2, .ic50 = 0.3, .slope = 2};
  const DoseResponseFit fit = fit_dose_response(simulate(truth, {}).data());
  constexpr int kSteps = 20000;
  double sum = 0;
  for (int i = 0; i < kSteps; ++i) {
    const double share = (i + 0.5) / kSteps;
    sum += response_at(fit, fit.lowest_dose * std::pow(fit.highest_dose / fit.lowest_dose, share));
  }
  EXPECT_CLOSE(fit.mean_response, sum / kSteps, 1e-8);
}

TEST(dose_response, as_many_doses_as_parameters_leave_no_intervals) {
  const Table table{.doses = {0, 1, 3, 9}, .responses = {1, 0.8, 0.3, 0.1}};
  const DoseResponseFit fit = fit_dose_response(table.data());
  ASSERT_EQ(fit.status, FitStatus::converged) << fit.reason;
  EXPECT_EQ(fit.degrees(), 0);
  EXPECT_TRUE(std::isnan(fit.ic50.standard_error));
  EXPECT_TRUE(std::isnan(fit.ic50.profile.lower));
  EXPECT_NEAR(response_at(fit, 3), 0.3, 1e-9);
}

TEST(dose_response, non_monotone_noise_is_fitted) {
  const Table table{.doses = {0, 0.1, 0.3, 1, 3, 10, 30, 100}, .responses = {1, 1.3, 0.9, 1.2, 0.4, 0.7, 0.2, 0.35}};
  const DoseResponseFit fit = fit_dose_response(table.data(), {.no_effect_level = 0});
  ASSERT_EQ(fit.status, FitStatus::converged) << fit.reason;
  EXPECT_NEAR(fit.top.value, 1.1, 0.1);
  EXPECT_NEAR(fit.bottom.value, 0.4, 0.15);
}

TEST(dose_response, tells_what_is_wrong_with_the_data) {
  const std::vector<double> doses = {0, 1, 2, 4};
  const std::vector<double> responses = {1, 0.7, 0.4, 0.2};
  const auto reason = [](const DoseResponseData& data, const DoseResponseOptions& options = {}) {
    const DoseResponseFit fit = fit_dose_response(data, options);
    EXPECT_EQ(fit.status, FitStatus::failed);
    return fit.reason;
  };
  const std::vector<double> three = {1, 0.7, 0.4};
  EXPECT_EQ(reason({.doses = doses, .responses = three}), "the columns of doses and responses differ in length");
  const std::vector<double> gap = {1, 0.7, std::nan(""), 0.2};
  EXPECT_EQ(reason({.doses = doses, .responses = gap}), "response 3 is not finite; leave missing rows out");
  const std::vector<double> below = {0, 1, -2, 4};
  EXPECT_EQ(reason({.doses = below, .responses = responses}), "dose 3 is negative or not finite");
  const std::vector<double> weights = {1, 1, 1, 0};
  EXPECT_EQ(reason({.doses = doses, .responses = responses, .weights = weights}),
            "weight 4 is not positive and finite");
  const std::vector<double> repeated = {0, 0, 2, 4};
  EXPECT_EQ(reason({.doses = repeated, .responses = responses}),
            "3 different doses cannot determine 4 parameters; add doses, or fix top or bottom");
  const std::vector<double> single = {0, 0, 0, 4};
  EXPECT_EQ(reason({.doses = single, .responses = responses}), "fewer than two different doses above zero; add doses");
  EXPECT_EQ(reason({.doses = doses, .responses = responses}, {.bottom = {.lower = 1, .upper = 0}}),
            "the range of a parameter is empty");
  EXPECT_EQ(reason({.doses = doses, .responses = responses}, {.level = 1}),
            "the level of the intervals is not between 0 and 1");
  EXPECT_EQ(reason({}), "fewer than two different doses above zero; add doses");
}

TEST(dose_response, doses_that_differ_by_rounding_are_replicates) {
  const Table table{.doses = {0, 0.1 + 0.2, 0.3, 1, 3, 10}, .responses = {1, 0.82, 0.8, 0.5, 0.2, 0.1}};
  EXPECT_EQ(fit_dose_response(table.data()).distinct_doses, 5u);
}

TEST(dose_response, intervals_hold_the_truth_as_often_as_they_say) {
  const Curve truth{.top = 1, .bottom = 0.1, .ic50 = 1, .slope = 1.2};
  const double absolute = std::pow(0.5 / 0.4, 1 / 1.2);
  constexpr int kRuns = 400;
  int wald = 0;
  int profile = 0;
  int absolute_profile = 0;
  for (unsigned seed = 0; seed < kRuns; ++seed) {
    const DoseResponseFit fit =
        fit_dose_response(simulate(truth, {.doses = 12, .replicates = 2, .noise = 0.08, .seed = seed}).data());
    ASSERT_EQ(fit.status, FitStatus::converged) << seed;
    wald += fit.ic50.wald.contains(truth.ic50) ? 1 : 0;
    profile += fit.ic50.profile.contains(truth.ic50) ? 1 : 0;
    absolute_profile += fit.absolute_ic50.profile.contains(absolute) ? 1 : 0;
  }
  // Three standard deviations of a binomial share.
  const double slack = 3 * std::sqrt(0.95 * 0.05 / kRuns);
  EXPECT_NEAR(static_cast<double>(profile) / kRuns, 0.95, slack);
  EXPECT_NEAR(static_cast<double>(absolute_profile) / kRuns, 0.95, slack);
  EXPECT_NEAR(static_cast<double>(wald) / kRuns, 0.95, slack);
}

TEST(dose_response, flat_noise_is_seldom_taken_for_an_effect) {
  constexpr int kRuns = 400;
  int alarms = 0;
  for (unsigned seed = 0; seed < kRuns; ++seed) {
    const Table table = simulate({.top = 1, .bottom = 1}, {.doses = 9, .replicates = 2, .noise = 0.1, .seed = seed});
    alarms += fit_dose_response(table.data()).status == FitStatus::converged ? 1 : 0;
  }
  EXPECT_LE(alarms, kRuns * 0.05 + 3 * std::sqrt(kRuns * 0.05 * 0.95));
}

TEST(dose_response, random_data_never_fail) {
  std::mt19937_64 random(11);
  const auto uniform = [&random] { return (static_cast<double>(random() >> 11) + 0.5) / 9007199254740992.0; };
  for (unsigned run = 0; run < 300; ++run) {
    const Curve curve{.top = 1,
                      .bottom = 1.2 * uniform() - 0.1,
                      .ic50 = std::pow(10, 6 * uniform() - 3),
                      .slope = std::pow(10, 1.5 * uniform() - 0.5)};
    const Design design{.doses = 4 + static_cast<int>(14 * uniform()),
                        .replicates = 1 + static_cast<int>(3 * uniform()),
                        .noise = std::pow(10, 2.7 * uniform() - 3),
                        .seed = run};
    const DoseResponseFit fit = fit_dose_response(simulate(curve, design).data());
    ASSERT_NE(fit.status, FitStatus::failed) << fit.reason << " in run " << run;
    if (fit.status != FitStatus::converged) continue;
    EXPECT_LE(fit.ic50.profile.lower, fit.ic50.value) << run;
    EXPECT_GE(fit.ic50.profile.upper, fit.ic50.value) << run;
  }
}

}  // namespace
}  // namespace emtansim::stats
