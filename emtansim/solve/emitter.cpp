// SPDX-License-Identifier: Apache-2.0
/// Registers and instructions for straight-line code.
#include "emtansim/solve/emitter.h"

#include <algorithm>
#include <bit>
#include <unordered_map>

#include "emtansim/solve/elementary.h"

namespace emtansim::solve {

namespace {

using asmjit::x86::Mem;
using asmjit::x86::Vec;
using Id = asmjit::x86::Inst::Id;

bool is_binary(Instruct op) {
  return op <= Instruct::divide || op == Instruct::power || op == Instruct::minimum || op == Instruct::maximum;
}
bool is_call(Instruct op) { return op == Instruct::exp || op == Instruct::log || op == Instruct::power; }
bool is_commutative(Instruct op) { return op == Instruct::add || op == Instruct::multiply; }

std::uint64_t address_of(Instruct op, std::uint32_t width) {
  const ElementaryAddresses addresses = elementary_addresses(width);
  if (op == Instruct::exp) return addresses.exponential;
  return op == Instruct::log ? addresses.logarithm : addresses.power;
}

/// The instruction for one number, and that for several.
struct Pair {
  Id one;
  Id many;
};

Pair instruction_of(Instruct op) {
  namespace Inst = asmjit::x86::Inst;
  switch (op) {
    case Instruct::add: return {Inst::kIdVaddsd, Inst::kIdVaddpd};
    case Instruct::subtract: return {Inst::kIdVsubsd, Inst::kIdVsubpd};
    case Instruct::multiply: return {Inst::kIdVmulsd, Inst::kIdVmulpd};
    case Instruct::divide: return {Inst::kIdVdivsd, Inst::kIdVdivpd};
    case Instruct::minimum: return {Inst::kIdVminsd, Inst::kIdVminpd};
    default: return {Inst::kIdVmaxsd, Inst::kIdVmaxpd};
  }
}

}  // namespace

Emitter::Emitter(asmjit::x86::Assembler& assembler, const Code& code, const MachineOptions& options)
    : assembler_(assembler),
      code_(code),
      options_(options),
      registers_(options.width == 8 ? 32 : 16),
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
    values_.push_back({.slot = instruction.to, .is_made = true, .uses = {}, .outputs = {}});
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
  if (!tracked.is_in_memory) move(memory(tracked.slot), vector(tracked.in_register));
  tracked.is_in_memory = true;
  forget(tracked.in_register);
}

// An empty register, or that of the value which is wanted last.
int Emitter::free_register() {
  int chosen = -1;
  std::size_t latest = 0;
  for (std::size_t i = 0; i < registers_; ++i) {
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
    move(vector(number), memory(tracked.slot));
    tracked.in_register = number;
    holds_[static_cast<std::size_t>(number)] = value;
  }
  is_pinned_[static_cast<std::size_t>(tracked.in_register)] = true;
  return tracked.in_register;
}

Vec Emitter::result(Value value) {
  const int number = free_register();
  values_[value].in_register = number;
  holds_[static_cast<std::size_t>(number)] = value;
  return vector(number);
}

// Whether a number in memory that is wanted again after this step is better loaded than read where it is: there is
// room, or something else is wanted later.
bool Emitter::is_worth_a_register(Value value) const {
  const Tracked& tracked = values_[value];
  if (tracked.next_use + 1 >= tracked.uses.size()) return false;
  const std::size_t wanted = tracked.uses[tracked.next_use + 1];
  for (std::size_t i = 0; i < registers_; ++i)
    if (!is_pinned_[i] && (holds_[i] == kNoValue || next_use(holds_[i]) > wanted)) return true;
  return false;
}

Vec Emitter::vector(int number) const {
  const auto id = static_cast<std::uint32_t>(number);
  if (options_.width == 8) return asmjit::x86::Zmm(id);
  if (options_.width == 4) return asmjit::x86::Ymm(id);
  return asmjit::x86::Xmm(id);
}

Mem Emitter::row(const asmjit::x86::Gp& base, std::size_t index) const {
  const std::size_t size = options_.width * sizeof(double);
  return {base, static_cast<std::int32_t>(index * size), static_cast<std::uint32_t>(size)};
}

Mem Emitter::memory(std::uint32_t slot) const {
  const bool is_state = slot >= options_.states && slot < options_.states + options_.states_count;
  return is_state ? row(states_, slot - options_.states) : row(slots_, slot);
}

Mem Emitter::constant(const asmjit::Label& label) const {
  return {label, 0, static_cast<std::uint32_t>(std::max<std::size_t>(options_.width, 2) * sizeof(double))};
}

