// SPDX-License-Identifier: Apache-2.0
/// Spaces of the body, how they follow the host, residents, and what assays see of plasma.
#include "emtansim/mechanism/plasma.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "emtansim/mechanism/vein.h"

namespace emtansim::mechanism {

using network::Expr;
using network::SpeciesId;

namespace {

const std::string kResidual = "trastuzumab";  // what earlier therapy leaves in blood
constexpr double kMatters = 1e-2;             // nM: a hundredth is seen by no assay of antibodies

/// A power that clearance follows: of a property of the host over its reference.
struct Power {
  std::string_view exponent;
  std::string_view property;
  std::string_view reference;
  Dimension dimension;
};

const std::array<Power, 4>& clearance_powers() {
  static const std::array<Power, 4> kPowers = {{
      {"pk.CL_by_ecd", "host.ecd", "host.reference_ecd", dimension::kMassConcentration},
      {"pk.CL_by_albumin", "host.albumin", "host.reference_albumin", dimension::kMassConcentration},
      {"pk.CL_by_tumour", "host.tumour_size", "host.reference_tumour_size", dimension::kLength},
      {"pk.CL_by_ast", "host.ast", "host.reference_ast", dimension::kConcentration / dimension::kTime},
  }};
  return kPowers;
}

void expect_positive(Site& site, std::string_view name) {
  const auto& net = site.network();
  const auto id = net.find_parameter(name);
  if (!id || net[*id].value > 0) return;
  throw InputError(net[*id].where, {"not-positive", fmt::format("'{}' is {}", name, to_short(net[*id].value)),
                                    "clearance follows a power of it", "give a value above zero"});
}

/// (value/reference)^exponent, or 1 where the host or the agent has no such exponent.
Expr power_of(Site& site, const Subject& subject, const Power& power) {
  const Expr exponent = site.parameter_if_any(power.exponent, dimension::kOne, subject);
  if (!exponent.is_valid()) return site.constant(1);
  const Expr value = site.parameter(power.property, power.dimension, subject);
  expect_positive(site, power.property);
  return network::pow(value / site.parameter(power.reference, power.dimension, subject), exponent);
}

Expr by_weight(Site& site, const Subject& subject, std::string_view exponent) {
  return power_of(site, subject, {exponent, "host.weight", "host.reference_weight", dimension::kMass});
}

Expr clearance_factor(Site& site, const Subject& subject) {
  Expr factor = by_weight(site, subject, "pk.CL_by_weight");
  for (const Power& power : clearance_powers()) {
    // The sink models what this power describes.
    if (power.property == "host.ecd" && site.has("target_sink")) continue;
    factor = factor * power_of(site, subject, power);
  }
  constexpr Dimension kPerConcentration = inverse(dimension::kMassConcentration);
  const Expr slope = site.parameter_if_any("pk.CL_by_trastuzumab", kPerConcentration, subject);
  if (!slope.is_valid()) return factor;
  return factor * network::exp(slope * site.parameter("host.trastuzumab", dimension::kMassConcentration));
}

/// What an individual has of the typical value; 1 where no spread between individuals is known.
Expr own(Site& site, const Subject& subject, std::string_view name) {
  const Expr factor = site.parameter_if_any(name, dimension::kOne, subject);
  return factor.is_valid() ? factor : site.constant(1);
}

/// The first agent's spaces carry the plain names.
std::string place(const Site& site, const conjugate::Conjugate& agent, const std::string& space) {
  for (const auto& other : site.agents()) {
    if (!other.has_antibody()) continue;
    return other.name == agent.name ? space : fmt::format("{} for {}", space, agent.name);
  }
  return space;
}

}  // namespace

LossPlace loss_place(const Site& site) {
  const Body& body = *site.body();
  if (!body.deconjugation.empty())
    return body.deconjugation == "everywhere" ? LossPlace::everywhere : LossPlace::plasma;
  return body.load == "chain" || body.host == "mouse" ? LossPlace::everywhere : LossPlace::plasma;
}

void expect_disposition(Site& site, const conjugate::Conjugate& agent, std::string_view stem) {
  if (site.parameter_if_any(fmt::format("{}.CL_total", stem), kClearance, {.agent = &agent}).is_valid()) return;
  throw ModelError(
      site.body()->where,
      {"no-disposition", fmt::format("no disposition of '{}' in a {} is known", agent.name, site.body()->host),
       fmt::format("data/parameters/{}.toml has none for it", stem),
       "give an agent that it has, or add its clearance, volumes and loss of payload there"});
}

Spaces add_spaces(Site& site, const conjugate::Conjugate& agent, std::string_view stem) {
  const Subject subject{.agent = &agent};
  const auto number = [&](std::string_view name, Dimension wanted) {
    return site.parameter_if_any(fmt::format("{}.{}", stem, name), wanted, subject);
  };
  const auto factor = [&](std::string_view name) {
    return own(site, subject, fmt::format("{}.{}_factor", stem, name));
  };
  Spaces spaces;
  const Expr v1 = site.parameter(fmt::format("{}.V1", stem), dimension::kVolume, subject) * factor("V1") *
                  by_weight(site, subject, "pk.V1_by_weight");
  spaces.all.push_back({.id = site.compartment(place(site, agent, "plasma"), "plasma", "blood plasma", v1),
                        .name = "plasma",
                        .volume = v1,
                        .exchange = {}});
  const Expr by_exchange = by_weight(site, subject, "pk.Q_by_weight");
  const Expr by_tissue = by_weight(site, subject, "pk.V2_by_weight");
  for (const auto& [volume, exchange, name] :
       {std::tuple{"V2", "Q2", "peripheral"}, std::tuple{"V3", "Q3", "peripheral2"}}) {
    const Expr v = number(volume, dimension::kVolume);
    const Expr q = number(exchange, kClearance);
    if (!v.is_valid() || !q.is_valid()) continue;
    const Expr scaled = v * factor(volume) * by_tissue;
    spaces.all.push_back(
        {.id = site.compartment(place(site, agent, name), "plasma", "tissue that exchanges with plasma", scaled),
         .name = name,
         .volume = scaled,
         .exchange = q * factor(exchange) * by_exchange});
  }
  spaces.clearance_factor = factor("CL") * clearance_factor(site, subject);
  return spaces;
}

std::vector<SpeciesId> add_resident(Site& site, const Spaces& spaces, const Resident& resident,
                                    std::string_view mechanism) {
  auto& net = site.network();
  std::vector<SpeciesId> species;
  for (const auto& space : spaces.all) {
    species.push_back(
        net.add(network::Species{.name = fmt::format("{}.{}", space.name, resident.what),
                                 .compartment = space.id,
                                 .composition = resident.composition,
                                 .initial = site.zero(),
                                 .scale = net.constant(kMatters, dimension::kConcentration) * space.volume,
                                 .label = fmt::format("{} in {}", resident.label, net[space.id].name)}));
  }
  for (std::size_t i = 1; i < species.size(); ++i) {
    const Space& space = spaces.all[i];
    net.add_mass_action({.name = fmt::format("distribution to {}", net[species[i]].name),
                         .reactants = {{species.front()}},
                         .products = {{species[i]}},
                         .mechanism = std::string(mechanism),
                         .says = "from plasma into tissue"},
                        space.exchange / spaces.plasma().volume);
    net.add_mass_action({.name = fmt::format("return of {}", net[species[i]].name),
                         .reactants = {{species[i]}},
                         .products = {{species.front()}},
                         .mechanism = std::string(mechanism),
                         .says = "from tissue into plasma"},
                        space.exchange / space.volume);
  }
  return species;
}

void observe(Site& site, const conjugate::Conjugate& agent, const PlasmaView& view, std::string_view mechanism) {
  auto& net = site.network();
  const std::string prefix = fmt::format("plasma.{}.", agent.name);
  const auto add = [&](const char* name, Expr value, std::string label) {
    net.add(network::Observable{.name = prefix + name, .value = value, .label = std::move(label)});
  };
  if (view.conjugate.is_valid()) {
    net.define(prefix + "conjugate", view.conjugate, "antibodies with one payload or more, in plasma", mechanism);
    add("conjugate", net.rule(prefix + "conjugate", dimension::kConcentration), agent.name + ", one payload or more");
    add("conjugated", view.payload, fmt::format("{} on {} in plasma", agent.payload, agent.name));
  } else {
    net.define(prefix + "conjugate", view.antibody, "naked antibodies in plasma", mechanism);
  }
  add("antibody", view.antibody, agent.name + " with any load or none, in plasma");
  add("molar_mass", site.parameter("conjugate.molar_mass", dimension::kMolarMass, {.agent = &agent}),
      "molar mass of " + agent.name);
}

void observe_totals(Site& site) {
  auto& net = site.network();
  const auto antibody_of = [&](const std::string& agent) {
    const auto observables = net.observables();
    return std::ranges::find(observables, fmt::format("plasma.{}.antibody", agent), &network::Observable::name)->value;
  };
  for (const auto& agent : site.agents()) {
    if (!agent.has_antibody()) continue;
    std::vector<Expr> all;
    for (const auto& other : site.agents())
      if (other.antibody == agent.antibody) all.push_back(antibody_of(other.name));
    const auto residual = net.find_species("plasma.residual");
    if (residual && agent.antibody == kResidual) all.push_back(net.concentration(*residual));
    net.add(network::Observable{.name = fmt::format("plasma.{}.total", agent.name),
                                .value = network::sum(all),
                                .label = fmt::format("all {} in plasma, with any load or none", agent.antibody)});
  }
}

void add_residual(Site& site, const Spaces& spaces, Expr clearance, std::string_view mechanism) {
  auto& net = site.network();
  if (net.find_species("plasma.residual")) return;
  const Expr level = site.parameter_if_any("host.trastuzumab", dimension::kMassConcentration);
  if (!level.is_valid()) return;
  const conjugate::Conjugate trastuzumab{.name = kResidual, .antibody = kResidual};
  const Expr molar = site.parameter("conjugate.molar_mass", dimension::kMolarMass, {.agent = &trastuzumab});
  std::vector<SpeciesId> species;
  for (const auto& space : spaces.all) {
    species.push_back(
        net.add(network::Species{.name = space.name + ".residual",
                                 .compartment = space.id,
                                 .composition = {{"antibody", 1.0}},
                                 .initial = level / molar * space.volume,
                                 .scale = net.constant(kMatters, dimension::kConcentration) * space.volume,
                                 .label = "trastuzumab of earlier therapy in " + net[space.id].name}));
  }
  for (std::size_t i = 1; i < species.size(); ++i) {
    const Space& space = spaces.all[i];
    const auto move = [&](const char* name, SpeciesId from, SpeciesId to, Expr volume) {
      net.add_mass_action({.name = fmt::format("{} {}", name, net[species[i]].name),
                           .reactants = {{from}},
                           .products = {{to}},
                           .mechanism = std::string(mechanism),
                           .says = "exchange of plasma and tissue"},
                          space.exchange / volume);
    };
    move("distribution to", species.front(), species[i], spaces.plasma().volume);
    move("return of", species[i], species.front(), space.volume);
  }
  net.add_mass_action({.name = "elimination of plasma.residual",
                       .reactants = {{species.front()}},
                       .exchange = network::Exchange::sink,
                       .mechanism = std::string(mechanism),
                       .says = "catabolised all over the body"},
                      clearance / spaces.plasma().volume);
}

}  // namespace emtansim::mechanism
