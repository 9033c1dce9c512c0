// SPDX-License-Identifier: Apache-2.0
/// Building of expressions: sharing, folding of constants, dimensions.
#include "emtansim/network/expression.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <unordered_set>

#include <fmt/format.h>

#include "emtansim/network/arithmetic.h"

namespace emtansim::network {

namespace {

std::uint64_t hash_of(const Node& node) {
  std::uint64_t hash = static_cast<std::uint64_t>(node.op);
  const auto mix = [&hash](std::uint64_t word) {
    hash ^= word + 0x9e3779b97f4a7c15ULL + (hash << 6) + (hash >> 2);
    hash *= 0xff51afd7ed558ccdULL;
  };
  mix(node.a);
  mix(node.b);
  mix(std::bit_cast<std::uint64_t>(node.value));
  return hash;
}

bool same(const Node& x, const Node& y) {
  return x.op == y.op && x.a == y.a && x.b == y.b && x.dimension == y.dimension &&
         std::bit_cast<std::uint64_t>(x.value) == std::bit_cast<std::uint64_t>(y.value);
}

bool is_constant(const Node& node, double value) { return node.op == Op::constant && node.value == value; }

bool has_even_exponents(Dimension d) {
  return d.amount % 2 == 0 && d.length % 2 == 0 && d.time % 2 == 0 && d.mass % 2 == 0 && d.cells % 2 == 0 &&
         d.dose % 2 == 0;
}

Dimension half(Dimension d) {
  const auto by_two = [](int x) { return static_cast<std::int8_t>(x / 2); };
  return {by_two(d.amount), by_two(d.length), by_two(d.time), by_two(d.mass), by_two(d.cells), by_two(d.dose)};
}

constexpr double kLargestPower = 16;  // of something that has a dimension

// The dimension of a result, and, where the operands do not fit together, why.
struct Fit {
  Dimension dimension;
  std::string misfit;
};

Fit fit_of_sum(const Node& x, const Node& y) {
  // A zero has no dimension of its own.
  const Dimension dimension = is_constant(x, 0) ? y.dimension : x.dimension;
  if (x.dimension == y.dimension || is_constant(x, 0) || is_constant(y, 0)) return {dimension, {}};
  return {dimension, fmt::format("{} is added to or compared with {}", to_text(x.dimension), to_text(y.dimension))};
}

Fit fit_of_power(const Node& x, const Node& y) {
  const bool is_whole = y.op == Op::constant && y.value == std::round(y.value) && std::abs(y.value) <= kLargestPower;
  if (!y.dimension.is_one() || (!is_whole && !x.dimension.is_one()))
    return {{}, fmt::format("{} to the power of {} needs pure numbers", to_text(x.dimension), to_text(y.dimension))};
  Dimension dimension;
  if (is_whole)
    for (int i = 0; i < std::abs(static_cast<int>(y.value)); ++i) dimension = dimension * x.dimension;
  return {y.op == Op::constant && y.value < 0 ? inverse(dimension) : dimension, {}};
}

Fit fit_of_binary(Op op, const Node& x, const Node& y) {
  switch (op) {
    case Op::multiply: return {x.dimension * y.dimension, {}};
    case Op::divide: return {x.dimension / y.dimension, {}};
    case Op::power: return fit_of_power(x, y);
    default: return fit_of_sum(x, y);
  }
}

}  // namespace

Dimension Expr::dimension() const { return graph_->node(index_).dimension; }

// Where the node is in the table, or the free place where it belongs. The table is never full.
std::size_t Graph::place_of(const Node& node) const {
  const std::size_t mask = places_.size() - 1;
  std::size_t place = hash_of(node) & mask;
  while (places_[place] != 0 && !same(nodes_[places_[place] - 1], node)) place = (place + 1) & mask;
  return place;
}

void Graph::enlarge() {
  constexpr std::size_t kSmallest = 64;
  places_.assign(std::max(kSmallest, 2 * places_.size()), 0);
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) places_[place_of(nodes_[i])] = i + 1;
}

