// SPDX-License-Identifier: Apache-2.0
/// Initial states and tolerances of a member.
#include "emtansim/solve/start.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace emtansim::solve {

void set_start(const network::Member& member, MemberSlots& slots, std::span<double> states) {
  const Program& program = slots.program();
  slots.set_parameters(member.parameters);
  std::ranges::fill(states, 0.0);
  if (!member.start_states.empty()) {
    EMTANSIM_EXPECT(member.start_states.size() == program.species_count);
    std::ranges::copy(member.start_states, states.begin());
    return;
  }
  slots.run(program.initial, states.data());
}

void set_tolerances(MemberSlots& slots, double absolute, std::span<double> tolerances) {
  const Program& program = slots.program();
  std::ranges::fill(tolerances, 0.0);
  slots.run(program.scales, tolerances.data());
  const auto of_species = tolerances.first(program.species_count);
  for (double& value : of_species) value = absolute * std::abs(value);
  // A species of scale 0 (of an agent that is not given, say) still needs a tolerance: the tightest of the others.
  double tightest = std::numeric_limits<double>::infinity();
  for (const double value : of_species)
    if (value > 0) tightest = std::min(tightest, value);
  if (std::isinf(tightest)) tightest = absolute;
  for (double& value : of_species)
    if (value == 0) value = tightest;
  // The ledger only counts; what it counts is held as tightly as the most generous species of that moiety.
  for (const auto& moiety : program.moieties) {
    double largest = 0;
    for (std::size_t i = 0; i < moiety.weights.size(); ++i)
      if (moiety.weights[i] != 0) largest = std::max(largest, tolerances[i]);
    tolerances[moiety.entered] = largest;
    tolerances[moiety.left] = largest;
  }
}

std::optional<std::size_t> first_negative(const Program& program, std::span<const double> states,
                                          std::span<const double> tolerances) {
  const auto found = std::ranges::find_if(
      program.amounts, [&](std::uint32_t i) { return states[i] < -kMostErrorsBelowZero * tolerances[i]; });
  return found == program.amounts.end() ? std::nullopt : std::optional<std::size_t>(*found);
}

}  // namespace emtansim::solve
