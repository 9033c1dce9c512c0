// SPDX-License-Identifier: Apache-2.0
/// How cells are spread over the stages of the cycle at the start.
#pragma once

#include <array>
#include <vector>

#include "emtansim/mechanism/mechanism.h"

namespace emtansim::mechanism {

/// A phase of `stages` equal Erlang stages with this mean duration in all (h).
struct PhaseTimes {
  int stages = 1;
  network::Expr mean;

  [[nodiscard]] network::Expr rate_per_stage() const {
    return mean.graph().constant(static_cast<double>(stages)) / mean;
  }
};

/// Cells of every stage of G1, S-G2 and M at the start, over parameters only: balanced growth, or, where the population
/// says which share is in S-G2 ("sg2", M included), balanced within each of the two halves.
std::array<std::vector<network::Expr>, 3> starting_cells(Site& site, const Population& population,
                                                         const std::array<PhaseTimes, 3>& phases,
                                                         network::Expr lost_daughters);

}  // namespace emtansim::mechanism
