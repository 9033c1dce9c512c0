// SPDX-License-Identifier: Apache-2.0
/// The numbers of one member laid out for a program, and the ways to run its codes.
#pragma once

#include <span>
#include <vector>

#include "emtansim/solve/native.h"
#include "emtansim/solve/program.h"

namespace emtansim::solve {

/// Slots of one member. Owned by one thread. `native` may be null: then code is interpreted. Each function that takes
/// states reads as many as there are species and writes one number for each output of its code.
class MemberSlots {
 public:
  MemberSlots(const Program& program, const NativeProgram* native);

  /// Takes new parameters and runs the prologue.
  void set_parameters(std::span<const double> parameters);
  void set_argument(double argument) { slots_[program_.layout.argument] = argument; }

  void rhs(double time, std::span<const double> states, double* to) { run(program_.rhs, codes_.rhs, time, states, to); }
  void jacobian(double time, std::span<const double> states, double* to) {
    run(program_.jacobian, codes_.jacobian, time, states, to);
  }
  void observables(double time, std::span<const double> states, double* to) {
    run(program_.observables, codes_.observables, time, states, to);
  }
  void triggers(double time, std::span<const double> states, double* to) {
    run(program_.triggers, codes_.triggers, time, states, to);
  }
  void rhs_by_parameter(double time, std::span<const double> states, double* to) {
    run(program_.rhs_by_parameter, codes_.rhs_by_parameter, time, states, to);
  }

  /// For codes that are run now and then.
  void set_states(double time, std::span<const double> states);
  /// For the codes `..._along`: parts along the species, then along time. Needs a program with sensitivities.
  void set_direction(std::span<const double> direction);
  /// Interprets a code of the program with the states that were set.
  void run(const Code& code, double* to);

  [[nodiscard]] const Program& program() const { return program_; }
  /// Constants, parameters and prepared numbers stand; the rest is of no meaning.
  [[nodiscard]] std::span<const double> all() const { return slots_; }

 private:
  void run(const Code& code, NativeCode native, double time, std::span<const double> states, double* to) {
    if (native == nullptr) {
      set_states(time, states);
      run(code, to);
      return;
    }
    slots_[program_.layout.time] = time;
    native(slots_.data(), states.data(), to);
  }

  const Program& program_;
  NativeProgram::Codes codes_;
  std::vector<double> slots_;
};

}  // namespace emtansim::solve
