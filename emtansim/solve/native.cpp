// SPDX-License-Identifier: Apache-2.0
/// From straight-line code to x86-64 machine code with asmjit's compiler, which places values in registers.
#include "emtansim/solve/native.h"

#if defined(__x86_64__)
#include <cmath>
#include <unordered_map>

#include <asmjit/x86.h>
#endif

namespace emtansim::solve {

#if defined(__x86_64__)

namespace {

using asmjit::x86::Compiler;
using asmjit::x86::Gp;
using asmjit::x86::Xmm;

double power(double a, double b) { return std::pow(a, b); }
double exponential(double a) { return std::exp(a); }
double logarithm(double a) { return std::log(a); }

/// Writes one function. A slot that the code writes lives in a virtual register from then on; a slot that it only
/// reads is an operand in memory.
class Emitter {
 public:
  Emitter(Compiler& compiler, const Code& code) : compiler_(compiler), code_(code) {}

  asmjit::FuncNode* emit() {
    auto* function = compiler_.addFunc(asmjit::FuncSignatureT<void, double*, double*>());
    slots_ = compiler_.newIntPtr("slots");
    outputs_ = compiler_.newIntPtr("outputs");
    function->setArg(0, slots_);
    function->setArg(1, outputs_);
    for (const auto& instruction : code_.instructions) emit(instruction);
    for (std::size_t i = 0; i < code_.outputs.size(); ++i) {
      const auto place = asmjit::x86::qword_ptr(outputs_, static_cast<std::int32_t>(i * sizeof(double)));
      compiler_.movsd(place, in_register(code_.outputs[i]));
    }
    compiler_.ret();
    compiler_.endFunc();
    return function;
  }

 private:
  asmjit::x86::Mem memory(std::uint32_t slot) const {
    return asmjit::x86::qword_ptr(slots_, static_cast<std::int32_t>(slot * sizeof(double)));
  }

  Xmm in_register(std::uint32_t slot) {
    if (const auto found = registers_.find(slot); found != registers_.end()) return found->second;
    const Xmm loaded = compiler_.newXmmSd();
    compiler_.movsd(loaded, memory(slot));
    return loaded;
  }

  Xmm copy_of(std::uint32_t slot) {
    const Xmm copy = compiler_.newXmmSd();
    if (const auto found = registers_.find(slot); found != registers_.end()) {
      compiler_.movaps(copy, found->second);
    } else {
      compiler_.movsd(copy, memory(slot));
    }
    return copy;
  }

  template <class WithRegister, class WithMemory>
  void binary(const Instruction& in, WithRegister with_register, WithMemory with_memory) {
    const Xmm result = copy_of(in.a);
    if (const auto found = registers_.find(in.b); found != registers_.end()) {
      with_register(result, found->second);
    } else {
      with_memory(result, memory(in.b));
    }
    registers_[in.to] = result;
  }

  void call(const Instruction& in, double (*function)(double)) {
    const Xmm argument = in_register(in.a);  // loaded before the call node stands in the stream
    const Xmm result = compiler_.newXmmSd();
    asmjit::InvokeNode* invoke = nullptr;
    compiler_.invoke(&invoke, asmjit::imm(reinterpret_cast<void*>(function)), asmjit::FuncSignatureT<double, double>());
    invoke->setArg(0, argument);
    invoke->setRet(0, result);
    registers_[in.to] = result;
  }

  void call_power(const Instruction& in) {
    const Xmm base = in_register(in.a);
    const Xmm exponent = in_register(in.b);
    const Xmm result = compiler_.newXmmSd();
    asmjit::InvokeNode* invoke = nullptr;
    compiler_.invoke(&invoke, asmjit::imm(reinterpret_cast<void*>(&power)),
                     asmjit::FuncSignatureT<double, double, double>());
    invoke->setArg(0, base);
    invoke->setArg(1, exponent);
    invoke->setRet(0, result);
    registers_[in.to] = result;
  }

