// SPDX-License-Identifier: Apache-2.0
/// Actions and conditional events: known times, outputs at those times, order, chains, and what must not fire.
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emtansim/solve/solve.h"
#include "tests/support/method.h"
#include "tests/support/network_builder.h"

namespace emtansim::solve {
namespace {

using testing_support::NetworkBuilder;

const SolveOptions kTight{.relative = 1e-10, .absolute = 1e-13, .method = testing_support::tested_method()};
constexpr double kRootError = 1e-9;  // h; the time at which a state reaches a level is known as well as the state

/// A grows at `speed`, and each firing of the event adds 1 to `count`.
struct Clock : NetworkBuilder {
  network::ParameterId speed = parameter("speed", 1, dimension::kAmount / dimension::kTime);
  network::ParameterId level = parameter("level", 2.5, dimension::kAmount);
  network::SpeciesId a, count;
  network::ActionId add, scale, set;

  explicit Clock(double start = 0) : a(species("A", start)), count(species("count", 0.0)) {
    source("grow", (*this)[speed], a);
    add = dosing("add", a);
    scale = network.add(network::Action{
        .name = "scale", .argument = {}, .assignments = {{a, (*this)[a] * network.graph().argument({})}}});
    set = network.add(network::Action{.name = "set",
                                      .argument = dimension::kAmount,
                                      .assignments = {{a, network.graph().argument(dimension::kAmount)}}});
  }
  network::Assignment counted() { return {count, (*this)[count] + amount(1)}; }
  void on_level(std::vector<network::Assignment> assignments, const std::string& name = "level reached") {
    assignments.push_back(counted());
    network.add(network::ConditionalEvent{
        .name = name, .trigger = (*this)[a] - (*this)[level], .assignments = std::move(assignments)});
  }
  Trajectories run(std::vector<double> times, std::vector<network::Scheduled> schedule = {}) {
    auto run_ensemble = ensemble(std::move(times));
    run_ensemble.members[0].schedule = std::move(schedule);
    auto result = simulate(compile(network), run_ensemble, kTight);
    EXPECT_EQ(result.report(0).status, Status::finished) << result.report(0).reason;
    return result;
  }
};

TEST(conditional_event, happens_at_its_time_once_for_each_rise) {
  Clock clock;
  clock.on_level({{clock.a, clock.amount(0)}});  // a sawtooth of period 2.5 h
  const auto result = clock.run({0, 2.4, 2.6, 4.9, 5.1, 7.4, 7.6, 24.9});
  for (std::size_t t = 0; t < result.times().size(); ++t) {
    EXPECT_NEAR(result.species(0, t, clock.a), std::fmod(result.times()[t], 2.5), 1e-8);
    EXPECT_EQ(result.species(0, t, clock.count), std::floor(result.times()[t] / 2.5));
  }
}

TEST(conditional_event, output_at_its_very_time_is_taken_after_it) {
  Clock clock;
  clock.network.add(
      network::ConditionalEvent{.name = "at three",
                                .trigger = clock.network.graph().time() - clock.network.constant(3, dimension::kTime),
                                .assignments = {{clock.a, clock.amount(100)}, clock.counted()}});
  const auto result = clock.run({0, 3, 4});
  EXPECT_NEAR(result.species(0, 1, clock.a), 100, 1e-8);
  EXPECT_EQ(result.species(0, 1, clock.count), 1);
  EXPECT_NEAR(result.species(0, 2, clock.a), 101, 1e-8);
}

TEST(conditional_event, does_not_fire_when_the_trigger_is_high_from_the_start) {
  for (const double start : {2.5, 3.0}) {
    Clock clock(start);
    clock.on_level({});
    EXPECT_EQ(clock.run({0, 10}).species(0, 1, clock.count), 0) << start;
  }
}

TEST(conditional_event, fires_again_only_after_the_trigger_was_low) {
  Clock clock;
  clock.on_level({});
  // Down through the level at 5 h by an action, and up again 1.5 h later.
  const auto result = clock.run({0, 4, 6, 7}, {{.time = 5, .action = clock.set, .argument = 1}});
  EXPECT_EQ(result.species(0, 1, clock.count), 1);
  EXPECT_EQ(result.species(0, 2, clock.count), 1);
  EXPECT_EQ(result.species(0, 3, clock.count), 2);
}

TEST(conditional_event, fires_at_once_when_an_action_lifts_its_trigger) {
  Clock clock;
  clock.on_level({});
  const auto result = clock.run({0, 1, 10}, {{.time = 1, .action = clock.add, .argument = 5}});
  EXPECT_EQ(result.species(0, 1, clock.count), 1);
  EXPECT_EQ(result.species(0, 2, clock.count), 1);
}

TEST(conditional_event, fires_when_an_action_at_the_start_lifts_its_trigger) {
  Clock clock;
  clock.on_level({});
  EXPECT_EQ(clock.run({0, 1}, {{.time = 0, .action = clock.add, .argument = 5}}).species(0, 0, clock.count), 1);
}

TEST(conditional_event, lifts_another_and_both_happen_at_one_time) {
  Clock clock;
  const auto b = clock.species("B", 0.0);
  clock.on_level({{b, clock.amount(10)}});
  clock.network.add(network::ConditionalEvent{.name = "B is high",
                                              .trigger = clock[b] - clock.amount(5),
                                              .assignments = {{clock.a, clock.amount(0)}, clock.counted()}});
  const auto result = clock.run({0, 2.5 + kRootError, 2.6});
  EXPECT_EQ(result.species(0, 1, clock.count), 2);
  EXPECT_NEAR(result.species(0, 2, clock.a), 0.1, 1e-8);
}

TEST(conditional_event, two_with_the_same_trigger_happen_in_the_order_of_the_network) {
  Clock clock;
  clock.on_level({{clock.a, clock.amount(1)}}, "first");
  clock.on_level({{clock.a, clock[clock.a] / 2.0}}, "second");
  const auto result = clock.run({0, 2.5 + kRootError});
  EXPECT_NEAR(result.species(0, 1, clock.a), 0.5, 1e-8);
  EXPECT_EQ(result.species(0, 1, clock.count), 2);
}

TEST(conditional_event, events_that_set_each_other_off_without_end_fail_the_member) {
  Clock clock;
  const auto& level = clock.level;
  clock.network.add(network::ConditionalEvent{
      .name = "down", .trigger = clock[clock.a] - clock[level], .assignments = {{clock.a, clock.amount(0)}}});
  clock.network.add(network::ConditionalEvent{
      .name = "up", .trigger = clock[level] / 2.0 - clock[clock.a], .assignments = {{clock.a, 2.0 * clock[level]}}});
  const auto result = simulate(compile(clock.network), clock.ensemble({0, 10}), kTight);
  EXPECT_EQ(result.report(0).status, Status::failed);
  EXPECT_THAT(result.report(0).reason, testing::HasSubstr("without end"));
  EXPECT_NEAR(result.report(0).failed_at, 2.5, 1e-8);
}

TEST(action, output_at_its_time_is_taken_after_it_and_values_are_taken_before) {
  Clock clock;
  const auto result = clock.run({0, 2, 3}, {{.time = 2, .action = clock.scale, .argument = 0.5}});
  EXPECT_NEAR(result.species(0, 1, clock.a), 1, 1e-9);
  EXPECT_NEAR(result.species(0, 2, clock.a), 2, 1e-9);
}

TEST(action, at_the_start_shows_in_the_first_output) {
  Clock clock;
  EXPECT_EQ(clock.run({0, 1}, {{.time = 0, .action = clock.add, .argument = 7}}).species(0, 0, clock.a), 7);
}

TEST(action, several_at_one_time_keep_the_order_of_the_schedule) {
  Clock clock;
  const network::Scheduled add{.time = 1, .action = clock.add, .argument = 1};
  const network::Scheduled scale{.time = 1, .action = clock.scale, .argument = 10};
  EXPECT_NEAR(clock.run({0, 1}, {add, scale}).species(0, 1, clock.a), 20, 1e-8);
  EXPECT_NEAR(clock.run({0, 1}, {scale, add}).species(0, 1, clock.a), 11, 1e-8);
}

TEST(action, after_the_last_output_is_not_waited_for) {
  Clock clock;
  EXPECT_NEAR(clock.run({0, 1}, {{.time = 5, .action = clock.add, .argument = 1}}).species(0, 1, clock.a), 1, 1e-9);
}

TEST(action, two_halves_at_one_instant_are_one_dose) {
  Clock clock;
  const auto whole = clock.run({0, 1, 3}, {{.time = 1, .action = clock.add, .argument = 3}});
  const network::Scheduled half{.time = 1, .action = clock.add, .argument = 1.5};
  const auto halves = clock.run({0, 1, 3}, {half, half});
  EXPECT_NEAR(halves.species(0, 2, clock.a), whole.species(0, 2, clock.a), 1e-12);
}

TEST(run, of_one_time_gives_the_state_after_its_actions) {
  Clock clock;
  const auto result = clock.run({3}, {{.time = 2, .action = clock.add, .argument = 1}});
  EXPECT_EQ(result.species(0, 0, clock.a), 1);
  EXPECT_EQ(result.report(0).steps, 0);
}

TEST(run, repeats_an_output_time_that_is_asked_twice) {
  Clock clock;
  const auto result = clock.run({0, 1, 1, 2});
  EXPECT_EQ(result.species(0, 1, clock.a), result.species(0, 2, clock.a));
}

TEST(run, goes_on_from_given_states) {
  Clock clock;
  auto ensemble = clock.ensemble({5, 7});
  ensemble.members[0].start_states = {4, 9};
  const auto result = simulate(compile(clock.network), ensemble, kTight);
  EXPECT_EQ(result.species(0, 0, clock.a), 4);
  EXPECT_NEAR(result.species(0, 1, clock.a), 6, 1e-9);
  EXPECT_EQ(result.species(0, 1, clock.count), 9);
}

}  // namespace
}  // namespace emtansim::solve
