// SPDX-License-Identifier: Apache-2.0
/// Moments joined.
#include "emtansim/stats/running_moments.h"

#include <algorithm>
#include <cmath>

namespace emtansim::stats {

void RunningMoments::merge(const RunningMoments& other) {
  if (other.count == 0) return;
  const double own = static_cast<double>(count);
  const double more = static_cast<double>(other.count);
  const double off = other.mean - mean;
  count += other.count;
  mean += off * more / (own + more);
  squares += other.squares + off * off * own * more / (own + more);
  minimum = std::min(minimum, other.minimum);
  maximum = std::max(maximum, other.maximum);
}

double RunningMoments::sd() const {
  if (count < 2) return std::numeric_limits<double>::quiet_NaN();
  return std::sqrt(squares / static_cast<double>(count - 1));
}

}  // namespace emtansim::stats
