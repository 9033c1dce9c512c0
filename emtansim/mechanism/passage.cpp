// SPDX-License-Identifier: Apache-2.0
/// Passages as pairs of reactions, with species of the source found by name.
#include "emtansim/mechanism/passage.h"

#include <fmt/format.h>

namespace emtansim::mechanism {

using network::Expr;
using network::SpeciesId;

namespace {

constexpr std::string_view kMechanism = "tumour_transport";

void add_way_in(Site& site, const Passage& passage, SpeciesId from, std::vector<network::Term> to) {
  auto& net = site.network();
  const Expr open_volume = net[net[to.front().species].compartment].volume;
  net.add({.name = fmt::format("passage of {} into {}", net[from].name, passage.place),
           .reactants = {{from}},
           .products = std::move(to),
           .rate = passage.rate * open_volume * net.concentration(from),
           .mechanism = std::string(kMechanism),
           .says = passage.says});
}

void add_way_out(Site& site, const Passage& passage, SpeciesId from, std::optional<SpeciesId> to) {
  auto& net = site.network();
  net.add_mass_action({.name = fmt::format("passage of {} out of {}", net[from].name, passage.place),
                       .reactants = {{from}},
                       .products = to ? std::vector<network::Term>{{*to}} : std::vector<network::Term>{},
                       .exchange = to ? network::Exchange::none : network::Exchange::sink,
                       .mechanism = std::string(kMechanism),
                       .says = to ? passage.says : passage.says + "; carried off and followed no further"},
                      passage.rate);
}

void add_both_ways(Site& site, const Passage& passage, const std::string& what, SpeciesId inside) {
  const auto outside = site.network().find_species(fmt::format("{}.{}", source_of(site), what));
  if (outside) add_way_in(site, passage, *outside, {{inside}});
  add_way_out(site, passage, inside, outside);
}

/// "plasma.T-DM1.0", "plasma.T-DM1.1", ...; none where the source does not tell loads apart.
std::vector<SpeciesId> loads_of(const Site& site, network::Network& net, const std::string& agent) {
  std::vector<SpeciesId> loads;
  while (const auto found = net.find_species(fmt::format("{}.{}.{}", source_of(site), agent, loads.size())))
    loads.push_back(*found);
  return loads;
}

// The antibody that returns carries the mean load m inside. Taken as the loads k next to m with the weights
// max(0, 1 - |m - k|), it keeps both amounts: the weights sum to 1, and those times k to m.
void add_return_by_load(Site& site, const Passage& passage, const CarrierInside& inside,
                        const std::vector<SpeciesId>& loads) {
  constexpr double kNothing = 1e-20;  // nmol; below a molecule there is no load to speak of
  auto& net = site.network();
  const Expr most = site.constant(static_cast<double>(loads.size() - 1));
  const Expr antibody = network::max(net.expr(inside.antibody), net.constant(kNothing, dimension::kAmount));
  const Expr mean = network::min(net.expr(inside.payload) / antibody, most);
  for (std::size_t k = 0; k < loads.size(); ++k) {
    const Expr away = network::max(mean - static_cast<double>(k), static_cast<double>(k) - mean);
    std::vector<network::Term> from{{inside.antibody}};
    if (k > 0) from.push_back({inside.payload, static_cast<double>(k)});
    net.add({.name = fmt::format("passage of {} out of {}", net[loads[k]].name, passage.place),
             .reactants = std::move(from),
             .products = {{loads[k]}},
             .rate = passage.rate * net.expr(inside.antibody) * network::max(1.0 - away, site.constant(0)),
             .mechanism = std::string(kMechanism),
             .says = passage.says});
  }
}

}  // namespace

std::string source_of(const Site& site) { return site.body() ? "plasma" : "medium"; }

void add_passage(Site& site, const Passage& passage, const std::string& payload, SpeciesId inside) {
  add_both_ways(site, passage, payload, inside);
}

void add_passage(Site& site, const Passage& passage, const CarrierInside& inside) {
  const std::string& agent = inside.agent.name;
  const auto loads = inside.payload.is_valid() ? loads_of(site, site.network(), agent) : std::vector<SpeciesId>{};
  if (loads.empty()) {
    add_both_ways(site, passage, agent, inside.antibody);
    if (inside.payload.is_valid()) add_both_ways(site, passage, agent + ".payload", inside.payload);
    return;
  }
  for (std::size_t k = 0; k < loads.size(); ++k) {
    std::vector<network::Term> to{{inside.antibody}};
    if (k > 0) to.push_back({inside.payload, static_cast<double>(k)});
    add_way_in(site, passage, loads[k], std::move(to));
  }
  add_return_by_load(site, passage, inside, loads);
}

}  // namespace emtansim::mechanism
