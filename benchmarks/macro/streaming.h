// SPDX-License-Identifier: Apache-2.0
/// Many members in little memory, and two threads against one.
#pragma once

#include <cstddef>
#include <vector>

#include "emtansim/solve/solve.h"

namespace emtansim::benchmarks {

/// The methods of this build, CVODES first.
std::vector<solve::Method> available_methods();

/// Runs `members` of chain24 in chunks, with one thread and with two, and prints time and peak memory.
int stream(std::size_t members);

}  // namespace emtansim::benchmarks
