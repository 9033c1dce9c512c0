// SPDX-License-Identifier: Apache-2.0
/// Sums over places for assays.
#include "emtansim/model/observe.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace emtansim::model {

using mechanism::Cargo;
using mechanism::CargoKind;
using mechanism::Population;
using mechanism::Site;
using network::Expr;

namespace {

class Observer {
 public:
  Observer(Site& site, const Population& population) : site_(site), net_(site.network()), population_(population) {}

  void observe_antibodies() {
    for (const auto& agent : site_.agents()) {
      if (!agent.has_antibody()) continue;
      observe("antibody.surface." + agent.name, cargo(site_.surface(), agent, CargoKind::complex), "on the surface");
      observe("antibody.endosome." + agent.name, cargo(site_.endosome(), agent, CargoKind::complex), "in endosomes");
      observe("antibody.lysosome." + agent.name, lysosomal(agent.name), "intact in lysosomes");
      observe("antibody.digested." + agent.name, lysosomal(agent.name + ".digested"), "digested, label in the cell");
      observe("antibody.label_lost." + agent.name, lysosomal(agent.name + ".label_lost"), "digested, label gone");
      if (!agent.carries_payload()) continue;
      auto carried = cargo(site_.surface(), agent, CargoKind::payload);
      for (const Expr term : cargo(site_.endosome(), agent, CargoKind::payload)) carried.push_back(term);
      for (const Expr term : lysosomal(agent.name + ".payload")) carried.push_back(term);
      observe("payload.conjugated." + agent.name, carried, "payload still on antibody, on and in cells");
    }
  }

  void observe_payloads() {
    for (const auto& payload : site_.payloads()) {
      const auto trapped = lysosomal(payload);
      const auto free = species(fmt::format("{}.cytosol.{}", population_.name, payload));
      auto bound = species(fmt::format("{}.cytosol.{} on tubulin", population_.name, payload));
      for (const Expr term : species(fmt::format("{}.cytosol.{} on tips", population_.name, payload)))
        bound.push_back(term);
      observe("payload.lysosome." + payload, trapped, payload + " in lysosomes");
      observe("payload.cytosol." + payload, free, "free " + payload + " in the cytosol");
      observe("payload.bound." + payload, bound, payload + " on tubulin and tips");
      std::vector<Expr> all = trapped;
      all.insert(all.end(), free.begin(), free.end());
      all.insert(all.end(), bound.begin(), bound.end());
      observe("payload.inside." + payload, all, payload + " in cells, free and bound");
    }
  }

  void observe_cells() {
    observe("volume",
            {site_.parameter("system.cell_volume", dimension::kCellVolume, {.population = &population_}) *
             site_.objects(population_)},
            "volume of all cells");
    observe("objects", {site_.objects(population_)}, "cells and dead cells still attached");
    observe("living", {site_.living(population_)}, "living cells");
    for (const char* effect : {"tip_occupancy", "direct_effect"}) {
      const std::string rule = fmt::format("{}.{}", population_.name, effect);
      if (net_.has_rule_defined(rule))
        observe(effect, {net_.rule(rule, dimension::kOne)}, "occupancy that poisons the spindle");
    }
  }

 private:
  std::vector<Expr> cargo(const std::vector<Cargo>& place, const conjugate::Conjugate& agent, CargoKind kind) {
    std::vector<Expr> terms;
    for (const auto& piece : place)
      if (piece.population == &population_ && piece.agent != nullptr && piece.agent->name == agent.name &&
          piece.kind == kind)
        terms.push_back(net_.expr(piece.species));
    return terms;
  }

  std::vector<Expr> lysosomal(const std::string& what) {
    return species(fmt::format("{}.lysosome.{}", population_.name, what));
  }

  std::vector<Expr> species(const std::string& name) {
    const auto found = net_.find_species(name);
    return found ? std::vector<Expr>{net_.expr(*found)} : std::vector<Expr>{};
  }

  void observe(const std::string& what, const std::vector<Expr>& terms, const std::string& label) {
    if (terms.empty()) return;
    net_.add(network::Observable{
        .name = fmt::format("{}.{}", population_.name, what), .value = network::sum(terms), .label = label});
  }

  Site& site_;
  network::Network& net_;
  const Population& population_;
};

double choose(std::size_t n, std::size_t k) {
  double ways = 1;
  for (std::size_t i = 1; i <= k; ++i) ways = ways * static_cast<double>(n - k + i) / static_cast<double>(i);
  return ways;
}

/// Sums over the whole tumour, what is between its cells included.
class TumourObserver {
 public:
  explicit TumourObserver(Site& site) : site_(site), net_(site.network()) {}