std::optional<Expr> Graph::known(const Node& node) {
  if (places_.empty()) return std::nullopt;
  const std::uint32_t found = places_[place_of(node)];
  return found == 0 ? std::nullopt : std::optional(Expr(this, found - 1));
}

Expr Graph::intern(const Node& node) {
  if (const auto found = known(node)) return *found;
  if (2 * nodes_.size() >= places_.size()) enlarge();
  places_[place_of(node)] = static_cast<std::uint32_t>(nodes_.size()) + 1;
  nodes_.push_back(node);
  return {this, static_cast<std::uint32_t>(nodes_.size() - 1)};
}

Expr Graph::constant(double value, Dimension dimension) {
  return intern({.op = Op::constant, .value = value, .dimension = dimension});
}
Expr Graph::parameter(ParameterId id, Dimension dimension) {
  return intern({.op = Op::parameter, .a = static_cast<std::uint32_t>(id.index()), .dimension = dimension});
}
Expr Graph::species(SpeciesId id, Dimension dimension) {
  return intern({.op = Op::species, .a = static_cast<std::uint32_t>(id.index()), .dimension = dimension});
}
Expr Graph::rule(RuleId id, Dimension dimension) {
  return intern({.op = Op::rule, .a = static_cast<std::uint32_t>(id.index()), .dimension = dimension});
}
Expr Graph::time() { return intern({.op = Op::time, .dimension = dimension::kTime}); }
Expr Graph::argument(Dimension dimension) { return intern({.op = Op::argument, .dimension = dimension}); }

Expr Graph::unary(Op op, Expr a) {
  const Node node = nodes_[a.index()];
  if (op == Op::negate && node.op == Op::negate) return {this, node.a};
  Dimension dimension = node.dimension;
  std::string misfit;
  if (op == Op::sqrt) {
    if (has_even_exponents(dimension)) {
      dimension = half(dimension);
    } else {
      misfit = fmt::format("a square root of {}", to_text(dimension));
    }
  } else if (op == Op::step) {
    dimension = {};
  } else if (op != Op::negate && !dimension.is_one()) {
    misfit = fmt::format("{} of {} instead of a pure number", op == Op::exp ? "exp" : "log", to_text(dimension));
    dimension = {};
  }
  if (node.op == Op::constant && misfit.empty()) return constant(apply(op, node.value, 0), dimension);
  const Expr made = intern({.op = op, .a = a.index(), .dimension = dimension});
  if (!misfit.empty()) misfits_[made.index()] = misfit;
  return made;
}

// What `a op b` is without computing it, where one operand is 0 or 1 or both are the same; else nothing.
std::optional<Expr> Graph::simplified(Op op, Expr a, Expr b, Dimension dimension) {
  const Node x = nodes_[a.index()];
  const Node y = nodes_[b.index()];
  const bool x_is_one = is_constant(x, 1) && x.dimension.is_one();
  const bool y_is_one = is_constant(y, 1) && y.dimension.is_one();
  switch (op) {
    case Op::add:
      if (is_constant(x, 0)) return b;
      if (is_constant(y, 0)) return a;
      return std::nullopt;
    case Op::subtract:
      if (is_constant(y, 0)) return a;
      if (is_constant(x, 0)) return unary(Op::negate, b);
      if (a.index() == b.index()) return constant(0, dimension);
      return std::nullopt;
    case Op::multiply:
      if (is_constant(x, 0) || is_constant(y, 0)) return constant(0, dimension);
      if (x_is_one) return b;
      if (y_is_one) return a;
      return std::nullopt;
    case Op::divide:
      if (is_constant(x, 0)) return constant(0, dimension);
      if (y_is_one) return a;
      return std::nullopt;
    case Op::power:
      if (is_constant(y, 1)) return a;
      if (is_constant(y, 0)) return constant(1);
      return std::nullopt;
    case Op::minimum:
    case Op::maximum:
      if (a.index() == b.index()) return a;
      return std::nullopt;
    default: return std::nullopt;
  }
}

