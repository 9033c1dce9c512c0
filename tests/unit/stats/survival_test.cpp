// SPDX-License-Identifier: Apache-2.0
/// Survival curves, quantiles, restricted means and rank tests against R's survival and survRM2 packages, which
/// @therneau2000 and @uno2014 describe, and against cases worked by hand.
#include "emtansim/stats/survival.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "tests/unit/stats/published.h"

namespace emtansim::stats {
namespace {

using testing::ElementsAre;

constexpr double kReference = 1e-9;  // digits printed by the reference
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Subjects with labels; `labels[k]` is the k-th column after time and event.
struct Subjects {
  std::vector<double> times;
  std::vector<int> events;
  std::vector<std::vector<int>> labels;

  [[nodiscard]] SurvivalData data() const { return {.times = times, .events = events}; }
  /// Those with the given label.
  [[nodiscard]] Subjects with(std::size_t column, int label) const {
    Subjects chosen;
    for (std::size_t i = 0; i < times.size(); ++i) {
      if (labels[column][i] != label) continue;
      chosen.times.push_back(times[i]);
      chosen.events.push_back(events[i]);
    }
    return chosen;
  }
};

/// Rows of a table without those that miss the last column asked for.
Subjects subjects_of(const std::string& table, std::size_t needed) {
  const auto columns = published_columns(table);
  Subjects subjects;
  subjects.labels.resize(columns.size() - 2);
  for (std::size_t i = 0; i < columns[0].size(); ++i) {
    if (std::isnan(columns[needed][i])) continue;
    subjects.times.push_back(columns[0][i]);
    subjects.events.push_back(static_cast<int>(columns[1][i]));
    for (std::size_t k = 2; k < columns.size(); ++k) {
      const double label = columns[k][i];
      subjects.labels[k - 2].push_back(std::isnan(label) ? -1 : static_cast<int>(label));
    }
  }
  return subjects;
}

constexpr std::size_t kSex = 0;
constexpr std::size_t kPerformance = 1;
constexpr std::size_t kInstitution = 2;
constexpr std::size_t kTreatment = 0;
constexpr std::size_t kCellType = 1;

Subjects lung(std::size_t needed = kSex) { return subjects_of("lung_survival.csv", needed + 2); }
Subjects veteran() { return subjects_of("veteran_survival.csv", 0); }

TEST(kaplan_meier, lung) {
  const Subjects all = lung();
  const SurvivalCurve curve = kaplan_meier(all.data());
  ASSERT_EQ(curve.status, FitStatus::converged) << curve.reason;
  constexpr std::array times = {100.0, 180.0, 365.0, 500.0, 730.0, 1000.0};
  constexpr std::array at_risk = {196.0, 160.0, 65.0, 41.0, 13.0, 2.0};
  constexpr std::array survival = {0.863968967645, 0.72167065341,  0.40924162446,
                                   0.293269193712, 0.115693098345, 0.0503455680708};
  constexpr std::array error = {0.0227102304342, 0.0298124194686, 0.035823638172,
                                0.0350778184986, 0.0282981973177, 0.0228480489161};
  constexpr std::array lower = {0.820584892081, 0.665542307131,  0.344721581796,
                                0.231982138262, 0.0716318249618, 0.020685460199};
  constexpr std::array upper = {0.90964674619,  0.782532569925, 0.485837603547,
                                0.370747595588, 0.18685679182,  0.122534195517};
  for (std::size_t i = 0; i < times.size(); ++i) {
    const SurvivalPoint point = survival_at(curve, times[i]);
    EXPECT_EQ(number_at_risk(all.data(), times[i]), at_risk[i]) << times[i];
    EXPECT_CLOSE(point.survival, survival[i], kReference) << times[i];
    EXPECT_CLOSE(point.standard_error, error[i], kReference) << times[i];
    EXPECT_CLOSE(point.limits.lower, lower[i], kReference) << times[i];
    EXPECT_CLOSE(point.limits.upper, upper[i], kReference) << times[i];
  }
}

TEST(kaplan_meier, lung_hazard) {
  const SurvivalCurve curve = kaplan_meier(lung().data());
  std::size_t last = 0;
  while (last + 1 < curve.times.size() && curve.times[last + 1] <= 365) ++last;
  EXPECT_CLOSE(curve.cumulative_hazard[last], 0.888324574368, kReference);
  EXPECT_CLOSE(curve.hazard_error[last], 0.0869653876569, kReference);
}

void expect_limits_at_a_year(SurvivalScale scale, double lower, double upper) {
  const SurvivalPoint point = survival_at(kaplan_meier(lung().data(), scale), 365);
  EXPECT_CLOSE(point.limits.lower, lower, kReference);
  EXPECT_CLOSE(point.limits.upper, upper, kReference);
}

TEST(kaplan_meier, lung_limits_on_every_scale) {
  expect_limits_at_a_year(SurvivalScale::plain, 0.339028583848, 0.479454665072);
  expect_limits_at_a_year(SurvivalScale::logarithm, 0.344721581796, 0.485837603547);
  expect_limits_at_a_year(SurvivalScale::log_log, 0.338714269088, 0.478380767647);
  expect_limits_at_a_year(SurvivalScale::logit, 0.341296390629, 0.480839314614);
  expect_limits_at_a_year(SurvivalScale::arcsine, 0.34019073506, 0.48014005652);
}

void expect_quantile(const SurvivalCurve& curve, double share, double time, double lower, double upper) {
  const SurvivalQuantile quantile = survival_quantile(curve, share);
  EXPECT_EQ(quantile.time, time) << share;
  EXPECT_EQ(quantile.limits.lower, lower) << share;
  EXPECT_EQ(quantile.limits.upper, upper) << share;
}

TEST(survival_quantile, lung) {
  const Subjects all = lung();
  const SurvivalCurve curve = kaplan_meier(all.data());
  expect_quantile(curve, 0.25, 170, 145, 197);
  expect_quantile(curve, 0.5, 310, 285, 363);
  expect_quantile(curve, 0.75, 550, 460, 654);
  expect_quantile(kaplan_meier(all.data(), SurvivalScale::plain), 0.5, 310, 284, 361);
  expect_quantile(kaplan_meier(all.data(), SurvivalScale::log_log), 0.75, 550, 457, 643);
  expect_quantile(kaplan_meier(all.data(), SurvivalScale::logit), 0.75, 550, 457, 654);
  expect_quantile(kaplan_meier(all.data(), SurvivalScale::arcsine), 0.25, 170, 145, 194);
}

TEST(survival_quantile, by_sex_and_treatment) {
  const Subjects all = lung();
  expect_quantile(kaplan_meier(all.with(kSex, 1).data()), 0.5, 270, 212, 310);
  expect_quantile(kaplan_meier(all.with(kSex, 2).data()), 0.5, 426, 348, 550);
  expect_quantile(kaplan_meier(all.with(kSex, 2).data()), 0.75, 687, 550, kInfinity);
  expect_quantile(kaplan_meier(veteran().with(kTreatment, 1).data()), 0.5, 103, 59, 132);
  // Survival equals 3/4 and 1/2 on a stretch: the middle of it.
  expect_quantile(kaplan_meier(veteran().with(kTreatment, 2).data()), 0.25, 24.5, 19, 43);
  expect_quantile(kaplan_meier(veteran().with(kTreatment, 2).data()), 0.5, 52.5, 44, 95);
}

TEST(kaplan_meier, without_censoring_is_the_share_left) {
  const std::vector<double> times = {1, 2, 2, 5, 9};
  const std::vector<int> events = {1, 1, 1, 1, 1};
  const SurvivalCurve curve = kaplan_meier({.times = times, .events = events});
  EXPECT_CLOSE(survival_at(curve, 2).survival, 0.4, 1e-15);
  EXPECT_CLOSE(survival_at(curve, 2).standard_error, std::sqrt(0.4 * 0.6 / 5), 1e-14) << "binomial";
  EXPECT_EQ(survival_at(curve, 0.5).survival, 1);
  EXPECT_EQ(survival_at(curve, 20).survival, 0) << "all have had the event";
}

TEST(kaplan_meier, is_unknown_after_the_last_censoring) {
  const std::vector<double> times = {1, 4};
  const std::vector<int> events = {1, 0};
  const SurvivalCurve curve = kaplan_meier({.times = times, .events = events});
  EXPECT_EQ(survival_at(curve, 4).survival, 0.5);
  EXPECT_TRUE(std::isnan(survival_at(curve, 4.1).survival));
  EXPECT_EQ(survival_quantile(curve, 0.6).time, kInfinity);
}

TEST(kaplan_meier, subjects_censored_at_an_event_were_at_risk) {
  const std::vector<double> times = {0.1 + 0.2, 0.3, 0.3};  // tied in spite of rounding
  const std::vector<int> events = {1, 0, 0};
  EXPECT_CLOSE(survival_at(kaplan_meier({.times = times, .events = events}), 0.3).survival, 2.0 / 3, 1e-15);
}

TEST(kaplan_meier, doubled_data_halve_the_variance) {
  const Subjects once = lung();
  Subjects twice = once;
  twice.times.insert(twice.times.end(), once.times.begin(), once.times.end());
  twice.events.insert(twice.events.end(), once.events.begin(), once.events.end());
  const std::vector<double> weights(once.times.size(), 2);
  const SurvivalPoint a = survival_at(kaplan_meier(once.data()), 365);
  const SurvivalPoint b = survival_at(kaplan_meier(twice.data()), 365);
  const SurvivalPoint c =
      survival_at(kaplan_meier({.times = once.times, .events = once.events, .weights = weights}), 365);
  EXPECT_CLOSE(b.survival, a.survival, 1e-13);
  EXPECT_CLOSE(b.standard_error, a.standard_error / std::sqrt(2.0), 1e-12);
  EXPECT_CLOSE(c.standard_error, b.standard_error, 1e-12);
}

// Eight made-up subjects who come under observation late.
const std::vector<double> kEntries = {0, 0, 1, 2, 2.5, 0, 3, 1.5};
const std::vector<double> kEnds = {2, 5, 4, 6, 7, 8, 9, 10};
const std::vector<int> kStatus = {1, 0, 1, 1, 0, 1, 1, 0};

TEST(kaplan_meier, late_entries_join_the_risk_set_after_their_entry) {
  const SurvivalCurve curve = kaplan_meier({.times = kEnds, .events = kStatus, .entries = kEntries});
  EXPECT_THAT(curve.times, ElementsAre(2, 4, 6, 8, 9));
  EXPECT_THAT(curve.at_risk, ElementsAre(5, 7, 5, 3, 2));
  constexpr std::array survival = {0.8, 0.685714285714, 0.548571428571, 0.365714285714, 0.182857142857};
  constexpr std::array error = {0.1788854382, 0.186294227926, 0.193023511008, 0.197104797667, 0.16257595967};
  for (std::size_t i = 0; i < survival.size(); ++i) {
    EXPECT_CLOSE(curve.survival[i], survival[i], kReference);
    EXPECT_CLOSE(curve.standard_error[i], error[i], kReference);
  }
}

TEST(kaplan_meier, case_weights_multiply_subjects) {
  const std::vector<double> weights = {1, 2, 1, 1, 3, 1, 2, 1};
  const SurvivalCurve curve = kaplan_meier({.times = kEnds, .events = kStatus, .weights = weights});
  EXPECT_CLOSE(curve.survival[2], 0.729166666667, kReference);
  EXPECT_CLOSE(curve.survival[4], 0.182291666667, kReference);
}

TEST(restricted_mean, lung_by_sex) {
  const Subjects all = lung();
  const SurvivalCurve men = kaplan_meier(all.with(kSex, 1).data());
  const SurvivalCurve women = kaplan_meier(all.with(kSex, 2).data());
  EXPECT_CLOSE(restricted_mean(men, 365).value, 241.495085192, kReference);
  EXPECT_CLOSE(restricted_mean(men, 365).standard_error, 10.3582264911, kReference);
  EXPECT_CLOSE(restricted_mean(women, 365).value, 297.465409532, kReference);
  EXPECT_CLOSE(restricted_mean(women, 365).standard_error, 10.7913239788, kReference);
  EXPECT_CLOSE(restricted_mean(women, 900).value, 450.495148683, kReference);
  EXPECT_CLOSE(restricted_mean(women, 900).standard_error, 31.091342617, kReference);
  const RestrictedMeanComparison result = compare_restricted_means(men, women, 365);
  EXPECT_CLOSE(result.difference, 55.97032434, kReference);
  EXPECT_CLOSE(result.difference_interval.lower, 26.6529363773, kReference);
  EXPECT_CLOSE(result.difference_interval.upper, 85.2877123026, kReference);
  EXPECT_CLOSE(result.difference_p_value, 0.000182706461311, 1e-7);
  EXPECT_CLOSE(result.ratio, 1.2317658941, kReference);
  EXPECT_CLOSE(result.ratio_interval.lower, 1.10334339056, kReference);
  EXPECT_CLOSE(result.ratio_interval.upper, 1.37513600103, kReference);
  EXPECT_CLOSE(result.ratio_p_value, 0.000206761222503, 1e-7);
}

TEST(restricted_mean, before_any_event_is_the_horizon) {
  const SurvivalCurve curve = kaplan_meier(lung().data());
  EXPECT_DOUBLE_EQ(restricted_mean(curve, 3).value, 3);
  EXPECT_EQ(restricted_mean(curve, 3).standard_error, 0);
}

TEST(restricted_mean, is_not_known_beyond_the_last_censoring) {
  const std::vector<double> times = {1, 4};
  const std::vector<int> censored_last = {1, 0};
  const std::vector<int> event_last = {1, 1};
  EXPECT_TRUE(std::isnan(restricted_mean(kaplan_meier({.times = times, .events = censored_last}), 5).value));
  EXPECT_DOUBLE_EQ(restricted_mean(kaplan_meier({.times = times, .events = event_last}), 5).value, 2.5);
}

TEST(log_rank, lung_by_sex) {
  const Subjects all = lung();
  const RankTest test = log_rank(all.data(), all.labels[kSex]);
  ASSERT_EQ(test.status, FitStatus::converged) << test.reason;
  EXPECT_THAT(test.groups, ElementsAre(1, 2));
  EXPECT_THAT(test.observed, ElementsAre(112, 53));
  EXPECT_CLOSE(test.expected[0], 91.5817390296, kReference);
  EXPECT_CLOSE(test.expected[1], 73.4182609704, kReference);
  EXPECT_CLOSE(test.variance, 40.3714339796, kReference);
  EXPECT_CLOSE(test.statistic, 10.3267419549, kReference);
  EXPECT_CLOSE(test.p_value, 0.00131116452036, kReference);
  EXPECT_EQ(test.degrees, 1);
}

TEST(log_rank, lung_weighted) {
  const Subjects all = lung();
  const auto statistic = [&all](const RankTestWeights& weights) {
    return log_rank(all.data(), all.labels[kSex], weights).statistic;
  };
  EXPECT_CLOSE(statistic({.rho = 1}), 12.7141514012, kReference);
  EXPECT_CLOSE(statistic({.rho = 0, .gamma = 1}), 3.45998416609, kReference);
  EXPECT_CLOSE(statistic({.rho = 1, .gamma = 1}), 7.6647829786, kReference);
  EXPECT_CLOSE(statistic({.rho = 0.5}), 12.2506683372, kReference);
  EXPECT_CLOSE(statistic({.kind = RankTestWeights::Kind::at_risk}), 12.4721353313, kReference);
}

TEST(log_rank, lung_within_strata) {
  const Subjects by_institution = lung(kInstitution);
  EXPECT_EQ(by_institution.times.size(), 227u);
  EXPECT_CLOSE(
      log_rank(by_institution.data(), by_institution.labels[kSex], {}, by_institution.labels[kInstitution]).statistic,
      8.52446736332, kReference);
  const Subjects by_performance = lung(kPerformance);
  EXPECT_CLOSE(
      log_rank(by_performance.data(), by_performance.labels[kSex], {}, by_performance.labels[kPerformance]).statistic,
      10.7950596335, kReference);
}

TEST(log_rank, lung_by_four_groups) {
  const Subjects all = lung(kPerformance);
  const RankTest test = log_rank(all.data(), all.labels[kPerformance]);
  EXPECT_EQ(test.degrees, 3);
  EXPECT_CLOSE(test.statistic, 21.9621316825, kReference);
  EXPECT_CLOSE(test.p_value, 6.6425353558e-05, kReference);
  EXPECT_CLOSE(test.expected[3], 0.172385340665, kReference);
}

TEST(log_rank, veteran) {
  const Subjects all = veteran();
  EXPECT_CLOSE(log_rank(all.data(), all.labels[kTreatment]).statistic, 0.00822734320235, 1e-8);
  EXPECT_CLOSE(log_rank(all.data(), all.labels[kTreatment], {.rho = 1}).statistic, 0.871209492927, kReference);
  EXPECT_CLOSE(log_rank(all.data(), all.labels[kTreatment], {}, all.labels[kCellType]).statistic, 0.701743346844,
               kReference);
  const RankTest by_cell = log_rank(all.data(), all.labels[kCellType]);
  EXPECT_CLOSE(by_cell.statistic, 25.4037003458, kReference);
  EXPECT_CLOSE(by_cell.expected[0], 47.6546776725, kReference);
}

TEST(log_rank, does_not_mind_how_time_is_measured) {
  const Subjects all = lung();
  Subjects bent = all;
  for (double& time : bent.times) time = std::sqrt(time);
  EXPECT_CLOSE(log_rank(bent.data(), bent.labels[kSex]).statistic, log_rank(all.data(), all.labels[kSex]).statistic,
               1e-12);
}

TEST(survival, tells_what_is_wrong_with_the_data) {
  const std::vector<double> times = {1, 2, 3};
  const std::vector<double> negative = {1, -2, 3};
  const std::vector<int> events = {1, 0, 1};
  const std::vector<int> coded = {1, 2, 1};
  const std::vector<double> late = {0, 0, 3};
  const std::vector<int> same = {1, 1, 1};
  const std::vector<double> weights = {1, 1, 1};
  EXPECT_EQ(kaplan_meier({.times = negative, .events = events}).reason, "time 2 is negative or not finite");
  EXPECT_EQ(kaplan_meier({.times = times, .events = coded}).reason,
            "event 2 is neither 0 (censored) nor 1 (event); recode the status");
  EXPECT_EQ(kaplan_meier({.times = times, .events = events, .entries = late}).reason,
            "row 3 enters at or after its end; leave it out");
  EXPECT_EQ(kaplan_meier({.times = {}, .events = {}}).reason, "there are no rows");
  EXPECT_EQ(log_rank({.times = times, .events = events}, same).reason, "there is only one group; nothing to compare");
  EXPECT_EQ(log_rank({.times = times, .events = events, .weights = weights}, coded).reason,
            "rank tests do not take weights of rows; repeat the rows");
  EXPECT_EQ(SurvivalCurve{}.status, FitStatus::failed);
}

TEST(log_rank, needs_events_that_could_have_been_in_either_group) {
  const std::vector<double> times = {1, 2, 3, 4};
  const std::vector<int> none = {0, 0, 0, 0};
  const std::vector<int> groups = {1, 1, 2, 2};
  EXPECT_EQ(log_rank({.times = times, .events = none}, groups).status, FitStatus::failed);
}

}  // namespace
}  // namespace emtansim::stats
