// SPDX-License-Identifier: Apache-2.0
/// The numbers of one member laid out for a program, and the ways to run its codes.
#pragma once

#include <span>
#include <vector>

#include "emtansim/solve/native.h"
#include "emtansim/solve/program.h"

namespace emtansim::solve {

/// Slots of one member. Owned by one thread. `native` may be null: then code is interpreted.
class MemberSlots {
 public:
  MemberSlots(const Program& program, const NativeProgram* native);

  /// Takes new parameters and runs the prologue.
  void set_parameters(std::span<const double> parameters);
  void set_states(double time, std::span<const double> states);
  void set_argument(double argument) { slots_[program_.layout.argument] = argument; }

  /// Runs a code of the program and copies its outputs to `to`.
  void run(const Code& code, NativeCode native_code, double* to);
  void run(const Code& code, double* to) { run(code, nullptr, to); }

  void rhs(double* to) { run(program_.rhs, native_ == nullptr ? nullptr : native_->rhs(), to); }
  void jacobian(double* to) { run(program_.jacobian, native_ == nullptr ? nullptr : native_->jacobian(), to); }

  [[nodiscard]] const Program& program() const { return program_; }

 private:
  const Program& program_;
  const NativeProgram* native_;
  std::vector<double> slots_;
};

}  // namespace emtansim::solve
