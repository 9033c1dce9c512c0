// SPDX-License-Identifier: Apache-2.0
/// What actions and conditional events do to the states of one member, to its sensitivities and to its books.
#pragma once

#include <deque>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "emtansim/network/network.h"
#include "emtansim/solve/books.h"
#include "emtansim/solve/member.h"
#include "emtansim/solve/sensitivity.h"

namespace emtansim::solve {

/// Why a jump could not be made.
struct JumpFailure {
  std::string_view reason;
  std::optional<std::size_t> species;
};

/// Applies jumps to states that an integrator holds. A jump that lifts another trigger through zero sets off that event
/// as well, at the same instant.
class Jumps {
 public:
  Jumps(const Program& program, MemberSlots& slots, SensitivityRules& sensitivities);

  /// An action of the schedule.
  std::optional<JumpFailure> act(const network::Scheduled& scheduled, double time, std::span<double> states,
                                 Auditor& auditor);
  /// The events that rose at `time`: those with `risen` above 0. What the time of the event owes to the parameters goes
  /// into the sensitivities before and comes out after, with all that follows at the same instant in between.
  std::optional<JumpFailure> fire(std::span<const int> risen, double time, std::span<double> states, Auditor& auditor);

 private:
  std::optional<JumpFailure> fire_queued(std::span<const double> shifts, double time, std::span<double> states,
                                         Auditor& auditor);
  std::optional<JumpFailure> jump(const Jump& jump, std::span<const double> shifts, double time,
                                  std::span<double> states, Auditor& auditor);

  const Program& program_;
  MemberSlots& slots_;
  SensitivityRules& sensitivities_;
  std::deque<std::size_t> queued_;  ///< events still to be fired at this instant
  std::vector<double> before_;
  std::vector<double> values_;
  std::vector<double> triggers_before_;
  std::vector<double> triggers_after_;
};

}  // namespace emtansim::solve
