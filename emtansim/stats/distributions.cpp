// SPDX-License-Identifier: Apache-2.0
/// Distributions from the error function and the incomplete gamma and beta functions; quantiles by safe Newton steps.
#include "emtansim/stats/distributions.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "emtansim/stats/special_functions.h"

namespace emtansim::stats {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

double standard_normal_density(double z) { return std::exp(-0.5 * z * z) / std::sqrt(2 * std::numbers::pi); }

double standard_normal_tail(double z) { return 0.5 * std::erfc(z / std::numbers::sqrt2); }

/// The z with upper tail q, 0 < q <= 1/2: a rational start [@abramowitz1964, 26.2.22] and Halley steps on ln(tail).
double standard_normal_upper_quantile(double q) {
  const double t = std::sqrt(-2 * std::log(q));
  double z = t - (2.30753 + 0.27061 * t) / (1 + t * (0.99229 + 0.04481 * t));
  for (int step = 0; step < 4; ++step) {
    const double tail = standard_normal_tail(z);
    const double hazard = standard_normal_density(z) / tail;
    const double gap = std::log(tail / q);
    const double newton = gap / hazard;
    z += newton / (1 + 0.5 * newton * (hazard - z));
  }
  return z;
}

double standard_normal_quantile(double p) {
  if (!(p >= 0 && p <= 1)) return kNaN;
  if (p == 0) return -kInfinity;
  if (p == 1) return kInfinity;
  if (p == 0.5) return 0;
  return p < 0.5 ? -standard_normal_upper_quantile(p) : standard_normal_upper_quantile(1 - p);
}

/// Solves tails(x) = target for x > 0, where `density` is the derivative of the lower tail: Newton steps on
/// ln(tail) against ln(x), which is nearly straight at both ends, kept inside a bracket.
template <class Tails, class Density>
double positive_quantile(TailPair target, double guess, Tails tails, Density density_at) {
  const bool by_lower = target.lower < target.upper;
  const double wanted = by_lower ? target.lower : target.upper;
  double low = std::log(std::numeric_limits<double>::min());
  double high = std::log(std::numeric_limits<double>::max());
  double at = std::log(guess);
  constexpr int kMostSteps = 200;
  constexpr double kTolerance = 4 * std::numeric_limits<double>::epsilon();
  for (int step = 0; step < kMostSteps; ++step) {
    const double x = std::exp(at);
    const TailPair pair = tails(x);
    const double tail = by_lower ? pair.lower : pair.upper;
    const double gap = tail > 0 ? std::log(tail / wanted) : -kInfinity;
    const bool too_far = by_lower ? gap > 0 : gap < 0;
    (too_far ? high : low) = at;
    const double slope = (by_lower ? 1 : -1) * density_at(x) * x / tail;
    double next = at - gap / slope;
    if (!(next >= low && next <= high)) next = 0.5 * (low + high);
    const double change = std::abs(next - at);
    at = next;
    if (change <= kTolerance * std::max(1.0, std::abs(at)) || gap == 0) break;
  }
  return std::exp(at);
}

TailPair t_folded_tails(double degrees, double t) {
  const double square = t * t;
  if (std::isinf(square)) return {.lower = 1, .upper = 0};
  const double sum = degrees + square;
  return incomplete_beta(0.5, 0.5 * degrees, {.part = square / sum, .rest = degrees / sum});
}

/// The beta variable that belongs to F.
Fraction f_fraction(const FRatio& f, double x) {
  const double numerator = f.numerator_degrees * x;
  const double sum = numerator + f.denominator_degrees;
  return {.part = numerator / sum, .rest = f.denominator_degrees / sum};
}

TailPair f_tails(const FRatio& f, double x) {
  if (!(f.numerator_degrees > 0 && f.denominator_degrees > 0)) return {kNaN, kNaN};
  if (x <= 0) return {0, 1};
  if (std::isinf(x)) return {1, 0};
  return incomplete_beta(0.5 * f.numerator_degrees, 0.5 * f.denominator_degrees, f_fraction(f, x));
}

TailPair chi_square_tails(const ChiSquare& distribution, double x) {
  return incomplete_gamma(0.5 * distribution.degrees, x < 0 ? 0 : 0.5 * x);
}

double f_quantile(const FRatio& f, TailPair target) {
  if (!(f.numerator_degrees > 0 && f.denominator_degrees > 0)) return kNaN;
  if (target.lower == 0) return 0;
  if (target.upper == 0) return kInfinity;
  return positive_quantile(
      target, 1, [&f](double x) { return f_tails(f, x); }, [&f](double x) { return density(f, x); });
}

/// The |t| with the given shares inside and outside; the square of t is F on 1 and n degrees of freedom.
double t_magnitude(const StudentT& distribution, TailPair folded) {
  if (std::isinf(distribution.degrees)) {
    return folded.upper == 0 ? kInfinity : standard_normal_upper_quantile(0.5 * folded.upper);
  }
  return std::sqrt(f_quantile({.numerator_degrees = 1, .denominator_degrees = distribution.degrees}, folded));
}

/// Wilson and Hilferty's cube [@abramowitz1964, 26.4.17], or the leading term of the series where that fails.
double chi_square_guess(double degrees, double p) {
  const double variance = 2 / (9 * degrees);
  const double root = 1 - variance + standard_normal_quantile(p) * std::sqrt(variance);
  return root > 0.1 ? degrees * root * root * root : 0.01 * degrees;
}

}  // namespace

