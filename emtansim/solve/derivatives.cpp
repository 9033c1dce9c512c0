// SPDX-License-Identifier: Apache-2.0
/// Sparse derivatives of expressions.
#include "emtansim/solve/derivatives.h"

#include <algorithm>
#include <array>

namespace emtansim::solve {

using network::Expr;
using network::Node;
using network::Op;

bool is_zero(Expr expression) {
  const Node& node = expression.graph().node(expression.index());
  return node.op == Op::constant && node.value == 0;
}

Derivatives::Derivatives(const network::Network& network, network::Graph& graph,
                         std::vector<network::ParameterId> parameters)
    : graph_(graph), by_species_(network.species().size()), by_parameter_(parameters.size()) {
  for (std::size_t i = 0; i < network.species().size(); ++i)
    species_.push_back(graph.species(network::SpeciesId(i), network.species()[i].dimension));
  for (const auto id : parameters) parameters_.push_back(graph.parameter(id, network[id].dimension));
  // If y + w v stands for y, the derivative by the way w is the one along v.
  const std::size_t count = species_.size();
  const auto part = [&](std::size_t i, Dimension dimension) {
    return graph.species(network::SpeciesId(direction_leaf(count, i)), dimension);
  };
  for (std::size_t i = 0; i < count; ++i) along_.emplace(species_[i].index(), part(i, network.species()[i].dimension));
  along_.emplace(graph.time().index(), part(count, dimension::kTime));
  way_ = part(count + 1, {});
}

Expr Derivatives::by_species(Expr expression, std::uint32_t species) {
  return network::derivative(expression, species_[species], by_species_[species]);
}

Expr Derivatives::by_parameter(Expr expression, std::size_t k) {
  return network::derivative(expression, parameters_[k], by_parameter_[k]);
}

Expr Derivatives::by_time(Expr expression) { return network::derivative(expression, graph_.time(), by_time_); }

Expr Derivatives::along(Expr expression) { return network::derivative(expression, way_, along_); }

void Derivatives::forget_species() {
  for (auto& cache : by_species_) cache = Cache();
}

std::vector<std::uint32_t> Derivatives::species_in(Expr expression) const {
  std::vector<std::uint32_t> found;
  const std::array root{expression.index()};
  for (const auto at : network::nodes_in(graph_, root))
    if (graph_.node(at).op == Op::species) found.push_back(graph_.node(at).a);
  std::ranges::sort(found);
  return found;
}

SparseExpressions Derivatives::by_state(std::span<const Expr> values) {
  SparseExpressions sparse;
  for (std::uint32_t row = 0; row < values.size(); ++row) {
    for (const auto column : species_in(values[row])) {
      const Expr slope = by_species(values[row], column);
      if (is_zero(slope)) continue;
      sparse.entries.push_back({row, column});
      sparse.values.push_back(slope);
    }
  }
  return sparse;
}

SparseExpressions Derivatives::by_parameters(std::span<const Expr> values) {
  SparseExpressions sparse;
  for (std::uint32_t k = 0; k < parameters_.size(); ++k) {
    for (std::uint32_t row = 0; row < values.size(); ++row) {
      const Expr slope = by_parameter(values[row], k);
      if (is_zero(slope)) continue;
      sparse.entries.push_back({row, k});
      sparse.values.push_back(slope);
    }
  }
  return sparse;
}

}  // namespace emtansim::solve
