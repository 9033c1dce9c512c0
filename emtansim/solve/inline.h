// SPDX-License-Identifier: Apache-2.0
/// Copies expressions of a network into a graph of their own, with rules replaced by their values.
#pragma once

#include <unordered_map>

#include "emtansim/network/network.h"

namespace emtansim::solve {

/// The network must be finished. It and the graph must outlive the inliner.
class Inliner {
 public:
  Inliner(const network::Network& network, network::Graph& graph) : network_(network), graph_(graph) {}

  network::Expr operator()(network::Expr expression);

 private:
  network::Expr rebuilt(const network::Node& node);
  [[nodiscard]] std::uint32_t rule_value(const network::Node& node) const;
  bool is_waiting_for(std::uint32_t operand);

  const network::Network& network_;
  network::Graph& graph_;
  std::unordered_map<std::uint32_t, network::Expr> done_;  ///< by node of the network's graph
  std::vector<std::uint32_t> open_;
};

}  // namespace emtansim::solve
