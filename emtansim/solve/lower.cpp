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

std::vector<std::uint32_t> indices_of(std::span<const network::Expr> expressions) {
  std::vector<std::uint32_t> indices;
  for (const auto expression : expressions) indices.push_back(expression.index());
  return indices;
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

Lowering::Lowering(const network::Graph& graph, const LeafCounts& leaves,
                   std::span<const network::Expr> all_expressions)
    : graph_(graph), leaves_(leaves) {
  find_reachable(all_expressions);
  find_fixed();
  place_constants_and_prepared(all_expressions);
}

void Lowering::find_reachable(std::span<const network::Expr> expressions) {
  reachable_.assign(graph_.nodes().size(), false);
  for (const auto at : network::nodes_in(graph_, indices_of(expressions))) reachable_[at] = true;
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
  constants_.push_back(1);  // kOneSlot
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
  layout.states = layout.parameters + static_cast<std::uint32_t>(leaves_.parameters);
  layout.time = layout.states + static_cast<std::uint32_t>(leaves_.species);
  layout.argument = layout.time + 1;
  layout.direction = layout.argument + 1;
  layout.prepared = layout.direction + static_cast<std::uint32_t>(leaves_.directions);
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
    case Op::species:
      return node.a < leaves_.species ? places.states + node.a
                                      : places.direction + node.a - static_cast<std::uint32_t>(leaves_.species);
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

/// Writes the code of ordered nodes: each result goes into its prepared slot, where it has one to fill, else into
/// scratch, which is handed back after its last use.
class Lowering::Assembler {
 public:
  Assembler(const Lowering& lowering, std::span<const std::uint32_t> roots, Stop stop)
      : lowering_(lowering), graph_(lowering.graph_), places_(lowering.layout()), roots_(roots), stop_(stop) {}

  Code operator()(std::span<const std::uint32_t> order) {
    find_last_uses(order);
    for (now_ = 0; now_ < order.size(); ++now_) write(order[now_]);
    for (const auto root : roots_) code_.outputs.push_back(slot_of(root));
    return std::move(code_);
  }

  [[nodiscard]] std::uint32_t scratch_size() const { return pool_.size(); }

 private:
  void find_last_uses(std::span<const std::uint32_t> order) {
    for (std::size_t k = 0; k < order.size(); ++k) {
      const Node& node = graph_.node(order[k]);
      last_use_[node.a] = k;
      if (reads_b(node)) last_use_[node.b] = k;
    }
    for (const auto root : roots_) last_use_[root] = order.size();
  }

  [[nodiscard]] bool reads_b(const Node& node) const { return is_binary(node.op) && !is_unrolled_power(graph_, node); }

  [[nodiscard]] std::uint32_t slot_of(std::uint32_t index) const {
    const auto found = scratch_slot_.find(index);
    return found == scratch_slot_.end() ? lowering_.fixed_slot(index) : places_.scratch + found->second;
  }

  void write(std::uint32_t index) {
    const Node& node = graph_.node(index);
    const std::uint32_t a = slot_of(node.a);
    const std::uint32_t b = reads_b(node) ? slot_of(node.b) : 0;
    // An unrolled power reads its operand several times, so its result may not overwrite it; any other may.
    const bool unrolled = is_unrolled_power(graph_, node);
    if (!unrolled) release_operands(node);
    const std::uint32_t to = place_for(index);
    if (unrolled) {
      write_power(to, a, static_cast<int>(graph_.node(node.b).value));
      release_operands(node);
    } else {
      code_.instructions.push_back({to_instruct(node.op), to, a, b});
    }
  }

  std::uint32_t place_for(std::uint32_t index) {
    const auto prepared = lowering_.prepared_index_.find(index);
    if (stop_ == Stop::at_leaves && prepared != lowering_.prepared_index_.end())
      return places_.prepared + prepared->second;
    return places_.scratch + scratch_slot_.emplace(index, pool_.take()).first->second;
  }

  void write_power(std::uint32_t to, std::uint32_t a, int exponent) {
    auto& out = code_.instructions;
    const int count = std::abs(exponent);
    if (count > 1) out.push_back({Instruct::multiply, to, a, a});
    for (int i = 2; i < count; ++i) out.push_back({Instruct::multiply, to, to, a});
    if (exponent < 0) out.push_back({Instruct::divide, to, kOneSlot, count == 1 ? a : to});
  }

  void release_operands(const Node& node) {
    release(node.a);
    if (reads_b(node) && node.b != node.a) release(node.b);
  }

  void release(std::uint32_t index) {
    const auto found = scratch_slot_.find(index);
    if (found == scratch_slot_.end() || last_use_[index] != now_) return;
    pool_.give_back(found->second);
    scratch_slot_.erase(found);
  }

  const Lowering& lowering_;
  const network::Graph& graph_;
  const Layout places_;
  std::span<const std::uint32_t> roots_;
  Stop stop_;
  Code code_;
  SlotPool pool_;
  std::size_t now_ = 0;
  std::unordered_map<std::uint32_t, std::size_t> last_use_;        ///< node to its place in the order
  std::unordered_map<std::uint32_t, std::uint32_t> scratch_slot_;  ///< node to scratch slot, while it is held
};

Code Lowering::assemble(std::span<const std::uint32_t> order, std::span<const std::uint32_t> roots, Stop stop) {
  Assembler assembler(*this, roots, stop);
  Code code = assembler(order);
  scratch_size_ = std::max(scratch_size_, assembler.scratch_size());
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
  const auto roots = indices_of(expressions);
  return assemble(ordered(roots, Stop::at_prepared), roots, Stop::at_prepared);
}

}  // namespace emtansim::solve
