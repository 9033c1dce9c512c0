// SPDX-License-Identifier: Apache-2.0
/// Machine code made at run time from straight-line code; the same answers as the interpreter, bit for bit.
#pragma once

#include <memory>

#include "emtansim/solve/program.h"

namespace emtansim::solve {

/// Runs a code on the slots, with the states read from where they are, and writes its outputs in order. Scratch slots
/// are overwritten; the slots of the states are not looked at.
using NativeCode = void (*)(double* slots, const double* states, double* outputs);

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
  ~NativeProgram();
  NativeProgram(const NativeProgram&) = delete;
  NativeProgram& operator=(const NativeProgram&) = delete;

  [[nodiscard]] const Codes& codes() const;

 private:
  struct Inside;
  explicit NativeProgram(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace emtansim::solve
