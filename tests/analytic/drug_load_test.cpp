// SPDX-License-Identifier: Apache-2.0
/// Drug load resolved by DAR 0..8 against its first moment: antibody and payload agree where binding ignores the load.
#include <cmath>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "emtansim/conjugate/conjugate.h"
#include "emtansim/solve/solve.h"

namespace emtansim {
namespace {

constexpr double kOn = 0.36;       // 1/(nM h)
constexpr double kOff = 0.108;     // 1/h
constexpr double kEndo = 0.154;    // 1/h
constexpr double kDec = 0.05;      // 1/h, fast, so that the load changes a lot
constexpr double kVolume = 1e-3;   // L
constexpr double kAntigen = 2e-3;  // nmol
constexpr double kDose = 3e-3;     // nmol
constexpr int kSites = 8;

/// A network with a medium and a surface, and what both versions need.
struct Base {
  network::Network net;
  network::CompartmentId medium, surface, inside;
  network::SpeciesId antigen, taken_antigen;

  Base() {
    const auto volume = net.constant(kVolume, dimension::kVolume);
    medium = net.add(network::Compartment{.name = "medium", .group = "medium", .volume = volume});
    surface = net.add(network::Compartment{.name = "surface", .group = "surface"});
    inside = net.add(network::Compartment{.name = "inside", .group = "inside"});
    antigen = species("HER2", surface, {{"HER2", 1}}, kAntigen);
    taken_antigen = species("taken HER2", inside, {{"HER2", 1}}, 0);
  }

  network::SpeciesId species(const std::string& name, network::CompartmentId where, network::Composition made_of,
                             double initial) {
    return net.add(network::Species{.name = name,
                                    .compartment = where,
                                    .composition = std::move(made_of),
                                    .initial = net.constant(initial, dimension::kAmount),
                                    .scale = net.constant(kDose, dimension::kAmount)});
  }
  network::Expr per_hour(double value) { return net.constant(value, dimension::kRate); }
  network::Expr binding() { return net.constant(kOn, dimension::kAssociation); }

