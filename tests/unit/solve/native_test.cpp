// SPDX-License-Identifier: Apache-2.0
/// Machine code: the cases in which registers run out, calls come between, and outputs repeat.
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "emtansim/solve/interpret.h"
#include "emtansim/solve/native.h"

namespace emtansim::solve {
namespace {

constexpr std::uint32_t kParameters = 4;
constexpr std::uint32_t kStates = 40;

/// A program whose right-hand side is written by hand: parameters, then states, then scratch.
class native : public testing::Test {
 protected:
  native() {
    program_.parameter_count = kParameters;
    program_.species_count = kStates;
    program_.layout = {.constants = 0, .parameters = 1, .states = 1 + kParameters};
    program_.layout.time = program_.layout.states + kStates;
    program_.layout.argument = program_.layout.time + 1;
    program_.layout.prepared = program_.layout.argument + 1;
    program_.layout.scratch = program_.layout.prepared;
    program_.layout.end = program_.layout.scratch + 100;
  }
  static std::uint32_t parameter(std::uint32_t i) { return 1 + i; }
  static std::uint32_t state(std::uint32_t i) { return 1 + kParameters + i; }
  [[nodiscard]] std::uint32_t scratch(std::uint32_t i) const { return program_.layout.scratch + i; }
  void add(Instruct op, std::uint32_t to, std::uint32_t a, std::uint32_t b = 0) {
    program_.rhs.instructions.push_back({op, to, a, b});
  }

  /// Runs both ways and returns the machine's answer.
  std::vector<double> expect_same() {
    const auto made = NativeProgram::make(program_);
    std::vector<double> slots(program_.layout.end, std::nan(""));
    slots[0] = 1;
    for (std::uint32_t i = 0; i < kParameters; ++i) slots[parameter(i)] = 0.3 + i;
    std::vector<double> states(kStates);
    for (std::uint32_t i = 0; i < kStates; ++i) slots[state(i)] = states[i] = std::sin(1.0 + i);
    std::vector<double> outputs(program_.rhs.outputs.size());
    std::vector<double> machine_slots = slots;
    for (std::uint32_t i = 0; i < kStates; ++i) machine_slots[state(i)] = std::nan("");  // states come from elsewhere
    if (made == nullptr) {
      ADD_FAILURE() << "no machine code on this machine";
      return outputs;
    }
    made->codes().rhs(machine_slots.data(), states.data(), outputs.data());
    interpret(program_.rhs, slots.data());
    for (std::size_t i = 0; i < outputs.size(); ++i) EXPECT_EQ(outputs[i], slots[program_.rhs.outputs[i]]) << i;
    return outputs;
  }

  Program program_;
};

TEST_F(native, more_values_than_registers_go_through_memory) {
  for (std::uint32_t i = 0; i < kStates; ++i) add(Instruct::multiply, scratch(i), state(i), parameter(i % kParameters));
  // Used in the same order, so that every value is wanted again when all others have been.
  for (std::uint32_t round = 0; round < 3; ++round)
    for (std::uint32_t i = 0; i < kStates; ++i)
      add(Instruct::subtract, scratch(i), scratch(i), scratch((i + 7) % kStates));
  for (std::uint32_t i = 0; i < kStates; ++i) program_.rhs.outputs.push_back(scratch(i));
  expect_same();
}

TEST_F(native, calls_keep_what_is_wanted_later) {
  for (std::uint32_t i = 0; i < 20; ++i) add(Instruct::multiply, scratch(i), state(i), state(i));
  for (std::uint32_t i = 0; i < 20; ++i) {
    add(Instruct::exp, scratch(20 + i), scratch(i));
    add(Instruct::power, scratch(20 + i), scratch(i), scratch(20 + i));
    add(Instruct::log, scratch(50), scratch(i));
    add(Instruct::add, scratch(i), scratch(50), scratch(20 + i));
  }
  for (std::uint32_t i = 0; i < 40; ++i) program_.rhs.outputs.push_back(scratch(i));
  expect_same();
}

TEST_F(native, an_operand_may_be_used_twice_and_overwritten) {
  add(Instruct::multiply, scratch(0), state(0), state(0));
  add(Instruct::subtract, scratch(0), scratch(0), scratch(0));
  add(Instruct::add, scratch(1), scratch(0), state(1));
  add(Instruct::divide, scratch(1), scratch(1), scratch(1));
  program_.rhs.outputs = {scratch(0), scratch(1)};
  EXPECT_EQ(expect_same(), (std::vector<double>{0, 1}));
}

TEST_F(native, outputs_may_repeat_and_may_be_what_was_only_read) {
  add(Instruct::add, scratch(0), state(0), state(1));
  program_.rhs.outputs = {scratch(0), state(3), 0, scratch(0), parameter(2), 0, state(3)};
  const auto outputs = expect_same();
  EXPECT_EQ(outputs[2], 1);
  EXPECT_EQ(outputs[4], 2.3);
}

TEST_F(native, a_slot_that_is_written_again_keeps_both_outputs_apart) {
  add(Instruct::add, scratch(0), state(0), state(1));
  add(Instruct::negate, scratch(1), scratch(0));
  add(Instruct::multiply, scratch(0), state(2), state(3));
  program_.rhs.outputs = {scratch(0), scratch(1)};
  expect_same();
}

TEST_F(native, steps_and_signs_need_no_register_of_their_operands) {
  for (std::uint32_t i = 0; i < 15; ++i) add(Instruct::subtract, scratch(i), state(i), state(i + 1));
  for (std::uint32_t i = 0; i < 15; ++i) add(Instruct::step, scratch(20 + i), scratch(i));
  for (std::uint32_t i = 0; i < 15; ++i) add(Instruct::negate, scratch(40 + i), scratch(20 + i));
  for (std::uint32_t i = 0; i < 15; ++i) {
    program_.rhs.outputs.push_back(scratch(20 + i));
    program_.rhs.outputs.push_back(scratch(40 + i));
    program_.rhs.outputs.push_back(scratch(i));
  }
  expect_same();
}

TEST_F(native, empty_code_does_nothing) { EXPECT_TRUE(expect_same().empty()); }

}  // namespace
}  // namespace emtansim::solve
