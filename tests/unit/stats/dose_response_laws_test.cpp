// SPDX-License-Identifier: Apache-2.0
/// What must hold for every dose-response fit: units do not matter, nor the order of rows, nor how replicates are
/// given.
#include "emtansim/stats/dose_response.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <vector>

#include "tests/unit/stats/property.h"

namespace emtansim::stats {
namespace {

struct Table {
  std::vector<double> doses;
  std::vector<double> responses;
  std::vector<double> weights;
  [[nodiscard]] DoseResponseData data() const { return {.doses = doses, .responses = responses, .weights = weights}; }
};

/// Ten doses in duplicate about a random curve, with noise up to a tenth of it.
Table random_table() {
  const double top = *number_between(0.5, 2);
  const double bottom = top * *number_between(0, 0.5);
  const double ic50 = std::pow(10, *number_between(-1, 1));
  const double slope = *number_between(0.6, 3);
  const double noise = top * *number_between(0.001, 0.1);
  Table table;
  for (int i = 0; i < 20; ++i) {
    const double dose = i < 2 ? 0 : std::pow(10, -2.0 + 0.5 * (i / 2 - 1));
    table.doses.push_back(dose);
    table.responses.push_back(bottom + (top - bottom) / (1 + std::pow(dose / ic50, slope)) +
                              noise * *number_between(-1, 1));
    table.weights.push_back(1);
  }
  return table;
}

void assert_close(double a, double b, double tolerance) {
  if (std::isnan(a) && std::isnan(b)) return;
  if (a == b) return;
  RC_ASSERT(std::abs(a - b) <= tolerance * std::max(std::abs(a), std::abs(b)));
}

void assert_close(const ConfidenceInterval& a, const ConfidenceInterval& b, double tolerance) {
  assert_close(a.lower, b.lower, tolerance);
  assert_close(a.upper, b.upper, tolerance);
}

/// Equal up to the factor; errors below a billionth of the value are rounding of exact data.
void assert_scaled(const FittedValue& a, const FittedValue& b, double factor) {
  assert_close(a.value * factor, b.value, 1e-7);
  assert_close({a.profile.lower * factor, a.profile.upper * factor}, b.profile, 1e-5);
  if (a.standard_error > 1e-9 * std::abs(a.value)) assert_close(a.standard_error * factor, b.standard_error, 1e-6);
}

RC_GTEST_PROP(dose_response_law, another_unit_of_dose_only_moves_the_curve, ()) {
  const Table table = random_table();
  const double factor = std::pow(10, *number_between(-9, 9));
  Table scaled = table;
  for (double& dose : scaled.doses) dose *= factor;
  const DoseResponseFit a = fit_dose_response(table.data());
  const DoseResponseFit b = fit_dose_response(scaled.data());
  RC_ASSERT(a.status == b.status);
  assert_scaled(a.ic50, b.ic50, factor);
  assert_scaled(a.absolute_ic50, b.absolute_ic50, factor);
  assert_scaled(a.top, b.top, 1);
  assert_scaled(a.slope, b.slope, 1);
  assert_close(a.log_ic50.value + std::log(factor), b.log_ic50.value, 1e-7);
  assert_close(a.mean_response, b.mean_response, 1e-7);
}

RC_GTEST_PROP(dose_response_law, another_unit_of_response_only_stretches_the_curve, ()) {
  const Table table = random_table();
  const double factor = std::pow(10, *number_between(-9, 9));
  Table scaled = table;
  for (double& response : scaled.responses) response *= factor;
  const DoseResponseFit a = fit_dose_response(table.data());
  const DoseResponseFit b = fit_dose_response(scaled.data());
  RC_ASSERT(a.status == b.status);
  assert_scaled(a.top, b.top, factor);
  assert_scaled(a.bottom, b.bottom, factor);
  assert_scaled(a.ic50, b.ic50, 1);
  assert_scaled(a.slope, b.slope, 1);
  if (a.residual_sd > 1e-9 * a.top.value) assert_close(a.residual_sd * factor, b.residual_sd, 1e-8);
}

RC_GTEST_PROP(dose_response_law, order_of_rows_leaves_no_trace, ()) {
  const Table table = random_table();
  std::vector<std::size_t> order(table.doses.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::shuffle(order.begin(), order.end(), std::mt19937(*rc::gen::arbitrary<unsigned>()));
  Table shuffled;
  for (const std::size_t i : order) {
    shuffled.doses.push_back(table.doses[i]);
    shuffled.responses.push_back(table.responses[i]);
    shuffled.weights.push_back(table.weights[i]);
  }
  const DoseResponseFit a = fit_dose_response(table.data());
  const DoseResponseFit b = fit_dose_response(shuffled.data());
  RC_ASSERT(a.status == b.status);
  assert_close(a.ic50.value, b.ic50.value, 0);
  assert_close(a.ic50.profile, b.ic50.profile, 0);
  assert_close(a.residual_squares, b.residual_squares, 0);
}

RC_GTEST_PROP(dose_response_law, all_weights_may_be_multiplied, ()) {
  const Table table = random_table();
  Table heavy = table;
  const double factor = std::pow(10, *number_between(-6, 6));
  for (double& weight : heavy.weights) weight *= factor;
  const DoseResponseFit a = fit_dose_response(table.data());
  const DoseResponseFit b = fit_dose_response(heavy.data());
  RC_ASSERT(a.status == b.status);
  assert_scaled(a.ic50, b.ic50, 1);
  assert_scaled(a.bottom, b.bottom, 1);
  if (a.residual_sd > 1e-9 * a.top.value) assert_close(a.residual_squares * factor, b.residual_squares, 1e-8);
}

RC_GTEST_PROP(dose_response_law, means_with_weights_give_the_curve_of_their_replicates, ()) {
  const Table table = random_table();
  Table means;
  for (std::size_t i = 0; i < table.doses.size(); i += 2) {
    means.doses.push_back(table.doses[i]);
    means.responses.push_back(0.5 * (table.responses[i] + table.responses[i + 1]));
    means.weights.push_back(2);
  }
  const DoseResponseOptions always_curve{.no_effect_level = 0};
  const DoseResponseFit a = fit_dose_response(table.data(), always_curve);
  const DoseResponseFit b = fit_dose_response(means.data(), always_curve);
  assert_close(a.ic50.value, b.ic50.value, 1e-7);
  assert_close(a.bottom.value, b.bottom.value, 1e-6);
  assert_close(a.slope.value, b.slope.value, 1e-7);
}

RC_GTEST_PROP(dose_response_law, profiles_hold_the_estimate_and_grow_with_the_level, ()) {
  const Table table = random_table();
  const DoseResponseFit wide = fit_dose_response(table.data(), {.level = 0.99});
  const DoseResponseFit narrow = fit_dose_response(table.data(), {.level = 0.8});
  RC_PRE(wide.status == FitStatus::converged);
  RC_ASSERT(narrow.ic50.profile.contains(narrow.ic50.value));
  RC_ASSERT(wide.ic50.profile.lower <= narrow.ic50.profile.lower);
  RC_ASSERT(wide.ic50.profile.upper >= narrow.ic50.profile.upper);
  RC_ASSERT(wide.slope.profile.lower <= narrow.slope.profile.lower);
  RC_ASSERT(wide.slope.profile.upper >= narrow.slope.profile.upper);
}

RC_GTEST_PROP(dose_response_law, curve_passes_its_own_doses, ()) {
  const Table table = random_table();
  const DoseResponseFit fit = fit_dose_response(table.data());
  RC_PRE(fit.status == FitStatus::converged);
  const double share = *number_between(0.05, 0.95);
  const double response = fit.top.value + share * (fit.bottom.value - fit.top.value);
  assert_close(response_at(fit, relative_effective_dose(fit, share).value), response, 1e-9);
  assert_close(dose_at_response(fit, response).value, relative_effective_dose(fit, share).value, 1e-9);
  assert_close(dose_at_response(fit, response).standard_error >= 0 ? 1 : 0, 1, 0);
}

}  // namespace
}  // namespace emtansim::stats
