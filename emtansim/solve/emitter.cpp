// SPDX-License-Identifier: Apache-2.0
/// Registers and instructions for straight-line code.
#include "emtansim/solve/emitter.h"

#include <bit>
#include <cmath>
#include <unordered_map>

namespace emtansim::solve {

namespace {

using asmjit::x86::Mem;
using asmjit::x86::Xmm;

double power(double a, double b) { return std::pow(a, b); }
double exponential(double a) { return std::exp(a); }
double logarithm(double a) { return std::log(a); }

bool is_binary(Instruct op) {
  return op <= Instruct::divide || op == Instruct::power || op == Instruct::minimum || op == Instruct::maximum;
}
bool is_call(Instruct op) { return op == Instruct::exp || op == Instruct::log || op == Instruct::power; }
bool is_commutative(Instruct op) { return op == Instruct::add || op == Instruct::multiply; }

std::uint64_t address_of(Instruct op) {
  if (op == Instruct::exp) return reinterpret_cast<std::uint64_t>(&exponential);
  if (op == Instruct::log) return reinterpret_cast<std::uint64_t>(&logarithm);
  return reinterpret_cast<std::uint64_t>(&power);
}

std::int32_t bytes(std::size_t index) { return static_cast<std::int32_t>(index * sizeof(double)); }

}  // namespace

Emitter::Emitter(asmjit::x86::Assembler& assembler, const Code& code, const Layout& layout, std::size_t species)
    : assembler_(assembler),
      code_(code),
      layout_(layout),
      species_(species),
      sign_bit_(assembler.newLabel()),
      one_(assembler.newLabel()) {
  holds_.fill(kNoValue);
}

void Emitter::emit() {
  find_values();
  begin_function();
  for (now_ = 0; now_ < steps_.size(); ++now_) emit(steps_[now_]);
  store_passed_through();
  end_function();
}

// --- values
// -----------------------------------------------------------------------------------------------------------

void Emitter::find_values() {
  std::unordered_map<std::uint32_t, Value> now_in;  // slot to the value that it holds at this point of the code
  const auto read = [&](std::uint32_t slot) {
    const auto [found, is_new] = now_in.emplace(slot, static_cast<Value>(values_.size()));
    if (is_new) values_.push_back({.slot = slot, .is_in_memory = true, .uses = {}, .outputs = {}});
    return found->second;
  };
  for (const auto& instruction : code_.instructions) {
    Step step{.op = instruction.op, .a = read(instruction.a)};
    values_[step.a].uses.push_back(steps_.size());
    if (is_binary(step.op)) {
      step.b = read(instruction.b);
      values_[step.b].uses.push_back(steps_.size());
    }
    step.to = static_cast<Value>(values_.size());
    values_.push_back({.slot = instruction.to, .uses = {}, .outputs = {}});
    now_in[instruction.to] = step.to;
    steps_.push_back(step);
  }
  for (std::size_t i = 0; i < code_.outputs.size(); ++i) values_[read(code_.outputs[i])].outputs.push_back(i);
}

std::size_t Emitter::next_use(Value value) const {
  const Tracked& tracked = values_[value];
  return tracked.next_use < tracked.uses.size() ? tracked.uses[tracked.next_use] : kNever;
}

void Emitter::used(Value value) {
  Tracked& tracked = values_[value];
  while (tracked.next_use < tracked.uses.size() && tracked.uses[tracked.next_use] <= now_) ++tracked.next_use;
  if (next_use(value) == kNever && tracked.in_register >= 0) forget(tracked.in_register);
}

void Emitter::used(const Step& step) {
  is_pinned_.fill(false);
  used(step.a);
  if (step.b != kNoValue) used(step.b);
}

// --- registers
// --------------------------------------------------------------------------------------------------------

void Emitter::forget(int number) {
  const auto at = static_cast<std::size_t>(number);
  if (holds_[at] != kNoValue) values_[holds_[at]].in_register = -1;
  holds_[at] = kNoValue;
}

void Emitter::spill(Value value) {
  Tracked& tracked = values_[value];
  if (!tracked.is_in_memory) assembler_.vmovsd(memory(tracked.slot), xmm(tracked.in_register));
  tracked.is_in_memory = true;
  forget(tracked.in_register);
}

// An empty register, or that of the value which is wanted last.
int Emitter::free_register() {
  int chosen = -1;
  std::size_t latest = 0;
  for (std::size_t i = 0; i < kRegisters; ++i) {
    if (is_pinned_[i]) continue;
    if (holds_[i] == kNoValue) return static_cast<int>(i);
    const std::size_t wanted = next_use(holds_[i]);
    if (chosen < 0 || wanted > latest) {
      chosen = static_cast<int>(i);
      latest = wanted;
    }
  }
  spill(holds_[static_cast<std::size_t>(chosen)]);
  return chosen;
}

int Emitter::in_register(Value value) {
  Tracked& tracked = values_[value];
  if (tracked.in_register < 0) {
    const int number = free_register();
    assembler_.vmovsd(xmm(number), memory(tracked.slot));
    tracked.in_register = number;
    holds_[static_cast<std::size_t>(number)] = value;
  }
  is_pinned_[static_cast<std::size_t>(tracked.in_register)] = true;
  return tracked.in_register;
}

Xmm Emitter::result(Value value) {
  const int number = free_register();
  values_[value].in_register = number;
  holds_[static_cast<std::size_t>(number)] = value;
  return xmm(number);
}

Mem Emitter::memory(std::uint32_t slot) const {
  const bool is_state = slot >= layout_.states && slot < layout_.states + species_;
  return is_state ? asmjit::x86::qword_ptr(states_, bytes(slot - layout_.states))
                  : asmjit::x86::qword_ptr(slots_, bytes(slot));
}

// --- instructions
// -----------------------------------------------------------------------------------------------------

bool Emitter::makes_calls() const {
  for (const auto& instruction : code_.instructions)
    if (is_call(instruction.op)) return true;
  return false;
}

void Emitter::begin_function() {
  namespace x86 = asmjit::x86;
  slots_ = x86::rdi;
  states_ = x86::rsi;
  outputs_ = x86::rdx;
  if (!makes_calls()) return;
  // Registers that survive a call; three of them leave the stack aligned for it.
  for (const auto& kept : {x86::rbx, x86::r12, x86::r13}) assembler_.push(kept);
  assembler_.mov(x86::rbx, slots_);
  assembler_.mov(x86::r12, states_);
  assembler_.mov(x86::r13, outputs_);
  slots_ = x86::rbx;
  states_ = x86::r12;
  outputs_ = x86::r13;
}

void Emitter::end_function() {
  namespace x86 = asmjit::x86;
  if (makes_calls())
    for (const auto& kept : {x86::r13, x86::r12, x86::rbx}) assembler_.pop(kept);
  assembler_.ret();
  assembler_.align(asmjit::AlignMode::kData, 16);
  assembler_.bind(sign_bit_);
  for (int i = 0; i < 2; ++i) assembler_.embedUInt64(std::uint64_t{1} << 63);
  assembler_.bind(one_);
  for (int i = 0; i < 2; ++i) assembler_.embedUInt64(std::bit_cast<std::uint64_t>(1.0));
}

void Emitter::emit(const Step& step) {
  auto& out = assembler_;
  if (is_call(step.op)) {
    emit_call(step);
  } else if (is_binary(step.op)) {
    emit_binary(step);
  } else {
    const Xmm a = xmm(in_register(step.a));
    const Xmm zero = xmm(step.op == Instruct::step ? free_register() : 0);  // while the operand is held
    used(step);
    const Xmm to = result(step.to);
    if (step.op == Instruct::negate) {
      out.vxorpd(to, a, asmjit::x86::xmmword_ptr(sign_bit_));
    } else if (step.op == Instruct::sqrt) {
      out.vsqrtsd(to, a, a);
    } else {  // 1 where 0 < a: a comparison gives all bits or none
      out.vxorpd(zero, zero, zero);
      out.vcmpsd(to, zero, a, asmjit::imm(1));
      out.vandpd(to, to, asmjit::x86::xmmword_ptr(one_));
    }
  }
  for (const auto output : values_[step.to].outputs)
    out.vmovsd(asmjit::x86::qword_ptr(outputs_, bytes(output)), xmm(values_[step.to].in_register));
  used(step.to);
}

void Emitter::emit_binary(const Step& step) {
  Value a = step.a, b = step.b;
  if (is_commutative(step.op) && values_[a].in_register < 0 && values_[b].in_register >= 0) std::swap(a, b);
  const Xmm first = xmm(in_register(a));
  // The second may come from memory; it is worth a register where it is wanted again.
  const Tracked& tracked = values_[b];
  const bool from_memory = tracked.in_register < 0 && tracked.next_use + 1 >= tracked.uses.size();
  const asmjit::Operand second =
      from_memory ? asmjit::Operand(memory(tracked.slot)) : asmjit::Operand(xmm(in_register(b)));
  used(step);
  const Xmm to = result(step.to);
  namespace x86 = asmjit::x86;
  const auto instruction = [&] {
    switch (step.op) {
      case Instruct::add: return x86::Inst::kIdVaddsd;
      case Instruct::subtract: return x86::Inst::kIdVsubsd;
      case Instruct::multiply: return x86::Inst::kIdVmulsd;
      case Instruct::divide: return x86::Inst::kIdVdivsd;
      case Instruct::minimum: return x86::Inst::kIdVminsd;
      default: return x86::Inst::kIdVmaxsd;
    }
  }();
  assembler_.emit(instruction, to, first, second);
}

void Emitter::emit_call(const Step& step) {
  // The function may use every register. What is wanted later goes to memory; what is wanted now as well.
  for (std::size_t i = 0; i < kRegisters; ++i)
    if (holds_[i] != kNoValue) spill(holds_[i]);
  assembler_.vmovsd(xmm(0), memory(values_[step.a].slot));
  if (step.b != kNoValue) assembler_.vmovsd(xmm(1), memory(values_[step.b].slot));
  assembler_.mov(asmjit::x86::rax, asmjit::imm(address_of(step.op)));
  assembler_.call(asmjit::x86::rax);
  used(step);
  result(step.to);  // all registers are empty, so it is the first
}

// Outputs that the code only reads.
void Emitter::store_passed_through() {
  for (Value value = 0; value < values_.size(); ++value) {
    const Tracked& tracked = values_[value];
    const bool is_made = !tracked.is_in_memory || tracked.slot >= layout_.scratch;
    if (tracked.outputs.empty() || is_made) continue;
    is_pinned_.fill(false);
    const Xmm number = xmm(in_register(value));
    for (const auto output : tracked.outputs)
      assembler_.vmovsd(asmjit::x86::qword_ptr(outputs_, bytes(output)), number);
  }
}

}  // namespace emtansim::solve