  void negate(const Instruction& in) {
    const Xmm result = copy_of(in.a);
    static constexpr std::uint64_t kSignBits[2] = {0x8000000000000000ULL, 0x8000000000000000ULL};
    compiler_.xorpd(result, compiler_.newConst(asmjit::ConstPoolScope::kLocal, kSignBits, sizeof kSignBits));
    registers_[in.to] = result;
  }

  void step(const Instruction& in) {  // (0 < a) and 1.0
    const Xmm result = compiler_.newXmmSd();
    compiler_.xorpd(result, result);
    compiler_.cmpsd(result, in_register(in.a), asmjit::imm(1));  // less than
    const Xmm one = in_register(kOneSlot);
    compiler_.andpd(result, one);
    registers_[in.to] = result;
  }

  void emit(const Instruction& in) {
    auto& c = compiler_;
    switch (in.op) {
      case Instruct::add:
        return binary(
            in, [&](auto r, auto x) { c.addsd(r, x); }, [&](auto r, auto m) { c.addsd(r, m); });
      case Instruct::subtract:
        return binary(
            in, [&](auto r, auto x) { c.subsd(r, x); }, [&](auto r, auto m) { c.subsd(r, m); });
      case Instruct::multiply:
        return binary(
            in, [&](auto r, auto x) { c.mulsd(r, x); }, [&](auto r, auto m) { c.mulsd(r, m); });
      case Instruct::divide:
        return binary(
            in, [&](auto r, auto x) { c.divsd(r, x); }, [&](auto r, auto m) { c.divsd(r, m); });
      case Instruct::minimum:
        return binary(
            in, [&](auto r, auto x) { c.minsd(r, x); }, [&](auto r, auto m) { c.minsd(r, m); });
      case Instruct::maximum:
        return binary(
            in, [&](auto r, auto x) { c.maxsd(r, x); }, [&](auto r, auto m) { c.maxsd(r, m); });
      case Instruct::negate: return negate(in);
      case Instruct::sqrt: {
        const Xmm result = copy_of(in.a);
        c.sqrtsd(result, result);
        registers_[in.to] = result;
        return;
      }
      case Instruct::exp: return call(in, &exponential);
      case Instruct::log: return call(in, &logarithm);
      case Instruct::power: return call_power(in);
      case Instruct::step: return step(in);
    }
  }

  Compiler& compiler_;
  const Code& code_;
  Gp slots_;
  Gp outputs_;
  std::unordered_map<std::uint32_t, Xmm> registers_;
};

NativeCode build(asmjit::JitRuntime& runtime, const Code& code) {
  asmjit::CodeHolder holder;
  if (holder.init(runtime.environment()) != asmjit::kErrorOk) return nullptr;
  Compiler compiler(&holder);
  Emitter(compiler, code).emit();
  if (compiler.finalize() != asmjit::kErrorOk) return nullptr;
  NativeCode made = nullptr;
  return runtime.add(&made, &holder) == asmjit::kErrorOk ? made : nullptr;
}

}  // namespace

struct NativeProgram::Inside {
  asmjit::JitRuntime runtime;
  NativeCode rhs = nullptr;
  NativeCode jacobian = nullptr;
};

std::unique_ptr<NativeProgram> NativeProgram::make(const Program& program) {
  auto inside = std::make_unique<Inside>();
  inside->rhs = build(inside->runtime, program.rhs);
  inside->jacobian = build(inside->runtime, program.jacobian);
  if (inside->rhs == nullptr || inside->jacobian == nullptr) return nullptr;
  return std::unique_ptr<NativeProgram>(new NativeProgram(std::move(inside)));
}

#else

struct NativeProgram::Inside {
  NativeCode rhs = nullptr;
  NativeCode jacobian = nullptr;
};

std::unique_ptr<NativeProgram> NativeProgram::make(const Program&) { return nullptr; }

#endif

NativeProgram::NativeProgram(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}
NativeProgram::~NativeProgram() = default;
NativeCode NativeProgram::rhs() const { return inside_->rhs; }
NativeCode NativeProgram::jacobian() const { return inside_->jacobian; }

}  // namespace emtansim::solve
