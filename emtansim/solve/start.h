// SPDX-License-Identifier: Apache-2.0
/// Where a member starts, and how much local error its states may have.
#pragma once

#include <optional>
#include <span>

#include "emtansim/network/network.h"
#include "emtansim/solve/member.h"
#include "emtansim/solve/solve.h"

namespace emtansim::solve {

/// Sets the parameters of the member, and `states` (ledger included) to where it starts.
void set_start(const network::Member& member, MemberSlots& slots, std::span<double> states);

/// Local error that each state may have beside the relative one; for a member whose parameters are set.
void set_tolerances(MemberSlots& slots, double absolute, std::span<double> tolerances);

/// An integrator may leave an amount below zero by some local errors. By this many, the equations are at fault (a sink
/// that takes from what is empty) or the integrator has jumped over a point that has no beyond.
inline constexpr double kMostErrorsBelowZero = 1e6;

/// The first amount that is negative by so much.
std::optional<std::size_t> first_negative(const Program& program, std::span<const double> states,
                                          std::span<const double> tolerances);

}  // namespace emtansim::solve
