// SPDX-License-Identifier: Apache-2.0
/// Mechanism `payload`: free payload in the cytosol leaves and re-enters by permeation and is pumped out.
///
/// F free payload in the cytosol (nmol), M in the medium (nmol), V_c volume of all cells, V medium (L); w warmth:
///   (1) export from the lysosome      w k_export F_lys
///   (2) leaving                       w (k_perm + k_pump) F
///   (3) re-entry                      w k_perm M V_c / V
/// (2) and (3) are k_perm V_c (c_in - c_out) written in amounts, so that re-entry knows the volume ratio of cells and
/// medium; acting on the amount outside would overstate it. k_perm 1/h from uptake half-lives, @khera2018; k_pump of
/// P-gp and MRP1, @kovtun2010 (no kinetic constant is published). k_perm is the same into and out of the cell;
/// lysosomal trapping of bases is left out. Valid for free concentrations far below saturation of the pumps.
#include <fmt/format.h>

#include "emtansim/mechanism/cytosol.h"
#include "emtansim/mechanism/rows.h"

namespace emtansim::mechanism {

namespace {

using network::Expr;

constexpr std::string_view kNeeds[] = {"payload.k_perm", "payload.k_pump", "lysosome.k_export", "system.cell_volume"};
constexpr std::string_view kUses[] = {"medium or tissue", "cells"};
constexpr std::string_view kMakes[] = {"payload in the cytosol", "free payload in the cytosol"};

void add_payload(Site& site, const Population& population, const std::string& payload) {
  auto& net = site.network();
  const Subject subject{.population = &population, .payload = payload};
  const auto inside = add_cytosolic_payload(site, population, payload, "payload");
  const auto outside = site.around(population, payload);
  const Expr permeation = site.warmth() * site.parameter("payload.k_perm", dimension::kRate, subject);
  const Expr pump = site.warmth() * site.parameter("payload.k_pump", dimension::kRate, subject);
  net.add_mass_action({.name = fmt::format("permeation of {} out of {}", payload, population.name),
                       .reactants = {{inside}},
                       .products = {{outside}},
                       .mechanism = "payload",
                       .says = "leaves through the membrane"},
                      permeation);
  net.add_mass_action({.name = fmt::format("pumping of {} out of {}", payload, population.name),
                       .reactants = {{inside}},
                       .products = {{outside}},
                       .mechanism = "payload",
                       .says = "pumped out by P-gp and MRP1"},
                      pump);
  net.add({.name = fmt::format("permeation of {} into {}", payload, population.name),
           .reactants = {{outside}},
           .products = {{inside}},
           .rate = permeation * cytosol_volume(site, population) * net.concentration(outside),
           .mechanism = "payload",
           .says = "enters through the membrane"});
}

void add_to(Site& site) {
  for (const auto& population : site.populations())
    for (const auto& payload : site.payloads()) add_payload(site, population, payload);
}

}  // namespace

const Mechanism& payload_row() {
  static constexpr Mechanism kRow{.name = "payload",
                                  .states = "free payload permeates, re-enters with the volume ratio and is pumped out",
                                  .needs = kNeeds,
                                  .uses = kUses,
                                  .makes = kMakes,
                                  .is_default = true,
                                  .applies = any_payload,
                                  .add_to = add_to};
  return kRow;
}

}  // namespace emtansim::mechanism
