// SPDX-License-Identifier: Apache-2.0
/// From straight-line code to x86-64 machine code in executable memory.
#include "emtansim/solve/native.h"

#if defined(__x86_64__) && defined(__unix__)
#include "emtansim/solve/emitter.h"
#endif

namespace emtansim::solve {

#if defined(__x86_64__) && defined(__unix__)

struct NativeProgram::Inside {
  asmjit::JitRuntime runtime;
  Codes codes;
};

namespace {

NativeCode build(asmjit::JitRuntime& runtime, const Program& program, const Code& code) {
  asmjit::CodeHolder holder;
  if (holder.init(runtime.environment()) != asmjit::kErrorOk) return nullptr;
  asmjit::x86::Assembler assembler(&holder);
  Emitter(assembler, code, program.layout, program.species_count).emit();
  NativeCode made = nullptr;
  return runtime.add(&made, &holder) == asmjit::kErrorOk ? made : nullptr;
}

}  // namespace

std::unique_ptr<NativeProgram> NativeProgram::make(const Program& program) {
  if (!asmjit::CpuInfo::host().features().x86().hasAVX()) return nullptr;
  auto inside = std::make_unique<Inside>();
  const auto build_code = [&](const Code& code) { return build(inside->runtime, program, code); };
  inside->codes = {.rhs = build_code(program.rhs),
                   .jacobian = build_code(program.jacobian),
                   .observables = build_code(program.observables),
                   .triggers = build_code(program.triggers),
                   .rhs_by_parameter = build_code(program.rhs_by_parameter)};
  const Codes& made = inside->codes;
  for (const auto code : {made.rhs, made.jacobian, made.observables, made.triggers, made.rhs_by_parameter})
    if (code == nullptr) return nullptr;
  return std::unique_ptr<NativeProgram>(new NativeProgram(std::move(inside)));
}

#else

struct NativeProgram::Inside {
  Codes codes;
};

std::unique_ptr<NativeProgram> NativeProgram::make(const Program&) { return nullptr; }

#endif

NativeProgram::NativeProgram(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
NativeProgram::~NativeProgram() = default;
const NativeProgram::Codes& NativeProgram::codes() const { return inside_->codes; }

}  // namespace emtansim::solve
