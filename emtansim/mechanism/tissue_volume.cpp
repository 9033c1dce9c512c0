// SPDX-License-Identifier: Apache-2.0
/// The sum of cells over their density, written as the sum of all rates that change it. Integrators keep linear sums,
/// so the state stays what it stands for to rounding, and the equations of a tissue of many shells stay sparse.
#include "emtansim/mechanism/tissue_volume.h"

#include <map>

#include <fmt/format.h>

namespace emtansim::mechanism {

using network::Expr;
using network::Op;
using network::SpeciesId;

namespace {

constexpr std::string_view kName = "tumour.volume";

/// How much a linear expression grows with each species, added to `weights`.
void add_weights(const network::Network& net, Expr expression, double factor, std::vector<double>& weights) {
  const network::Graph& graph = net.graph();
  const network::Node node = graph.node(expression.index());
  network::Graph& mutable_graph = expression.graph();
  const Expr a(&mutable_graph, node.a);
  const Expr b(&mutable_graph, node.b);
  const auto is_constant = [&](Expr e) { return graph.node(e.index()).op == Op::constant; };
  switch (node.op) {
    case Op::species: weights[node.a] += factor; return;
    case Op::constant: EMTANSIM_EXPECT(node.value == 0); return;
    case Op::rule: add_weights(net, net[network::RuleId(node.a)].value, factor, weights); return;
    case Op::negate: add_weights(net, a, -factor, weights); return;
    case Op::add:
    case Op::subtract:
      add_weights(net, a, factor, weights);
      add_weights(net, b, node.op == Op::add ? factor : -factor, weights);
      return;
    case Op::multiply:
      if (is_constant(a)) return add_weights(net, b, factor * graph.node(a.index()).value, weights);
      EMTANSIM_EXPECT(is_constant(b));
      add_weights(net, a, factor * graph.node(b.index()).value, weights);
      return;
    default: EMTANSIM_EXPECT(false && "the number of cells is a weighted sum of species");
  }
}

}  // namespace

Expr tissue_volume_now(Site& site) {
  auto& net = site.network();
  if (net.has_rule_defined(kName)) return net.rule(kName, dimension::kVolume);
  const auto volume =
      net.add(network::Species{.name = std::string(kName),
                               .compartment = site.compartment("tissue", "tumour", "the tissue as a whole"),
                               .dimension = dimension::kVolume,
                               .initial = site.tissue_volume(),
                               .scale = site.tissue_volume(),
                               .label = "volume of the tumour"});
  net.define(kName, net.expr(volume), "all cells over their density", "tumour_transport");
  return net.rule(kName, dimension::kVolume);
}

// One reaction for each population: a derivative of the sum over many would be as long for each of their cells.
void follow_cells(Site& site) {
  auto& net = site.network();
  if (!net.has_rule_defined(kName)) return;
  const auto populations = site.populations();
  std::vector<double> weights(net.species().size(), 0);
  std::vector<std::size_t> owners(net.species().size(), 0);
  for (std::size_t p = 0; p < populations.size(); ++p) {
    std::vector<double> own(net.species().size(), 0);
    add_weights(net, site.objects(populations[p]), 1, own);
    for (std::size_t i = 0; i < own.size(); ++i) {
      if (own[i] == 0) continue;
      weights[i] = own[i];
      owners[i] = p;
    }
  }
  std::vector<std::vector<Expr>> rates(populations.size());
  for (const auto& reaction : net.reactions()) {
    std::map<std::size_t, double> changes;  // by population
    for (const auto& term : reaction.products)
      changes[owners[term.species.index()]] += term.count * weights[term.species.index()];
    for (const auto& term : reaction.reactants)
      changes[owners[term.species.index()]] -= term.count * weights[term.species.index()];
    for (const auto& [population, change] : changes)
      if (change != 0) rates[population].push_back(change * reaction.rate);
  }
  const Expr density = site.cell_density();
  for (std::size_t p = 0; p < populations.size(); ++p) {
    if (rates[p].empty()) continue;  // cells that stay
    net.add({.name = fmt::format("growth of the tumour with {}", populations[p].name),
             .products = {{*net.find_species(kName)}},
             .rate = network::sum(rates[p]) / density,
             .mechanism = "tumour_transport",
             .says = "follows the number of its cells"});
  }
}

}  // namespace emtansim::mechanism
