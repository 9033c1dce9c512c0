// SPDX-License-Identifier: Apache-2.0
/// Mechanism `medium`: the culture medium with its agents; doses, medium changes, loss of payload from antibodies.
///
/// A antibody of an agent (nmol), D its conjugated payload (first moment of the drug load, nmol), F free payload:
///   (1) dD/dt = -k_dec D          (2) dF/dt = +k_dec D - k_thiol F
/// k_dec 1/h: deconjugation in the medium, @scheuher2023. The linker stays on the antibody and is not followed further.
/// k_thiol 1/h, where a payload has one: its free thiol turns into mixed disulfides and protein adducts that do
/// nothing. Valid while each payload leaves independently of the others; then the mean load falls as exp(-k_dec t), and
/// the distribution by binomial thinning (conjugate::deconjugated).
#include <fmt/format.h>

#include "emtansim/mechanism/rows.h"

namespace emtansim::mechanism {

namespace {

using network::Expr;

constexpr std::string_view kNeeds[] = {"medium.k_dec", "medium.k_thiol", "conjugate.dar", "conjugate.molar_mass"};
constexpr std::string_view kMakes[] = {"medium"};

bool applies(const Site& site) { return site.has_culture(); }

void add_agent_with_antibody(Site& site, const conjugate::Conjugate& agent, network::CompartmentId medium) {
  auto& net = site.network();
  const Expr scale = net.constant(1e-3, dimension::kConcentration) * net[medium].volume;  // a picomolar matters
  const auto antibody = net.add(network::Species{.name = fmt::format("medium.{}", agent.name),
                                                 .compartment = medium,
                                                 .composition = {{"antibody", 1.0}},
                                                 .initial = site.zero(),
                                                 .scale = scale,
                                                 .label = fmt::format("{} in the medium", agent.name)});
  std::vector<network::Assignment> added;
  const Expr amount = net.graph().argument(dimension::kConcentration) * net[medium].volume;
  added.push_back({antibody, net.expr(antibody) + amount});
  if (agent.carries_payload()) {
    const auto payload = net.add(network::Species{.name = fmt::format("medium.{}.payload", agent.name),
                                                  .compartment = medium,
                                                  .composition = {{agent.payload, 1.0}, {agent.linker, 1.0}},
                                                  .initial = site.zero(),
                                                  .scale = scale,
                                                  .label = fmt::format("conjugated {} in the medium", agent.payload)});
    const auto free = net.find_species(fmt::format("medium.{}", agent.released));
    net.add_mass_action({.name = fmt::format("deconjugation of {}", agent.name),
                         .reactants = {{payload}},
                         .products = {{*free}},
                         .exchange = network::Exchange::sink,
                         .mechanism = "medium",
                         .says = "payload leaves the antibody; the linker stays on it and is not followed"},
                        site.parameter("medium.k_dec", dimension::kRate, {.agent = &agent}));
    const Expr dar = site.parameter("conjugate.dar", dimension::kOne, {.agent = &agent});
    added.push_back({payload, net.expr(payload) + dar * amount});
  }
  net.add(network::Action{.name = fmt::format("dose {}", agent.name),
                          .argument = dimension::kConcentration,
                          .assignments = std::move(added),
                          .says = fmt::format("{} is added to the medium", agent.name)});
}

void add_inactivation(Site& site, const std::string& payload, network::SpeciesId free) {
  auto& net = site.network();
  const Expr k_thiol = site.parameter_if_any("medium.k_thiol", dimension::kRate, {.payload = payload});
  if (!k_thiol.is_valid()) return;
  const network::Species reactive = net[free];
  const auto adduct = net.add(network::Species{.name = reactive.name + ".adduct",
                                               .compartment = reactive.compartment,
                                               .composition = reactive.composition,
                                               .initial = reactive.initial,
                                               .scale = reactive.scale,
                                               .label = fmt::format("inactive adducts of {} in the medium", payload)});
  net.add_mass_action({.name = fmt::format("inactivation of {}", payload),
                       .reactants = {{free}},
                       .products = {{adduct}},
                       .mechanism = "medium",
                       .says = "a free thiol turns into mixed disulfides and protein adducts"},
                      k_thiol);
}

void add_free_payload(Site& site, const std::string& payload, network::CompartmentId medium) {
  auto& net = site.network();
  const auto species =
      net.add(network::Species{.name = fmt::format("medium.{}", payload),
                               .compartment = medium,
                               .composition = site.composition_of(payload),
                               .initial = site.zero(),
                               .scale = net.constant(1e-3, dimension::kConcentration) * net[medium].volume,
                               .label = fmt::format("free {} in the medium", payload)});
  add_inactivation(site, payload, species);
  for (const auto& agent : site.agents()) {
    if (agent.has_antibody() || agent.payload != payload) continue;
    const Expr amount = net.graph().argument(dimension::kConcentration) * net[medium].volume;
    net.add(network::Action{.name = fmt::format("dose {}", agent.name),
                            .argument = dimension::kConcentration,
                            .assignments = {{species, net.expr(species) + amount}},
                            .says = fmt::format("{} is added to the medium", agent.name)});
  }
}

void add_medium_change(Site& site, network::CompartmentId medium) {
  auto& net = site.network();
  std::vector<network::Assignment> kept;
  for (std::size_t i = 0; i < net.species().size(); ++i) {
    const network::SpeciesId id(i);
    if (net[id].compartment == medium) kept.push_back({id, net.graph().argument(dimension::kOne) * net.expr(id)});
  }
  net.add(network::Action{.name = "change medium",
                          .argument = dimension::kOne,
                          .assignments = std::move(kept),
                          .says = "the medium is replaced; the argument is the share of the old one that stays"});
}

void add_temperature(Site& site) {
  auto& net = site.network();
  const auto conditions = site.compartment("conditions", "conditions", "what the experimenter sets");
  const auto warmth = net.add(network::Species{.name = "warmth",
                                               .compartment = conditions,
                                               .dimension = dimension::kOne,
                                               .initial = site.constant(1),
                                               .scale = site.constant(1),
                                               .label = "1 at 37 °C, 0 on ice"});
  net.define("warmth", net.expr(warmth), "1 at 37 °C, 0 on ice: traffic, digestion and the cycle stand still",
             "medium");
  net.add(network::Action{.name = "set warmth",
                          .argument = dimension::kOne,
                          .assignments = {{warmth, net.graph().argument(dimension::kOne)}},
                          .says = "cells are put on ice (0) or warmed to 37 °C (1)"});
}

void add_to(Site& site) {
  const auto medium = site.compartment("medium", "medium", "culture medium around the cells", site.medium_volume());
  add_temperature(site);
  for (const auto& payload : site.payloads()) add_free_payload(site, payload, medium);
  for (const auto& agent : site.agents()) {
    if (agent.has_antibody()) add_agent_with_antibody(site, agent, medium);
    // No rate needs it; doses written as a mass do.
    (void)site.parameter_if_any("conjugate.molar_mass", dimension::kMolarMass, {.agent = &agent});
  }
  add_medium_change(site, medium);
}

}  // namespace

const Mechanism& medium_row() {
  static constexpr Mechanism kRow{.name = "medium",
                                  .states = "agents in the culture medium; doses, medium changes, deconjugation",
                                  .needs = kNeeds,
                                  .uses = {},
                                  .makes = kMakes,
                                  .is_default = true,
                                  .applies = applies,
                                  .add_to = add_to};
  return kRow;
}

}  // namespace emtansim::mechanism