  solve::Trajectories run() {
    network::Ensemble ensemble{.members = {network::Member{.arm = "arm"}}, .times = {0, 1, 6, 24, 72}};
    return solve::simulate(solve::compile(net), ensemble, {.relative = 1e-10, .absolute = 1e-12});
  }
};

struct Totals {
  std::vector<double> free_antibody, bound_antibody, free_payload, bound_payload, taken_payload;
};

Totals resolved(const conjugate::DrugLoad& load) {
  Base base;
  auto& net = base.net;
  const auto lost = base.species("DM1", base.medium, {{"DM1", 1}}, 0);
  std::vector<network::SpeciesId> free, bound, taken;
  for (int k = 0; k <= kSites; ++k) {
    const auto add = [&](const char* what, network::CompartmentId where, double antigens, double initial) {
      network::Composition made_of{{"antibody", 1}, {"DM1", k}};
      if (antigens > 0) made_of["HER2"] = antigens;
      return base.species(fmt::format("{} {}", what, k), where, made_of, initial);
    };
    free.push_back(add("free", base.medium, 0, kDose * load.fractions()[static_cast<std::size_t>(k)]));
    bound.push_back(add("bound", base.surface, 1, 0));
    taken.push_back(add("taken", base.inside, 0, 0));
  }
  for (std::size_t k = 0; k < free.size(); ++k) {
    const auto volume = net.constant(kVolume, dimension::kVolume);
    net.add_mass_action(
        {.name = fmt::format("on {}", k), .reactants = {{free[k]}, {base.antigen}}, .products = {{bound[k]}}},
        base.binding(), volume);
    net.add_mass_action(
        {.name = fmt::format("off {}", k), .reactants = {{bound[k]}}, .products = {{free[k]}, {base.antigen}}},
        base.per_hour(kOff));
    net.add_mass_action(
        {.name = fmt::format("in {}", k), .reactants = {{bound[k]}}, .products = {{taken[k]}, {base.taken_antigen}}},
        base.per_hour(kEndo));
    if (k == 0) continue;
    net.add_mass_action(
        {.name = fmt::format("loss {}", k), .reactants = {{free[k]}}, .products = {{free[k - 1]}, {lost}}},
        base.per_hour(kDec * static_cast<double>(k)));
  }
  const auto result = base.run();
  Totals totals;
  for (std::size_t t = 0; t < result.times().size(); ++t) {
    const auto sum = [&](const std::vector<network::SpeciesId>& list, bool weighted) {
      double total = 0;
      for (std::size_t k = 0; k < list.size(); ++k)
        total += (weighted ? static_cast<double>(k) : 1.0) * result.species(0, t, list[k]);
      return total;
    };
    totals.free_antibody.push_back(sum(free, false));
    totals.bound_antibody.push_back(sum(bound, false));
    totals.free_payload.push_back(sum(free, true));
    totals.bound_payload.push_back(sum(bound, true));
    totals.taken_payload.push_back(sum(taken, true));
  }
  return totals;
}

Totals by_first_moment(double dar) {
  Base base;
  auto& net = base.net;
  const auto volume = net.constant(kVolume, dimension::kVolume);
  const auto antibody = base.species("A", base.medium, {{"antibody", 1}}, kDose);
  const auto complex = base.species("C", base.surface, {{"antibody", 1}, {"HER2", 1}}, 0);
  const auto taken = base.species("L", base.inside, {{"antibody", 1}}, 0);
  const auto free_payload = base.species("D", base.medium, {{"DM1", 1}}, kDose * dar);
  const auto bound_payload = base.species("P", base.surface, {{"DM1", 1}}, 0);
  const auto taken_payload = base.species("Q", base.inside, {{"DM1", 1}}, 0);
  const auto lost = base.species("DM1", base.medium, {{"DM1", 1}}, 0);
  net.add_mass_action({.name = "on", .reactants = {{antibody}, {base.antigen}}, .products = {{complex}}},
                      base.binding(), volume);
  net.add_mass_action({.name = "off", .reactants = {{complex}}, .products = {{antibody}, {base.antigen}}},
                      base.per_hour(kOff));
  net.add_mass_action({.name = "in", .reactants = {{complex}}, .products = {{taken}, {base.taken_antigen}}},
                      base.per_hour(kEndo));
  net.add(network::Reaction{.name = "payload on",
                            .reactants = {{free_payload}},
                            .products = {{bound_payload}},
                            .rate = base.binding() * net.expr(free_payload) * net.expr(base.antigen) / volume});
  net.add_mass_action({.name = "payload off", .reactants = {{bound_payload}}, .products = {{free_payload}}},
                      base.per_hour(kOff));
  net.add_mass_action({.name = "payload in", .reactants = {{bound_payload}}, .products = {{taken_payload}}},
                      base.per_hour(kEndo));
  net.add_mass_action({.name = "loss", .reactants = {{free_payload}}, .products = {{lost}}}, base.per_hour(kDec));
  const auto result = base.run();
  Totals totals;
  for (std::size_t t = 0; t < result.times().size(); ++t) {
    totals.free_antibody.push_back(result.species(0, t, antibody));
    totals.bound_antibody.push_back(result.species(0, t, complex));
    totals.free_payload.push_back(result.species(0, t, free_payload));
    totals.bound_payload.push_back(result.species(0, t, bound_payload));
    totals.taken_payload.push_back(result.species(0, t, taken_payload));
  }
  return totals;
}

TEST(DrugLoad, first_moments_agree_with_the_resolved_distribution) {
  const auto load = conjugate::binomial_load(kSites, 3.5);
  const Totals full = resolved(load);
  const Totals moments = by_first_moment(load.mean());
  for (const auto member : {&Totals::free_antibody, &Totals::bound_antibody, &Totals::free_payload,
                            &Totals::bound_payload, &Totals::taken_payload})
    for (std::size_t t = 0; t < (full.*member).size(); ++t)
      EXPECT_NEAR((full.*member)[t], (moments.*member)[t], 1e-8 * kDose);
}

}  // namespace
}  // namespace emtansim
