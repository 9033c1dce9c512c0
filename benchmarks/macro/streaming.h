// SPDX-License-Identifier: Apache-2.0
/// Many members in little memory, and two threads against one.
#pragma once

#include <cstddef>

namespace emtansim::benchmarks {

/// Runs `members` of chain24 in chunks, with one thread and with two, and prints time and peak memory.
int stream(std::size_t members);

}  // namespace emtansim::benchmarks
