// SPDX-License-Identifier: Apache-2.0
/// Non-compartmental analysis: curves with an answer in closed form, worked cases, published patients and mice.
#include "emtansim/stats/nca.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "tests/unit/stats/published.h"

namespace emtansim::stats {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct Samples {
  std::vector<double> times;
  std::vector<double> values;

  [[nodiscard]] NcaData data() const { return {.times = times, .concentrations = values}; }
};

template <class Curve>
Samples sampled(std::vector<double> times, Curve curve) {
  Samples samples{.times = std::move(times), .values = {}};
  for (const double time : samples.times) samples.values.push_back(curve(time));
  return samples;
}

// C = 10 exp(-0.2 t) after a dose of 50: V = 5, CL = 1.
double decay(double time) { return 10 * std::exp(-0.2 * time); }

TEST(nca, of_exponential_decay_is_exact) {
  const auto samples = sampled({0.5, 1, 2, 5, 9, 14}, decay);
  const Nca nca = analyse_exposure(samples.data(), {.dose = 50});
  ASSERT_TRUE(nca.is_usable()) << nca.reason;
  EXPECT_CLOSE(nca.start, 10, 1e-12);
  EXPECT_CLOSE(nca.area, 50, 1e-12);
  EXPECT_CLOSE(nca.moment, 250, 1e-12);
  EXPECT_CLOSE(nca.terminal.rate, 0.2, 1e-12);
  EXPECT_CLOSE(nca.terminal.half_life, std::numbers::ln2 / 0.2, 1e-12);
  EXPECT_EQ(nca.terminal.count, 6U) << "among lines that fit equally well the longest";
  EXPECT_CLOSE(nca.clearance, 1, 1e-12);
  EXPECT_CLOSE(nca.terminal_volume, 5, 1e-12);
  EXPECT_CLOSE(nca.residence_time, 5, 1e-12);
  EXPECT_CLOSE(nca.steady_volume, 5, 1e-12);
  EXPECT_CLOSE(nca.area_to_last, 50 * (1 - std::exp(-2.8)), 1e-12);
  EXPECT_CLOSE(nca.extrapolated, std::exp(-2.8), 1e-12);
  EXPECT_CLOSE(nca.start_extrapolated, 1 - std::exp(-0.1), 1e-11);
  EXPECT_TRUE(remarks(nca).empty());
}

TEST(nca, worked_by_hand_with_straight_lines) {
  const Samples samples{.times = {1, 2, 4, 8}, .values = {8, 4, 2, 1}};
  const Nca nca = analyse_exposure(
      samples.data(), {.dose = 80, .start = CurveStart::zero, .rule = AreaRule::linear, .terminal_samples = 2});
  EXPECT_DOUBLE_EQ(nca.peak, 8);
  EXPECT_DOUBLE_EQ(nca.peak_time, 1);
  EXPECT_DOUBLE_EQ(nca.last, 1);
  EXPECT_DOUBLE_EQ(nca.last_time, 8);
  EXPECT_DOUBLE_EQ(nca.area_to_last, 4 + 6 + 6 + 6);
  EXPECT_CLOSE(nca.terminal.rate, std::numbers::ln2 / 4, 1e-14);
  EXPECT_CLOSE(nca.area, 22 + 4 / std::numbers::ln2, 1e-14);
  EXPECT_CLOSE(nca.clearance, 80 / (22 + 4 / std::numbers::ln2), 1e-14);
  EXPECT_TRUE(nca.flags.is_line_short);
  EXPECT_TRUE(nca.flags.is_far_extrapolated);
}

TEST(nca, rules_differ_as_they_should) {
  const Samples samples{.times = {0, 1, 3}, .values = {2, 4, 1}};
  const auto area = [&](AreaRule rule) { return analyse_exposure(samples.data(), {.rule = rule}).area_to_last; };
  EXPECT_DOUBLE_EQ(area(AreaRule::linear), 3 + 5);
  EXPECT_CLOSE(area(AreaRule::linear_up_log_down), 3 + 2 * 3 / std::log(4), 1e-14);
  EXPECT_CLOSE(area(AreaRule::logarithmic), 2 / std::numbers::ln2 + 2 * 3 / std::log(4), 1e-14);
}

// C in an infusion of rate R over T into V with CL, from zero.
TEST(nca, of_an_infusion_takes_half_its_length_from_the_residence_time) {
  constexpr double kDuration = 0.5;
  const auto curve = [&](double time) {
    const double in = 100 / kDuration * (1 - std::exp(-0.2 * std::min(time, kDuration)));
    return in * std::exp(-0.2 * std::max(0.0, time - kDuration)) / 1.0;
  };
  std::vector<double> times;
  for (int i = 0; i <= 400; ++i) times.push_back(i * kDuration / 400);
  for (int i = 1; i <= 40; ++i) times.push_back(kDuration + i);
  const auto samples = sampled(times, curve);
  const Nca nca = analyse_exposure(samples.data(), {.dose = 100, .route = DoseRoute::infusion, .duration = kDuration});
  EXPECT_DOUBLE_EQ(nca.peak_time, kDuration);
  EXPECT_CLOSE(nca.clearance, 1, 1e-6);
  EXPECT_CLOSE(nca.residence_time, 5, 1e-6);
  EXPECT_CLOSE(nca.steady_volume, 5, 1e-6);
}

TEST(nca, of_a_steady_state_gives_the_same_clearance_and_volume) {
  constexpr double kInterval = 3;
  const double pile = 1 / -std::expm1(-0.2 * kInterval);
  const auto samples = sampled({0, 0.5, 1, 2, 3}, [&](double time) { return pile * decay(time); });
  const Nca nca =
      analyse_exposure(samples.data(), {.dose = 50, .interval = kInterval, .occasion = Occasion::steady_state});
  EXPECT_CLOSE(nca.interval_area, 50, 1e-12);
  EXPECT_CLOSE(nca.clearance, 1, 1e-12);
  EXPECT_CLOSE(nca.residence_time, 5, 1e-12);
  EXPECT_CLOSE(nca.steady_volume, 5, 1e-12);
  EXPECT_CLOSE(nca.expected_accumulation, pile, 1e-12);
  const auto first = analyse_exposure(sampled({0, 0.5, 1, 2, 3}, decay).data(), {.dose = 50, .interval = kInterval});
  const Accumulation found = accumulation(first, nca);
  EXPECT_CLOSE(found.by_area, pile, 1e-12);
  EXPECT_CLOSE(found.by_peak, pile, 1e-12);
  EXPECT_CLOSE(found.by_trough, pile, 1e-12);
}

TEST(nca, interval_ends_between_samples_and_after_them) {
  const auto samples = sampled({0, 1, 2, 4, 6}, decay);
  const auto nca_of = [&](double interval) { return analyse_exposure(samples.data(), {.interval = interval}); };
  EXPECT_CLOSE(nca_of(3).trough, decay(3), 1e-12);
  EXPECT_CLOSE(nca_of(3).interval_area, 50 * (1 - std::exp(-0.6)), 1e-12);
  EXPECT_CLOSE(nca_of(21).interval_area, 50 * (1 - std::exp(-4.2)), 1e-12);
  EXPECT_FALSE(nca_of(3).flags.is_interval_extrapolated);
  EXPECT_TRUE(nca_of(21).flags.is_interval_extrapolated);
  EXPECT_CLOSE(partial_area(samples.data(), {}, 1, 5), 50 * (std::exp(-0.2) - std::exp(-1)), 1e-12);
}

TEST(nca, best_line_leaves_the_distribution_phase_out) {
  const auto samples = sampled({0.1, 0.5, 1, 2, 4, 7, 10, 14, 21},
                               [](double t) { return 60 * std::exp(-3 * t) + 20 * std::exp(-0.18 * t); });
  const Nca nca = analyse_exposure(samples.data());
  EXPECT_CLOSE(nca.terminal.rate, 0.18, 2e-3);
  EXPECT_EQ(nca.terminal.from, 2) << "at 2 the fast term is 1 % of the slow one";
}

TEST(nca, values_below_the_limit_follow_the_rule) {
  const Samples samples{.times = {0.5, 1, 2, 3, 4, 5}, .values = {0.1, 8, 4, 2, 0.3, 0.2}};
  const auto nca_of = [&](BelowLimit below) {
    return analyse_exposure(samples.data(), {.route = DoseRoute::infusion,
                                             .duration = 0.9,
                                             .rule = AreaRule::linear,
                                             .lower_limit = 0.5,
                                             .below = below,
                                             .terminal_samples = 2});
  };
  const Nca left_out = nca_of(BelowLimit::left_out);
  EXPECT_EQ(left_out.below_limit, 3U);
  EXPECT_DOUBLE_EQ(left_out.last_time, 3);
  EXPECT_DOUBLE_EQ(left_out.area_to_last, 2 + 6 + 3);
  EXPECT_DOUBLE_EQ(nca_of(BelowLimit::zero).last_time, 3);
  const Nca filled = nca_of(BelowLimit::half_limit);
  EXPECT_DOUBLE_EQ(filled.last, 0.25);
  EXPECT_DOUBLE_EQ(filled.last_time, 5);
  EXPECT_TRUE(filled.flags.has_no_terminal_phase) << "the last two values are equal";
}

TEST(nca, order_of_rows_and_gaps_leave_no_trace) {
  const Samples plain{.times = {1, 2, 4, 8}, .values = {8, 4, 2, 1}};
  const Samples mixed{.times = {8, -1, 2, 6, 1, 4}, .values = {1, 5, 4, kNaN, 8, 2}};
  EXPECT_EQ(analyse_exposure(plain.data()).area, analyse_exposure(mixed.data()).area);
  EXPECT_EQ(analyse_exposure(mixed.data()).count, 4U);
}

TEST(nca, says_what_is_wrong) {
  const std::array two = {1.0, 2.0};
  const std::array rising = {1.0, 3.0};
  const std::array negative = {1.0, -1.0};
  const std::array same = {1.0, 1.0};
  EXPECT_EQ(analyse_exposure({two, std::span(two).first(1)}).reason, "times and concentrations differ in number");
  EXPECT_EQ(analyse_exposure({two, negative}).reason, "a concentration is negative or infinite");
  EXPECT_EQ(analyse_exposure({same, two}).reason, "two samples at time 1");
  EXPECT_EQ(analyse_exposure({two, two}, {.route = DoseRoute::infusion}).reason, "the infusion has no duration");
  EXPECT_EQ(analyse_exposure({two, two}, {.lower_limit = 9}).reason,
            "no concentration is above the limit of the assay");
  EXPECT_EQ(analyse_exposure({{}, {}}).reason, "there is no sample after the start of the dose");
  EXPECT_EQ(analyse_exposure({two, two}, {.occasion = Occasion::steady_state}).reason,
            "a steady state needs a dosing interval");
  const Nca nca = analyse_exposure({two, rising});
  EXPECT_TRUE(nca.is_usable());
  EXPECT_TRUE(nca.flags.has_no_terminal_phase);
  EXPECT_TRUE(std::isnan(nca.area));
  EXPECT_EQ(remarks(nca).front(), "no terminal phase: 1 samples after the peak where 3 are needed");
}

// The typical patient of @lu2014: two spaces (L, L/d), 252 mg over 90 min, concentration in ug/mL at days.
double typical_patient(double time) {
  constexpr double kElimination = 0.676 / 3.127;
  constexpr double kOut = 1.534 / 3.127;
  constexpr double kBack = 1.534 / 0.66;
  constexpr double kDuration = 0.0625;
  const double sum = kElimination + kOut + kBack;
  const double root = std::sqrt(sum * sum - 4 * kElimination * kBack);
  const double fast = (sum + root) / 2;
  const double slow = (sum - root) / 2;
  const auto term = [&](double rate, double other) {
    const double weight = (kBack - rate) / (other - rate);
    const double given = -std::expm1(-rate * std::min(time, kDuration)) / rate;
    return weight * given * std::exp(-rate * std::max(0.0, time - kDuration));
  };
  return 252 / kDuration / 3.127 * (term(fast, slow) + term(slow, fast));
}

constexpr NcaOptions kInfusion{.route = DoseRoute::infusion, .duration = 0.0625, .rule = AreaRule::linear};

TEST(sparse_sampling, inflates_the_area_by_a_third) {
  const auto samples = sampled({0.0625, 8.0625, 15.0625, 21}, typical_patient);
  EXPECT_CLOSE(analyse_exposure(samples.data(), kInfusion).area_to_last, 470.4, 2e-3);
  NcaOptions bent = kInfusion;
  bent.rule = AreaRule::linear_up_log_down;
  EXPECT_CLOSE(analyse_exposure(samples.data(), bent).area_to_last, 395.9, 2e-3);
}

TEST(sparse_sampling, is_the_fault_not_the_rule) {
  std::vector<double> times;
  for (int i = 1; i <= 2100; ++i) times.push_back(0.01 * i);
  times.push_back(0.0625);
  const auto samples = sampled(times, typical_patient);
  const Nca nca = analyse_exposure(samples.data(), kInfusion);
  EXPECT_CLOSE(nca.area_to_last, 363.6, 1e-3);
  EXPECT_CLOSE(nca.area, 372.8, 1e-3);
  EXPECT_CLOSE(nca.terminal.half_life, 3.939, 5e-3) << "lines within 1e-4 of the best R2 count as equal";
}

constexpr NcaOptions first_sample_options(double dose, std::size_t last) {
  return {.dose = dose, .start = CurveStart::first_sample, .terminal_samples = last};
}

// Doses in ug/kg, so clearances come in mL/(d kg). Expected values were worked out apart from this program; digits as
// given there.
TEST(girish2012, clearance_by_dose) {
  const auto columns = published_columns("girish2012_conjugate_by_dose.csv");
  struct Row {
    double dose, clearance, half_life;
  };
  constexpr std::array rows = {Row{0.3, 22.8, 1.0}, Row{0.6, 25.1, 1.7}, Row{1.2, 32.3, 1.3},
                               Row{2.4, 7.2, 2.2},  Row{3.6, 12.4, 3.1}, Row{4.8, 7.4, 3.7}};
  for (const Row& row : rows) {
    Samples samples;
    for (std::size_t i = 0; i < columns[0].size(); ++i) {
      if (columns[0][i] != row.dose) continue;
      samples.times.push_back(columns[2][i]);
      samples.values.push_back(columns[3][i]);
    }
    const Nca nca = analyse_exposure(samples.data(), first_sample_options(1000 * row.dose, 3));
    EXPECT_NEAR(nca.clearance, row.clearance, 0.06) << row.dose;
    EXPECT_NEAR(nca.terminal.half_life, row.half_life, 0.06) << row.dose;
  }
}

TEST(krop2010, two_analytes) {
  const auto columns = published_columns("krop2010_two_analytes.csv");
  const Nca total = analyse_exposure({columns[0], columns[2]}, first_sample_options(3600, 4));
  EXPECT_NEAR(total.area_to_last, 814, 1);
  EXPECT_NEAR(total.area, 1102, 2);
  EXPECT_NEAR(total.terminal.half_life, 11.9, 0.06);
  EXPECT_NEAR(total.clearance, 3.3, 0.06);
  EXPECT_TRUE(total.flags.is_far_extrapolated) << "a quarter lies after day 21";
  for (const AreaRule rule : {AreaRule::linear, AreaRule::linear_up_log_down}) {
    NcaOptions options = first_sample_options(3600, 3);
    options.rule = rule;
    const Nca conjugate = analyse_exposure({columns[0], columns[1]}, options);
    EXPECT_GT(conjugate.area, 285);
    EXPECT_LT(conjugate.area, 305);
    EXPECT_NEAR(conjugate.terminal.half_life, 3.25, 0.2);
  }
}

TEST(erickson2012, mouse) {
  constexpr std::array times = {0.003, 0.25, 1.0, 2.0, 3.0, 4.0, 7.0, 10.0, 14.0, 21.0, 28.0, 35.0, 42.0};
  constexpr std::array conjugate = {53.8, 26.7, 19.6, 14.5, 9.54, 10.1, 7.55, 4.46, 1.84, 1.03, 0.397, 0.267, 0.0932};
  constexpr std::array total = {29.7, 21.9, 19.0, 14.2, 15.6, 13.2, 9.11, 5.08, 4.68, 3.11, 2.7, 1.4};
  struct Row {
    std::size_t last;
    double conjugate, conjugate_half_life, total, total_half_life;
  };
  constexpr std::array rows = {Row{3, 140.0, 6.70, 302.0, 12.16}, Row{4, 140.0, 6.38, 303.5, 12.90},
                               Row{5, 140.0, 6.63, 308.7, 15.51}};
  for (const Row& row : rows) {
    const NcaOptions options = first_sample_options(3000, row.last);
    const Nca of_conjugate = analyse_exposure({times, conjugate}, options);
    EXPECT_NEAR(of_conjugate.area, row.conjugate, 0.06);
    EXPECT_NEAR(of_conjugate.terminal.half_life, row.conjugate_half_life, 0.006);
    EXPECT_NEAR(of_conjugate.clearance, 21.4, 0.06);
    const Nca of_total = analyse_exposure({std::span(times).subspan(1), total}, options);
    EXPECT_NEAR(of_total.area, row.total, 0.06);
    EXPECT_NEAR(of_total.terminal.half_life, row.total_half_life, 0.006);
  }
}

}  // namespace
}  // namespace emtansim::stats