  void observe() {
    std::vector<Expr> objects, living;
    for (const auto& population : site_.populations()) {
      objects.push_back(site_.objects(population));
      living.push_back(site_.living(population));
      prefixes_.insert(population.name + ".");
      prefixes_.insert(population.milieu + ".");
    }
    add("objects", network::sum(objects), "cells and dead cells of the tumour");
    add("living", network::sum(living), "living cells of the tumour");
    for (const auto& agent : site_.agents())
      if (agent.has_antibody()) observe_antibody(agent);
    observe_payload();
  }

 private:
  void add(const std::string& what, Expr value, const std::string& label) {
    net_.add(network::Observable{.name = "tumour." + what, .value = value, .label = label});
  }

  // Free between cells, on the surface, in endosomes and intact in lysosomes.
  void observe_antibody(const conjugate::Conjugate& agent) {
    std::vector<Expr> terms;
    std::set<std::string> milieus;
    for (const auto& population : site_.populations()) {
      if (milieus.insert(population.milieu).second) terms.push_back(net_.expr(site_.around(population, agent.name)));
      const auto intact = net_.find_species(fmt::format("{}.lysosome.{}", population.name, agent.name));
      if (intact) terms.push_back(net_.expr(*intact));
    }
    for (const auto* place : {&site_.surface(), &site_.endosome()})
      for (const auto& piece : *place)
        if (piece.agent != nullptr && piece.agent->name == agent.name && piece.kind == CargoKind::complex)
          terms.push_back(net_.expr(piece.species));
    add("antibody." + agent.name, network::sum(terms), agent.name + " in the tumour, with any load");
  }

  // Whatever holds it in the tumour: on antibody, free, on tubulin. Debris is not part of the tumour.
  void observe_payload() {
    std::set<std::string> payloads;
    for (const auto& agent : site_.agents())
      if (!agent.payload.empty()) payloads.insert(agent.payload);
    for (const auto& payload : payloads) {
      std::vector<Expr> terms;
      for (std::uint32_t i = 0; i < net_.species().size(); ++i) {
        const auto& species = net_.species()[i];
        const auto held = species.composition.find(payload);
        const bool is_here =
            std::ranges::any_of(prefixes_, [&](const std::string& prefix) { return species.name.starts_with(prefix); });
        if (is_here && held != species.composition.end())
          terms.push_back(held->second * net_.expr(network::SpeciesId(i)));
      }
      if (!terms.empty())
        add("payload.total." + payload, network::sum(terms), payload + " in the tumour, conjugated and free");
    }
  }

  Site& site_;
  network::Network& net_;
  std::set<std::string> prefixes_;
};

// Each payload has stayed on with the same chance, so the load is thinned binomially (conjugate::deconjugated).
void observe_load(Site& site, const conjugate::Conjugate& agent) {
  constexpr double kNothing = 1e-20;  // nmol; below a molecule there is no load to speak of
  auto& net = site.network();
  const auto antibody = net.find_species("medium." + agent.name);
  const auto payload = net.find_species("medium." + agent.name + ".payload");
  if (!antibody || !payload) return;
  const Expr started = site.parameter("conjugate.dar", dimension::kOne, {.agent = &agent}) * net.expr(*antibody);
  const Expr kept = net.expr(*payload) / network::max(started, net.constant(kNothing, dimension::kAmount));
  const auto load = agent.load.fractions();
  for (std::size_t k = 0; k < load.size(); ++k) {
    Expr share = net.constant(0);
    for (std::size_t n = k; n < load.size(); ++n) {
      share = share + load[n] * choose(n, k) * network::pow(kept, static_cast<int>(k)) *
                          network::pow(1.0 - kept, static_cast<int>(n - k));
    }
    net.add(network::Observable{.name = fmt::format("medium.load.{}.{}", agent.name, k),
                                .value = share,
                                .label = fmt::format("share of {} in the medium with {} payloads", agent.name, k)});
  }
}

// What is free around cells and in the body, as a concentration: volumes of tissue change in time.
void observe_concentrations(Site& site) {
  auto& net = site.network();
  for (std::size_t i = 0; i < net.species().size(); ++i) {
    const network::SpeciesId id(i);
    const network::Compartment& where = net[net[id].compartment];
    if (where.group != "medium" && where.group != "plasma" && where.group != "tumour") continue;
    if (!where.volume.is_valid() || net[id].dimension != dimension::kAmount) continue;
    net.add(network::Observable{
        .name = fmt::format("concentration.{}", net[id].name), .value = net.concentration(id), .label = net[id].label});
  }
}

}  // namespace

void add_observables(Site& site) {
  observe_concentrations(site);
  for (const auto& agent : site.agents())
    if (agent.carries_payload()) observe_load(site, agent);
  for (const auto& population : site.populations()) {
    Observer observer(site, population);
    observer.observe_antibodies();
    observer.observe_payloads();
    observer.observe_cells();
  }
  if (site.tissue()) TumourObserver(site).observe();
}

}  // namespace emtansim::model
