// SPDX-License-Identifier: Apache-2.0
/// Balanced growth in closed form, with its rate found by Newton steps written into the expression graph.
#include "emtansim/mechanism/cycle_start.h"

#include <algorithm>

#include <fmt/format.h>

namespace emtansim::mechanism {

using network::Expr;

namespace {

// From the left of the root Newton's method on this convex function rises monotonically; the error of the start,
// ln 2 / cycle, is below a factor 1.5, and is squared each time.
constexpr int kNewtonSteps = 7;

/// Root of ln(2 (1 - q)) = sum n ln(1 + lambda m / n) over the phases, 1/h.
Expr growth_rate(const std::array<PhaseTimes, 3>& phases, Expr lost_daughters) {
  network::Graph& graph = lost_daughters.graph();
  const Expr gain = network::log(2.0 * (1.0 - lost_daughters));
  const Expr cycle = phases[0].mean + phases[1].mean + phases[2].mean;
  Expr lambda = gain / cycle;
  for (int step = 0; step < kNewtonSteps; ++step) {
    Expr value = gain;
    Expr slope = graph.constant(0, dimension::kTime);
    for (const auto& phase : phases) {
      const double n = phase.stages;
      const Expr stretched = 1.0 + lambda * phase.mean / n;
      value = value - n * network::log(stretched);
      slope = slope + phase.mean / stretched;
    }
    lambda = lambda + value / slope;
  }
  return lambda;
}

}  // namespace

std::array<std::vector<Expr>, 3> starting_cells(Site& site, const Population& population,
                                                const std::array<PhaseTimes, 3>& phases, Expr lost_daughters) {
  const Expr lambda = growth_rate(phases, lost_daughters);
  // Weight of each stage: what flows in, over what leaves and what growth dilutes.
  std::array<std::vector<Expr>, 3> weights;
  Expr inflow = site.constant(1, dimension::kRate);
  for (std::size_t p = 0; p < phases.size(); ++p) {
    const Expr rate = phases[p].rate_per_stage();
    for (int i = 0; i < phases[p].stages; ++i) {
      weights[p].push_back(inflow / (rate + lambda));
      inflow = rate * weights[p].back();
    }
  }
  const Expr g1 = network::sum(weights[0]);
  const Expr rest = network::sum(weights[1]) + network::sum(weights[2]);
  const Expr cells = site.cells_at_start(population);
  Expr per_g1 = cells / (g1 + rest);
  Expr per_rest = per_g1;
  if (const auto asked = population.start.find("sg2"); asked != population.start.end()) {
    const Expr share = site.asked(fmt::format("culture.start_sg2[{}]", population.name), "f_SG2", asked->second,
                                  dimension::kOne, "%", "share of the cells in S, G2 and M at the start");
    per_g1 = cells * (1.0 - share) / g1;
    per_rest = cells * share / rest;
  }
  for (std::size_t p = 0; p < weights.size(); ++p)
    for (Expr& weight : weights[p]) weight = weight * (p == 0 ? per_g1 : per_rest);
  return weights;
}

}  // namespace emtansim::mechanism
