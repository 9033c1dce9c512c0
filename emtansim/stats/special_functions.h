// SPDX-License-Identifier: Apache-2.0
/// Incomplete gamma and beta functions, from which the distributions are made. Private to stats.
#pragma once

namespace emtansim::stats {

/// The two shares of a probability; each is computed without cancellation where it is the smaller one.
struct TailPair {
  double lower;
  double upper;
};

/// Regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 - P, a > 0, x >= 0. Series and continued
/// fraction [@abramowitz1964, 6.5.29, 6.5.31]; relative error about 1e-14 of the smaller one up to a = 1e6.
/// NaN for arguments out of range.
TailPair incomplete_gamma(double shape, double x);

/// A fraction of the unit interval with its complement, so that neither is lost when the other is tiny.
struct Fraction {
  double part;
  double rest;
};

/// Regularised incomplete beta functions I_x(a, b) and I_{1-x}(b, a), a > 0, b > 0, x = fraction.part. Continued
/// fraction [@abramowitz1964, 26.5.8, 26.5.9]; relative error about 1e-13 of the smaller one up to a, b = 1e6.
/// NaN for arguments out of range.
TailPair incomplete_beta(double a, double b, Fraction fraction);

/// x^a e^-x / Gamma(a), written around the mode so that large a loses no digits; x times the gamma density.
double gamma_front(double a, double x);

/// x^a (1-x)^b / B(a, b) with x = fraction.part, in the same way.
double beta_front(double a, double b, Fraction fraction);

/// ln Gamma(x) minus Stirling's (x - 1/2) ln x - x + ln(2 pi)/2, x > 0.
double stirling_error(double x);

}  // namespace emtansim::stats
