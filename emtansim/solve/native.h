// SPDX-License-Identifier: Apache-2.0
/// Machine code made at run time from straight-line code; the same answers as the interpreter, bit for bit.
#pragma once

#include <memory>

#include "emtansim/solve/program.h"

namespace emtansim::solve {

/// Runs a code on the slots and writes its outputs in order.
using NativeCode = void (*)(double* slots, double* outputs);

/// Machine code for the hot codes of one program: right-hand side and Jacobian. Immutable; may be shared by threads.
class NativeProgram {
 public:
  /// Null where this machine is not supported; then the interpreter does the work.
  static std::unique_ptr<NativeProgram> make(const Program& program);
  ~NativeProgram();
  NativeProgram(const NativeProgram&) = delete;
  NativeProgram& operator=(const NativeProgram&) = delete;

  [[nodiscard]] NativeCode rhs() const;
  [[nodiscard]] NativeCode jacobian() const;

 private:
  struct Inside;
  explicit NativeProgram(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace emtansim::solve
