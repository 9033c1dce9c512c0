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

/// An amount that is negative by so much that the equations are at fault, or the integrator.
std::optional<std::size_t> first_negative(const Program& program, std::span<const double> states,
                                          std::span<const double> tolerances);

}  // namespace emtansim::solve
