// SPDX-License-Identifier: Apache-2.0
/// Mechanism `trafficking`: what sits on antigen is endocytosed, recycled or sorted to the lysosome, bound or free
/// alike.
///
/// X surface amount, X_e endosomal amount (nmol) of free antigen, of each complex and of the payload on it; w warmth:
///   (1) endocytosis w k_endo X     (2) recycling w k_rec X_e     (3) sorting w k_deg X_e
///   (4) synthesis   w N s + (r_0 + r_e) v,   s = r_0 k_endo k_deg/(k_deg + k_rec),   r_e = r_0 k_endo/(k_rec + k_deg)
/// r_0 antigens per cell at rest, N living cells, v divisions per hour (1/h): new cells come with their antigen. Free
/// antigen starts at r_0 and r_e per cell, @austin2004, @scheuher2023. Antigen that is sorted is digested at once. All
/// rates 1/h. Valid where the antibody does not move the receptor; clustering by several antibodies speeds it up.
#include <fmt/format.h>

#include "emtansim/mechanism/rows.h"
#include "emtansim/mechanism/surface.h"

namespace emtansim::mechanism {

namespace {

using network::Expr;

constexpr std::string_view kNeeds[] = {"trafficking.k_endo", "trafficking.k_rec", "trafficking.k_deg",
                                       "system.<antigen>_per_cell"};
constexpr std::string_view kUses[] = {"surface complexes", "cells"};
constexpr std::string_view kMakes[] = {"endosomal cargo"};

struct Rates {
  Expr endocytosis, recycling, sorting;  // at 37 °C, 1/h

  [[nodiscard]] Expr endosome_over_surface() const { return endocytosis / (recycling + sorting); }
};

Rates rates_for(Site& site, const Population& population, const std::string& antigen) {
  const Subject subject{.population = &population, .antigen = antigen};
  return {.endocytosis = site.parameter("trafficking.k_endo", dimension::kRate, subject),
          .recycling = site.parameter("trafficking.k_rec", dimension::kRate, subject),
          .sorting = site.parameter("trafficking.k_deg", dimension::kRate, subject)};
}

/// "SK-BR-3.surface.T-DM1.payload" becomes "T-DM1.payload".
std::string tail(const std::string& name, const Population& population, std::string_view place) {
  return name.substr(population.name.size() + place.size() + 2);
}

void add_endosome(Site& site, const Cargo& surface) {
  auto& net = site.network();
  const Population& population = *surface.population;
  const auto compartment =
      site.compartment(population.name + ".endosome", "endosome", "endosomes of " + population.name);
  const Rates rates = rates_for(site, population, surface.antigen);
  const network::Species outside = net[surface.species];
  const bool is_free = surface.kind == CargoKind::antigen;
  const std::string what = tail(outside.name, population, "surface");
  const auto inside = net.add(network::Species{
      .name = fmt::format("{}.endosome.{}", population.name, what),
      .compartment = compartment,
      .composition = outside.composition,
      .initial = is_free ? outside.initial * rates.endosome_over_surface() : site.zero(),
      .scale = outside.scale,
      .label = surface.kind == CargoKind::payload ? fmt::format("conjugated {} in endosomes", surface.agent->payload)
                                                  : fmt::format("{} in endosomes", what)});
  Cargo cargo = surface;
  cargo.species = inside;
  site.endosome().push_back(cargo);
  net.add_mass_action({.name = fmt::format("endocytosis of {} in {}", what, population.name),
                       .reactants = {{surface.species}},
                       .products = {{inside}},
                       .mechanism = "trafficking",
                       .says = "pulled into an endosome"},
                      site.warmth() * rates.endocytosis);
  net.add_mass_action({.name = fmt::format("recycling of {} in {}", what, population.name),
                       .reactants = {{inside}},
                       .products = {{surface.species}},
                       .mechanism = "trafficking",
                       .says = "sent back to the surface"},
                      site.warmth() * rates.recycling);
  if (is_free) {
    net.add_mass_action({.name = fmt::format("degradation of {} in {}", what, population.name),
                         .reactants = {{inside}},
                         .exchange = network::Exchange::sink,
                         .mechanism = "trafficking",
                         .says = "sorted to the lysosome and digested"},
                        site.warmth() * rates.sorting);
  }
}

void add_synthesis(Site& site, const Cargo& surface, network::SpeciesId inside) {
  auto& net = site.network();
  const Population& population = *surface.population;
  const Rates rates = rates_for(site, population, surface.antigen);
  const Expr per_cell = site.antigen_scale(population, surface.antigen) / site.cells_at_start(population);
  const Expr turnover = rates.endosome_over_surface() * rates.sorting;  // of one surface antigen, 1/h
  net.add(
      {.name = fmt::format("synthesis of {} in {}", surface.antigen, population.name),
       .products = {{surface.species}},
       .rate = site.warmth() * site.living(population) * per_cell * turnover + per_cell * site.divisions(population),
       .exchange = network::Exchange::source,
       .mechanism = "trafficking",
       .says = "made by living cells; each new cell brings its share"});
  net.add({.name = fmt::format("endosomal {} of new cells in {}", surface.antigen, population.name),
           .products = {{inside}},
           .rate = per_cell * rates.endosome_over_surface() * site.divisions(population),
           .exchange = network::Exchange::source,
           .mechanism = "trafficking",
           .says = "each new cell brings its share"});
}

void add_to(Site& site) {
  const auto surface = site.surface();  // a copy: the list does not grow here, but species do
  for (const auto& cargo : surface) {
    add_endosome(site, cargo);
    if (cargo.kind == CargoKind::antigen) add_synthesis(site, cargo, site.endosome().back().species);
  }
}

}  // namespace

const Mechanism& trafficking_row() {
  static constexpr Mechanism kRow{
      .name = "trafficking",
      .states = "antigen and what it carries is endocytosed, recycled or sorted to the lysosome",
      .needs = kNeeds,
      .uses = kUses,
      .makes = kMakes,
      .is_default = true,
      .applies = any_antibody,
      .add_to = add_to};
  return kRow;
}

}  // namespace emtansim::mechanism
