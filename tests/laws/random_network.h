// SPDX-License-Identifier: Apache-2.0
/// Networks drawn at random, for laws: from a seed, the same on every machine.
#pragma once

#include <cstdint>

#include "tests/laws/laws.h"

namespace emtansim::laws {

/// A network that makes sense: a few moieties that move, bind, come and go, with every kind of rate law, rules,
/// actions, a conditional event, and an ensemble of members with other numbers.
Case random_network(std::uint64_t seed);

/// Rates made of any operations on pure numbers, sensible or not; to compare ways of computing, not to be integrated.
Case random_formulas(std::uint64_t seed);

}  // namespace emtansim::laws
