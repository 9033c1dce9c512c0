// SPDX-License-Identifier: Apache-2.0
/// Profile-likelihood intervals: how far a parameter can go while the others make up for it.
#pragma once

#include <vector>

#include "emtansim/infer/least_squares.h"
#include "emtansim/stats/stats.h"

namespace emtansim::infer {

/// Where a profile starts from and how far it may rise.
struct ProfileStart {
  std::vector<double> x;  ///< the minimum
  double squares = 0;     ///< there
  double rise = 0;        ///< of the squares at the ends of the interval
  double step = 0;        ///< first step, > 0
};

/// The interval of parameter `k`: where the smallest sum of squares with it held has risen by `rise`; infinite on a
/// side where that does not happen within the box.
stats::ConfidenceInterval profile(const Function& function, std::size_t count, std::size_t k, const ProfileStart& start,
                                  const Box& box);

}  // namespace emtansim::infer
