// SPDX-License-Identifier: Apache-2.0
/// The laws: what must hold for every network with an ensemble, whatever biology it stands for. Each law is one
/// function; `laws()` lists them all, so that a suite can be `cases x laws`.
#pragma once

#include <ostream>
#include <span>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "emtansim/network/network.h"
#include "emtansim/solve/solve.h"

namespace emtansim::laws {

/// What the laws are held against. The network must be finished; the ensemble fits it.
struct Case {
  std::string name;
  network::Network network;
  network::Ensemble ensemble;
};

// --- code ---------------------------------------------------------------------------------------------------------

/// Machine code, the interpreter, and the interpreter with several members side by side give the same bits.
testing::AssertionResult backends_give_the_same_bits(const Case& given);
/// The symbolic Jacobian is that of dual numbers, and its pattern misses nothing.
testing::AssertionResult jacobian_is_the_derivative(const Case& given);
/// Symbolic derivatives by every parameter, of rates, initial values and observables, are those of dual numbers.
testing::AssertionResult parameter_derivatives_are_right(const Case& given);
/// Derivatives of the rates by time, and of Jacobian and parameter derivatives along a direction, likewise.
testing::AssertionResult derivatives_along_directions_are_right(const Case& given);

// --- trajectories -------------------------------------------------------------------------------------------------

/// Every member finishes.
testing::AssertionResult members_finish(const Case& given);
/// Every moiety is accounted for, over reactions, exchanges, actions and events.
testing::AssertionResult mass_is_balanced(const Case& given);
/// No amount is below zero by more than the integrator's error.
testing::AssertionResult amounts_are_not_negative(const Case& given);
/// Species, rules and reactions in another order give the same answer.
testing::AssertionResult order_does_not_matter(const Case& given);
/// Another set of units gives the same answer.
testing::AssertionResult units_do_not_matter(const Case& given);
/// Tighter tolerances come nearer to the answer, as near as they promise.
testing::AssertionResult tolerances_are_kept(const Case& given);
/// A run that is stopped and continued is the run that goes through.
testing::AssertionResult stopping_does_not_matter(const Case& given);
/// More output times change nothing at the ones that were there.
testing::AssertionResult looking_does_not_matter(const Case& given);
/// Members run alone give what they give among others, bit for bit.
testing::AssertionResult neighbours_do_not_matter(const Case& given);
/// Any number of threads gives the same bits.
testing::AssertionResult threads_do_not_matter(const Case& given);
/// Forward sensitivities are those of differences between runs.
testing::AssertionResult sensitivities_are_differences(const Case& given);

// --- members in lanes ---------------------------------------------------------------------------------------------

/// The methods in lanes give the answers of CVODES within what the tolerances promise, for the members and for others
/// whose parameters are drawn around theirs.
testing::AssertionResult methods_agree(const Case& given);
/// So do their sensitivities.
testing::AssertionResult methods_agree_in_sensitivities(const Case& given);
/// And their books close.
testing::AssertionResult methods_balance_mass(const Case& given);
/// Any number of lanes, neighbours, threads, and machine code or none give the same bits.
testing::AssertionResult lanes_do_not_matter(const Case& given);

struct Law {
  std::string_view name;
  testing::AssertionResult (*holds)(const Case& given);
};

/// For the names of tests.
inline void PrintTo(const Law& law, std::ostream* to) { *to << law.name; }

/// All of the above.
std::span<const Law> laws();

}  // namespace emtansim::laws
