// SPDX-License-Identifier: Apache-2.0
/// Mass balance of a run: what came, what went, and a residual that sees a mistake.
#include <cmath>

#include <gtest/gtest.h>

#include "emtansim/solve/books.h"
#include "tests/support/network_builder.h"

namespace emtansim::solve {
namespace {

using testing_support::NetworkBuilder;

/// A -> B with two drugs in each B, a source of A and a sink of B.
struct Flow : NetworkBuilder {
  network::ParameterId supply = parameter("supply", 2, dimension::kAmount / dimension::kTime);
  network::ParameterId k = parameter("k", 0.7);
  network::SpeciesId a = species("A", 1.0, {{"drug", 1.0}});
  network::SpeciesId b = species("B", 0.0, {{"drug", 2.0}, {"linker", 1.0}});
  network::SpeciesId linker = species("linker", 5.0, {{"linker", 1.0}});
  network::ActionId dose, half, swap;

  Flow() {
    source("a in", (*this)[supply], a);
    network.add_mass_action({.name = "join", .reactants = {{a, 2}, {linker}}, .products = {{b}}},
                            0.01 * network.expr(k) / (amount(1) * amount(1)));
    decay("b out", k, b);
    dose = dosing("dose", a);
    half = network.add(network::Action{.name = "half", .assignments = {{a, 0.5 * (*this)[a]}, {b, 0.5 * (*this)[b]}}});
    swap = network.add(network::Action{.name = "swap", .assignments = {{a, (*this)[b] * 2.0}, {b, (*this)[a] / 2.0}}});
  }
  static constexpr std::size_t kDrug = 0, kLinker = 1;  // moieties are sorted by name
};

TEST(books, of_each_moiety_close_over_sources_sinks_and_actions) {
  Flow flow;
  auto ensemble = flow.ensemble({0, 1, 2, 5, 10});
  ensemble.members[0].schedule = {{.time = 1, .action = flow.dose, .argument = 3}, {.time = 2, .action = flow.half}};
  const auto result = simulate(compile(flow.network), ensemble, {});
  ASSERT_EQ(result.report(0).status, Status::finished) << result.report(0).reason;
  const MoietyBooks& drug = result.books(0, Flow::kDrug);
  EXPECT_EQ(drug.initial, 1);
  EXPECT_NEAR(drug.entered, 20, 1e-10);
  EXPECT_NEAR(drug.added, 3, 1e-14);
  EXPECT_GT(drug.left, 0);
  EXPECT_GT(drug.removed, 0);
  EXPECT_NEAR(drug.final, 1 + drug.entered - drug.left + drug.added - drug.removed, 1e-12 * drug.entered);
  EXPECT_LT(drug.residual, 1e-13);
  const MoietyBooks& linker = result.books(0, Flow::kLinker);
  EXPECT_EQ(linker.entered, 0);
  EXPECT_NEAR(linker.left, drug.left / 2, 1e-12);
  EXPECT_LT(linker.residual, 1e-13);
}

TEST(books, an_action_that_only_moves_adds_and_removes_nothing) {
  Flow flow;
  auto ensemble = flow.ensemble({0, 1});
  ensemble.members[0].schedule = {{.time = 0.5, .action = flow.swap}};
  const auto result = simulate(compile(flow.network), ensemble, {});
  EXPECT_NEAR(result.books(0, Flow::kDrug).added, 0, 1e-15);
  EXPECT_NEAR(result.books(0, Flow::kDrug).removed, 0, 1e-15);
}

TEST(books, a_leak_shows_in_the_residual) {
  const Flow flow;
  const Program program = compile(flow.network);
  std::vector<double> states(program.state_count, 0.0);
  states[flow.a.index()] = 4;
  Auditor auditor(program, states);
  auditor.compare(states);
  EXPECT_EQ(auditor.books()[Flow::kDrug].residual, 0);
  states[flow.a.index()] = 3;
  auditor.compare(states);
  EXPECT_EQ(auditor.books()[Flow::kDrug].residual, 0.25);
  // It stays, even if later amounts agree again.
  states[flow.a.index()] = 4;
  auditor.compare(states);
  EXPECT_EQ(auditor.books()[Flow::kDrug].residual, 0.25);
}

}  // namespace
}  // namespace emtansim::solve
