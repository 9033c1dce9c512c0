// SPDX-License-Identifier: Apache-2.0
/// Mechanism `lysis`: dead cells break up and take their share of everything on and in cells with them.
///
/// X dead cells that are still attached, N cells and dead objects, x amount on or in all cells of a population
/// (nmol):
///   (1) break-up    X -> lost  k_loss X        (2) contents  dx/dt = -k_loss X x / N
/// k_loss 1/h, @gross2023. Free and bound payload goes into the medium; payload still on antibody goes into debris,
/// where it is counted and does nothing; antigen, antibody and tubulin are lost (sinks). Assumes that every cell,
/// living or dead, holds the mean.
#include <fmt/format.h>

#include "emtansim/mechanism/rows.h"

namespace emtansim::mechanism {

namespace {

using network::Expr;
using network::SpeciesId;

constexpr std::string_view kNeeds[] = {"lysis.k_loss"};
constexpr std::string_view kUses[] = {"cells"};

bool applies(const Site& site) { return site.has("cell_cycle") || site.has("tumour_growth"); }

/// The break-up of one population, and where its contents go.
class Lysis {
 public:
  Lysis(Site& site, const Population& population) : site_(site), net_(site.network()), population_(population) {}

  void build() {
    find_dying();
    if (dying_.empty()) return;  // cells that never die
    add_break_up();
    for (const auto* place : {&site_.surface(), &site_.endosome()}) {
      const auto cargos = *place;
      for (const auto& cargo : cargos)
        if (cargo.population == &population_) release_cargo(cargo);
    }
    release_lysosomes();
    const auto contents = site_.contents();
    for (const auto& content : contents) {
      if (content.population != &population_) continue;
      release(content.species, content.payload.empty() ? Terms{} : Terms{{site_.around(population_, content.payload)}});
    }
    if (site_.has_culture() && !site_.tissue()) add_removal();
  }

 private:
  using Terms = std::vector<network::Term>;

  void find_dying() {
    while (const auto stage = net_.find_species(fmt::format("{}.cycle.X.{}", population_.name, dying_.size() + 1)))
      dying_.push_back(*stage);
    if (const auto dead = net_.find_species(population_.name + ".cycle.dead")) dying_.push_back(*dead);
  }

  void add_break_up() {
    lost_ = net_.add(network::Species{.name = population_.name + ".cycle.lost",
                                      .compartment = net_[dying_.back()].compartment,
                                      .dimension = dimension::kCells,
                                      .composition = {{"cell", 1.0}},
                                      .initial = site_.zero(dimension::kCells),
                                      .scale = site_.cells_at_start(population_),
                                      .label = "cells that broke up"});
    // Whoever makes the cells may say how fast they break up; a plate's dead cells detach at a rate of their own.
    const std::string rule = population_.name + ".breakup";
    const Expr k_loss = net_.has_rule_defined(rule)
                            ? net_.rule(rule, dimension::kRate)
                            : site_.parameter("lysis.k_loss", dimension::kRate, {.population = &population_});
    net_.add_mass_action({.name = "break-up of dead cells in " + population_.name,
                          .reactants = {{dying_.back()}},
                          .products = {{lost_}},
                          .mechanism = "lysis",
                          .says = "dead cells detach and break up"},
                         k_loss);
    per_object_ = k_loss * net_.expr(dying_.back()) / site_.objects(population_);
    net_.add(network::Observable{
        .name = population_.name + ".cells.lost", .value = net_.expr(lost_), .label = "cells that broke up"});
  }

  void release(SpeciesId from, Terms products) {
    released_.push_back(from);
    net_.add({.name = "lysis with " + net_[from].name,
              .reactants = {{from}},
              .products = std::move(products),
              .rate = per_object_ * net_.expr(from),
              .exchange = network::Exchange::sink,
              .mechanism = "lysis",
              .says = "goes with cells that break up"});
  }

  void release_cargo(const Cargo& cargo) {
    release(cargo.species, cargo.kind == CargoKind::payload ? Terms{{debris(*cargo.agent, cargo.species)}} : Terms{});
  }

  // Intact conjugate in lysosomes, found by name.
  void release_lysosomes() {
    for (const auto& agent : site_.agents()) {
      if (!agent.has_antibody()) continue;
      const std::string stem = fmt::format("{}.lysosome.{}", population_.name, agent.name);
      for (const char* tail : {"", ".digested"})
        if (const auto species = net_.find_species(stem + tail)) release(*species, {});
      if (const auto payload = net_.find_species(stem + ".payload")) release(*payload, {{debris(agent, *payload)}});
    }
  }

  SpeciesId debris(const conjugate::Conjugate& agent, SpeciesId like) {
    const std::string name = fmt::format("debris.{}.payload", agent.name);
    if (const auto known = net_.find_species(name)) return *known;
    const auto compartment = site_.compartment("debris", "debris", "remains of broken cells");
    return net_.add(network::Species{.name = name,
                                     .compartment = compartment,
                                     .composition = net_[like].composition,
                                     .initial = site_.zero(),
                                     .scale = net_[like].scale,
                                     .label = "conjugated payload in debris"});
  }

  // Handling of a plate: a share of the dying and dead cells comes off at once and is taken away with what it holds.
  void add_removal() {
    const Expr share = net_.graph().argument(dimension::kOne);
    std::vector<Expr> dead;
    std::vector<network::Assignment> assignments;
    for (const auto stage : dying_) {
      dead.push_back(net_.expr(stage));
      assignments.push_back({stage, (1.0 - share) * net_.expr(stage)});
    }
    assignments.push_back({lost_, net_.expr(lost_) + share * network::sum(dead)});
    const Expr gone = share * network::sum(dead) / site_.objects(population_);
    for (const auto content : released_) assignments.push_back({content, (1.0 - gone) * net_.expr(content)});
    net_.add(network::Action{.name = "remove dead " + population_.name,
                             .argument = dimension::kOne,
                             .assignments = std::move(assignments),
                             .says = "a share of the dead cells is lost in handling"});
  }

  Site& site_;
  network::Network& net_;
  const Population& population_;
  std::vector<SpeciesId> dying_;
  SpeciesId lost_;
  Expr per_object_;
  std::vector<SpeciesId> released_;
};

void add_to(Site& site) {
  for (const auto& population : site.populations()) Lysis(site, population).build();
}

}  // namespace

const Mechanism& lysis_row() {
  static constexpr Mechanism kRow{.name = "lysis",
                                  .states = "dead cells break up and take along what is on and in them",
                                  .needs = kNeeds,
                                  .uses = kUses,
                                  .makes = {},
                                  .is_default = true,
                                  .applies = applies,
                                  .add_to = add_to};
  return kRow;
}

}  // namespace emtansim::mechanism
