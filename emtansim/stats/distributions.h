// SPDX-License-Identifier: Apache-2.0
/// Probability distributions: density, distribution function, upper tail and quantile of each.
#pragma once

namespace emtansim::stats {

/// Normal distribution; mean and sd (> 0) carry the unit of x.
struct Normal {
  double mean = 0;
  double sd = 1;
};

/// x > 0 whose natural logarithm is normal. `log_mean` is ln of the median; `log_sd` (> 0) has no unit and belongs to
/// a coefficient of variation sqrt(exp(log_sd^2) - 1).
struct LogNormal {
  double log_mean = 0;
  double log_sd = 1;
};

/// Student's t; degrees of freedom > 0, infinity gives the standard normal.
struct StudentT {
  double degrees = 1;
};

/// Chi-square; degrees of freedom > 0.
struct ChiSquare {
  double degrees = 1;
};

/// Fisher's F, the ratio of two independent mean squares; both degrees of freedom > 0, finite.
struct FRatio {
  double numerator_degrees = 1;
  double denominator_degrees = 1;
};

/// Probability density at x, in units of 1/x [@abramowitz1964, chapter 26]. Parameters out of range give NaN here and
/// below; nothing throws. Equations: docs/methods/statistics.md, 1.
/// @{
double density(const Normal& distribution, double x);
double density(const LogNormal& distribution, double x);
double density(const StudentT& distribution, double x);
double density(const ChiSquare& distribution, double x);
double density(const FRatio& distribution, double x);
/// @}

/// P(X <= x), 0 to 1. Relative error below 1e-12 in the lower half; for small probabilities on the upper side use
/// upper_tail, which keeps its digits where 1 - cdf would lose them.
/// @{
double cdf(const Normal& distribution, double x);
double cdf(const LogNormal& distribution, double x);
double cdf(const StudentT& distribution, double x);
double cdf(const ChiSquare& distribution, double x);
double cdf(const FRatio& distribution, double x);
/// @}

/// P(X > x), 0 to 1: the p-value of a one-sided test.
/// @{
double upper_tail(const Normal& distribution, double x);
double upper_tail(const LogNormal& distribution, double x);
double upper_tail(const StudentT& distribution, double x);
double upper_tail(const ChiSquare& distribution, double x);
double upper_tail(const FRatio& distribution, double x);
/// @}

/// The x with cdf(x) = probability; the ends of the range for 0 and 1, NaN for a probability outside [0, 1].
/// @{
double quantile(const Normal& distribution, double probability);
double quantile(const LogNormal& distribution, double probability);
double quantile(const StudentT& distribution, double probability);
double quantile(const ChiSquare& distribution, double probability);
double quantile(const FRatio& distribution, double probability);
/// @}

/// P(|T| > |t|): the p-value of a two-sided t test.
double two_sided_p(const StudentT& distribution, double t);

/// The t with P(|T| <= t) = level, level in (0, 1): the multiplier of a two-sided confidence interval.
double two_sided_quantile(const StudentT& distribution, double level);

}  // namespace emtansim::stats
