// SPDX-License-Identifier: Apache-2.0
/// Where laws about code are tried: states along the runs of a case, and the same moved at random.
#pragma once

#include <vector>

#include "tests/laws/laws.h"

namespace emtansim::laws {

struct Point {
  std::size_t member = 0;
  double time = 0;
  std::vector<double> states;  ///< with the ledger, which no code reads
};

/// For each of a few members, its states at a few outputs, and the same with every amount moved by up to a factor of 2
/// and zeros filled with a part of the species' scale. The same points in every run.
std::vector<Point> points_of(const Case& given, const solve::Program& program);

/// Machine code, interpreter and lanes of the interpreter give the same bits at these points.
testing::AssertionResult backends_agree_at(const Case& given, const solve::Program& program,
                                           std::span<const Point> points);

/// Scale of each species for a member: an amount that matters.
std::vector<double> scales_of(const solve::Program& program, const network::Member& member);

}  // namespace emtansim::laws
