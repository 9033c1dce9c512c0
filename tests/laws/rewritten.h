// SPDX-License-Identifier: Apache-2.0
/// The same network written otherwise: in another order, or in other units.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "tests/laws/laws.h"

namespace emtansim::laws {

/// How many new units one old unit is, for each base dimension: amount, length, time, mass, cells, dose.
using UnitFactors = std::array<double, 6>;
inline constexpr UnitFactors kSameUnits{1, 1, 1, 1, 1, 1};

/// How many new units one old unit of this dimension is.
double factor_of(const UnitFactors& units, Dimension dimension);

/// The case with its rows in another order and its numbers in other units. `place[i]` is where species i goes; other
/// rows are added last first where `reversed` is asked for.
enum class RowOrder { kept, reversed };
Case rewritten(const Case& given, std::span<const std::size_t> place, RowOrder order, const UnitFactors& units);

/// Species i stays at i.
std::vector<std::size_t> same_places(const network::Network& network);

}  // namespace emtansim::laws
