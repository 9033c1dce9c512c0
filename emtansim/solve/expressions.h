// SPDX-License-Identifier: Apache-2.0
/// Every expression that a program computes, found before any of them is turned into code.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "emtansim/solve/program.h"

namespace emtansim::solve {

/// Sparse derivative: entries and their values.
struct SparseExpressions {
  std::vector<Entry> entries;
  std::vector<network::Expr> values;
};

/// New values of species at a jump, with their derivatives where sensitivities are wanted.
struct JumpExpressions {
  std::vector<std::uint32_t> species;
  std::vector<network::Expr> values;
  SparseExpressions by_state;
  SparseExpressions by_parameter;
  std::vector<network::Expr> by_time;
};

struct TriggerExpressions {
  JumpExpressions jump;
  network::Expr value;
  SparseExpressions by_state;
  SparseExpressions by_parameter;
  std::vector<network::Expr> by_time;  ///< none without sensitivities, else one
};

/// All expressions of one program, in a graph of their own without rules.
struct Expressions {
  std::unique_ptr<network::Graph> graph;
  std::vector<network::Expr> initial, scales, rhs, jacobian, observables;
  std::vector<JumpExpressions> actions;
  std::vector<TriggerExpressions> events;
  std::vector<std::uint32_t> rhs_by_time_states;
  std::vector<network::Expr> rhs_by_time;
  std::vector<std::uint32_t> jacobian_along_entries, rhs_by_parameter_along_entries;
  std::vector<network::Expr> jacobian_along, rhs_by_parameter_along;
  SparseExpressions rhs_by_parameter, initial_by_parameter, observables_by_state, observables_by_parameter;
  Sparsity sparsity;
  std::vector<Moiety> moieties;
  std::size_t state_count = 0;

  /// Every expression once more, in one list.
  [[nodiscard]] std::vector<network::Expr> all() const;
};

/// Replaces rules, adds the ledger, takes the derivatives. The network must be finished.
Expressions find_expressions(const network::Network& network, const CompileOptions& options);

}  // namespace emtansim::solve
