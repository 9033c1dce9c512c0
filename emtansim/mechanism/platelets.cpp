// SPDX-License-Identifier: Apache-2.0
/// Mechanism `platelets`: precursors that mature in the marrow, platelets in blood, feedback; hit by conjugate in
/// plasma.
///
/// P dividing precursors, T_1 .. T_3 maturing ones, B platelets in blood, all over what P is at rest; k_tr = 4/MTT; C
/// conjugate in plasma, as mass concentration; c capacity to divide, 1 at the start:
///   (1) division     k_tr c (1 - E) (B_0/B)^gamma P,   E = s C/(1 + s C),  B_0 = k_tr/k_circ
///   (2) maturation   k_tr P -> T_1 -> T_2 -> T_3 -> B, each at k_tr           (3) loss  k_circ B
///   (4) drift        c' = -k_drift E (c - (1 - d))
/// Platelets in blood are P_0 B/B_0 by volume. Form of @friberg2002; that of T-DM1, @bender2012, is alike, but its
/// numbers are not known to us: all are assumed. E of several agents is that of the sum of s C.
#include <algorithm>

#include <fmt/format.h>

#include "emtansim/mechanism/plasma.h"
#include "emtansim/mechanism/rows.h"

namespace emtansim::mechanism {

namespace {

using network::Expr;
using network::SpeciesId;

constexpr std::string_view kNeeds[] = {"platelets.base",       "platelets.transit_time", "platelets.k_circ",
                                       "platelets.feedback",   "platelets.slope",        "platelets.k_drift",
                                       "platelets.drift_share"};
constexpr std::string_view kUses[] = {"disposition"};
constexpr std::string_view kMakes[] = {"platelets"};
constexpr Dimension kPerMass = inverse(dimension::kMassConcentration);
constexpr std::size_t kTransits = 3;

bool applies(const Site& site) {
  if (!site.body().has_value() || site.body()->host != "patient") return false;
  return std::ranges::any_of(site.agents(), [](const auto& agent) { return agent.carries_payload(); });
}

/// The share of division that is lost.
Expr inhibition(Site& site) {
  auto& net = site.network();
  Expr hit = site.constant(0);
  for (const auto& agent : site.agents()) {
    if (!agent.carries_payload()) continue;
    const Expr slope = site.parameter("platelets.slope", kPerMass, {.agent = &agent});
    const Expr molar = site.parameter("conjugate.molar_mass", dimension::kMolarMass, {.agent = &agent});
    hit = hit + slope * molar * net.rule(fmt::format("plasma.{}.conjugate", agent.name), dimension::kConcentration);
  }
  return hit / (1.0 + hit);
}

class Marrow {
 public:
  explicit Marrow(Site& site) : site_(site), net_(site.network()) {}

  void build() {
    const Expr k_tr = static_cast<double>(kTransits + 1) / site_.parameter("platelets.transit_time", dimension::kTime);
    const Expr k_circ = site_.parameter("platelets.k_circ", dimension::kRate);
    const Expr at_rest = k_tr / k_circ;
    const Expr lost = inhibition(site_);
    const auto dividing = add("precursors", site_.constant(1), "dividing precursors of platelets, over those at rest");
    const auto capacity = add("capacity", site_.constant(1), "capacity of the marrow to divide");
    const auto blood = add("blood", at_rest, "platelets in blood, over precursors at rest");
    const Expr feedback =
        network::exp(site_.parameter("platelets.feedback", dimension::kOne) * network::log(at_rest / net_.expr(blood)));
    net_.add({.name = "division of platelet precursors",
              .products = {{dividing}},
              .rate = k_tr * net_.expr(capacity) * (1.0 - lost) * feedback * net_.expr(dividing),
              .exchange = network::Exchange::source,
              .mechanism = "platelets",
              .says = "faster when blood is short of platelets, slower under drug"});
    SpeciesId from = dividing;
    for (std::size_t i = 1; i <= kTransits; ++i) {
      const auto next = add(fmt::format("maturing.{}", i), site_.constant(1), "maturing precursors of platelets");
      mature(from, next, k_tr);
      from = next;
    }
    mature(from, blood, k_tr);
    net_.add_mass_action({.name = "loss of platelets",
                          .reactants = {{blood}},
                          .exchange = network::Exchange::sink,
                          .mechanism = "platelets",
                          .says = "platelets wear out"},
                         k_circ);
    add_drift(capacity, lost);
    const Expr base = site_.parameter("platelets.base", dimension::kCells / dimension::kVolume);
    observe_count("platelets", base * net_.expr(blood) / at_rest, "platelets in blood");
    observe_count("platelets.relative", net_.expr(blood) / at_rest, "platelets in blood, over those before treatment");
  }

 private:
  SpeciesId add(const std::string& name, Expr initial, std::string label) {
    const auto marrow = site_.compartment("marrow", "marrow", "marrow and the platelets that come from it");
    return net_.add(network::Species{.name = "platelets." + name,
                                     .compartment = marrow,
                                     .dimension = dimension::kOne,
                                     .initial = initial,
                                     .scale = initial,
                                     .label = std::move(label)});
  }

  void mature(SpeciesId from, SpeciesId to, Expr rate) {
    net_.add_mass_action({.name = fmt::format("maturation to {}", net_[to].name),
                          .reactants = {{from}},
                          .products = {{to}},
                          .mechanism = "platelets",
                          .says = "one stage of maturation"},
                         rate);
  }

  void add_drift(SpeciesId capacity, Expr lost) {
    const Expr rate = site_.parameter("platelets.k_drift", dimension::kRate);
    const Expr kept = 1.0 - site_.parameter("platelets.drift_share", dimension::kOne);
    net_.add({.name = "drift of the marrow",
              .reactants = {{capacity}},
              .rate = rate * lost * (net_.expr(capacity) - kept),
              .exchange = network::Exchange::sink,
              .mechanism = "platelets",
              .says = "capacity to divide is lost under treatment, down to a floor"});
  }

  void observe_count(std::string name, Expr value, std::string label) {
    net_.add(network::Observable{.name = std::move(name), .value = value, .label = std::move(label)});
  }

  Site& site_;
  network::Network& net_;
};

void add_to(Site& site) { Marrow(site).build(); }

}  // namespace

const Mechanism& platelets_row() {
  static constexpr Mechanism kRow{.name = "platelets",
                                  .states = "platelets fall after each dose and come back by feedback",
                                  .needs = kNeeds,
                                  .uses = kUses,
                                  .makes = kMakes,
                                  .is_default = true,
                                  .applies = applies,
                                  .add_to = add_to};
  return kRow;
}

}  // namespace emtansim::mechanism
