// SPDX-License-Identifier: Apache-2.0
/// Profile intervals of the parameters of a logistic curve. Private to stats.
#pragma once

#include <optional>

#include "emtansim/stats/fitted_value.h"
#include "emtansim/stats/logistic_minimum.h"

namespace emtansim::stats {

/// What the profiles of one fit share, on the scale of the problem.
struct ProfileSetting {
  const LogisticProblem& problem;
  LogisticMinimum best;  ///< half-maximal kind
  double variance;       ///< residual variance, > 0
  double multiplier;     ///< Student's t; its square is the F limit of the profile
};

/// One parameter to profile.
struct ProfileTarget {
  std::size_t index;
  Midpoint midpoint;      ///< of kind absolute to profile the absolute IC50 (index kMidpoint)
  double value;           ///< of the parameter at the minimum
  double standard_error;  ///< sets the first step; NaN for unknown
};

/// An interval; an end without a limit in the data is infinite. `better` is a lower minimum, should one be met.
struct ProfileResult {
  ConfidenceInterval interval;
  std::optional<LogisticMinimum> better;
};

/// The values at which the sum of squares, minimised over the other parameters, exceeds its minimum by
/// variance * multiplier^2 [@bates1988].
ProfileResult profile_interval(const ProfileSetting& setting, const ProfileTarget& target);

}  // namespace emtansim::stats
