// SPDX-License-Identifier: Apache-2.0
/// Sparse derivatives of expressions by species, by parameters and by time, with shared parts derived once.
#pragma once

#include <unordered_map>
#include <vector>

#include "emtansim/solve/expressions.h"

namespace emtansim::solve {

/// Whether the expression is the constant 0.
bool is_zero(network::Expr expression);

/// Index of the leaf that stands for the part of a direction along one species, or, for `species_count`, along time: as
/// a species beyond the last. Only in graphs of `solve`, after all rules are replaced.
constexpr std::size_t direction_leaf(std::size_t species_count, std::size_t species) { return species_count + species; }

/// Derivatives in one graph. Keeps what was derived for each leaf, so one object should serve a whole program.
class Derivatives {
 public:
  Derivatives(const network::Network& network, network::Graph& graph, std::vector<network::ParameterId> parameters);

  [[nodiscard]] std::size_t parameter_count() const { return parameters_.size(); }

  network::Expr by_species(network::Expr expression, std::uint32_t species);
  network::Expr by_parameter(network::Expr expression, std::size_t k);
  network::Expr by_time(network::Expr expression);
  /// Along a direction in species and time whose parts are leaves of their own; see `direction_leaf`.
  network::Expr along(network::Expr expression);

  /// Frees what is kept of derivatives by species; they can still be asked for, and are then found anew.
  void forget_species();

  /// Species that the expression contains, sorted.
  [[nodiscard]] std::vector<std::uint32_t> species_in(network::Expr expression) const;

  /// Entries that are not zero: row by row, or parameter by parameter.
  SparseExpressions by_state(std::span<const network::Expr> values);
  SparseExpressions by_parameters(std::span<const network::Expr> values);

 private:
  using Cache = std::unordered_map<std::uint32_t, network::Expr>;

  network::Graph& graph_;
  std::vector<network::Expr> species_;
  std::vector<network::Expr> parameters_;
  std::vector<Cache> by_species_;
  std::vector<Cache> by_parameter_;
  Cache by_time_;
  Cache along_;
  network::Expr way_;  ///< how far one has gone along the direction
};

}  // namespace emtansim::solve
