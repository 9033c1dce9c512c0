// SPDX-License-Identifier: Apache-2.0
/// Machine code for one straight-line code: which value is in which register when, and the instructions for it.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include <asmjit/x86.h>

#include "emtansim/solve/program.h"

namespace emtansim::solve {

/// Writes the function `void(double* slots, const double* states, double* outputs)` for x86-64 with AVX and the calling
/// convention of Unix. Straight-line code shows all its future, so registers are given up by the value that is wanted
/// last; outputs are stored where they are made. No operation is reordered: the bits are those of the interpreter.
class Emitter {
 public:
  Emitter(asmjit::x86::Assembler& assembler, const Code& code, const Layout& layout, std::size_t species);

  void emit();

 private:
  using Value = std::uint32_t;  // index into values_
  static constexpr std::size_t kRegisters = 16;
  static constexpr Value kNoValue = 0xffffffffU;
  static constexpr std::size_t kNever = static_cast<std::size_t>(-1);

  /// A number that the code reads or makes. Its place in memory is its slot; a value that was made is there only after
  /// it has been spilled.
  struct Tracked {
    std::uint32_t slot = 0;
    bool is_in_memory = false;
    int in_register = -1;
    std::size_t next_use = 0;          ///< index into `uses`
    std::vector<std::size_t> uses;     ///< instructions that read it, in order
    std::vector<std::size_t> outputs;  ///< where it is to be written
  };
  struct Step {
    Instruct op = Instruct::add;
    Value to = kNoValue, a = kNoValue, b = kNoValue;
  };

  void find_values();
  void begin_function();
  void end_function();
  void emit(const Step& step);
  void emit_binary(const Step& step);
  void emit_call(const Step& step);
  void store_passed_through();

  [[nodiscard]] bool makes_calls() const;
  [[nodiscard]] asmjit::x86::Mem memory(std::uint32_t slot) const;
  [[nodiscard]] asmjit::x86::Xmm xmm(int number) const { return asmjit::x86::Xmm(static_cast<std::uint32_t>(number)); }
  [[nodiscard]] std::size_t next_use(Value value) const;

  int free_register();
  void forget(int number);
  void spill(Value value);
  int in_register(Value value);
  asmjit::x86::Xmm result(Value value);
  void used(Value value);
  void used(const Step& step);

  asmjit::x86::Assembler& assembler_;
  const Code& code_;
  const Layout& layout_;
  std::size_t species_;
  std::vector<Tracked> values_;
  std::vector<Step> steps_;
  std::size_t now_ = 0;
  std::array<Value, kRegisters> holds_{};
  std::array<bool, kRegisters> is_pinned_{};
  asmjit::x86::Gp slots_, states_, outputs_;
  asmjit::Label sign_bit_, one_;
};

}  // namespace emtansim::solve
