// SPDX-License-Identifier: Apache-2.0
/// Mechanism `lysis`: dead cells that break up take their share of everything on and in cells with them.
///
/// x amount on or in all cells of a population (nmol), N cells and dead objects, l cells that break up per hour (1/h):
///   (1) dx/dt = -l x / N
/// Free and bound payload goes into the medium; payload still on antibody goes into debris, where it is counted and
/// does nothing; antigen, antibody and tubulin are lost (sinks). Assumes that every cell, living or dead, holds the
/// mean.
#include <fmt/format.h>

#include "emtansim/mechanism/rows.h"

namespace emtansim::mechanism {

namespace {

using network::Expr;
using network::SpeciesId;

constexpr std::string_view kUses[] = {"cells"};

bool applies(const Site& site) { return site.has("cell_cycle"); }

SpeciesId debris(Site& site, const Cargo& cargo) {
  auto& net = site.network();
  const std::string name = fmt::format("debris.{}.payload", cargo.agent->name);
  if (const auto known = net.find_species(name)) return *known;
  const auto compartment = site.compartment("debris", "debris", "remains of broken cells");
  return net.add(network::Species{.name = name,
                                  .compartment = compartment,
                                  .composition = net[cargo.species].composition,
                                  .initial = site.zero(),
                                  .scale = net[cargo.species].scale,
                                  .label = "conjugated payload in debris"});
}

void add_loss(Site& site, const Population& population, SpeciesId from, std::vector<network::Term> products) {
  auto& net = site.network();
  net.add({.name = "lysis with " + net[from].name,
           .reactants = {{from}},
           .products = std::move(products),
           .rate = site.losses(population) * net.expr(from) / site.objects(population),
           .exchange = network::Exchange::sink,
           .mechanism = "lysis",
           .says = "goes with cells that break up"});
}

void add_to(Site& site) {
  auto& net = site.network();
  for (const auto* place : {&site.surface(), &site.endosome()}) {
    const auto cargos = *place;
    for (const auto& cargo : cargos) {
      std::vector<network::Term> products;
      if (cargo.kind == CargoKind::payload) products.push_back({debris(site, cargo)});
      add_loss(site, *cargo.population, cargo.species, products);
    }
  }
  // In lysosomes: intact conjugate, found by name.
  for (const auto& population : site.populations()) {
    for (const auto& agent : site.agents()) {
      const std::string stem = fmt::format("{}.lysosome.{}", population.name, agent.name);
      for (const char* tail : {"", ".digested"})
        if (const auto species = net.find_species(stem + tail); species && agent.has_antibody())
          add_loss(site, population, *species, {});
      const auto payload = net.find_species(stem + ".payload");
      if (payload)
        add_loss(site, population, *payload, {{*net.find_species(fmt::format("debris.{}.payload", agent.name))}});
    }
  }
  const auto contents = site.contents();
  for (const auto& content : contents) {
    std::vector<network::Term> products;
    if (!content.payload.empty()) products.push_back({*net.find_species("medium." + content.payload)});
    add_loss(site, *content.population, content.species, products);
  }
}

}  // namespace

const Mechanism& lysis_row() {
  static constexpr Mechanism kRow{.name = "lysis",
                                  .states = "cells that break up take along what is on and in them",
                                  .needs = {},
                                  .uses = kUses,
                                  .makes = {},
                                  .is_default = true,
                                  .applies = applies,
                                  .add_to = add_to};
  return kRow;
}

}  // namespace emtansim::mechanism