Expr Graph::binary(Op op, Expr a, Expr b) {
  EMTANSIM_EXPECT(&a.graph() == this && &b.graph() == this);
  const Node x = nodes_[a.index()];
  const Node y = nodes_[b.index()];
  const Fit fit = fit_of_binary(op, x, y);
  if (fit.misfit.empty()) {
    if (x.op == Op::constant && y.op == Op::constant) return constant(apply(op, x.value, y.value), fit.dimension);
    if (const auto simple = simplified(op, a, b, fit.dimension)) return *simple;
  }
  // a*b and b*a are one node, which reads as it was first written.
  if (op == Op::add || op == Op::multiply)
    if (const auto swapped = known({.op = op, .a = b.index(), .b = a.index(), .dimension = fit.dimension}))
      return *swapped;
  const Expr made = intern({.op = op, .a = a.index(), .b = b.index(), .dimension = fit.dimension});
  if (!fit.misfit.empty()) misfits_[made.index()] = fit.misfit;
  return made;
}

std::string Graph::misfit(std::uint32_t index) const {
  if (misfits_.empty()) return {};
  const std::uint32_t roots[] = {index};
  for (const auto at : nodes_in(*this, roots))
    if (const auto found = misfits_.find(at); found != misfits_.end()) return found->second;
  return {};
}

std::vector<std::uint32_t> nodes_in(const Graph& graph, std::span<const std::uint32_t> roots) {
  std::vector<std::uint32_t> found;
  std::unordered_set<std::uint32_t> seen;
  std::vector<std::uint32_t> open(roots.begin(), roots.end());
  while (!open.empty()) {
    const auto at = open.back();
    open.pop_back();
    if (!seen.insert(at).second) continue;
    found.push_back(at);
    const Node& node = graph.node(at);
    if (!is_leaf(node.op)) open.push_back(node.a);
    if (is_binary(node.op)) open.push_back(node.b);
  }
  std::ranges::sort(found);
  return found;
}

Expr operator+(Expr a, Expr b) { return a.graph().binary(Op::add, a, b); }
Expr operator-(Expr a, Expr b) { return a.graph().binary(Op::subtract, a, b); }
Expr operator*(Expr a, Expr b) { return a.graph().binary(Op::multiply, a, b); }
Expr operator/(Expr a, Expr b) { return a.graph().binary(Op::divide, a, b); }
Expr operator-(Expr a) { return a.graph().unary(Op::negate, a); }
Expr operator+(Expr a, double b) { return a + a.graph().constant(b); }
Expr operator+(double a, Expr b) { return b.graph().constant(a) + b; }
Expr operator-(Expr a, double b) { return a - a.graph().constant(b); }
Expr operator-(double a, Expr b) { return b.graph().constant(a) - b; }
Expr operator*(double a, Expr b) { return b.graph().constant(a) * b; }
Expr operator*(Expr a, double b) { return a * a.graph().constant(b); }
Expr operator/(Expr a, double b) { return a / a.graph().constant(b); }
Expr operator/(double a, Expr b) { return b.graph().constant(a) / b; }
Expr pow(Expr base, Expr exponent) { return base.graph().binary(Op::power, base, exponent); }
Expr pow(Expr base, int exponent) { return pow(base, base.graph().constant(exponent)); }
Expr exp(Expr a) { return a.graph().unary(Op::exp, a); }
Expr log(Expr a) { return a.graph().unary(Op::log, a); }
Expr sqrt(Expr a) { return a.graph().unary(Op::sqrt, a); }
Expr min(Expr a, Expr b) { return a.graph().binary(Op::minimum, a, b); }
Expr max(Expr a, Expr b) { return a.graph().binary(Op::maximum, a, b); }
Expr step(Expr a) { return a.graph().unary(Op::step, a); }

Expr sum(std::span<const Expr> terms) {
  EMTANSIM_EXPECT(!terms.empty());
  Expr total = terms.front();
  for (const Expr term : terms.subspan(1)) total = total + term;
  return total;
}

}  // namespace emtansim::network
