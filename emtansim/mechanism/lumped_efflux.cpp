// SPDX-License-Identifier: Apache-2.0
/// Mechanism `lumped_efflux`: all catabolite in the cytosol, free or bound, leaves one way with one apparent constant.
///
/// F payload in the cytosol (nmol), w warmth:
///   (1) export from the lysosome  w k_export F_lys      (2) efflux  w k_out F
/// k_out 1/h, apparent, @erickson2012, @maass2016, @zhou2024: it hides binding to tubulin, so it is 10-20 times smaller
/// than the constant of free payload in `payload`. For read-outs of a day or two in dilute culture; no re-entry.
#include <fmt/format.h>

#include "emtansim/mechanism/cytosol.h"
#include "emtansim/mechanism/rows.h"

namespace emtansim::mechanism {

namespace {

constexpr std::string_view kNeeds[] = {"lumped_efflux.k_out", "lysosome.k_export", "system.cell_volume"};
constexpr std::string_view kUses[] = {"medium", "cells", "payload in the lysosome"};
constexpr std::string_view kMakes[] = {"payload in the cytosol"};

void add_to(Site& site) {
  auto& net = site.network();
  for (const auto& population : site.populations()) {
    for (const auto& payload : site.payloads()) {
      if (!net.find_species(fmt::format("{}.lysosome.{}", population.name, payload))) continue;
      const auto inside = add_cytosolic_payload(site, population, payload, "lumped_efflux");
      net.add_mass_action({.name = fmt::format("efflux of {} from {}", payload, population.name),
                           .reactants = {{inside}},
                           .products = {{*net.find_species(fmt::format("medium.{}", payload))}},
                           .mechanism = "lumped_efflux",
                           .says = "leaves the cell, by whatever way"},
                          site.warmth() * site.parameter("lumped_efflux.k_out", dimension::kRate,
                                                         {.population = &population, .payload = payload}));
    }
  }
}

}  // namespace

const Mechanism& lumped_efflux_row() {
  static constexpr Mechanism kRow{.name = "lumped_efflux",
                                  .states = "all catabolite in the cytosol leaves with one apparent constant",
                                  .needs = kNeeds,
                                  .uses = kUses,
                                  .makes = kMakes,
                                  .is_default = false,
                                  .applies = any_payload,
                                  .add_to = add_to};
  return kRow;
}

}  // namespace emtansim::mechanism
