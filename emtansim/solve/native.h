// SPDX-License-Identifier: Apache-2.0
/// Machine code for a program and one member at a time.
#pragma once

#include <memory>

#include "emtansim/solve/machine_code.h"

namespace emtansim::solve {

/// Machine code for the codes of one program that are run again and again. Immutable; may be shared by threads.
class NativeProgram {
 public:
  struct Codes {
    NativeCode rhs = nullptr;
    NativeCode jacobian = nullptr;
    NativeCode observables = nullptr;
    NativeCode triggers = nullptr;
    NativeCode rhs_by_parameter = nullptr;
  };

  /// Null where this machine is not supported (x86-64 with AVX is); then the interpreter does the work.
  static std::unique_ptr<NativeProgram> make(const Program& program);

  [[nodiscard]] const Codes& codes() const { return codes_; }

 private:
  NativeProgram() = default;

  MachineCode machine_;
  Codes codes_;
};

}  // namespace emtansim::solve