double density(const Normal& distribution, double x) {
  if (!(distribution.sd > 0)) return kNaN;
  return standard_normal_density((x - distribution.mean) / distribution.sd) / distribution.sd;
}

double density(const LogNormal& distribution, double x) {
  if (!(distribution.log_sd > 0)) return kNaN;
  if (x <= 0) return 0;
  return standard_normal_density((std::log(x) - distribution.log_mean) / distribution.log_sd) /
         (distribution.log_sd * x);
}

double density(const StudentT& distribution, double x) {
  const double n = distribution.degrees;
  if (!(n > 0)) return kNaN;
  if (std::isinf(n)) return standard_normal_density(x);
  // Gamma((n+1)/2) / (Gamma(n/2) sqrt(n pi)) with Stirling's main part taken out, so that large n loses no digits.
  const double half = 0.5 * n;
  const double correction = stirling_error(half + 0.5) - stirling_error(half) - 0.5 + half * std::log1p(0.5 / half);
  return std::exp(correction - (half + 0.5) * std::log1p(x * x / n)) / std::sqrt(2 * std::numbers::pi);
}

double density(const ChiSquare& distribution, double x) {
  const double half = 0.5 * distribution.degrees;
  if (!(half > 0)) return kNaN;
  if (x < 0) return 0;
  if (x == 0) return half > 1 ? 0 : half == 1 ? 0.5 : kInfinity;
  return gamma_front(half, 0.5 * x) / x;
}

double density(const FRatio& distribution, double x) {
  const double a = 0.5 * distribution.numerator_degrees;
  const double b = 0.5 * distribution.denominator_degrees;
  if (!(a > 0 && b > 0)) return kNaN;
  if (x < 0) return 0;
  if (x == 0) return a > 1 ? 0 : a == 1 ? 1 : kInfinity;
  return beta_front(a, b, f_fraction(distribution, x)) / x;
}

double cdf(const Normal& distribution, double x) {
  if (!(distribution.sd > 0)) return kNaN;
  return standard_normal_tail((distribution.mean - x) / distribution.sd);
}

double cdf(const LogNormal& distribution, double x) {
  if (x <= 0) return distribution.log_sd > 0 ? 0 : kNaN;
  return cdf(Normal{.mean = distribution.log_mean, .sd = distribution.log_sd}, std::log(x));
}

double cdf(const StudentT& distribution, double x) { return upper_tail(distribution, -x); }

double cdf(const ChiSquare& distribution, double x) { return chi_square_tails(distribution, x).lower; }

double cdf(const FRatio& distribution, double x) { return f_tails(distribution, x).lower; }

double upper_tail(const Normal& distribution, double x) {
  if (!(distribution.sd > 0)) return kNaN;
  return standard_normal_tail((x - distribution.mean) / distribution.sd);
}

double upper_tail(const LogNormal& distribution, double x) {
  if (x <= 0) return distribution.log_sd > 0 ? 1 : kNaN;
  return upper_tail(Normal{.mean = distribution.log_mean, .sd = distribution.log_sd}, std::log(x));
}

double upper_tail(const StudentT& distribution, double x) {
  if (!(distribution.degrees > 0)) return kNaN;
  if (std::isinf(distribution.degrees)) return standard_normal_tail(x);
  const TailPair folded = t_folded_tails(distribution.degrees, x);
  return x > 0 ? 0.5 * folded.upper : 0.5 + 0.5 * folded.lower;
}

double upper_tail(const ChiSquare& distribution, double x) { return chi_square_tails(distribution, x).upper; }

double upper_tail(const FRatio& distribution, double x) { return f_tails(distribution, x).upper; }

double quantile(const Normal& distribution, double probability) {
  if (!(distribution.sd > 0)) return kNaN;
  return distribution.mean + distribution.sd * standard_normal_quantile(probability);
}

double quantile(const LogNormal& distribution, double probability) {
  return std::exp(quantile(Normal{.mean = distribution.log_mean, .sd = distribution.log_sd}, probability));
}

double quantile(const StudentT& distribution, double probability) {
  if (!(probability >= 0 && probability <= 1)) return kNaN;
  const double tail = probability < 0.5 ? probability : 1 - probability;
  const double magnitude = t_magnitude(distribution, {.lower = 1 - 2 * tail, .upper = 2 * tail});
  return probability < 0.5 ? -magnitude : magnitude;
}

double quantile(const ChiSquare& distribution, double probability) {
  if (!(distribution.degrees > 0) || !(probability >= 0 && probability <= 1)) return kNaN;
  if (probability == 0) return 0;
  if (probability == 1) return kInfinity;
  return positive_quantile(
      {.lower = probability, .upper = 1 - probability}, chi_square_guess(distribution.degrees, probability),
      [&](double x) { return chi_square_tails(distribution, x); }, [&](double x) { return density(distribution, x); });
}

double quantile(const FRatio& distribution, double probability) {
  if (!(probability >= 0 && probability <= 1)) return kNaN;
  return f_quantile(distribution, {.lower = probability, .upper = 1 - probability});
}

double two_sided_p(const StudentT& distribution, double t) { return 2 * upper_tail(distribution, std::abs(t)); }

double two_sided_quantile(const StudentT& distribution, double level) {
  if (!(level >= 0 && level <= 1)) return kNaN;
  return t_magnitude(distribution, {.lower = level, .upper = 1 - level});
}

}  // namespace emtansim::stats
