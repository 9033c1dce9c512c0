// SPDX-License-Identifier: Apache-2.0
/// Straight-line code on dual numbers.
#include "tests/laws/dual.h"

#include <algorithm>
#include <cmath>

namespace emtansim::laws {

namespace {

using solve::Instruct;

Dual power(Dual a, Dual b) {
  const double value = std::pow(a.value, b.value);
  double slope = 0;
  if (a.slope != 0) slope += b.value * std::pow(a.value, b.value - 1) * a.slope;
  if (b.slope != 0 && value != 0) slope += value * std::log(a.value) * b.slope;
  return {value, slope};
}

Dual apply(Instruct op, Dual a, Dual b) {
  switch (op) {
    case Instruct::add: return {a.value + b.value, a.slope + b.slope};
    case Instruct::subtract: return {a.value - b.value, a.slope - b.slope};
    case Instruct::multiply: return {a.value * b.value, a.value * b.slope + a.slope * b.value};
    case Instruct::divide: return {a.value / b.value, (a.slope - a.value / b.value * b.slope) / b.value};
    case Instruct::negate: return {-a.value, -a.slope};
    case Instruct::power: return power(a, b);
    case Instruct::exp: return {std::exp(a.value), std::exp(a.value) * a.slope};
    case Instruct::log: return {std::log(a.value), a.slope / a.value};
    case Instruct::sqrt: return {std::sqrt(a.value), a.slope == 0 ? 0 : a.slope / (2 * std::sqrt(a.value))};
    case Instruct::minimum: return a.value < b.value ? a : b;
    case Instruct::maximum: return a.value > b.value ? a : b;
    case Instruct::step: return {a.value > 0 ? 1.0 : 0.0, 0};
  }
  return {};
}

}  // namespace

DualSlots::DualSlots(const solve::Program& program, std::span<const double> parameters)
    : program_(program), slots_(program.layout.end) {
  for (std::size_t i = 0; i < program.constants.size(); ++i)
    slots_[program.layout.constants + i].value = program.constants[i];
  for (std::size_t i = 0; i < parameters.size(); ++i) slots_[program.layout.parameters + i].value = parameters[i];
  run(program.prologue);
}

void DualSlots::set_states(double time, std::span<const double> states) {
  for (std::size_t i = 0; i < program_.species_count; ++i) slots_[program_.layout.states + i] = {states[i], 0};
  slots_[program_.layout.time] = {time, 0};
}

std::vector<double> DualSlots::by_state(const solve::Code& code, std::size_t index) {
  double& slope = slots_[program_.layout.states + index].slope;
  slope = 1;
  auto result = slopes(code);
  slope = 0;
  return result;
}

std::vector<double> DualSlots::by_parameter(const solve::Code& code, std::size_t index) {
  double& slope = slots_[program_.layout.parameters + index].slope;
  slope = 1;
  run(program_.prologue);
  auto result = slopes(code);
  slope = 0;
  run(program_.prologue);
  return result;
}

std::vector<double> DualSlots::along(const solve::Code& code, std::span<const double> direction) {
  for (std::size_t i = 0; i < program_.species_count; ++i) slots_[program_.layout.states + i].slope = direction[i];
  slots_[program_.layout.time].slope = direction[program_.species_count];
  auto result = slopes(code);
  for (std::size_t i = 0; i < program_.species_count; ++i) slots_[program_.layout.states + i].slope = 0;
  slots_[program_.layout.time].slope = 0;
  return result;
}

void DualSlots::run(const solve::Code& code) {
  for (const auto& instruction : code.instructions)
    slots_[instruction.to] = apply(instruction.op, slots_[instruction.a], slots_[instruction.b]);
}

std::vector<double> DualSlots::slopes(const solve::Code& code) {
  run(code);
  std::vector<double> slopes;
  for (const auto output : code.outputs) slopes.push_back(slots_[output].slope);
  return slopes;
}

}  // namespace emtansim::laws
