// SPDX-License-Identifier: Apache-2.0
/// Ordering of nodes and placing of results.
#include "emtansim/solve/lower.h"

#include <algorithm>
#include <cmath>

namespace emtansim::solve {

namespace {

using network::Node;
using network::Op;

constexpr std::uint32_t kNone = 0xffffffffU;
constexpr double kLargestUnrolledPower = 8;  // beyond it a call of pow is cheaper than the multiplications

bool is_leaf(Op op) { return op < Op::add; }
bool is_binary(Op op) { return (op >= Op::add && op <= Op::power) || op == Op::minimum || op == Op::maximum; }

Instruct to_instruct(Op op) {
  switch (op) {
    case Op::add: return Instruct::add;
    case Op::subtract: return Instruct::subtract;
    case Op::multiply: return Instruct::multiply;
    case Op::divide: return Instruct::divide;
    case Op::power: return Instruct::power;
    case Op::negate: return Instruct::negate;
    case Op::exp: return Instruct::exp;
    case Op::log: return Instruct::log;
    case Op::sqrt: return Instruct::sqrt;
    case Op::minimum: return Instruct::minimum;
    case Op::maximum: return Instruct::maximum;
    default: return Instruct::step;
  }
}

bool is_unrolled_power(const network::Graph& graph, const Node& node) {
  if (node.op != Op::power) return false;
  const Node& exponent = graph.node(node.b);
  return exponent.op == Op::constant && exponent.value == std::round(exponent.value) &&
         std::abs(exponent.value) <= kLargestUnrolledPower && exponent.value != 0;
}

/// Scratch slots, handed back as soon as the last reader is done.
class SlotPool {
 public:
  std::uint32_t take() {
    if (free_.empty()) return size_++;
    const auto slot = free_.back();
    free_.pop_back();
    return slot;
  }
  void give_back(std::uint32_t slot) { free_.push_back(slot); }
  [[nodiscard]] std::uint32_t size() const { return size_; }

