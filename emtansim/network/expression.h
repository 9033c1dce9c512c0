// SPDX-License-Identifier: Apache-2.0
/// Rate laws as data: an expression graph with shared sub-expressions and a dimension on every node.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "emtansim/base/base.h"

namespace emtansim::network {

struct SpeciesTag;
struct ParameterTag;
struct RuleTag;
struct CompartmentTag;
struct ReactionTag;
struct ActionTag;
using SpeciesId = Id<SpeciesTag>;
using ParameterId = Id<ParameterTag>;
using RuleId = Id<RuleTag>;
using CompartmentId = Id<CompartmentTag>;
using ReactionId = Id<ReactionTag>;
using ActionId = Id<ActionTag>;

/// Operations of the graph. Leaves first; `argument` is the number that a scheduled action brings along.
enum class Op : std::uint8_t {
  constant,
  parameter,
  species,
  rule,
  time,
  argument,
  add,
  subtract,
  multiply,
  divide,
  power,
  negate,
  exp,
  log,
  sqrt,
  minimum,
  maximum,
  step,  ///< 1 where the operand is > 0, else 0; its derivative is taken as 0
};

/// One node. `a` and `b` are operands (node indices) or, for leaves, the index into the table that the leaf names.
struct Node {
  Op op = Op::constant;
  std::uint32_t a = 0;
  std::uint32_t b = 0;
  double value = 0;  ///< of a constant
  Dimension dimension;
};

class Graph;

/// Handle of a node; cheap to copy. Arithmetic on handles adds nodes to the graph that both belong to.
class Expr {
 public:
  Expr() = default;
  Expr(Graph* graph, std::uint32_t index) : graph_(graph), index_(index) {}

  [[nodiscard]] bool is_valid() const { return graph_ != nullptr; }
  [[nodiscard]] std::uint32_t index() const { return index_; }
  [[nodiscard]] Graph& graph() const { return *graph_; }
  [[nodiscard]] Dimension dimension() const;

 private:
  Graph* graph_ = nullptr;
  std::uint32_t index_ = 0;
};

/// All expressions of one network. Equal nodes are stored once. A sum of unlike dimensions is kept, and remembered as
/// a misfit until the reaction or rule that contains it is added and can be named in the message.
class Graph {
 public:
  Expr constant(double value, Dimension dimension = {});
  Expr parameter(ParameterId id, Dimension dimension);
  Expr species(SpeciesId id, Dimension dimension);
  Expr rule(RuleId id, Dimension dimension);
  Expr time();
  Expr argument(Dimension dimension);
  Expr unary(Op op, Expr a);
  Expr binary(Op op, Expr a, Expr b);

  [[nodiscard]] const Node& node(std::uint32_t index) const { return nodes_[index]; }
  [[nodiscard]] std::span<const Node> nodes() const { return nodes_; }
  /// Why the node at `index` has no consistent dimension; empty if it has one. Looks through the whole expression.
  [[nodiscard]] std::string misfit(std::uint32_t index) const;

 private:
  std::optional<Expr> known(const Node& node);
  Expr intern(const Node& node);
  [[nodiscard]] std::size_t place_of(const Node& node) const;
  void enlarge();
  std::optional<Expr> simplified(Op op, Expr a, Expr b, Dimension dimension);

  std::vector<Node> nodes_;
  std::vector<std::uint32_t> places_;  ///< hash table of nodes: index + 1, or 0 where it is free; a power of two long
  std::unordered_map<std::uint32_t, std::string> misfits_;
};

Expr operator+(Expr a, Expr b);
Expr operator-(Expr a, Expr b);
Expr operator*(Expr a, Expr b);
Expr operator/(Expr a, Expr b);
Expr operator-(Expr a);
Expr operator+(Expr a, double b);
Expr operator+(double a, Expr b);
Expr operator-(Expr a, double b);
Expr operator-(double a, Expr b);
Expr operator*(double a, Expr b);
Expr operator*(Expr a, double b);
Expr operator/(Expr a, double b);
Expr operator/(double a, Expr b);
/// Base and exponent: a whole constant exponent keeps dimensions, any other needs a pure number below.
Expr pow(Expr base, Expr exponent);
Expr pow(Expr base, int exponent);
Expr exp(Expr a);
Expr log(Expr a);
Expr sqrt(Expr a);
Expr min(Expr a, Expr b);
Expr max(Expr a, Expr b);
/// 1 where `a` > 0, else 0.
Expr step(Expr a);
/// Sum of at least one term.
Expr sum(std::span<const Expr> terms);

/// Whether the operation has no operands.
constexpr bool is_leaf(Op op) { return op < Op::add; }
/// Whether the operation has two operands, `a` and `b`.
constexpr bool is_binary(Op op) { return (op >= Op::add && op <= Op::power) || op == Op::minimum || op == Op::maximum; }
/// Number of operands: 0, 1 or 2.
constexpr std::size_t operand_count(Op op) { return is_leaf(op) ? 0 : is_binary(op) ? 2 : 1; }

/// Indices of all nodes that the expressions are made of, themselves included, in the order of the graph (operands
/// before users). Rules count as leaves.
std::vector<std::uint32_t> nodes_in(const Graph& graph, std::span<const std::uint32_t> roots);

/// d(expression)/d(leaf), where `leaf` is a species, a parameter or the time; rules must have been replaced before.
/// `cache` holds the derivatives already made for this leaf. Where the slope is not one number (the corner of a
/// minimum, a step) it is that of one side; where it is infinite (a root at zero) it is a large number.
Expr derivative(Expr expression, Expr leaf, std::unordered_map<std::uint32_t, Expr>& cache);

}  // namespace emtansim::network
