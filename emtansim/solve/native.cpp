// SPDX-License-Identifier: Apache-2.0
/// Machine code for the codes of one program.
#include "emtansim/solve/native.h"

namespace emtansim::solve {

std::unique_ptr<NativeProgram> NativeProgram::make(const Program& program) {
  if (!MachineCode::is_possible(1)) return nullptr;
  std::unique_ptr<NativeProgram> made(new NativeProgram);
  const MachineOptions options{.states = program.layout.states,
                               .states_count = static_cast<std::uint32_t>(program.species_count)};
  const auto add = [&](const Code& code) { return made->machine_.add(code, options); };
  Codes& codes = made->codes_;
  codes = {.rhs = add(program.rhs),
           .jacobian = add(program.jacobian),
           .observables = add(program.observables),
           .triggers = add(program.triggers),
           .rhs_by_parameter = add(program.rhs_by_parameter)};
  for (const auto code : {codes.rhs, codes.jacobian, codes.observables, codes.triggers, codes.rhs_by_parameter})
    if (code == nullptr) return nullptr;
  return made;
}

}  // namespace emtansim::solve
