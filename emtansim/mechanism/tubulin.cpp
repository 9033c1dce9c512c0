// SPDX-License-Identifier: Apache-2.0
/// Mechanism `tubulin`: maytansinoids bind free tubulin dimers weakly and microtubule tips strongly.
///
/// F free payload in the cytosol, T free tubulin, B payload on tubulin, E free tip sites, Q payload on tips (nmol), V_c
/// volume of all cells (L), v divisions (1/h):
///   (1) F + T <-> B   k_on F T / V_c,  k_on K_D B           (2) F + E <-> Q   k_on F E / V_c,  k_on K_tip Q
///   (3) new cells bring tubulin and tips:  T_cell v,  E_cell v        (4) tip occupancy  u = Q / (E + Q)
/// K_D and K_tip nM for S-methyl-DM1, 37 tip sites per microtubule, @lopus2010; k_on is not measured for maytansinoids
/// and only sets how fast (1) and (2) come to rest (minutes), @singh2017. Payloads compete for the same sites. The
/// effect on mitosis follows u, not the load of tubulin. Valid while the drug does not dissolve the microtubules
/// themselves.
#include <fmt/format.h>

#include "emtansim/mechanism/cytosol.h"
#include "emtansim/mechanism/rows.h"

namespace emtansim::mechanism {

namespace {

using network::Expr;
using network::SpeciesId;

constexpr std::string_view kNeeds[] = {"tubulin.concentration",
                                       "tubulin.K_D",
                                       "tubulin.k_on",
                                       "tubulin.K_tip",
                                       "tubulin.tips_per_microtubule",
                                       "tubulin.microtubules_per_cell",
                                       "system.cell_volume"};
constexpr std::string_view kUses[] = {"free payload in the cytosol", "cells"};
constexpr std::string_view kMakes[] = {"tip occupancy"};

struct Sites {
  std::string name;    ///< "tubulin", "tips"
  std::string moiety;  ///< what the sites are made of
  SpeciesId free;
  Expr total;  ///< bound and free, nmol; grows by what is added to it
};

Sites add_sites(Site& site, const Population& population, const std::string& name, Expr per_cell) {
  auto& net = site.network();
  const Expr at_start = per_cell * site.cells_at_start(population);
  const auto cytosol = *net.find_compartment(population.name + ".cytosol");
  const auto free = net.add(network::Species{.name = fmt::format("{}.cytosol.{}", population.name, name),
                                             .compartment = cytosol,
                                             .composition = {{name, 1.0}},
                                             .initial = at_start,
                                             .scale = at_start,
                                             .label = "free " + name});
  site.contents().push_back({.population = &population, .payload = "", .species = free});
  net.add({.name = fmt::format("{} of new cells in {}", name, population.name),
           .products = {{free}},
           .rate = per_cell * site.divisions(population),
           .exchange = network::Exchange::source,
           .mechanism = "tubulin",
           .says = "each new cell brings its share"});
  return {.name = name, .moiety = name, .free = free, .total = net.expr(free)};
}

void add_binding(Site& site, const Population& population, const std::string& payload, Sites& sites, Expr k_on,
                 Expr affinity) {
  auto& net = site.network();
  const auto free = *cytosolic_payload(site, population, payload);
  network::Composition composition = site.composition_of(payload);
  composition[sites.moiety] = 1.0;
  const auto bound =
      net.add(network::Species{.name = fmt::format("{}.cytosol.{} on {}", population.name, payload, sites.name),
                               .compartment = net[free].compartment,
                               .composition = std::move(composition),
                               .initial = site.zero(),
                               .scale = net[free].scale,
                               .label = fmt::format("{} on {}", payload, sites.name)});
  site.contents().push_back({.population = &population, .payload = payload, .species = bound});
  sites.total = sites.total + net.expr(bound);
  net.add_mass_action({.name = fmt::format("binding of {} to {} in {}", payload, sites.name, population.name),
                       .reactants = {{free}, {sites.free}},
                       .products = {{bound}},
                       .mechanism = "tubulin",
                       .says = "binds " + sites.name},
                      k_on, cytosol_volume(site, population));
  net.add_mass_action({.name = fmt::format("release of {} from {} in {}", payload, sites.name, population.name),
                       .reactants = {{bound}},
                       .products = {{free}, {sites.free}},
                       .mechanism = "tubulin",
                       .says = "leaves " + sites.name},
                      k_on * affinity);
}

void add_population(Site& site, const Population& population) {
  auto& net = site.network();
  const Subject of_cells{.population = &population};
  const Expr volume = site.parameter("system.cell_volume", dimension::kCellVolume, of_cells);
  const Expr dimers = site.parameter("tubulin.concentration", dimension::kConcentration, of_cells) * volume;
  const Expr tips = site.parameter("tubulin.tips_per_microtubule", dimension::kOne, of_cells) *
                    site.parameter("tubulin.microtubules_per_cell", dimension::kPerCell, of_cells);
  Sites tubulin = add_sites(site, population, "tubulin", dimers);
  Sites tip_sites = add_sites(site, population, "tips", tips);
  const Expr free_tips = tip_sites.total;
  for (const auto& payload : site.payloads()) {
    const Subject subject{.population = &population, .payload = payload};
    if (!cytosolic_payload(site, population, payload)) continue;
    const Expr affinity = site.parameter_if_any("tubulin.K_D", dimension::kConcentration, subject);
    if (!affinity.is_valid()) continue;  // not a maytansinoid
    const Expr k_on = site.parameter("tubulin.k_on", dimension::kAssociation, subject);
    add_binding(site, population, payload, tubulin, k_on, affinity);
    add_binding(site, population, payload, tip_sites, k_on,
                site.parameter("tubulin.K_tip", dimension::kConcentration, subject));
  }
  net.define(population.name + ".tip_occupancy", (tip_sites.total - free_tips) / tip_sites.total,
             "share of microtubule tip sites that carry payload", "tubulin");
}

bool any_maytansinoid(const Site& site) { return !site.populations().empty() && site.any_payload_has("tubulin.K_D"); }

void add_to(Site& site) {
  for (const auto& population : site.populations()) add_population(site, population);
}

}  // namespace

const Mechanism& tubulin_row() {
  static constexpr Mechanism kRow{.name = "tubulin",
                                  .states = "maytansinoids bind tubulin weakly and microtubule tips strongly",
                                  .needs = kNeeds,
                                  .uses = kUses,
                                  .makes = kMakes,
                                  .is_default = true,
                                  .applies = any_maytansinoid,
                                  .add_to = add_to};
  return kRow;
}

}  // namespace emtansim::mechanism
