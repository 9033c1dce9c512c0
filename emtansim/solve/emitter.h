// SPDX-License-Identifier: Apache-2.0
/// Machine code for one straight-line code: which value is in which register when, and the instructions for it.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include <asmjit/x86.h>

#include "emtansim/solve/machine_code.h"

namespace emtansim::solve {

/// Writes the function `void(double* slots, const double* states, double* outputs)` for x86-64 and the calling
/// convention of Unix; each number of the code is a row of `width` numbers in memory and one register. Straight-line
/// code shows all its future, so registers are given up by the value that is wanted last; outputs are stored where they
/// are made. No operation is reordered: the bits are those of the interpreter.
class Emitter {
 public:
  Emitter(asmjit::x86::Assembler& assembler, const Code& code, const MachineOptions& options);

  void emit();

 private:
  using Value = std::uint32_t;  // index into values_
  static constexpr std::size_t kMostRegisters = 32;
  static constexpr Value kNoValue = 0xffffffffU;
  static constexpr std::size_t kNever = static_cast<std::size_t>(-1);

  /// A number that the code reads or makes. Its place in memory is its slot; a value that was made is there only after
  /// it has been spilled.
  struct Tracked {
    std::uint32_t slot = 0;
    bool is_made = false;  ///< by the code, not only read
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
  void emit_unary(const Step& step);
  void emit_step(const asmjit::x86::Vec& to, const asmjit::x86::Vec& zero, const asmjit::x86::Vec& a);
  void emit_call(const Step& step);
  void store_outputs(Value value);
  void store_passed_through();

  [[nodiscard]] bool makes_calls() const;
  [[nodiscard]] asmjit::x86::Mem row(const asmjit::x86::Gp& base, std::size_t index) const;
  [[nodiscard]] asmjit::x86::Mem memory(std::uint32_t slot) const;
  [[nodiscard]] asmjit::x86::Mem constant(const asmjit::Label& label) const;
  [[nodiscard]] asmjit::x86::Vec vector(int number) const;
  [[nodiscard]] bool is_worth_a_register(Value value) const;
  [[nodiscard]] std::size_t next_use(Value value) const;

  int free_register();
  void forget(int number);
  void spill(Value value);
  int in_register(Value value);
  asmjit::x86::Vec result(Value value);
  void move(const asmjit::Operand& to, const asmjit::Operand& from);
  void used(Value value);
  void used(const Step& step);

  asmjit::x86::Assembler& assembler_;
  const Code& code_;
  const MachineOptions options_;
  const std::size_t registers_;
  std::vector<Tracked> values_;
  std::vector<Step> steps_;
  std::size_t now_ = 0;
  std::array<Value, kMostRegisters> holds_{};
  std::array<bool, kMostRegisters> is_pinned_{};
  asmjit::x86::Gp slots_, states_, outputs_;
  asmjit::Label sign_bit_, one_;
};

}  // namespace emtansim::solve
