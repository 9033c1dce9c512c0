// SPDX-License-Identifier: Apache-2.0
/// Forward sensitivities where the equations alone do not say them: at the start, at jumps, and of observables.
#pragma once

#include <span>
#include <vector>

#include "emtansim/solve/member.h"

namespace emtansim::solve {

/// d(state)/d(parameter k) for each k; the numbers belong to an integrator.
using SensitivityColumns = std::vector<std::span<double>>;

/// Works on the sensitivities that an integrator holds. Slots are left with whatever states were looked at last.
class SensitivityRules {
 public:
  SensitivityRules(const Program& program, MemberSlots& slots, SensitivityColumns columns)
      : program_(program), slots_(slots), columns_(std::move(columns)) {}

  [[nodiscard]] std::size_t count() const { return columns_.size(); }

  /// What the network's initial values owe to parameters; nothing where a member starts from states of its own.
  void start(bool has_initial_values);

  /// dt*/dp for each parameter: how the time at which the trigger rises depends on it. With h(y, p, t) = 0 at t*,
  /// dt*/dp = -(h_y s + h_p) / (h_y f + h_t).
  std::vector<double> time_shifts(const TriggeredJump& trigger, double time, std::span<const double> states);

  /// s += sign f dt*/dp: from sensitivities at a fixed time to those at the moment of the event (+1), and back with the
  /// rates after it (-1).
  void travel(double time, std::span<const double> states, std::span<const double> shifts, double sign);

  /// s = G_y s + G_p + G_t dt*/dp for the assigned species, at the moment of the event. `before`: states before it.
  void jump(const Jump& jump, double time, std::span<const double> before, std::span<const double> shifts);

  /// Rows [column][k] for species and observables, from sensitivities given as [k][state].
  void observe(double time, std::span<const double> states, std::span<const std::vector<double>> sensitivities,
               std::span<double> row);

 private:
  std::vector<double> outputs_of(const Code& code);

  const Program& program_;
  MemberSlots& slots_;
  SensitivityColumns columns_;
};

}  // namespace emtansim::solve
