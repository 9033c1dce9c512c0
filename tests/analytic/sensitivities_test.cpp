// SPDX-License-Identifier: Apache-2.0
/// Forward sensitivities against closed forms, across actions and conditional events (saltation), at and between
/// outputs, and of observables and initial values.
#include <cmath>

#include <gtest/gtest.h>

#include "emtansim/solve/solve.h"
#include "tests/support/method.h"
#include "tests/support/network_builder.h"

namespace emtansim::solve {
namespace {

using testing_support::NetworkBuilder;

const SolveOptions kTight{
    .relative = 1e-10, .absolute = 1e-13, .with_sensitivities = true, .method = testing_support::tested_method()};

/// A decays at k from a0; a fall below `level` halves it `factor`-wise and books what went into B.
struct Decay : NetworkBuilder {
  network::ParameterId k = parameter("k", 0.4);
  network::ParameterId a0 = parameter("a0", 3, dimension::kAmount);
  network::ParameterId level = parameter("level", 1, dimension::kAmount);
  network::ParameterId factor = parameter("factor", 0.3, {});
  network::SpeciesId a = species("A", (*this)[a0], {{"m", 1.0}});
  network::SpeciesId b = species("B", 0.0, {{"m", 1.0}});
  network::ActionId dose, keep;

  Decay() {
    decay("decay", k, a);
    dose = dosing("dose", a);
    keep = network.add(network::Action{.name = "keep", .assignments = {{a, (*this)[a] * (*this)[factor]}}});
    network.add(network::Observable{.name = "scaled", .value = (*this)[a] * (*this)[a] * (*this)[k]});
  }
  void fall_event() {
    network.add(network::ConditionalEvent{
        .name = "fall",
        .trigger = (*this)[level] - (*this)[a],
        .assignments = {{a, (*this)[a] * (*this)[factor]}, {b, (*this)[b] + (*this)[a] * (1.0 - (*this)[factor])}}});
  }
  Trajectories run(std::vector<double> times, std::vector<network::Scheduled> schedule = {}) {
    auto its = ensemble(std::move(times));
    its.members[0].schedule = std::move(schedule);
    auto result = simulate(compile(network, {.sensitivities = {k, a0, level, factor}}), its, kTight);
    EXPECT_EQ(result.report(0).status, Status::finished) << result.report(0).reason;
    return result;
  }
};
enum Which : std::size_t { by_k, by_a0, by_level, by_factor };

TEST(sensitivities, of_a_decay_are_its_derivatives) {
  Decay decay;
  const auto result = decay.run({0, 0.5, 1, 2, 5});
  for (std::size_t t = 0; t < result.times().size(); ++t) {
    const double time = result.times()[t];
    const double e = std::exp(-0.4 * time);
    EXPECT_NEAR(result.sensitivity(0, t, decay.a.index(), by_k), -3 * time * e, 1e-8);
    EXPECT_NEAR(result.sensitivity(0, t, decay.a.index(), by_a0), e, 1e-9);
    EXPECT_EQ(result.sensitivity(0, t, decay.a.index(), by_level), 0);
    // The observable k A^2: by k directly and through A; columns follow the two species.
    EXPECT_NEAR(result.sensitivity(0, t, 2, by_k), 9 * e * e + 2 * 0.4 * 3 * e * (-3 * time * e), 1e-7);
  }
}

TEST(sensitivities, go_through_actions_and_are_right_at_their_very_time) {
  Decay decay;
  const auto result =
      decay.run({0, 1, 2, 3}, {{.time = 1, .action = decay.dose, .argument = 2}, {.time = 2, .action = decay.keep}});
  // A(2+) = f (a0 e^-2k + 2 e^-k), A(3) = A(2+) e^-k.
  const double k = 0.4, f = 0.3, a0 = 3;
  const auto e = [&](double t) { return std::exp(-k * t); };
  EXPECT_NEAR(result.sensitivity(0, 1, 0, by_k), -a0 * e(1), 1e-8);
  EXPECT_NEAR(result.sensitivity(0, 2, 0, by_k), f * (-2 * a0 * e(2) - 2 * e(1)), 1e-8);
  EXPECT_NEAR(result.sensitivity(0, 2, 0, by_factor), a0 * e(2) + 2 * e(1), 1e-8);
  EXPECT_NEAR(result.sensitivity(0, 3, 0, by_k), f * (-3 * a0 * e(3) - 4 * e(2)), 1e-8);
  EXPECT_NEAR(result.sensitivity(0, 3, 0, by_a0), f * e(3), 1e-8);
}

TEST(sensitivities, jump_at_an_event_whose_time_depends_on_the_parameters) {
  Decay decay;
  decay.fall_event();
  const auto result = decay.run({0, 2, 3, 4});
  // A falls to level L at t* = ln(a0/L)/k = 2.7465 h and goes on from f L: A = f L e^(-k (t - t*)) = f a0 e^-kt,
  // and B = (1 - f) L whatever the time.
  const double k = 0.4, f = 0.3, a0 = 3, level = 1;
  for (std::size_t t = 2; t < 4; ++t) {
    const double time = result.times()[t];
    const double e = std::exp(-k * time);
    EXPECT_NEAR(result.species(0, t, decay.a), f * a0 * e, 1e-8);
    EXPECT_NEAR(result.sensitivity(0, t, 0, by_k), -f * a0 * time * e, 1e-7);
    EXPECT_NEAR(result.sensitivity(0, t, 0, by_a0), f * e, 1e-8);
    EXPECT_NEAR(result.sensitivity(0, t, 0, by_level), 0, 1e-8);
    EXPECT_NEAR(result.sensitivity(0, t, 0, by_factor), a0 * e, 1e-8);
    EXPECT_NEAR(result.sensitivity(0, t, 1, by_k), 0, 1e-8);
    EXPECT_NEAR(result.sensitivity(0, t, 1, by_level), 1 - f, 1e-8);
    EXPECT_NEAR(result.sensitivity(0, t, 1, by_factor), -level, 1e-8);
  }
}

TEST(sensitivities, of_a_sawtooth_count_the_teeth) {
  // A = s t - n L after n resets: dA/ds = t, dA/dL = -n.
  NetworkBuilder build;
  const auto s = build.parameter("s", 1.1, dimension::kAmount / dimension::kTime);
  const auto level = build.parameter("L", 2, dimension::kAmount);
  const auto a = build.species("A", 0.0);
  build.source("grow", build[s], a);
  build.network.add(network::ConditionalEvent{
      .name = "reset", .trigger = build[a] - build[level], .assignments = {{a, build.amount(0)}}});
  const auto result =
      simulate(compile(build.network, {.sensitivities = {s, level}}), build.ensemble({0, 1, 3, 10, 30}), kTight);
  for (std::size_t t = 0; t < result.times().size(); ++t) {
    const double time = result.times()[t];
    EXPECT_NEAR(result.sensitivity(0, t, 0, 0), time, 1e-6);
    EXPECT_NEAR(result.sensitivity(0, t, 0, 1), -std::floor(1.1 * time / 2), 1e-6);
  }
}

TEST(sensitivities, of_an_event_at_a_time_given_by_a_parameter) {
  // At t = T the rate of growth turns from 1 to 3 (B is set to 3): A = T + 3 (t - T), dA/dT = -2; the value set may
  // depend on the time as well: C := t at the event, dC/dT = 1.
  NetworkBuilder build;
  const auto when = build.parameter("T", 2, dimension::kTime);
  const auto per_hour = build.network.constant(1, dimension::kRate);
  const auto a = build.species("A", 0.0);
  const auto b = build.species("B", 1.0);
  const auto c = build.species("C", 0.0);
  build.source("grow", per_hour * build[b], a);
  build.network.add(network::ConditionalEvent{
      .name = "turn",
      .trigger = build.network.graph().time() - build[when],
      .assignments = {
          {b, build.amount(3)},
          {c, build.network.graph().time() * build.network.constant(1, dimension::kAmount / dimension::kTime)}}});
  const auto result = simulate(compile(build.network, {.sensitivities = {when}}), build.ensemble({0, 1, 3, 5}), kTight);
  EXPECT_NEAR(result.sensitivity(0, 1, a.index(), 0), 0, 1e-10);
  for (const std::size_t t : {2, 3}) {
    EXPECT_NEAR(result.species(0, t, a), 2 + 3 * (result.times()[t] - 2), 1e-8);
    EXPECT_NEAR(result.sensitivity(0, t, a.index(), 0), -2, 1e-8);
    EXPECT_NEAR(result.sensitivity(0, t, c.index(), 0), 1, 1e-8);
  }
}

TEST(sensitivities, of_a_chain_of_events_share_the_shift_of_the_first) {
  // The fall of A lifts the trigger of a second event, which sets B := 10 A at the same instant: B = 10 f L.
  Decay decay;
  decay.fall_event();
  decay.network.add(network::ConditionalEvent{.name = "second",
                                              .trigger = decay[decay.b] - decay.amount(0.1),
                                              .assignments = {{decay.b, 10.0 * decay[decay.a]}}});
  const auto result = decay.run({0, 4});
  EXPECT_NEAR(result.species(0, 1, decay.b), 10 * 0.3 * 1, 1e-7);
  EXPECT_NEAR(result.sensitivity(0, 1, 1, by_k), 0, 1e-7);
  EXPECT_NEAR(result.sensitivity(0, 1, 1, by_level), 3, 1e-7);
  EXPECT_NEAR(result.sensitivity(0, 1, 1, by_factor), 10, 1e-7);
}

TEST(sensitivities, of_given_start_states_begin_at_zero) {
  Decay decay;
  auto ensemble = decay.ensemble({0, 1});
  ensemble.members[0].start_states = {2, 0};
  const auto result = simulate(compile(decay.network, {.sensitivities = {decay.k, decay.a0}}), ensemble, kTight);
  EXPECT_EQ(result.sensitivity(0, 0, 0, 1), 0);
  EXPECT_NEAR(result.sensitivity(0, 1, 0, 0), -2 * std::exp(-0.4), 1e-8);
}

}  // namespace
}  // namespace emtansim::solve