 private:
  std::vector<std::uint32_t> free_;
  std::uint32_t size_ = 0;
};

}  // namespace

Lowering::Lowering(const network::Graph& graph, std::size_t parameters, std::size_t species,
                   std::span<const network::Expr> all_expressions)
    : graph_(graph), parameter_count_(parameters), species_count_(species) {
  find_reachable(all_expressions);
  find_fixed();
  place_constants_and_prepared(all_expressions);
}

void Lowering::find_reachable(std::span<const network::Expr> expressions) {
  reachable_.assign(graph_.nodes().size(), false);
  std::vector<std::uint32_t> open;
  for (const auto expression : expressions) open.push_back(expression.index());
  while (!open.empty()) {
    const auto at = open.back();
    open.pop_back();
    if (reachable_[at]) continue;
    reachable_[at] = true;
    const Node& node = graph_.node(at);
    if (is_leaf(node.op)) continue;
    open.push_back(node.a);
    if (is_binary(node.op)) open.push_back(node.b);
  }
}

void Lowering::find_fixed() {
  // Operands are always older than the node that uses them, so one pass in order suffices.
  fixed_.assign(graph_.nodes().size(), false);
  for (std::uint32_t i = 0; i < fixed_.size(); ++i) {
    const Node& node = graph_.node(i);
    if (is_leaf(node.op)) {
      fixed_[i] = node.op == Op::constant || node.op == Op::parameter;
    } else {
      fixed_[i] = fixed_[node.a] && (!is_binary(node.op) || fixed_[node.b]);
    }
  }
}

void Lowering::place_constants_and_prepared(std::span<const network::Expr> expressions) {
  constants_.push_back(1);  // slot 0: wanted by negative powers
  const auto prepare = [this](std::uint32_t index) {
    if (!fixed_[index] || is_leaf(graph_.node(index).op)) return;
    if (prepared_index_.emplace(index, static_cast<std::uint32_t>(prepared_nodes_.size())).second)
      prepared_nodes_.push_back(index);
  };
  for (std::uint32_t i = 0; i < reachable_.size(); ++i) {
    if (!reachable_[i]) continue;
    const Node& node = graph_.node(i);
    if (node.op == Op::constant) {
      constant_index_.emplace(i, static_cast<std::uint32_t>(constants_.size()));
      constants_.push_back(node.value);
    }
    if (is_leaf(node.op) || fixed_[i]) continue;
    prepare(node.a);
    if (is_binary(node.op)) prepare(node.b);
  }
  for (const auto expression : expressions) prepare(expression.index());
}

Layout Lowering::layout() const {
  Layout layout;
  layout.constants = 0;
  layout.parameters = static_cast<std::uint32_t>(constants_.size());
  layout.states = layout.parameters + static_cast<std::uint32_t>(parameter_count_);
  layout.time = layout.states + static_cast<std::uint32_t>(species_count_);
  layout.argument = layout.time + 1;
  layout.prepared = layout.argument + 1;
  layout.scratch = layout.prepared + static_cast<std::uint32_t>(prepared_nodes_.size());
  layout.end = layout.scratch + scratch_size_;
  return layout;
}

std::uint32_t Lowering::fixed_slot(std::uint32_t index) const {
  const Layout places = layout();
  const Node& node = graph_.node(index);
  switch (node.op) {
    case Op::constant: return places.constants + constant_index_.at(index);
    case Op::parameter: return places.parameters + node.a;
    case Op::species: return places.states + node.a;
    case Op::time: return places.time;
    case Op::argument: return places.argument;
    default: break;
  }
  const auto found = prepared_index_.find(index);
  return found == prepared_index_.end() ? kNone : places.prepared + found->second;
}

std::vector<std::uint32_t> Lowering::ordered(std::span<const std::uint32_t> roots, Stop stop) const {
  // Depth first, operands before users: keeps a value close to its use, which keeps few slots alive.
  std::vector<std::uint32_t> order;
  std::vector<std::uint8_t> done(graph_.nodes().size(), 0);
  std::vector<std::pair<std::uint32_t, bool>> open;
  for (const auto root : roots) {
    open.emplace_back(root, false);
    while (!open.empty()) {
      const auto [at, operands_done] = open.back();
      open.pop_back();
      if (done[at] != 0) continue;
      const Node& node = graph_.node(at);
      const bool stops = is_leaf(node.op) || (stop == Stop::at_prepared && prepared_index_.contains(at));
      if (operands_done || stops) {
        done[at] = 1;
        if (!stops) order.push_back(at);
        continue;
      }
      open.emplace_back(at, true);
      if (is_binary(node.op) && !is_unrolled_power(graph_, node)) open.emplace_back(node.b, false);
      open.emplace_back(node.a, false);
    }
  }
  return order;
}

Code Lowering::assemble(std::span<const std::uint32_t> order, std::span<const std::uint32_t> roots, Stop stop) {
  const Layout places = layout();
  std::unordered_map<std::uint32_t, std::size_t> last_use;
  for (std::size_t k = 0; k < order.size(); ++k) {
    const Node& node = graph_.node(order[k]);
    last_use[node.a] = k;
    if (is_binary(node.op)) last_use[node.b] = k;
  }
  for (const auto root : roots) last_use[root] = order.size();

  Code code;
  SlotPool pool;
  std::unordered_map<std::uint32_t, std::uint32_t> scratch_slot;
  const auto slot_of = [&](std::uint32_t index) {
    if (const auto found = scratch_slot.find(index); found != scratch_slot.end()) return places.scratch + found->second;
    return fixed_slot(index);
  };
  const auto release = [&](std::uint32_t index, std::size_t k) {
    const auto found = scratch_slot.find(index);
    if (found == scratch_slot.end() || last_use[index] != k) return;
    pool.give_back(found->second);
    scratch_slot.erase(found);
  };
  for (std::size_t k = 0; k < order.size(); ++k) {
    const auto index = order[k];
    const Node& node = graph_.node(index);
    const std::uint32_t a = slot_of(node.a);
    const bool unrolled = is_unrolled_power(graph_, node);
    const std::uint32_t b = is_binary(node.op) && !unrolled ? slot_of(node.b) : 0;
    std::uint32_t to = 0;
    const auto prepared = prepared_index_.find(index);
    const bool is_own_scratch = stop == Stop::at_prepared || prepared == prepared_index_.end();
    std::uint32_t taken = 0;
    if (is_own_scratch) {
      // An unrolled power reads its operand several times, so its result may not overwrite it.
      if (!unrolled) {
        release(node.a, k);
        if (is_binary(node.op) && node.b != node.a) release(node.b, k);
      }
      taken = pool.take();
      to = places.scratch + taken;
    } else {
      to = places.prepared + prepared->second;
    }
    if (unrolled) {
      const double exponent = graph_.node(node.b).value;
      const int count = static_cast<int>(std::abs(exponent));
      if (count == 1) {
        code.instructions.push_back({Instruct::divide, to, 0, a});
      } else {
        code.instructions.push_back({Instruct::multiply, to, a, a});
        for (int i = 2; i < count; ++i) code.instructions.push_back({Instruct::multiply, to, to, a});
        if (exponent < 0) code.instructions.push_back({Instruct::divide, to, 0, to});
      }
    } else {
      code.instructions.push_back({to_instruct(node.op), to, a, b});
    }
    if (unrolled || !is_own_scratch) {
      release(node.a, k);
      if (is_binary(node.op) && !unrolled && node.b != node.a) release(node.b, k);
    }
    if (is_own_scratch) scratch_slot.emplace(index, taken);
  }
  for (const auto root : roots) code.outputs.push_back(slot_of(root));
  scratch_size_ = std::max(scratch_size_, pool.size());
  return code;
}

Code Lowering::prologue() {
  // Nothing of the prologue may stop at a prepared node: it is what prepares them.
  const auto order = ordered(prepared_nodes_, Stop::at_leaves);
  Code code = assemble(order, prepared_nodes_, Stop::at_leaves);
  code.outputs.clear();
  return code;
}

Code Lowering::lower(std::span<const network::Expr> expressions) {
  std::vector<std::uint32_t> roots;
  for (const auto expression : expressions) roots.push_back(expression.index());
  return assemble(ordered(roots, Stop::at_prepared), roots, Stop::at_prepared);
}

}  // namespace emtansim::solve
