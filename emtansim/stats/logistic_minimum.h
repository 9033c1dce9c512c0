// SPDX-License-Identifier: Apache-2.0
/// Minima of the sum of squares of a logistic curve: starting points, descent, polish. Private to stats.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "emtansim/stats/logistic.h"

namespace emtansim::stats {

/// What the third parameter of a descent stands for.
struct Midpoint {
  enum class Kind { half_maximal, absolute };
  Kind kind = Kind::half_maximal;
  double fraction = 0.5;  ///< of top, for the absolute IC50
};

/// Where a descent ended.
struct LogisticMinimum {
  Parameters at{};
  double squares = 0;
  bool is_converged = false;
  int steps = 0;
};

/// Descends from `start` within the bounds of the problem: Newton steps damped as Levenberg and Marquardt do, taken
/// among the parameters that no bound blocks [@nocedal2006]. Infinite squares for a start outside the domain.
LogisticMinimum descend(const LogisticProblem& problem, const Parameters& start, const Midpoint& midpoint = {});

/// True for parameters that are held or lie on a bound.
std::array<bool, 4> is_pinned(const LogisticProblem& problem, const Parameters& parameters);

/// Starting points, best first: for each midpoint and slope of a grid the best top and bottom have a closed form; the
/// local minima of that grid are returned, at most `most`.
std::vector<Parameters> starting_points(const LogisticProblem& problem, const Parameters& held, std::size_t most);

/// The best minimum from several starting points; `held` gives the values of held parameters.
LogisticMinimum minimise(const LogisticProblem& problem, const Parameters& held);

}  // namespace emtansim::stats
