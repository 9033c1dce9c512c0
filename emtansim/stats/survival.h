// SPDX-License-Identifier: Apache-2.0
/// Time-to-event data: survival curves with intervals, quantiles, restricted means, log-rank tests.
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "emtansim/stats/fitted_value.h"

namespace emtansim::stats {

/// Subjects followed to an event or to censoring; equal lengths, any order. At equal times events come before
/// censorings, and times that differ by less than a billionth of the longest are equal.
struct SurvivalData {
  std::span<const double> times;  ///< >= 0, any unit
  std::span<const int> events;    ///< 1 event, 0 censored
  std::span<const double> entries =
      {};  ///< empty (0), or when a subject came under observation: at risk in (entry, time]
  std::span<const double> weights = {};  ///< empty (1), or how many subjects a row stands for, > 0
};

/// On which scale limits of a survival curve are symmetric [@kalbfleisch1980; @therneau2000].
enum class SurvivalScale {
  plain,
  logarithm,  ///< R's default
  log_log,    ///< SAS's default
  logit,
  arcsine,
};

/// A Kaplan-Meier curve at its event times. Steps are right-continuous: a value holds from its time on.
struct SurvivalCurve {
  FitStatus status = FitStatus::failed;
  std::string reason = "not estimated";    ///< empty when converged
  std::vector<double> times;               ///< of events, rising
  std::vector<double> at_risk;             ///< just before
  std::vector<double> events;              ///< at the time
  std::vector<double> survival;            ///< after the events, 0 to 1
  std::vector<double> standard_error;      ///< Greenwood's
  std::vector<ConfidenceInterval> limits;  ///< pointwise; NaN where the curve is 0
  std::vector<double> cumulative_hazard;   ///< Nelson and Aalen's
  std::vector<double> hazard_error;        ///< its standard error
  std::size_t count = 0;                   ///< rows
  double last_time = 0;                    ///< longest time of all rows
  bool is_last_an_event = false;           ///< whether somebody had the event at last_time
  double level = 0.95;                     ///< of the limits
  SurvivalScale scale = SurvivalScale::logarithm;
};

/// Product-limit estimate. Equations: docs/methods/survival.md. Bad data give status `failed` and a reason.
SurvivalCurve kaplan_meier(const SurvivalData& data, SurvivalScale scale = SurvivalScale::logarithm,
                           double level = 0.95);

/// A survival curve at one time.
struct SurvivalPoint {
  double time = 0;
  double survival = std::numeric_limits<double>::quiet_NaN();
  double standard_error = std::numeric_limits<double>::quiet_NaN();
  ConfidenceInterval limits;
};

/// The curve at any time >= 0; NaN after the longest time unless the curve has come down to 0.
SurvivalPoint survival_at(const SurvivalCurve& curve, double time);

/// The number at risk just before a time, as it stands under published curves.
double number_at_risk(const SurvivalData& data, double time);

/// When a share of the subjects has had the event; infinite where the curve, or a limit of it, never gets there.
struct SurvivalQuantile {
  double time = std::numeric_limits<double>::quiet_NaN();
  ConfidenceInterval limits;
};

/// The smallest time with survival <= 1 - share, share in (0, 1); the middle of the stretch where survival equals
/// 1 - share, as R does. Limits by the same rule from the limits of the curve.
SurvivalQuantile survival_quantile(const SurvivalCurve& curve, double share);

/// Mean event-free time up to a horizon.
struct RestrictedMean {
  double horizon = 0;
  double value = std::numeric_limits<double>::quiet_NaN();
  double standard_error = std::numeric_limits<double>::quiet_NaN();
  ConfidenceInterval interval;  ///< normal
};

/// Area under the curve up to `horizon` (> 0) [@uno2014]. NaN beyond the longest time, unless the last one is an event:
/// there the curve is not known.
RestrictedMean restricted_mean(const SurvivalCurve& curve, double horizon);

/// Difference or ratio of two restricted means.
struct RestrictedMeanComparison {
  double difference = std::numeric_limits<double>::quiet_NaN();  ///< second - first
  ConfidenceInterval difference_interval;
  double difference_p_value = std::numeric_limits<double>::quiet_NaN();
  double ratio = std::numeric_limits<double>::quiet_NaN();  ///< second / first
  ConfidenceInterval ratio_interval;                        ///< on the logarithm
  double ratio_p_value = std::numeric_limits<double>::quiet_NaN();
};

/// Compares two independent curves up to the same horizon.
RestrictedMeanComparison compare_restricted_means(const SurvivalCurve& first, const SurvivalCurve& second,
                                                  double horizon);

/// How events at different times count in a rank test. S is the pooled survival just before the event.
struct RankTestWeights {
  enum class Kind {
    fleming_harrington,  ///< S^rho (1 - S)^gamma; 0 and 0 is the log-rank test, rho = 1 Peto and Peto's
                         ///< [@harrington1982]
    at_risk,             ///< the number at risk: Gehan's Wilcoxon test
  };
  Kind kind = Kind::fleming_harrington;
  double rho = 0;
  double gamma = 0;
};

/// Result of a rank test; entries of vectors belong to `groups`.
struct RankTest {
  FitStatus status = FitStatus::failed;
  std::string reason = "not tested";                            ///< empty when converged
  std::vector<int> groups;                                      ///< labels, rising
  std::vector<double> observed;                                 ///< weighted events
  std::vector<double> expected;                                 ///< weighted events expected if all groups were alike
  double variance = std::numeric_limits<double>::quiet_NaN();   ///< of observed - expected in the first group
  double statistic = std::numeric_limits<double>::quiet_NaN();  ///< chi-square
  double degrees = 0;
  double p_value = std::numeric_limits<double>::quiet_NaN();  ///< two-sided
};

/// Compares groups of subjects; `groups` gives each row a label, `strata` (empty or one label a row) what the
/// comparison is made within. Weights of rows are not supported here and are refused.
RankTest log_rank(const SurvivalData& data, std::span<const int> groups, const RankTestWeights& weights = {},
                  std::span<const int> strata = {});

}  // namespace emtansim::stats
