// SPDX-License-Identifier: Apache-2.0
/// Two runs held against each other.
#pragma once

#include <vector>

#include <gtest/gtest.h>

#include "tests/laws/laws.h"
#include "tests/laws/points.h"
#include "tests/laws/rewritten.h"

namespace emtansim::laws {

inline constexpr solve::SolveOptions kUsual{.relative = 1e-7, .absolute = 1e-10};
// Two runs that are right differ by global errors: some hundred local ones.
inline constexpr double kGlobal = 1000;

/// Two runs, possibly with species at other places and in other units: b[place of i] = factor of i * a[i].
struct Comparison {
  const solve::Trajectories& a;
  const solve::Trajectories& b;
  std::vector<std::size_t> place;
  UnitFactors units = kSameUnits;
  double tolerance = kGlobal * kUsual.relative;
  const network::Ensemble* members = nullptr;  ///< those that were run; null: those of the case
};

/// Every member has finished.
testing::AssertionResult all_finished(const solve::Trajectories& runs);

/// The two agree in every species, relative to its largest amount along the run or, where there is never much of it,
/// its scale.
testing::AssertionResult agree(const Case& given, const solve::Program& program, const Comparison& pair);

/// One member among trajectories.
struct Run {
  const solve::Trajectories& of;
  std::size_t member;
};

/// Species for species, time for time.
testing::AssertionResult have_same_bits(const Case& given, const Run& a, const Run& b);

}  // namespace emtansim::laws
