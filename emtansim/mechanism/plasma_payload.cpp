// SPDX-License-Identifier: Apache-2.0
/// Free payloads in the body: two spaces, elimination, what catabolism gives back, and what assays see.
#include <fmt/format.h>

#include "emtansim/mechanism/plasma.h"
#include "emtansim/mechanism/vein.h"

namespace emtansim::mechanism {

using network::Expr;
using network::SpeciesId;

namespace {

constexpr double kMatters = 1e-3;  // nM: a thousandth of the limit of DM1 assays

const conjugate::Conjugate* dosed_payload(const Site& site, const std::string& payload) {
  for (const auto& agent : site.agents())
    if (!agent.has_antibody() && agent.payload == payload) return &agent;
  return nullptr;
}

/// One payload. Volumes and clearances follow weight as those of small molecules in proportion to it.
void add_payload(Site& site, const std::string& payload, std::string_view mechanism) {
  auto& net = site.network();
  const Subject subject{.payload = payload};
  const Expr ratio = host_weight(site) / site.parameter("host.reference_weight", dimension::kMass);
  const Expr v1 = site.parameter("pk_payload.V1", dimension::kVolume, subject) * ratio;
  const Expr v2 = site.parameter("pk_payload.V2", dimension::kVolume, subject) * ratio;
  const Expr exchange = site.parameter("pk_payload.Q", kClearance, subject) * ratio;
  const Expr clearance = site.parameter("pk_payload.CL", kClearance, subject) * ratio;
  const auto add_species = [&](const std::string& space, Expr volume) {
    const auto where =
        site.compartment(fmt::format("{} for {}", space, payload), "plasma", space + " of a payload", volume);
    return net.add(network::Species{.name = fmt::format("{}.{}", space, payload),
                                    .compartment = where,
                                    .composition = site.composition_of(payload),
                                    .initial = site.zero(),
                                    .scale = net.constant(kMatters, dimension::kConcentration) * volume,
                                    .label = fmt::format("free {} in {}", payload, space)});
  };
  const SpeciesId plasma = add_species("plasma", v1);
  const SpeciesId tissue = add_species("peripheral", v2);
  const auto move = [&](const std::string& name, std::vector<network::Term> to, SpeciesId from, Expr rate,
                        const std::string& says) {
    const auto exchange_kind = to.empty() ? network::Exchange::sink : network::Exchange::none;
    net.add_mass_action({.name = fmt::format("{} of free {}", name, payload),
                         .reactants = {{from}},
                         .products = std::move(to),
                         .exchange = exchange_kind,
                         .mechanism = std::string(mechanism),
                         .says = says},
                        rate);
  };
  move("distribution", {{tissue}}, plasma, exchange / v1, "from plasma into tissue");
  move("return", {{plasma}}, tissue, exchange / v2, "from tissue into plasma");
  move("elimination", {}, plasma, clearance / v1, "metabolised and excreted with the bile");
  net.add(network::Observable{.name = fmt::format("plasma.{}.free", payload),
                              .value = net.concentration(plasma),
                              .label = fmt::format("free {} in plasma", payload)});
  const conjugate::Conjugate as_agent{.name = payload, .kind = catalogue::AgentKind::payload, .payload = payload};
  const Expr molar = site.parameter_if_any("conjugate.molar_mass", dimension::kMolarMass, {.agent = &as_agent});
  if (molar.is_valid()) {
    net.add(network::Observable{
        .name = fmt::format("plasma.{}.molar_mass", payload), .value = molar, .label = "molar mass of " + payload});
  }
  if (const auto* dosed = dosed_payload(site, payload)) {
    const std::vector<Arrival> arrivals{{plasma, site.constant(1)}};
    add_vein(site, *dosed, arrivals, mechanism);
  }
}

}  // namespace

void add_free_payloads(Site& site, std::string_view mechanism) {
  for (const auto& payload : site.payloads()) add_payload(site, payload, mechanism);
}

SpeciesId free_payload(Site& site, std::string_view payload) {
  const auto found = site.network().find_species(fmt::format("plasma.{}", payload));
  EMTANSIM_EXPECT(found.has_value());
  return *found;
}

Expr returned_share(Site& site, const conjugate::Conjugate& agent) {
  return site.parameter("pk_payload.returned_share", dimension::kOne, {.agent = &agent});
}

void add_catabolism(Site& site, const conjugate::Conjugate& agent, SpeciesId from, Expr payload_rate,
                    std::string_view mechanism) {
  auto& net = site.network();
  const Expr share = returned_share(site, agent);
  net.add({.name = fmt::format("catabolism of {}, returned", net[from].name),
           .reactants = {{from}},
           .products = {{free_payload(site, agent.catabolite)}},
           .rate = share * payload_rate,
           .mechanism = std::string(mechanism),
           .says = "digested somewhere in the body; the catabolite comes back to plasma"});
  net.add({.name = fmt::format("catabolism of {}, excreted", net[from].name),
           .reactants = {{from}},
           .rate = (1.0 - share) * payload_rate,
           .exchange = network::Exchange::sink,
           .mechanism = std::string(mechanism),
           .says = "digested somewhere in the body; the catabolite leaves with the bile"});
}

}  // namespace emtansim::mechanism
