// SPDX-License-Identifier: Apache-2.0
/// Small networks whose answer is known in closed form.
#include <cmath>

#include <gtest/gtest.h>

#include "emtansim/solve/solve.h"

namespace emtansim::solve {
namespace {

using network::Network;

/// A -> B -> nothing, with A dosed by an action and a source of A.
struct Chain {
  Network network;
  network::ParameterId first, second, supply;
  network::SpeciesId a, b;
  network::ActionId dose, wash;

  Chain() {
    const auto rate = [&](const char* name, double value) {
      return network.add(
          network::Parameter{.name = name, .symbol = name, .value = value, .dimension = dimension::kRate});
    };
    first = rate("first", 0.7);
    second = rate("second", 0.2);
    supply = network.add(network::Parameter{
        .name = "supply", .symbol = "s", .value = 0.0, .dimension = dimension::kAmount / dimension::kTime});
    const auto box = network.add(
        network::Compartment{.name = "box", .group = "box", .volume = network.constant(1, dimension::kVolume)});
    const auto add = [&](const char* name) {
      return network.add(network::Species{.name = name,
                                          .compartment = box,
                                          .composition = {{"drug", 1.0}},
                                          .initial = network.constant(0, dimension::kAmount),
                                          .scale = network.constant(1, dimension::kAmount)});
    };
    a = add("A");
    b = add("B");
    network.add_mass_action({.name = "a_to_b", .reactants = {{a}}, .products = {{b}}}, network.expr(first));
    network.add_mass_action({.name = "b_out", .reactants = {{b}}, .exchange = network::Exchange::sink},
                            network.expr(second));
    network.add(network::Reaction{
        .name = "a_in", .products = {{a}}, .rate = network.expr(supply), .exchange = network::Exchange::source});
    auto& graph = network.graph();
    dose = network.add(network::Action{.name = "dose",
                                       .argument = dimension::kAmount,
                                       .assignments = {{a, network.expr(a) + graph.argument(dimension::kAmount)}}});
    wash = network.add(network::Action{.name = "wash",
                                       .argument = dimension::kOne,
                                       .assignments = {{b, network.expr(b) * graph.argument(dimension::kOne)}}});
    network.add(network::Observable{.name = "total", .value = network.expr(a) + network.expr(b)});
  }

  [[nodiscard]] network::Ensemble ensemble(double amount, double supplied) const {
    network::Member member{.arm = "arm"};
    for (const auto& parameter : network.parameters()) member.parameters.push_back(parameter.value);
    member.parameters[supply.index()] = supplied;
    member.schedule = {{.time = 0, .action = dose, .argument = amount}};
    return {.members = {member}, .times = {0, 1, 2, 5, 10, 20}};
  }
};

double bateman(double dose, double k1, double k2, double t) {
  return dose * k1 / (k1 - k2) * (std::exp(-k2 * t) - std::exp(-k1 * t));
}

TEST(Simulate, follows_bateman_and_books_balance) {
  const Chain chain;
  const Program program = compile(chain.network);
  for (const Backend backend : {Backend::native, Backend::interpreted}) {
    const auto result =
        simulate(program, chain.ensemble(3, 0), {.relative = 1e-9, .absolute = 1e-12, .backend = backend});
    ASSERT_EQ(result.report(0).status, Status::finished) << result.report(0).reason;
    for (std::size_t i = 0; i < result.times().size(); ++i) {
      const double t = result.times()[i];
      EXPECT_NEAR(result.species(0, i, chain.a), 3 * std::exp(-0.7 * t), 1e-7);
      EXPECT_NEAR(result.species(0, i, chain.b), bateman(3, 0.7, 0.2, t), 1e-7);
    }
    EXPECT_LT(result.books(0, 0).residual, 1e-12);
    EXPECT_NEAR(result.books(0, 0).added, 3, 1e-12);
  }
}

TEST(Simulate, sensitivities_agree_with_the_derivative_of_bateman) {
  const Chain chain;
  const Program program = compile(chain.network, {.sensitivities = {chain.first, chain.second}});
  const auto result =
      simulate(program, chain.ensemble(3, 0), {.relative = 1e-9, .absolute = 1e-12, .with_sensitivities = true});
  ASSERT_EQ(result.report(0).status, Status::finished) << result.report(0).reason;
  for (std::size_t i = 1; i < result.times().size(); ++i) {
    const double t = result.times()[i];
    const double h = 1e-5;
    EXPECT_NEAR(result.sensitivity(0, i, chain.a.index(), 0), -3 * t * std::exp(-0.7 * t), 1e-6);
    EXPECT_NEAR(result.sensitivity(0, i, chain.b.index(), 1),
                (bateman(3, 0.7, 0.2 + h, t) - bateman(3, 0.7, 0.2 - h, t)) / (2 * h), 1e-5);
  }
}

TEST(Simulate, source_and_sink_are_booked) {
  const Chain chain;
  const auto result = simulate(compile(chain.network), chain.ensemble(0, 2), {});
  EXPECT_NEAR(result.books(0, 0).entered, 40, 1e-9);
  EXPECT_LT(result.books(0, 0).residual, 1e-12);
}

}  // namespace
}  // namespace emtansim::solve
