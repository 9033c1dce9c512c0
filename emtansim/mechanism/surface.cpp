// SPDX-License-Identifier: Apache-2.0
/// Free antigen and complexes on the surface of a population.
#include "emtansim/mechanism/surface.h"

#include <algorithm>

#include <fmt/format.h>

namespace emtansim::mechanism {

using network::Expr;
using network::SpeciesId;

namespace {

network::CompartmentId surface_of(Site& site, const Population& population) {
  return site.compartment(population.name + ".surface", "surface", fmt::format("surface of {}", population.name));
}

}  // namespace

bool any_antibody(const Site& site) {
  return !site.populations().empty() &&
         std::ranges::any_of(site.agents(), [](const auto& agent) { return agent.has_antibody(); });
}

void for_each_pair(Site& site, void (*add_pair)(Site&, const Population&, const conjugate::Conjugate&)) {
  for (const auto& population : site.populations())
    for (const auto& agent : site.agents())
      if (agent.has_antibody()) add_pair(site, population, agent);
}

SpeciesId free_antigen(Site& site, const Population& population, const std::string& antigen) {
  auto& net = site.network();
  const std::string name = fmt::format("{}.surface.{}", population.name, antigen);
  if (const auto known = net.find_species(name)) return *known;
  const Expr at_rest = site.antigen_scale(population, antigen);
  const auto species = net.add(network::Species{.name = name,
                                                .compartment = surface_of(site, population),
                                                .composition = {{antigen, 1.0}},
                                                .initial = at_rest,
                                                .scale = at_rest,
                                                .label = fmt::format("free {} on the surface", antigen)});
  site.surface().push_back(
      {.population = &population, .kind = CargoKind::antigen, .antigen = antigen, .species = species});
  return species;
}

Complex add_complex(Site& site, const Population& population, const conjugate::Conjugate& agent,
                    const std::string& name, int antigens) {
  auto& net = site.network();
  const auto surface = surface_of(site, population);
  const Expr scale = site.antigen_scale(population, agent.antigen);
  Complex complex;
  complex.antibody =
      net.add(network::Species{.name = fmt::format("{}.surface.{}", population.name, name),
                               .compartment = surface,
                               .composition = {{"antibody", 1.0}, {agent.antigen, static_cast<double>(antigens)}},
                               .initial = site.zero(),
                               .scale = scale,
                               .label = fmt::format("{} on the surface", name)});
  site.surface().push_back({.population = &population,
                            .agent = &agent,
                            .kind = CargoKind::complex,
                            .antigen = agent.antigen,
                            .species = complex.antibody});
  if (!agent.carries_payload()) return complex;
  complex.payload = net.add(network::Species{.name = fmt::format("{}.surface.{}.payload", population.name, name),
                                             .compartment = surface,
                                             .composition = {{agent.payload, 1.0}, {agent.linker, 1.0}},
                                             .initial = site.zero(),
                                             .scale = scale,
                                             .label = fmt::format("conjugated {} on the surface", agent.payload)});
  site.surface().push_back({.population = &population,
                            .agent = &agent,
                            .kind = CargoKind::payload,
                            .antigen = agent.antigen,
                            .species = complex.payload});
  return complex;
}

void add_preload(Site& site, const Population& population, const conjugate::Conjugate& agent, const Complex& complex) {
  auto& net = site.network();
  const auto antigen = free_antigen(site, population, agent.antigen);
  const Expr share = net.graph().argument(dimension::kOne);
  const Expr bound = share * net.expr(antigen);
  std::vector<network::Assignment> assignments{{antigen, net.expr(antigen) - bound},
                                               {complex.antibody, net.expr(complex.antibody) + bound}};
  if (complex.payload.is_valid()) {
    const Expr dar = site.parameter("conjugate.dar", dimension::kOne, {.agent = &agent});
    assignments.push_back({complex.payload, net.expr(complex.payload) + dar * bound});
  }
  net.add(
      network::Action{.name = fmt::format("preload {} on {}", agent.name, population.name),
                      .argument = dimension::kOne,
                      .assignments = std::move(assignments),
                      .says = "a share of the free antigen is occupied at once, as after binding on ice and a wash"});
}

}  // namespace emtansim::mechanism
