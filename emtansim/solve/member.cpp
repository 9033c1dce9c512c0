// SPDX-License-Identifier: Apache-2.0
/// Slots of one member.
#include "emtansim/solve/member.h"

#include <algorithm>

#include "emtansim/solve/interpret.h"

namespace emtansim::solve {

MemberSlots::MemberSlots(const Program& program, const NativeProgram* native)
    : program_(program),
      codes_(native == nullptr ? NativeProgram::Codes{} : native->codes()),
      slots_(program.layout.end, 0.0) {
  std::ranges::copy(program.constants, slots_.begin() + program.layout.constants);
}

void MemberSlots::set_parameters(std::span<const double> parameters) {
  EMTANSIM_EXPECT(parameters.size() == program_.parameter_count);
  std::ranges::copy(parameters, slots_.begin() + program_.layout.parameters);
  interpret(program_.prologue, slots_.data());
}

void MemberSlots::set_states(double time, std::span<const double> states) {
  // Ledger states come last and no code reads them.
  std::copy_n(states.begin(), program_.species_count, slots_.begin() + program_.layout.states);
  slots_[program_.layout.time] = time;
}

void MemberSlots::set_direction(std::span<const double> direction) {
  EMTANSIM_EXPECT(!program_.sensitivities.empty() && direction.size() == program_.species_count + 1);
  std::ranges::copy(direction, slots_.begin() + program_.layout.direction);
}

void MemberSlots::run(const Code& code, double* to) {
  interpret(code, slots_.data());
  for (std::size_t i = 0; i < code.outputs.size(); ++i) to[i] = slots_[code.outputs[i]];
}

}  // namespace emtansim::solve
