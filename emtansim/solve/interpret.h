// SPDX-License-Identifier: Apache-2.0
/// The plain way to run straight-line code: it defines the answer that every faster way must give, bit for bit.
#pragma once

#include "emtansim/solve/program.h"

namespace emtansim::solve {

/// Runs `code` on the slots of one member.
void interpret(const Code& code, double* slots);

/// Runs `code` for `lanes` members at once; slots lie as [slot][lane].
void interpret(const Code& code, double* slots, std::size_t lanes);

/// Runs `code` for the member in one lane of `lanes`; the other lanes are left alone.
void interpret_lane(const Code& code, double* slots, std::size_t lanes, std::size_t lane);

}  // namespace emtansim::solve
