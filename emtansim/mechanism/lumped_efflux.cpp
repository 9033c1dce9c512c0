// SPDX-License-Identifier: Apache-2.0
/// Mechanism `lumped_efflux`: all catabolite in the cell, free or bound, leaves one way with one apparent constant.
///
/// F payload in the cytosol, F_lys in lysosomes (nmol), w warmth:
///   (1) export from the lysosome  w k_export F_lys      (2) efflux  w k_out F  and  w k_out F_lys
/// k_out 1/h, apparent, @erickson2012, @maass2016, @zhou2024: it hides binding to tubulin, so it is 10-20 times smaller
/// than the constant of free payload in `payload`. For read-outs of a day or two in dilute culture; no re-entry.
#include <fmt/format.h>

#include "emtansim/mechanism/cytosol.h"
#include "emtansim/mechanism/rows.h"

namespace emtansim::mechanism {

namespace {

constexpr std::string_view kNeeds[] = {"lumped_efflux.k_out", "lysosome.k_export", "system.cell_volume"};
constexpr std::string_view kUses[] = {"medium or tissue", "cells", "payload in the lysosome"};
constexpr std::string_view kMakes[] = {"payload in the cytosol"};

void add_efflux(Site& site, const Population& population, const std::string& payload, network::SpeciesId from) {
  auto& net = site.network();
  net.add_mass_action({.name = "efflux of " + net[from].name,
                       .reactants = {{from}},
                       .products = {{site.around(population, payload)}},
                       .mechanism = "lumped_efflux",
                       .says = "leaves the cell, by whatever way"},
                      site.warmth() * site.parameter("lumped_efflux.k_out", dimension::kRate,
                                                     {.population = &population, .payload = payload}));
}

void add_to(Site& site) {
  for (const auto& agent : site.agents()) {
    if (agent.has_antibody()) continue;
    throw ModelError({},
                     {"no-way-in", fmt::format("free {} cannot enter cells under mechanism lumped_efflux", agent.name),
                      "it only lets payload out", "use mechanism payload"});
  }
  for (const auto& population : site.populations()) {
    for (const auto& payload : site.payloads()) {
      const auto trapped = site.network().find_species(fmt::format("{}.lysosome.{}", population.name, payload));
      if (!trapped) continue;
      add_efflux(site, population, payload, add_cytosolic_payload(site, population, payload, "lumped_efflux"));
      add_efflux(site, population, payload, *trapped);
    }
  }
}

}  // namespace

const Mechanism& lumped_efflux_row() {
  static constexpr Mechanism kRow{.name = "lumped_efflux",
                                  .states = "all catabolite in the cell leaves with one apparent constant",
                                  .needs = kNeeds,
                                  .uses = kUses,
                                  .makes = kMakes,
                                  .is_default = false,
                                  .applies = any_payload,
                                  .add_to = add_to};
  return kRow;
}

}  // namespace emtansim::mechanism
