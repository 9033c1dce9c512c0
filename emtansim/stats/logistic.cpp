// SPDX-License-Identifier: Apache-2.0
/// The logistic curve, its derivatives and the curvature of its sum of squares.
#include "emtansim/stats/logistic.h"

#include <cmath>
#include <limits>

namespace emtansim::stats {
namespace {

/// s = 1/(1 + e^u) and its first two derivatives by u, without overflow on either side.
struct Share {
  double value;
  double first;
  double second;
};

Share share_at(double u) {
  const double small = std::exp(-std::abs(u));
  const double value = (u > 0 ? small : 1) / (1 + small);
  const double rest = (u > 0 ? 1 : small) / (1 + small);
  const double first = -value * rest;
  return {.value = value, .first = first, .second = first * (value - rest)};
}

/// Lower Cholesky factor in place of the matrix; false when a pivot of the unit-diagonal matrix is lost in rounding.
bool factorise(Matrix4& m) {
  constexpr double kSmallestPivot = 1e-13;
  for (std::size_t j = 0; j < 4; ++j) {
    for (std::size_t k = 0; k < j; ++k) {
      m[j][j] -= m[j][k] * m[j][k];
    }
    if (!(m[j][j] > kSmallestPivot)) return false;
    m[j][j] = std::sqrt(m[j][j]);
    for (std::size_t i = j + 1; i < 4; ++i) {
      for (std::size_t k = 0; k < j; ++k) {
        m[i][j] -= m[i][k] * m[j][k];
      }
      m[i][j] /= m[j][j];
    }
  }
  return true;
}

/// Solves L L' x = b.
Parameters solve_factorised(const Matrix4& factor, Parameters b) {
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      b[i] -= factor[i][k] * b[k];
    }
    b[i] /= factor[i][i];
  }
  for (std::size_t i = 4; i-- > 0;) {
    for (std::size_t k = i + 1; k < 4; ++k) {
      b[i] -= factor[k][i] * b[k];
    }
    b[i] /= factor[i][i];
  }
  return b;
}

}  // namespace

double logistic_share(const Parameters& parameters, double log_dose) {
  if (std::isinf(log_dose)) return log_dose < 0 ? 1 : 0;
  return share_at(parameters[kSlope] * (log_dose - parameters[kMidpoint])).value;
}

CurveValue logistic_value(const Parameters& parameters, double log_dose) {
  const double top = parameters[kTop];
  const double bottom = parameters[kBottom];
  if (std::isinf(log_dose)) return log_dose < 0 ? CurveValue{top, {1, 0, 0, 0}} : CurveValue{bottom, {0, 1, 0, 0}};
  const double distance = log_dose - parameters[kMidpoint];
  const Share s = share_at(parameters[kSlope] * distance);
  const double span = top - bottom;
  return {.value = bottom + span * s.value,
          .gradient = {s.value, 1 - s.value, -span * s.first * parameters[kSlope], span * s.first * distance}};
}

Matrix4 logistic_second_derivatives(const Parameters& parameters, double log_dose) {
  Matrix4 second{};
  if (std::isinf(log_dose)) return second;
  const double slope = parameters[kSlope];
  const double distance = log_dose - parameters[kMidpoint];
  const double span = parameters[kTop] - parameters[kBottom];
  const Share s = share_at(slope * distance);
  second[kTop][kMidpoint] = -slope * s.first;
  second[kTop][kSlope] = s.first * distance;
  second[kBottom][kMidpoint] = slope * s.first;
  second[kBottom][kSlope] = -s.first * distance;
  second[kMidpoint][kMidpoint] = span * s.second * slope * slope;
  second[kMidpoint][kSlope] = -span * (s.second * slope * distance + s.first);
  second[kSlope][kSlope] = span * s.second * distance * distance;
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      second[i][j] = second[j][i];
    }
  }
  return second;
}

double logistic_squares(const LogisticProblem& problem, const Parameters& parameters) {
  double sum = 0;
  for (const DoseGroup& group : problem.groups) {
    const double share = logistic_share(parameters, group.log_dose);
    const double residual = parameters[kBottom] + (parameters[kTop] - parameters[kBottom]) * share - group.mean;
    sum += group.weight * residual * residual;
  }
  return sum;
}

CurveValue absolute_offset(const Parameters& parameters, double fraction) {
  const double top = parameters[kTop];
  const double above = top - fraction * top;
  const double below = fraction * top - parameters[kBottom];
  // A rising curve (top > 0) never comes down to a fraction of top: `below` is negative.
  if (!(above / below > 0) || std::isinf(above / below)) {
    constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
    return {.value = kNaN, .gradient = {kNaN, kNaN, kNaN, kNaN}};
  }
  const double log_ratio = std::log(above / below);
  const double slope = parameters[kSlope];
  return {.value = log_ratio / slope,
          .gradient = {(1 / top - fraction / below) / slope, 1 / (below * slope), 0, -log_ratio / (slope * slope)}};
}

Matrix4 squares_curvature(const LogisticProblem& problem, const Parameters& parameters, CurvatureKind kind) {
  Matrix4 sum{};
  for (const DoseGroup& group : problem.groups) {
    const CurveValue curve = logistic_value(parameters, group.log_dose);
    const Matrix4 second =
        kind == CurvatureKind::full ? logistic_second_derivatives(parameters, group.log_dose) : Matrix4{};
    for (std::size_t i = 0; i < 4; ++i) {
      for (std::size_t j = 0; j < 4; ++j) {
        sum[i][j] += group.weight * (curve.gradient[i] * curve.gradient[j] + (curve.value - group.mean) * second[i][j]);
      }
    }
  }
  return sum;
}

Parameters squares_gradient(const LogisticProblem& problem, const Parameters& parameters) {
  Parameters sum{};
  for (const DoseGroup& group : problem.groups) {
    const CurveValue curve = logistic_value(parameters, group.log_dose);
    for (std::size_t i = 0; i < 4; ++i) {
      sum[i] += group.weight * (curve.value - group.mean) * curve.gradient[i];
    }
  }
  return sum;
}

MaskedInverse invert(const Matrix4& matrix, const std::array<bool, 4>& is_left_out) {
  MaskedInverse result{.inverse = {}, .is_definite = false};
  Parameters scale;
  for (std::size_t i = 0; i < 4; ++i) {
    if (!is_left_out[i] && !(matrix[i][i] > 0)) return result;
    scale[i] = is_left_out[i] ? 1 : 1 / std::sqrt(matrix[i][i]);
  }
  Matrix4 factor;
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t j = 0; j < 4; ++j) {
      const bool is_out = is_left_out[i] || is_left_out[j];
      factor[i][j] = is_out ? (i == j ? 1 : 0) : matrix[i][j] * scale[i] * scale[j];
    }
  }
  if (!factorise(factor)) return result;
  result.is_definite = true;
  for (std::size_t j = 0; j < 4; ++j) {
    if (is_left_out[j]) continue;
    Parameters unit{};
    unit[j] = 1;
    const Parameters column = solve_factorised(factor, unit);
    for (std::size_t i = 0; i < 4; ++i) {
      if (!is_left_out[i]) result.inverse[i][j] = column[i] * scale[i] * scale[j];
    }
  }
  return result;
}

}  // namespace emtansim::stats