void Emitter::move(const asmjit::Operand& to, const asmjit::Operand& from) {
  namespace Inst = asmjit::x86::Inst;
  assembler_.emit(options_.width == 1 ? Inst::kIdVmovsd : Inst::kIdVmovupd, to, from);
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
  if (options_.width > 2) assembler_.vzeroupper();
  assembler_.ret();
  assembler_.align(asmjit::AlignMode::kData, 64);
  assembler_.bind(sign_bit_);
  for (std::uint32_t i = 0; i < 8; ++i) assembler_.embedUInt64(std::uint64_t{1} << 63);
  assembler_.bind(one_);
  for (std::uint32_t i = 0; i < 8; ++i) assembler_.embedUInt64(std::bit_cast<std::uint64_t>(1.0));
}

void Emitter::emit(const Step& step) {
  if (is_call(step.op)) {
    emit_call(step);
  } else if (is_binary(step.op)) {
    emit_binary(step);
  } else {
    emit_unary(step);
  }
  store_outputs(step.to);
  used(step.to);
}

void Emitter::store_outputs(Value value) {
  Tracked& tracked = values_[value];
  for (const auto output : tracked.outputs) {
    move(row(outputs_, output), vector(tracked.in_register));
    if (options_.outputs_are_slots && code_.outputs[output] == tracked.slot) tracked.is_in_memory = true;
  }
}

void Emitter::emit_unary(const Step& step) {
  const Vec a = vector(in_register(step.a));
  const Vec zero = vector(step.op == Instruct::step ? free_register() : 0);  // while the operand is held
  used(step);
  const Vec to = result(step.to);
  namespace Inst = asmjit::x86::Inst;
  if (step.op == Instruct::step) {
    emit_step(to, zero, a);
  } else if (step.op == Instruct::negate) {
    assembler_.emit(options_.width == 8 ? Inst::kIdVpxorq : Inst::kIdVxorpd, to, a, constant(sign_bit_));
  } else if (options_.width == 1) {
    assembler_.emit(Inst::kIdVsqrtsd, to, a, a);
  } else {
    assembler_.emit(Inst::kIdVsqrtpd, to, a);
  }
}

// 1 where 0 < a: a comparison gives all bits or none, or one bit for each number.
void Emitter::emit_step(const Vec& to, const Vec& zero, const Vec& a) {
  namespace Inst = asmjit::x86::Inst;
  const auto is_less = asmjit::imm(1);
  if (options_.width == 8) {
    const auto mask = asmjit::x86::k1;
    assembler_.emit(Inst::kIdVpxorq, zero, zero, zero);
    assembler_.emit(Inst::kIdVcmppd, mask, zero, a, is_less);
    assembler_.k(mask).z().emit(Inst::kIdVmovapd, to, constant(one_));
    return;
  }
  assembler_.emit(Inst::kIdVxorpd, zero, zero, zero);
  assembler_.emit(options_.width == 1 ? Inst::kIdVcmpsd : Inst::kIdVcmppd, to, zero, a, is_less);
  assembler_.emit(Inst::kIdVandpd, to, to, constant(one_));
}

void Emitter::emit_binary(const Step& step) {
  Value a = step.a, b = step.b;
  if (is_commutative(step.op) && values_[a].in_register < 0 && values_[b].in_register >= 0) std::swap(a, b);
  const Vec first = vector(in_register(a));
  // The second may come from memory.
  const bool from_memory = values_[b].in_register < 0 && !is_worth_a_register(b);
  const asmjit::Operand second =
      from_memory ? asmjit::Operand(memory(values_[b].slot)) : asmjit::Operand(vector(in_register(b)));
  used(step);
  const Vec to = result(step.to);
  const Pair instruction = instruction_of(step.op);
  assembler_.emit(options_.width == 1 ? instruction.one : instruction.many, to, first, second);
}

void Emitter::emit_call(const Step& step) {
  // The function may use every register. What is wanted later goes to memory; what is wanted now as well.
  for (std::size_t i = 0; i < registers_; ++i)
    if (holds_[i] != kNoValue) spill(holds_[i]);
  move(vector(0), memory(values_[step.a].slot));
  if (step.b != kNoValue) move(vector(1), memory(values_[step.b].slot));
  assembler_.mov(asmjit::x86::rax, asmjit::imm(address_of(step.op, options_.width)));
  assembler_.call(asmjit::x86::rax);
  used(step);
  result(step.to);  // all registers are empty, so it is the first
}

// Outputs that the code only reads.
void Emitter::store_passed_through() {
  for (Value value = 0; value < values_.size(); ++value) {
    if (values_[value].outputs.empty() || values_[value].is_made) continue;
    is_pinned_.fill(false);
    in_register(value);
    store_outputs(value);
  }
}

}  // namespace emtansim::solve
