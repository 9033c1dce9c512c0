// SPDX-License-Identifier: Apache-2.0
/// Mechanism `binding_bivalent`: an antibody binds one antigen, then cross-links a second one on the same surface.
///
/// A antibody in the medium, R free antigen, C1 held by one arm, C2 by two (nmol), V medium (L), S total cell surface
/// (dm²):
///   (1) first arm    2 k_on A R / V,  back k_off C1,  k_off = k_on K_D (of a single arm)
///   (2) second arm   k_cross C1 R / S,  back 2 k_off C2
///   (3) payload rides along, as in `binding`
/// k_on 1/(nM h) per arm; k_cross dm²/(nmol h) is assumed: no measured constant is known for trastuzumab on cells.
/// Valid where antigens are mobile within the lifetime of C1.
#include <fmt/format.h>

#include "emtansim/mechanism/rows.h"
#include "emtansim/mechanism/surface.h"

namespace emtansim::mechanism {

namespace {

using network::Expr;
using network::SpeciesId;

constexpr std::string_view kNeeds[] = {"binding_bivalent.k_on", "binding_bivalent.K_D", "binding_bivalent.k_cross",
                                       "system.cell_area", "system.<antigen>_per_cell"};
constexpr std::string_view kUses[] = {"medium or tissue", "cells"};
constexpr std::string_view kMakes[] = {"surface complexes"};
constexpr Dimension kCrossLinking = dimension::kArea / (dimension::kAmount * dimension::kTime);

struct Step {
  std::string name;
  SpeciesId payload_from, payload_to;
  Expr per_antibody;  ///< 1/h: the chance of one antibody to take the step
};

void add_payload_step(Site& site, const Step& step) {
  if (!step.payload_from.is_valid()) return;
  auto& net = site.network();
  net.add({.name = "payload in " + step.name,
           .reactants = {{step.payload_from}},
           .products = {{step.payload_to}},
           .rate = step.per_antibody * net.expr(step.payload_from),
           .mechanism = "binding_bivalent",
           .says = "payload rides on its antibody"});
}

void add_pair(Site& site, const Population& population, const conjugate::Conjugate& agent) {
  auto& net = site.network();
  const Subject subject{.population = &population, .agent = &agent, .antigen = agent.antigen};
  const Expr k_on = site.parameter("binding_bivalent.k_on", dimension::kAssociation, subject);
  const Expr k_off = k_on * site.parameter("binding_bivalent.K_D", dimension::kConcentration, subject);
  const Expr k_cross = site.parameter("binding_bivalent.k_cross", kCrossLinking, subject);
  const Expr area =
      site.parameter("system.cell_area", dimension::kCellArea, {.population = &population}) * site.objects(population);
  const auto antigen = free_antigen(site, population, agent.antigen);
  const auto antibody = site.around(population, agent.name);
  const auto payload = agent.carries_payload() ? site.around(population, agent.name + ".payload") : SpeciesId{};
  const auto one = add_complex(site, population, agent, agent.name, 1);
  const auto two = add_complex(site, population, agent, agent.name + " (two arms)", 2);
  const std::string pair = fmt::format("{} on {}", agent.name, population.name);

  const Expr meets = 2.0 * k_on * net.expr(antigen) / site.milieu_volume(population);
  const Expr crosses = k_cross * net.expr(antigen) / area;
  const auto add = [&](const std::string& name, std::vector<network::Term> from, std::vector<network::Term> to,
                       Expr rate, const std::string& says) {
    net.add({.name = name,
             .reactants = std::move(from),
             .products = std::move(to),
             .rate = rate,
             .mechanism = "binding_bivalent",
             .says = says});
  };
  add("first arm of " + pair, {{antibody}, {antigen}}, {{one.antibody}}, meets * net.expr(antibody), "one arm binds");
  add("release of the first arm of " + pair, {{one.antibody}}, {{antibody}, {antigen}}, k_off * net.expr(one.antibody),
      "the only arm lets go");
  add("second arm of " + pair, {{one.antibody}, {antigen}}, {{two.antibody}}, crosses * net.expr(one.antibody),
      "the second arm cross-links a neighbour");
  add("release of the second arm of " + pair, {{two.antibody}}, {{one.antibody}, {antigen}},
      2.0 * k_off * net.expr(two.antibody), "one of two arms lets go");
  add_payload_step(site, {"first arm of " + pair, payload, one.payload, meets});
  add_payload_step(site, {"release of the first arm of " + pair, one.payload, payload, k_off});
  add_payload_step(site, {"second arm of " + pair, one.payload, two.payload, crosses});
  add_payload_step(site, {"release of the second arm of " + pair, two.payload, one.payload, 2.0 * k_off});
  add_preload(site, population, agent, one);
}

void add_to(Site& site) { for_each_pair(site, add_pair); }

}  // namespace

const Mechanism& binding_bivalent_row() {
  static constexpr Mechanism kRow{.name = "binding_bivalent",
                                  .states = "antibodies bind one antigen and cross-link a second one on the surface",
                                  .needs = kNeeds,
                                  .uses = kUses,
                                  .makes = kMakes,
                                  .is_default = false,
                                  .applies = any_antibody,
                                  .add_to = add_to};
  return kRow;
}

}  // namespace emtansim::mechanism
