// SPDX-License-Identifier: Apache-2.0
/// Machine code made at run time from straight-line code; the same answers as the interpreter, bit for bit.
#pragma once

#include <memory>

#include "emtansim/solve/program.h"

namespace emtansim::solve {

/// Runs a code on the slots, with the states read from where they are, and writes its outputs in order. Scratch slots
/// are overwritten; the slots of the states are not looked at.
using NativeCode = void (*)(double* slots, const double* states, double* outputs);

/// How numbers lie in memory, and how many are taken at once.
struct MachineOptions {
  std::uint32_t states = 0;        ///< first slot of the states, which are read from elsewhere
  std::uint32_t states_count = 0;  ///< how many of them
  std::uint32_t width = 1;         ///< numbers in each slot, state and output: 1, 2, 4 or 8
  /// The place of each output is the slot that the code names for it, so that it can be read again from there.
  bool outputs_are_slots = false;
};

/// Owns functions in machine code. Made by one thread; the functions may be run by any.
class MachineCode {
 public:
  /// Whether this machine has the instructions for `width` numbers at once: x86-64 with AVX; AVX2 for 4; AVX-512 (F,
  /// DQ, VL) for 8.
  static bool is_possible(std::uint32_t width);

  MachineCode();
  ~MachineCode();
  MachineCode(const MachineCode&) = delete;
  MachineCode& operator=(const MachineCode&) = delete;

  /// The function for `code`; null where it cannot be made.
  NativeCode add(const Code& code, const MachineOptions& options);

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace emtansim::solve
