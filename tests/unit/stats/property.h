// SPDX-License-Identifier: Apache-2.0
/// RapidCheck with a fixed seed, so that a law that fails today fails tomorrow. RC_PARAMS in the environment overrides.
#pragma once

#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>

namespace emtansim::stats {

inline const int fixed_seed = setenv("RC_PARAMS", "seed=20 max_success=60", 0);

/// A number in [from, to], evenly spaced in a thousand steps.
inline rc::Gen<double> number_between(double from, double to) {
  return rc::gen::map(rc::gen::inRange(0, 1001), [from, to](int k) { return from + (to - from) * k / 1000.0; });
}

}  // namespace emtansim::stats
