// SPDX-License-Identifier: Apache-2.0
/// Mechanism `binding`: an antibody and one antigen on the surface, one apparent site each.
///
/// A antibody in the medium, R free antigen, C complex on the surface (nmol), V volume of the medium (L); D payload on
/// A, P payload on C:
///   (1) binding      k_on A R / V          (2) dissociation   k_off C,  k_off = k_on K_D
///   (3) payload rides along:  k_on D R / V  and  k_off P
/// k_on 1/(nM h), K_D nM on cells, i.e. the apparent affinity of an antibody that holds with both arms, @scheuher2023.
/// (3) is exact because binding does not depend on the load, @vanderlee2015. Every agent competes for the same R, and
/// the medium is depleted. Valid below about a micromolar; rebinding in the unstirred layer is part of the apparent
/// K_D.
#include <fmt/format.h>

#include "emtansim/mechanism/rows.h"
#include "emtansim/mechanism/surface.h"

namespace emtansim::mechanism {

namespace {

using network::Expr;

constexpr std::string_view kNeeds[] = {"binding.k_on", "binding.K_D", "system.<antigen>_per_cell"};
constexpr std::string_view kUses[] = {"medium or tissue", "cells"};
constexpr std::string_view kMakes[] = {"surface complexes"};

void add_pair(Site& site, const Population& population, const conjugate::Conjugate& agent) {
  auto& net = site.network();
  const Subject subject{.population = &population, .agent = &agent, .antigen = agent.antigen};
  const Expr k_on = site.parameter("binding.k_on", dimension::kAssociation, subject);
  const Expr k_off = k_on * site.parameter("binding.K_D", dimension::kConcentration, subject);
  const auto antigen = free_antigen(site, population, agent.antigen);
  const auto antibody = site.around(population, agent.name);
  const Expr volume = site.milieu_volume(population);
  const auto complex = add_complex(site, population, agent, agent.name, 1);
  const std::string pair = fmt::format("{} on {}", agent.name, population.name);
  net.add_mass_action({.name = "binding of " + pair,
                       .reactants = {{antibody}, {antigen}},
                       .products = {{complex.antibody}},
                       .mechanism = "binding",
                       .says = fmt::format("the antibody binds {}", agent.antigen)},
                      k_on, volume);
  net.add_mass_action({.name = "dissociation of " + pair,
                       .reactants = {{complex.antibody}},
                       .products = {{antibody}, {antigen}},
                       .mechanism = "binding",
                       .says = "the complex falls apart"},
                      k_off);
  if (agent.carries_payload()) {
    const auto payload = site.around(population, agent.name + ".payload");
    net.add({.name = fmt::format("binding of payload of {}", pair),
             .reactants = {{payload}},
             .products = {{complex.payload}},
             .rate = k_on * net.expr(payload) * net.expr(antigen) / volume,
             .mechanism = "binding",
             .says = "payload rides on its antibody"});
    net.add_mass_action({.name = fmt::format("dissociation of payload of {}", pair),
                         .reactants = {{complex.payload}},
                         .products = {{payload}},
                         .mechanism = "binding",
                         .says = "payload rides on its antibody"},
                        k_off);
  }
  add_preload(site, population, agent, complex);
}

void add_to(Site& site) { for_each_pair(site, add_pair); }

}  // namespace

const Mechanism& binding_row() {
  static constexpr Mechanism kRow{.name = "binding",
                                  .states = "antibodies bind their antigen on the surface with one apparent site",
                                  .needs = kNeeds,
                                  .uses = kUses,
                                  .makes = kMakes,
                                  .is_default = true,
                                  .applies = any_antibody,
                                  .add_to = add_to};
  return kRow;
}

}  // namespace emtansim::mechanism
