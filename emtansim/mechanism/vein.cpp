// SPDX-License-Identifier: Apache-2.0
/// Boluses as actions; infusions as sources whose rate actions switch on and off.
#include "emtansim/mechanism/vein.h"

#include <fmt/format.h>

namespace emtansim::mechanism {

using network::Expr;

namespace {

constexpr Dimension kAmountRate = dimension::kAmount / dimension::kTime;

void add_bolus(Site& site, const conjugate::Conjugate& agent, std::span<const Arrival> arrivals,
               const std::string& tail, Dimension argument, Expr per_argument) {
  auto& net = site.network();
  const Expr amount = net.graph().argument(argument) * per_argument;
  std::vector<network::Assignment> assignments;
  for (const auto& arrival : arrivals)
    assignments.push_back({arrival.species, net.expr(arrival.species) + arrival.per_agent * amount});
  net.add(network::Action{.name = fmt::format("dose {}{}", agent.name, tail),
                          .argument = argument,
                          .assignments = std::move(assignments),
                          .says = fmt::format("{} is injected into a vein", agent.name)});
}

}  // namespace

Expr host_weight(Site& site) { return site.parameter("host.weight", dimension::kMass); }

void add_vein(Site& site, const conjugate::Conjugate& agent, std::span<const Arrival> arrivals,
              std::string_view mechanism) {
  auto& net = site.network();
  const Expr molar_mass = site.parameter("conjugate.molar_mass", dimension::kMolarMass, {.agent = &agent});
  const Expr per_mass = 1.0 / molar_mass;
  const Expr per_weight = host_weight(site) / molar_mass;
  add_bolus(site, agent, arrivals, "", dimension::kOne, per_weight);
  add_bolus(site, agent, arrivals, " by mass", dimension::kMass, per_mass);

  const auto line =
      net.add(network::Species{.name = fmt::format("infusion.{}", agent.name),
                               .compartment = site.compartment("infusion", "conditions", "running infusions"),
                               .dimension = kAmountRate,
                               .initial = site.zero(kAmountRate),
                               .scale = site.constant(1, kAmountRate),
                               .label = fmt::format("infusion of {}", agent.name)});
  for (const auto& [tail, argument, per] :
       {std::tuple{"", dimension::kOne, per_weight}, {" by mass", dimension::kMass, per_mass}}) {
    const Dimension rate = argument / dimension::kTime;
    net.add(network::Action{.name = fmt::format("infuse {}{}", agent.name, tail),
                            .argument = rate,
                            .assignments = {{line, net.graph().argument(rate) * per}},
                            .says = fmt::format("an infusion of {} begins", agent.name)});
  }
  net.add(network::Action{.name = fmt::format("stop infusion of {}", agent.name),
                          .argument = dimension::kOne,
                          .assignments = {{line, site.zero(kAmountRate)}},
                          .says = fmt::format("the infusion of {} ends", agent.name)});
  for (const auto& arrival : arrivals) {
    net.add({.name = fmt::format("infusion of {} with {}", net[arrival.species].name, agent.name),
             .products = {{arrival.species}},
             .rate = arrival.per_agent * net.expr(line),
             .exchange = network::Exchange::source,
             .mechanism = std::string(mechanism),
             .says = "runs into the vein"});
  }
}

}  // namespace emtansim::mechanism
