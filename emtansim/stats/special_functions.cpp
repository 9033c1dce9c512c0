// SPDX-License-Identifier: Apache-2.0
/// Incomplete gamma and beta functions by series and continued fractions.
#include "emtansim/stats/special_functions.h"

#include <array>
#include <cmath>
#include <limits>
#include <numbers>

namespace emtansim::stats {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
constexpr double kTiny = std::numeric_limits<double>::min() / kEpsilon;
/// Enough for arguments up to about 1e8: both expansions need some multiple of the square root of the argument.
constexpr int kMostTerms = 100'000;

/// ln Gamma(x) for x > 0 by recurrence to where Stirling's series is exact; std::lgamma writes a global.
double log_gamma(double x) {
  double product = 1;
  double shifted = x;
  while (shifted < 16) {
    product *= shifted;
    shifted += 1;
  }
  const double stirling =
      (shifted - 0.5) * std::log(shifted) - shifted + 0.5 * std::log(2 * std::numbers::pi) + stirling_error(shifted);
  return stirling - std::log(product);
}

/// Sum of x^k / ((a+1)...(a+k)): P(a, x) = front * sum / a.
double gamma_series(double a, double x) {
  double term = 1;
  double sum = 1;
  for (int k = 1; k < kMostTerms && term > sum * kEpsilon; ++k) {
    term *= x / (a + k);
    sum += term;
  }
  return sum;
}

/// One step of the modified Lentz algorithm for continued fractions.
struct LentzStep {
  double c;
  double d;
  double value;

  /// Adds `numerator / (denominator + ...)`; returns the factor by which the value changed.
  double add(double numerator, double denominator) {
    d = denominator + numerator * d;
    c = denominator + numerator / c;
    if (std::abs(d) < kTiny) d = kTiny;
    if (std::abs(c) < kTiny) c = kTiny;
    d = 1 / d;
    const double factor = c * d;
    value *= factor;
    return factor;
  }
};

/// Q(a, x) = front * fraction.
double gamma_fraction(double a, double x) {
  double denominator = x + 1 - a;
  LentzStep step{.c = 1 / kTiny, .d = 1 / denominator, .value = 1 / denominator};
  for (int k = 1; k < kMostTerms; ++k) {
    denominator += 2;
    if (std::abs(step.add(-k * (k - a), denominator) - 1) < kEpsilon) break;
  }
  return step.value;
}

/// I_x(a, b) = front / a * fraction, quick for x < (a+1)/(a+b+2).
double beta_fraction(double a, double b, double x) {
  double first = 1 - (a + b) * x / (a + 1);
  if (std::abs(first) < kTiny) first = kTiny;
  LentzStep step{.c = 1, .d = 1 / first, .value = 1 / first};
  for (int m = 1; m < kMostTerms; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    step.add(even, 1);
    if (std::abs(step.add(odd, 1) - 1) < kEpsilon) break;
  }
  return step.value;
}

/// ln(1 + x) - x without cancellation, |x| <= 1/2.
double log1p_minus(double x) {
  // ln((1+r)/(1-r)) = 2 (r + r^3/3 + ...) with r = x/(2+x), and x = 2r/(1-r) = 2r + r x, so
  // ln(1+x) - x = -r x + 2 r^3 (1/3 + r^2/5 + ...).
  const double r = x / (2 + x);
  const double square = r * r;
  double power = 1;
  double sum = 0;
  for (int k = 3; power > kEpsilon * sum * 0.1; k += 2) {
    sum += power / k;
    power *= square;
  }
  return -r * x + 2 * r * square * sum;
}

/// ln(ratio) - excess, where ratio = 1 + excess; both are asked for because either may have lost its digits.
double log_minus(double ratio, double excess) {
  return std::abs(excess) <= 0.5 ? log1p_minus(excess) : std::log(ratio) - excess;
}

}  // namespace

double gamma_front(double a, double x) {
  return std::sqrt(a / (2 * std::numbers::pi)) * std::exp(a * log_minus(x / a, (x - a) / a) - stirling_error(a));
}

double beta_front(double a, double b, Fraction x) {
  const double n = a + b;
  const double excess = x.part * b - x.rest * a;  // n x - a
  const double exponent = a * log_minus(x.part * n / a, excess / a) + b * log_minus(x.rest * n / b, -excess / b);
  const double correction = stirling_error(n) - stirling_error(a) - stirling_error(b);
  return std::sqrt(a / n * b / (2 * std::numbers::pi)) * std::exp(exponent + correction);
}

double stirling_error(double x) {
  if (x < 16) {
    return log_gamma(x) - ((x - 0.5) * std::log(x) - x + 0.5 * std::log(2 * std::numbers::pi));
  }
  // B_2k / (2k (2k-1)) [@abramowitz1964, 6.1.41]; the next term is below 1e-17 for x >= 16.
  constexpr std::array kSeries = {1.0 / 12,   -1.0 / 360,      1.0 / 1260, -1.0 / 1680,
                                  1.0 / 1188, -691.0 / 360360, 1.0 / 156};
  const double square = 1 / (x * x);
  double sum = 0;
  for (auto term = kSeries.rbegin(); term != kSeries.rend(); ++term) {
    sum = sum * square + *term;
  }
  return sum / x;
}

TailPair incomplete_gamma(double shape, double x) {
  if (!(shape > 0) || !(x >= 0) || std::isinf(shape)) return {kNaN, kNaN};
  if (x == 0) return {0, 1};
  if (std::isinf(x)) return {1, 0};
  const double front = gamma_front(shape, x);
  if (x < shape + 1) {
    const double lower = front * gamma_series(shape, x) / shape;
    return {lower, 1 - lower};
  }
  const double upper = front * gamma_fraction(shape, x);
  return {1 - upper, upper};
}

TailPair incomplete_beta(double a, double b, Fraction fraction) {
  if (!(a > 0) || !(b > 0) || std::isinf(a) || std::isinf(b)) return {kNaN, kNaN};
  if (!(fraction.part >= 0) || !(fraction.rest >= 0)) return {kNaN, kNaN};
  if (fraction.part == 0) return {0, 1};
  if (fraction.rest == 0) return {1, 0};
  const double front = beta_front(a, b, fraction);
  if (fraction.part * (a + b + 2) < a + 1) {
    const double lower = front / a * beta_fraction(a, b, fraction.part);
    return {lower, 1 - lower};
  }
  const double upper = front / b * beta_fraction(b, a, fraction.rest);
  return {1 - upper, upper};
}

}  // namespace emtansim::stats
