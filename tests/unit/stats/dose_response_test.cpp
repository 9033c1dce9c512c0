// SPDX-License-Identifier: Apache-2.0
/// The ryegrass fit against reference values: least-squares optima of R package drc 3.2-0 [@ritz2015], polished to
/// gradient zero; relative tolerances as far as the reference is trusted.
#include "emtansim/stats/dose_response.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "tests/unit/stats/published.h"

namespace emtansim::stats {
namespace {

constexpr double kOptimum = 1e-8;  // digits printed
constexpr double kError = 1e-6;    // of standard errors and Wald limits
constexpr double kProfile = 1e-5;

DoseResponseFit fit_ryegrass(const DoseResponseOptions& options = {}) {
  const Ryegrass data = ryegrass();
  return fit_dose_response({.doses = data.doses, .responses = data.lengths}, options);
}

TEST(ryegrass, four_parameters_meet_the_optimum) {
  const DoseResponseFit fit = fit_ryegrass();
  ASSERT_EQ(fit.status, FitStatus::converged) << fit.reason;
  EXPECT_CLOSE(fit.slope.value, 2.9822286662, kOptimum);
  EXPECT_CLOSE(fit.bottom.value, 0.48140994293, kOptimum);
  EXPECT_CLOSE(fit.top.value, 7.7929623277, kOptimum);
  EXPECT_CLOSE(fit.ic50.value, 3.0579551693, kOptimum);
  EXPECT_CLOSE(fit.residual_squares, 5.4002146278, kOptimum);
  EXPECT_CLOSE(fit.residual_sd, 0.51962556845, kOptimum);
  EXPECT_CLOSE(fit.log_likelihood, -16.155143217, kOptimum);
  EXPECT_CLOSE(fit.aic, 42.310286433, kOptimum);
  EXPECT_EQ(fit.degrees(), 20);
  EXPECT_EQ(fit.count, 24u);
  EXPECT_EQ(fit.distinct_doses, 7u);
  EXPECT_TRUE(fit.reason.empty());
}

TEST(ryegrass, standard_errors_of_expected_information) {
  const DoseResponseFit fit = fit_ryegrass();
  EXPECT_CLOSE(fit.slope.standard_error, 0.4584288171, kError);
  EXPECT_CLOSE(fit.bottom.standard_error, 0.20950604403, kError);
  EXPECT_CLOSE(fit.top.standard_error, 0.18973326003, kError);
  EXPECT_CLOSE(fit.ic50.standard_error, 0.18582890334, kError);
}

TEST(ryegrass, standard_errors_of_observed_information) {
  const DoseResponseFit fit = fit_ryegrass({.information = Information::observed});
  EXPECT_CLOSE(fit.slope.standard_error, 0.46506824633, kError);
  EXPECT_CLOSE(fit.bottom.standard_error, 0.21219270482, kError);
  EXPECT_CLOSE(fit.top.standard_error, 0.18856762292, kError);
  EXPECT_CLOSE(fit.ic50.standard_error, 0.18573135423, kError);
}

TEST(ryegrass, wald_intervals) {
  const DoseResponseFit fit = fit_ryegrass({.information = Information::observed});
  EXPECT_CLOSE(fit.slope.wald.lower, 2.0121133039, kError);
  EXPECT_CLOSE(fit.slope.wald.upper, 3.9523440285, kError);
  EXPECT_CLOSE(fit.bottom.wald.lower, 0.038783716899, kError);
  EXPECT_CLOSE(fit.top.wald.upper, 8.1863074965, kError);
  EXPECT_CLOSE(fit.ic50.wald.lower, 2.694064607, kError);
  EXPECT_CLOSE(fit.ic50.wald.upper, 3.4709968697, kError);
}

TEST(ryegrass, profile_intervals) {
  const DoseResponseFit fit = fit_ryegrass();
  EXPECT_CLOSE(fit.slope.profile.lower, 2.1820088189, kProfile);
  EXPECT_CLOSE(fit.slope.profile.upper, 4.232892253, kProfile);
  EXPECT_CLOSE(fit.bottom.profile.lower, 0.010240379697, kProfile);
  EXPECT_CLOSE(fit.bottom.profile.upper, 0.90674597545, kProfile);
  EXPECT_CLOSE(fit.top.profile.lower, 7.4053722221, kProfile);
  EXPECT_CLOSE(fit.top.profile.upper, 8.1924590582, kProfile);
  EXPECT_CLOSE(fit.ic50.profile.lower, 2.6910983119, kProfile);
  EXPECT_CLOSE(fit.ic50.profile.upper, 3.4753869101, kProfile);
}

TEST(ryegrass, three_parameters_with_bottom_zero) {
  const DoseResponseFit fit = fit_ryegrass({.fixed_bottom = 0, .information = Information::observed});
  EXPECT_CLOSE(fit.slope.value, 2.4703243138, kOptimum);
  EXPECT_CLOSE(fit.top.value, 7.8554276067, kOptimum);
  EXPECT_CLOSE(fit.ic50.value, 3.2633556638, kOptimum);
  EXPECT_CLOSE(fit.residual_squares, 6.6228198188, kOptimum);
  EXPECT_CLOSE(fit.aic, 45.208267276, kOptimum);
  EXPECT_CLOSE(fit.slope.standard_error, 0.34168350237, kError);
  EXPECT_CLOSE(fit.top.standard_error, 0.20438134515, kError);
  EXPECT_CLOSE(fit.ic50.standard_error, 0.19640619388, kError);
  EXPECT_EQ(fit.bottom.value, 0);
  EXPECT_TRUE(std::isnan(fit.bottom.standard_error));
}

TEST(ryegrass, lack_of_fit) {
  const FTest test = fit_ryegrass().lack_of_fit;
  EXPECT_EQ(test.numerator_degrees, 3);
  EXPECT_EQ(test.denominator_degrees, 17);
  EXPECT_CLOSE(test.statistic, 0.24106269781, 1e-7);
  EXPECT_CLOSE(test.p_value, 0.86648304306, 1e-7);
}

TEST(ryegrass, effective_doses) {
  const DoseResponseFit fit = fit_ryegrass({.information = Information::observed});
  const FittedValue tenth = relative_effective_dose(fit, 0.1);
  EXPECT_CLOSE(tenth.value, 1.4637092223, kOptimum);
  EXPECT_CLOSE(tenth.standard_error, 0.1867720603, kError);
  EXPECT_CLOSE(tenth.wald.lower, 1.1216500981, kError);
  EXPECT_CLOSE(tenth.wald.upper, 1.9100829136, kError);
  EXPECT_CLOSE(relative_effective_dose(fit, 0.2).value, 1.9210936785, kOptimum);
  EXPECT_CLOSE(relative_effective_dose(fit, 0.9).value, 6.3886253331, kOptimum);
  EXPECT_CLOSE(relative_effective_dose(fit, 0.9).standard_error, 0.84509852635, kError);
  EXPECT_DOUBLE_EQ(relative_effective_dose(fit, 0.5).value, fit.ic50.value);
}

TEST(ryegrass, absolute_doses) {
  const DoseResponseFit fit = fit_ryegrass();
  EXPECT_CLOSE(fit.absolute_ic50.value, 3.1962137628, kOptimum);
  EXPECT_CLOSE(dose_at_response(fit, 4).value, 3.1359262596, kOptimum);
  EXPECT_TRUE(std::isnan(dose_at_response(fit, 9).value));
  EXPECT_TRUE(std::isnan(dose_at_response(fit, 0.1).value));
}

TEST(ryegrass, band) {
  const DoseResponseFit fit = fit_ryegrass({.information = Information::observed});
  constexpr std::array doses = {0.0, 1.0, 2.0, 3.0, 5.0, 10.0};
  constexpr std::array values = {7.7929623277, 7.541124728, 6.1851555779, 4.2414615905, 1.8523267797, 0.68887558003};
  constexpr std::array lower = {7.399617159, 7.2007893619, 5.601652378, 3.6726305306, 1.2975349666, 0.33480611645};
  constexpr std::array upper = {8.1863074965, 7.8814600941, 6.7686587777, 4.8102926503, 2.4071185928, 1.0429450436};
  constexpr std::array below = {6.639878262, 6.4050302767, 4.9541566238, 3.017349171, 0.63467477824, -0.451408431};
  const auto band = confidence_band(fit, doses);
  for (std::size_t i = 0; i < doses.size(); ++i) {
    EXPECT_CLOSE(band[i].value, values[i], kOptimum) << doses[i];
    EXPECT_CLOSE(band[i].curve.lower, lower[i], kError) << doses[i];
    EXPECT_CLOSE(band[i].curve.upper, upper[i], kError) << doses[i];
    EXPECT_CLOSE(band[i].observation.lower, below[i], kError) << doses[i];
  }
}

TEST(ryegrass, absolute_profile_without_bottom_is_the_relative_one) {
  // With bottom 0 half of top is half-way: both intervals come from the same profile by different routes.
  const DoseResponseFit fit = fit_ryegrass({.fixed_bottom = 0});
  EXPECT_CLOSE(fit.absolute_ic50.value, fit.ic50.value, 1e-14);
  EXPECT_CLOSE(fit.absolute_ic50.profile.lower, fit.ic50.profile.lower, 1e-7);
  EXPECT_CLOSE(fit.absolute_ic50.profile.upper, fit.ic50.profile.upper, 1e-7);
}

TEST(ryegrass, profile_of_the_absolute_dose_holds_what_it_says) {
  // At the upper limit the best curve through that dose costs F(1, 20) = t^2 residual variances more.
  const DoseResponseFit fit = fit_ryegrass();
  const Ryegrass data = ryegrass();
  const double half = fit.absolute_ic50.profile.upper;
  double least = 1e9;
  for (double top = 7; top < 8.6; top += 0.02) {
    for (double slope = 1.5; slope < 5; slope += 0.05) {
      for (double bottom = 0; bottom < 1.6; bottom += 0.02) {
        const double odds = top / 2 / (top / 2 - bottom);
        const double ic50 = half / std::pow(odds, 1 / slope);
        double squares = 0;
        for (std::size_t i = 0; i < data.doses.size(); ++i) {
          const double curve = bottom + (top - bottom) / (1 + std::pow(data.doses[i] / ic50, slope));
          squares += (curve - data.lengths[i]) * (curve - data.lengths[i]);
        }
        least = std::min(least, squares);
      }
    }
  }
  const double t = 2.0859634472658648;  // of 20 degrees of freedom
  const double rise = (least - fit.residual_squares) / (fit.residual_sd * fit.residual_sd);
  EXPECT_NEAR(rise, t * t, 0.01) << "the grid is that coarse";
}

TEST(relative_counts, three_parameters_with_top_one) {
  // MCF-7 counts over control of the teaching data of [@hafner2016]; optimum by the reference program.
  const auto columns = published_columns("mcf7_growth_rate.csv");
  std::vector<double> relative;
  for (std::size_t i = 0; i < columns[1].size(); ++i) relative.push_back(columns[1][i] / columns[2][i]);
  const DoseResponseFit fit = fit_dose_response({.doses = columns[0], .responses = relative}, {.fixed_top = 1});
  EXPECT_CLOSE(fit.bottom.value, 0.071094982047, 1e-7);
  EXPECT_CLOSE(fit.ic50.value, 0.31148101582, 1e-7);
  EXPECT_CLOSE(fit.slope.value, 1.6184044175, 1e-7);
  EXPECT_CLOSE(fit.absolute_ic50.value, 0.3424433287, 1e-7);
}

}  // namespace
}  // namespace emtansim::stats
