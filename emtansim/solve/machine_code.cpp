// SPDX-License-Identifier: Apache-2.0
/// From straight-line code to x86-64 machine code in executable memory.
#include "emtansim/solve/machine_code.h"

#if defined(__x86_64__) && defined(__unix__)

#include "emtansim/solve/elementary.h"
#include "emtansim/solve/emitter.h"

namespace emtansim::solve {

struct MachineCode::Inside {
  asmjit::JitRuntime runtime;
};

bool MachineCode::is_possible(std::uint32_t width) {
  const auto& features = asmjit::CpuInfo::host().features().x86();
  if (elementary_addresses(width).power == 0) return false;
  if (width == 4) return features.hasAVX2();
  if (width == 8) return features.hasAVX512_F() && features.hasAVX512_DQ() && features.hasAVX512_VL();
  return features.hasAVX();
}

MachineCode::MachineCode() : inside_(std::make_unique<Inside>()) {}

NativeCode MachineCode::add(const Code& code, const MachineOptions& options) {
  asmjit::CodeHolder holder;
  if (holder.init(inside_->runtime.environment()) != asmjit::kErrorOk) return nullptr;
  asmjit::x86::Assembler assembler(&holder);
  Emitter(assembler, code, options).emit();
  NativeCode made = nullptr;
  return inside_->runtime.add(&made, &holder) == asmjit::kErrorOk ? made : nullptr;
}

#else

namespace emtansim::solve {

struct MachineCode::Inside {};

bool MachineCode::is_possible(std::uint32_t) { return false; }

MachineCode::MachineCode() = default;

NativeCode MachineCode::add(const Code&, const MachineOptions&) { return nullptr; }

#endif

MachineCode::~MachineCode() = default;

}  // namespace emtansim::solve
