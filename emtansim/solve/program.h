// SPDX-License-Identifier: Apache-2.0
/// The compiled form of a network: arrays and sparsity, no names. The same program runs for one member or for a batch
/// of members, whose numbers then lie as [slot][lane].
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "emtansim/network/network.h"

namespace emtansim::solve {

/// Operations of the flat program, on slots.
enum class Instruct : std::uint8_t {
  add,
  subtract,
  multiply,
  divide,
  negate,
  power,
  exp,
  log,
  sqrt,
  minimum,
  maximum,
  step
};

struct Instruction {
  Instruct op = Instruct::add;
  std::uint32_t to = 0;
  std::uint32_t a = 0;
  std::uint32_t b = 0;
};

/// Straight-line code: runs from front to back; then the outputs can be read from their slots.
struct Code {
  std::vector<Instruction> instructions;
  std::vector<std::uint32_t> outputs;
};

/// The constant 1 always lies in this slot.
inline constexpr std::uint32_t kOneSlot = 0;

/// Where things lie in the slots of one member.
struct Layout {
  std::uint32_t constants = 0;   ///< first slot of the constants; the same numbers for all members
  std::uint32_t parameters = 0;  ///< first slot of the member's parameters
  std::uint32_t states = 0;      ///< first slot of the species, in the network's order
  std::uint32_t time = 0;
  std::uint32_t argument = 0;   ///< of the action that is being applied
  std::uint32_t direction = 0;  ///< with sensitivities: one for each species and one for time, for codes `..._along`
  std::uint32_t prepared = 0;   ///< results of `prologue`, valid for as long as the parameters are
  std::uint32_t scratch = 0;    ///< used anew by every other code
  std::uint32_t end = 0;        ///< number of slots
};

/// Compressed columns of a square matrix; each column sorted, the diagonal always present.
struct Sparsity {
  std::vector<std::int64_t> column_starts;
  std::vector<std::int64_t> rows;
};

/// One entry of a sparse derivative: output number `row` by species or sensitivity parameter `column`.
struct Entry {
  std::uint32_t row = 0;
  std::uint32_t column = 0;
};

/// New values of some species, and, where sensitivities are wanted, how they depend on what was before.
struct Jump {
  std::vector<std::uint32_t> species;
  Code values;
  std::vector<Entry> by_state_entries;
  Code by_state;
  std::vector<Entry> by_parameter_entries;
  Code by_parameter;
  Code by_time;  ///< one output for each species, or none without sensitivities
};

/// A jump that happens when its trigger rises through zero. Each derivative of the trigger has one output for each of
/// its columns; by time it has one output, or none without sensitivities.
struct TriggeredJump {
  Jump jump;
  std::vector<std::uint32_t> trigger_by_state_columns;
  Code trigger_by_state;
  std::vector<std::uint32_t> trigger_by_parameter_columns;
  Code trigger_by_parameter;
  Code trigger_by_time;
};

/// Weights of one conserved moiety and the two ledger states that count what crosses the border.
struct Moiety {
  std::vector<double> weights;  ///< one for each species
  std::uint32_t entered = 0;    ///< state index of what sources brought in
  std::uint32_t left = 0;       ///< state index of what sinks took out
};

/// Never changed after `compile`; may be shared between threads.
struct Program {
  std::size_t parameter_count = 0;
  std::size_t species_count = 0;
  std::size_t state_count = 0;         ///< species, then two ledger states for each moiety
  std::vector<std::uint32_t> amounts;  ///< species that cannot be negative: all but pure numbers
  std::vector<double> constants;
  Layout layout;

  Code prologue;  ///< from parameters to prepared slots; no outputs
  Code initial;   ///< one output for each species
  Code scales;    ///< one output for each species
  Code rhs;       ///< one output for each state: its rate of change, 1/h
  Code jacobian;  ///< one output for each entry of `sparsity`
  Sparsity sparsity;
  std::vector<std::uint32_t> rhs_by_time_states;  ///< states whose rate depends on time itself
  Code rhs_by_time;                               ///< one output for each of them
  Code observables;                               ///< one output for each observable
  Code triggers;                                  ///< one output for each conditional event
  std::vector<Jump> actions;
  std::vector<TriggeredJump> conditional_events;
  std::vector<Moiety> moieties;

  std::vector<network::ParameterId> sensitivities;  ///< as asked of `compile`
  std::vector<Entry> rhs_by_parameter_entries;      ///< row: state; column: index into `sensitivities`
  Code rhs_by_parameter;
  /// Derivatives along a direction in species and time, which lies in `layout.direction`: of the entries of `sparsity`
  /// with these indices, and of the entries of `rhs_by_parameter` with those. The others' are zero.
  std::vector<std::uint32_t> jacobian_along_entries;
  Code jacobian_along;
  std::vector<std::uint32_t> rhs_by_parameter_along_entries;
  Code rhs_by_parameter_along;
  std::vector<Entry> initial_by_parameter_entries;
  Code initial_by_parameter;
  std::vector<Entry> observables_by_state_entries;
  Code observables_by_state;
  std::vector<Entry> observables_by_parameter_entries;
  Code observables_by_parameter;
};

struct CompileOptions {
  /// Parameters for which forward sensitivities shall be available; costs one derivative program for each.
  std::vector<network::ParameterId> sensitivities;
};

/// From rows to arrays: replaces rules, derives Jacobian and parameter derivatives symbolically, shares common
/// sub-expressions, and orders all operations. The network must be finished.
Program compile(const network::Network& network, const CompileOptions& options = {});

}  // namespace emtansim::solve
