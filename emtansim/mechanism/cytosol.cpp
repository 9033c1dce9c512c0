// SPDX-License-Identifier: Apache-2.0
/// Cytosol of a population and the way into it from the lysosome.
#include "emtansim/mechanism/cytosol.h"

#include <fmt/format.h>

namespace emtansim::mechanism {

using network::Expr;
using network::SpeciesId;

bool any_payload(const Site& site) { return !site.populations().empty() && !site.payloads().empty(); }

Expr cytosol_volume(Site& site, const Population& population) {
  return site.parameter("system.cell_volume", dimension::kCellVolume, {.population = &population}) *
         site.objects(population);
}

SpeciesId add_cytosolic_payload(Site& site, const Population& population, const std::string& payload,
                                std::string_view mechanism) {
  auto& net = site.network();
  const auto cytosol = site.compartment(population.name + ".cytosol", "cytosol", "cytosol of " + population.name,
                                        cytosol_volume(site, population));
  const auto free = net.add(network::Species{.name = fmt::format("{}.cytosol.{}", population.name, payload),
                                             .compartment = cytosol,
                                             .composition = site.composition_of(payload),
                                             .initial = site.zero(),
                                             .scale = site.payload_scale(population),
                                             .label = payload + " in the cytosol"});
  site.contents().push_back({.population = &population, .payload = payload, .species = free});
  if (const auto trapped = net.find_species(fmt::format("{}.lysosome.{}", population.name, payload))) {
    net.add_mass_action({.name = fmt::format("export of {} in {}", payload, population.name),
                         .reactants = {{*trapped}},
                         .products = {{free}},
                         .mechanism = std::string(mechanism),
                         .says = "out of the lysosome into the cytosol"},
                        site.warmth() * site.parameter("lysosome.k_export", dimension::kRate,
                                                       {.population = &population, .payload = payload}));
  }
  return free;
}

std::optional<SpeciesId> cytosolic_payload(Site& site, const Population& population, const std::string& payload) {
  return site.network().find_species(fmt::format("{}.cytosol.{}", population.name, payload));
}

}  // namespace emtansim::mechanism
