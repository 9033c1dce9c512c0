// SPDX-License-Identifier: Apache-2.0
/// Interpreter of straight-line code.
#include "emtansim/solve/interpret.h"

#include <cmath>

#include "emtansim/solve/elementary.h"

namespace emtansim::solve {

namespace {

double apply(Instruct op, double a, double b) {
  switch (op) {
    case Instruct::add: return a + b;
    case Instruct::subtract: return a - b;
    case Instruct::multiply: return a * b;
    case Instruct::divide: return a / b;
    case Instruct::negate: return -a;
    case Instruct::power: return power(a, b);
    case Instruct::exp: return exponential(a);
    case Instruct::log: return logarithm(a);
    case Instruct::sqrt: return std::sqrt(a);
    // As the machine's instructions do it: the second operand where either is not a number.
    case Instruct::minimum: return a < b ? a : b;
    case Instruct::maximum: return a > b ? a : b;
    case Instruct::step: return a > 0 ? 1 : 0;
  }
  return 0;
}

template <class Operation>
void each_lane(const Instruction& instruction, double* slots, std::size_t lanes, Operation operation) {
  double* to = slots + instruction.to * lanes;
  const double* a = slots + instruction.a * lanes;
  const double* b = slots + instruction.b * lanes;
  for (std::size_t lane = 0; lane < lanes; ++lane) to[lane] = operation(a[lane], b[lane]);
}

}  // namespace

void interpret(const Code& code, double* slots) {
  for (const auto& instruction : code.instructions)
    slots[instruction.to] = apply(instruction.op, slots[instruction.a], slots[instruction.b]);
}

void interpret(const Code& code, double* slots, std::size_t lanes) {
  for (const auto& instruction : code.instructions) {
    switch (instruction.op) {
      case Instruct::add: each_lane(instruction, slots, lanes, [](double a, double b) { return a + b; }); break;
      case Instruct::subtract: each_lane(instruction, slots, lanes, [](double a, double b) { return a - b; }); break;
      case Instruct::multiply: each_lane(instruction, slots, lanes, [](double a, double b) { return a * b; }); break;
      case Instruct::divide: each_lane(instruction, slots, lanes, [](double a, double b) { return a / b; }); break;
      default:
        each_lane(instruction, slots, lanes, [op = instruction.op](double a, double b) { return apply(op, a, b); });
    }
  }
}

void interpret_lane(const Code& code, double* slots, std::size_t lanes, std::size_t lane) {
  for (const auto& instruction : code.instructions)
    slots[instruction.to * lanes + lane] =
        apply(instruction.op, slots[instruction.a * lanes + lane], slots[instruction.b * lanes + lane]);
}

}  // namespace emtansim::solve
