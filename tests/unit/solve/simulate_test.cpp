// SPDX-License-Identifier: Apache-2.0
/// Running an ensemble: options, progress, failures of one member among others, silence, independence of members.
#include <malloc.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emtansim/solve/solve.h"
#include "tests/support/network_builder.h"

namespace emtansim::solve {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing_support::NetworkBuilder;

/// A member can be broken by its numbers: dA/dt = -k A, dB/dt = s / sqrt(1 - B), which has no solution after B reaches
/// 1 at t = 2/(3 s).
struct Fragile : NetworkBuilder {
  network::ParameterId k = parameter("k", 0.5);
  network::ParameterId s = parameter("s", 1.0, dimension::kAmount / dimension::kTime);
  network::ParameterId end = parameter("end", 1000.0, dimension::kTime);
  network::SpeciesId a = species("A", 1.0);
  network::SpeciesId b = species("B", 0.0);
  network::ActionId dose;

  Fragile() {
    decay("decay", k, a);
    source("ends", (*this)[s] * sqrt(1.0 - network.graph().time() / (*this)[end]), b);
    dose = dosing("dose", a);
    network.add(network::Observable{.name = "double", .value = 2.0 * (*this)[a]});
  }
};

TEST(solve_options, complaints_name_the_option) {
  EXPECT_TRUE(problems({}).empty());
  EXPECT_THAT(problems({.relative = 1}), ElementsAre(HasSubstr("relative tolerance 1 is outside")));
  EXPECT_THAT(problems({.absolute = std::nan("")}), ElementsAre(HasSubstr("absolute tolerance")));
  EXPECT_THAT(problems({.relative = 0, .absolute = 0, .max_steps = 0}), testing::SizeIs(3));
}

TEST(simulate, a_member_that_fails_is_nan_from_there_on_and_harms_no_other) {
  Fragile fragile;
  const Program program = compile(fragile.network);
  network::Ensemble healthy = fragile.ensemble({0, 1, 2, 3});
  healthy.members.assign(3, healthy.members.front());
  network::Ensemble broken = healthy;
  broken.members[1].parameters[fragile.end.index()] = 2.5;

  const auto expected = simulate(program, healthy, {});
  const auto result = simulate(program, broken, {});
  EXPECT_EQ(result.report(1).status, Status::failed);
  EXPECT_NEAR(result.report(1).failed_at, 2.5, 1e-3);
  EXPECT_EQ(result.report(1).worst_species, fragile.b.index());
  EXPECT_THAT(result.report(1).reason, HasSubstr("species 1"));
  EXPECT_LT(result.report(1).steps, 10000);  // it is given up when it makes no way any more
  for (std::size_t t = 0; t < 4; ++t) {
    for (const std::size_t member : {0, 2}) {
      EXPECT_EQ(result.report(member).status, Status::finished);
      EXPECT_EQ(result.species(member, t, fragile.a), expected.species(member, t, fragile.a));
    }
    EXPECT_EQ(std::isnan(result.species(1, t, fragile.a)), t == 3);
    EXPECT_EQ(std::isnan(result.observable(1, t, 0)), t == 3);
  }
  EXPECT_NEAR(result.species(1, 2, fragile.a), std::exp(-1.0), 1e-6);
}

TEST(simulate, a_parameter_that_is_no_number_fails_its_member_at_the_start) {
  Fragile fragile;
  network::Ensemble ensemble = fragile.ensemble({0, 1});
  ensemble.members.push_back(ensemble.members.front());
  ensemble.members[0].parameters[fragile.k.index()] = std::numeric_limits<double>::quiet_NaN();
  const auto result = simulate(compile(fragile.network), ensemble, {});
  EXPECT_EQ(result.report(0).status, Status::failed);
  EXPECT_EQ(result.report(0).reason, "a rate is not a finite number at t = 0 h, species 0");
  EXPECT_EQ(result.report(0).worst_species, fragile.a.index());
  EXPECT_EQ(result.report(1).status, Status::finished);
}

TEST(simulate, an_initial_value_that_is_no_number_is_named) {
  NetworkBuilder build;
  const auto start = build.parameter("start", -1, dimension::kOne);
  build.species("fine", 1.0);
  build.species("bad", sqrt(build[start]) * build.amount(1));
  const auto result = simulate(compile(build.network), build.ensemble({0, 1}), {});
  EXPECT_EQ(result.report(0).status, Status::failed);
  EXPECT_EQ(result.report(0).worst_species, 1U);
  EXPECT_THAT(result.report(0).reason, HasSubstr("initial value"));
  EXPECT_TRUE(std::isnan(result.species(0, 0, network::SpeciesId(0))));
}

TEST(simulate, an_action_that_sets_no_number_fails_there) {
  Fragile fragile;
  auto ensemble = fragile.ensemble({0, 1, 2});
  ensemble.members[0].schedule = {{.time = 1, .action = fragile.dose, .argument = std::nan("")}};
  const auto result = simulate(compile(fragile.network), ensemble, {});
  EXPECT_EQ(result.report(0).status, Status::failed);
  EXPECT_EQ(result.report(0).failed_at, 1);
  EXPECT_FALSE(std::isnan(result.species(0, 0, fragile.a)));
  EXPECT_TRUE(std::isnan(result.species(0, 1, fragile.a)));
}

TEST(simulate, an_amount_that_falls_below_zero_fails_by_name) {
  NetworkBuilder build;
  const auto taken = build.parameter("taken", 1, dimension::kAmount / dimension::kTime);
  build.species("other", 1.0);
  const auto a = build.species("A", 1.0);
  build.network.add(
      network::Reaction{.name = "take", .reactants = {{a}}, .rate = build[taken], .exchange = network::Exchange::sink});
  const auto result = simulate(compile(build.network), build.ensemble({0, 0.5, 2, 10}), {});
  EXPECT_EQ(result.report(0).status, Status::failed);
  EXPECT_EQ(result.report(0).worst_species, a.index());
  EXPECT_THAT(result.report(0).reason, HasSubstr("an amount is negative"));
  EXPECT_NEAR(result.species(0, 1, a), 0.5, 1e-6);
  EXPECT_TRUE(std::isnan(result.species(0, 3, a)));
}

TEST(simulate, failures_are_silent_on_the_terminal) {
  Fragile fragile;
  auto ensemble = fragile.ensemble({0, 10});
  ensemble.members[0].parameters[fragile.end.index()] = 2.5;
  testing::internal::CaptureStderr();
  testing::internal::CaptureStdout();
  const auto result = simulate(compile(fragile.network), ensemble, {});
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
  EXPECT_EQ(result.report(0).status, Status::failed);
}

TEST(simulate, steps_are_limited_between_two_actions) {
  Fragile fragile;
  const Program program = compile(fragile.network);
  auto ensemble = fragile.ensemble({0, 20});
  const long needed = simulate(program, ensemble, {}).report(0).steps;
  EXPECT_EQ(simulate(program, ensemble, {.max_steps = needed}).report(0).status, Status::finished);
  const auto result = simulate(program, ensemble, {.max_steps = needed - 1});
  EXPECT_EQ(result.report(0).status, Status::failed);
  EXPECT_THAT(result.report(0).reason, HasSubstr("too many steps"));
  EXPECT_LE(result.report(0).steps, needed);
  // Split by an action, each part stays below.
  ensemble.members[0].schedule = {{.time = 1, .action = fragile.dose, .argument = 0}};
  EXPECT_EQ(simulate(program, ensemble, {.max_steps = needed - 1}).report(0).status, Status::finished);
}

TEST(simulate, a_member_is_the_same_whoever_ran_before_it) {
  Fragile fragile;
  const Program program = compile(fragile.network, {.sensitivities = {fragile.k}});
  auto ensemble = fragile.ensemble({0, 0.3, 1, 2, 3});
  auto other = ensemble.members.front();
  other.parameters = {7.0, 0.2, 50.0};
  other.schedule = {{.time = 0.5, .action = fragile.dose, .argument = 3}};
  const SolveOptions options{.with_sensitivities = true};
  const auto alone = simulate(program, ensemble, options);
  ensemble.members.insert(ensemble.members.begin(), {other, other});
  const auto after = simulate(program, ensemble, options);
  for (std::size_t t = 0; t < ensemble.times.size(); ++t) {
    EXPECT_EQ(alone.species(0, t, fragile.a), after.species(2, t, fragile.a));
    EXPECT_EQ(alone.sensitivity(0, t, 0, 0), after.sensitivity(2, t, 0, 0));
  }
  EXPECT_EQ(alone.report(0).steps, after.report(2).steps);
}

TEST(simulate, progress_counts_members_and_can_stop_the_run) {
  Fragile fragile;
  auto ensemble = fragile.ensemble({0, 1});
  ensemble.members.assign(3, ensemble.members.front());
  std::vector<std::size_t> seen;
  const auto result =
      simulate(compile(fragile.network), ensemble, {.threads = 1}, [&](std::size_t done, std::size_t of) {
        seen.push_back(done);
        EXPECT_EQ(of, 3U);
        return done < 2;
      });
  EXPECT_THAT(seen, ElementsAre(1, 2));
  EXPECT_EQ(result.report(1).status, Status::finished);
  EXPECT_EQ(result.report(2).status, Status::not_run);
  EXPECT_TRUE(std::isnan(result.species(2, 0, fragile.a)));
}

TEST(simulate, threads_take_every_member_once_and_tell_progress_one_at_a_time) {
  Fragile fragile;
  auto ensemble = fragile.ensemble({0, 1});
  ensemble.members.assign(20, ensemble.members.front());
  std::vector<std::size_t> seen;  // unguarded: the callback never runs twice at once
  const auto result = simulate(compile(fragile.network), ensemble, {.threads = 4}, [&](std::size_t done, std::size_t) {
    seen.push_back(done);
    return true;
  });
  std::vector<std::size_t> expected(20);
  std::iota(expected.begin(), expected.end(), std::size_t{1});
  EXPECT_EQ(seen, expected);
  for (std::size_t m = 0; m < 20; ++m) EXPECT_EQ(result.report(m).status, Status::finished);
}

TEST(simulate, what_progress_throws_reaches_the_caller) {
  Fragile fragile;
  auto ensemble = fragile.ensemble({0, 1});
  ensemble.members.assign(8, ensemble.members.front());
  for (const unsigned threads : {1U, 3U})
    EXPECT_THROW(simulate(compile(fragile.network), ensemble, {.threads = threads},
                          [](std::size_t, std::size_t) -> bool { throw std::runtime_error("stop"); }),
                 std::runtime_error);
}

TEST(simulate, both_backends_give_the_same_bits) {
  Fragile fragile;
  const Program program = compile(fragile.network);
  auto ensemble = fragile.ensemble({0, 1, 2});
  ensemble.members[0].parameters[fragile.s.index()] = 0.1;
  const auto native = simulate(program, ensemble, {.backend = Backend::native});
  const auto interpreted = simulate(program, ensemble, {.backend = Backend::interpreted});
  for (std::size_t t = 0; t < 3; ++t) EXPECT_EQ(native.species(0, t, fragile.b), interpreted.species(0, t, fragile.b));
}

TEST(simulate, a_species_of_scale_zero_needs_no_care) {
  NetworkBuilder build;
  const auto k = build.parameter("k", 1);
  const auto given = build.parameter("given", 0, dimension::kAmount);
  const auto drug = build.network.add(network::Species{
      .name = "drug", .compartment = network::CompartmentId(0), .initial = build[given], .scale = build[given]});
  const auto other = build.species("other", 1.0);
  build.decay("decay drug", k, drug);
  build.decay("decay other", k, other);
  const auto result = simulate(compile(build.network), build.ensemble({0, 1}), {});
  ASSERT_EQ(result.report(0).status, Status::finished) << result.report(0).reason;
  EXPECT_EQ(result.species(0, 1, drug), 0);
  EXPECT_NEAR(result.species(0, 1, other), std::exp(-1.0), 1e-5);
}

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST(simulate, runs_leave_nothing_in_memory) {
  Fragile fragile;
  const Program program = compile(fragile.network, {.sensitivities = {fragile.k}});
  auto ensemble = fragile.ensemble({0, 1, 2, 3});
  ensemble.members.assign(20, ensemble.members.front());
  ensemble.members[7].parameters[fragile.end.index()] = 2.5;  // a failure among them
  const auto in_use = [&] {
    simulate(program, ensemble, {.with_sensitivities = true, .threads = 1});
    return mallinfo2().uordblks;
  };
  in_use();  // what libraries keep for good
  const auto before = in_use();
  for (int i = 0; i < 100; ++i) in_use();
  // 2000 members later. The allocator keeps a few small blocks at hand; a leak of one number a member would be more.
  EXPECT_LE(in_use(), before + 10000);
}
#endif

TEST(simulate, reports_what_a_member_cost) {
  Fragile fragile;
  const auto report = simulate(compile(fragile.network), fragile.ensemble({0, 10}), {}).report(0);
  EXPECT_GT(report.steps, 10);
  EXPECT_GT(report.rhs_evaluations, report.steps);
  EXPECT_GT(report.jacobian_evaluations, 0);
  EXPECT_GT(report.factorizations, 0);
  EXPECT_GT(report.wall_seconds, 0);
  EXPECT_EQ(report.reason, "");
}

}  // namespace
}  // namespace emtansim::solve
