// SPDX-License-Identifier: Apache-2.0
/// From expressions to straight-line code: orders the nodes, places results in slots, reuses slots that are done.
#pragma once

#include <span>
#include <unordered_map>
#include <vector>

#include "emtansim/solve/program.h"

namespace emtansim::solve {

/// How many leaves of each kind there may be.
struct LeafCounts {
  std::size_t parameters = 0;
  std::size_t species = 0;
  std::size_t directions = 0;
};

/// Knows where leaves, constants and prepared results lie, for all codes of one program. Complete at birth: it is given
/// every expression that will be lowered, so that all places are known before the first code is made.
class Lowering {
 public:
  /// `graph` holds no rules any more, and no node is added to it afterwards.
  Lowering(const network::Graph& graph, const LeafCounts& leaves, std::span<const network::Expr> all_expressions);

  /// Computes once per member what depends on its parameters alone and is needed by other code.
  Code prologue();

  /// Code whose outputs are the values of the expressions.
  Code lower(std::span<const network::Expr> expressions);

  [[nodiscard]] const std::vector<double>& constants() const { return constants_; }
  /// Scratch ends with the largest code lowered so far.
  [[nodiscard]] Layout layout() const;

 private:
  enum class Stop { at_prepared, at_leaves };
  class Assembler;

  void find_reachable(std::span<const network::Expr> expressions);
  void find_fixed();
  void place_constants_and_prepared(std::span<const network::Expr> expressions);
  [[nodiscard]] std::vector<std::uint32_t> ordered(std::span<const std::uint32_t> roots, Stop stop) const;
  [[nodiscard]] std::uint32_t fixed_slot(std::uint32_t node) const;  ///< of a leaf or prepared node, else kNone
  Code assemble(std::span<const std::uint32_t> order, std::span<const std::uint32_t> roots, Stop stop);

  const network::Graph& graph_;
  LeafCounts leaves_;
  std::vector<bool> reachable_;
  std::vector<bool> fixed_;  ///< by node: depends on parameters and constants alone
  std::vector<double> constants_;
  std::unordered_map<std::uint32_t, std::uint32_t> constant_index_;  ///< node to index
  std::vector<std::uint32_t> prepared_nodes_;
  std::unordered_map<std::uint32_t, std::uint32_t> prepared_index_;  ///< node to index
  std::uint32_t scratch_size_ = 0;
};

}  // namespace emtansim::solve
