// SPDX-License-Identifier: Apache-2.0
/// The logistic curve with its derivatives, and the least-squares problem it is fitted in. Private to stats.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace emtansim::stats {

/// Places in a parameter array.
inline constexpr std::size_t kTop = 0;
inline constexpr std::size_t kBottom = 1;
inline constexpr std::size_t kMidpoint = 2;  ///< ln of the half-maximal dose, or of the absolute IC50
inline constexpr std::size_t kSlope = 3;

using Parameters = std::array<double, 4>;
using Matrix4 = std::array<std::array<double, 4>, 4>;

/// Replicates at one dose; they enter the sum of squares only through these numbers.
struct DoseGroup {
  double log_dose;  ///< natural logarithm; minus infinity for dose zero
  double weight;    ///< sum of the weights
  double mean;      ///< weighted mean of the responses
};

/// What to minimise: sum of weight * (mean - curve)^2 within bounds. Responses and doses are scaled to order 1.
struct LogisticProblem {
  std::vector<DoseGroup> groups;
  Parameters lower;
  Parameters upper;
  std::array<bool, 4> is_held{};         ///< held at the value of the starting point
  std::array<bool, 4> is_lower_guess{};  ///< the bound only keeps the search finite; nobody asked for it
  std::array<bool, 4> is_upper_guess{};
};

/// A value with its derivatives by the parameters.
struct CurveValue {
  double value;
  Parameters gradient;
};

/// Share of the way from bottom to top: 1 / (1 + exp(slope (log_dose - midpoint))); 1 at dose zero.
double logistic_share(const Parameters& parameters, double log_dose);

CurveValue logistic_value(const Parameters& parameters, double log_dose);

/// Second derivatives of the curve by the parameters.
Matrix4 logistic_second_derivatives(const Parameters& parameters, double log_dose);

/// Sum of weight * (mean - curve)^2.
double logistic_squares(const LogisticProblem& problem, const Parameters& parameters);

/// ln of the ratio (absolute IC50 / half-maximal dose) with its derivatives by top, bottom and slope; the derivative
/// by the midpoint is zero. NaN where the curve never passes fraction * top.
CurveValue absolute_offset(const Parameters& parameters, double fraction);

/// Half of the second derivative of the sum of squares, or its part J'J, which cannot be negative.
enum class CurvatureKind { gauss_newton, full };
Matrix4 squares_curvature(const LogisticProblem& problem, const Parameters& parameters, CurvatureKind kind);

/// Half of the gradient of the sum of squares.
Parameters squares_gradient(const LogisticProblem& problem, const Parameters& parameters);

/// Inverse of the rows and columns that are not left out, zero elsewhere. `is_definite` is false where the matrix is
/// not positive definite to working precision.
struct MaskedInverse {
  Matrix4 inverse;
  bool is_definite;
};
MaskedInverse invert(const Matrix4& matrix, const std::array<bool, 4>& is_left_out);

}  // namespace emtansim::stats
