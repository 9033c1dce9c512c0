// SPDX-License-Identifier: Apache-2.0
/// What every fit gives back: a status, values with standard errors and intervals, tests.
#pragma once

#include <limits>

namespace emtansim::stats {

/// How a fit ended. A fit begins as `failed` and has to earn another status.
enum class FitStatus {
  failed,     ///< no values to use; the fit's `reason` says why
  no_effect,  ///< a flat line describes the data as well; values describe that line
  converged,  ///< a minimum was found
};

/// Limits of a confidence interval in the unit of the value; NaN where there is none, infinite where the data set no
/// limit on that side.
struct ConfidenceInterval {
  double lower = std::numeric_limits<double>::quiet_NaN();
  double upper = std::numeric_limits<double>::quiet_NaN();

  [[nodiscard]] constexpr bool contains(double value) const { return lower <= value && value <= upper; }
  friend constexpr bool operator==(const ConfidenceInterval&, const ConfidenceInterval&) = default;
};

/// A fitted value. NaN where a part does not apply (a parameter that was held fixed has no standard error).
struct FittedValue {
  double value = std::numeric_limits<double>::quiet_NaN();
  double standard_error = std::numeric_limits<double>::quiet_NaN();
  ConfidenceInterval wald = {};     ///< value +- t * standard error, on the scale on which the fit was made
  ConfidenceInterval profile = {};  ///< from the profile of the residual sum of squares; follows a curved fit better
};

/// A variance-ratio test.
struct FTest {
  double statistic = std::numeric_limits<double>::quiet_NaN();
  double numerator_degrees = 0;
  double denominator_degrees = 0;
  double p_value = std::numeric_limits<double>::quiet_NaN();
};

/// A fitted curve at one x (dose or time, in the unit of the data).
struct CurvePoint {
  double x = 0;
  double value = std::numeric_limits<double>::quiet_NaN();
  ConfidenceInterval curve = {};        ///< of the curve itself (delta method)
  ConfidenceInterval observation = {};  ///< of one new observation with weight 1
};

}  // namespace emtansim::stats
