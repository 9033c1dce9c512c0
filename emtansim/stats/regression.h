// SPDX-License-Identifier: Apache-2.0
/// Straight lines through points, in y or in ln y, with intervals.
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "emtansim/stats/fitted_value.h"

namespace emtansim::stats {

/// y = intercept + slope x. The profile intervals of a straight line equal the Wald ones.
struct LineFit {
  FitStatus status = FitStatus::failed;
  std::string reason = "not fitted";                                ///< empty when converged
  FittedValue intercept;                                            ///< unit of y
  FittedValue slope;                                                ///< unit of y per unit of x
  double covariance = std::numeric_limits<double>::quiet_NaN();     ///< of intercept and slope
  double residual_sd = std::numeric_limits<double>::quiet_NaN();    ///< unit of y
  double r_squared = std::numeric_limits<double>::quiet_NaN();      ///< share of the (weighted) variance explained
  double slope_p_value = std::numeric_limits<double>::quiet_NaN();  ///< two-sided, against slope 0
  std::size_t count = 0;
  double level = 0.95;  ///< of all intervals
};

/// Points of a line: equal lengths; `weights` empty (all 1) or positive, proportional to 1/variance.
struct LineData {
  std::span<const double> x;
  std::span<const double> y;
  std::span<const double> weights = {};
};

/// Weighted least squares [@draper1998]. Needs two different x; with just two points there are no intervals (NaN).
/// Bad data give status `failed` and a reason; nothing throws.
LineFit fit_line(const LineData& data, double level = 0.95);

/// The same for ln y: intercept in ln(unit of y), slope a rate in 1/(unit of x). All y must be positive.
LineFit fit_log_line(const LineData& data, double level = 0.95);

/// The line with its intervals at the given x; for a log-line in ln y.
std::vector<CurvePoint> line_band(const LineFit& fit, std::span<const double> x);

/// ln 2 / slope of a log-line, in units of x: the doubling time of a growing quantity. Limits are those of the slope
/// turned over; infinite where the slope's interval holds zero. NaN unless the slope is positive.
FittedValue doubling_time(const LineFit& log_line);

/// -ln 2 / slope of a log-line: the half-life of a falling quantity, in the same way.
FittedValue half_life(const LineFit& log_line);

}  // namespace emtansim::stats
