// SPDX-License-Identifier: Apache-2.0
/// What the readers of problem files share.
#pragma once

#include <string>
#include <vector>

#include "benchmarks/problems/problems.h"
#include "emtansim/base/toml.h"

namespace emtansim::benchmarks {

Problem read_chain24(const TomlTable& file);
Problem read_mass_action(const TomlTable& file);

/// The keys times, solver, members, seed and title of a problem file.
void read_frame(const TomlTable& file, Problem& problem);

/// Evenly spaced times from 0 to `last`, both included.
std::vector<double> even_times(double last, std::size_t count);

/// A member with the values of the network's parameter table.
network::Member typical_member(const network::Network& network);

}  // namespace emtansim::benchmarks
