// SPDX-License-Identifier: Apache-2.0
/// The benchmark problems against what is known of them: the exact chain, and the published states of a test set.
#include <string>
#include <tuple>

#include <gtest/gtest.h>

#include "benchmarks/problems/problems.h"

namespace emtansim::benchmarks {
namespace {

const std::string kData = std::string(EMTANSIM_SOURCE_DIR) + "/data";

TEST(chain24, begins_with_the_whole_dose_in_the_central_space) {
  const Problem problem = make_problem("chain24", kData);
  const auto exact = exact_chain24(problem, problem.typical.front());
  double central = 0;
  for (std::size_t n = 0; n < 8; ++n) central += exact[n];
  EXPECT_NEAR(central, problem.typical.front().dose, 1e-9 * central);
}

TEST(members, are_the_same_whatever_the_chunk_they_are_drawn_in) {
  const Problem problem = make_problem("chain24", kData);
  const auto all = members_of(problem, 0, 6);
  const auto tail = members_of(problem, 4, 2);
  EXPECT_EQ(all.members[4].parameters, tail.members[0].parameters);
  EXPECT_EQ(all.members[5].parameters, tail.members[1].parameters);
  EXPECT_NE(all.members[4].parameters, all.members[5].parameters);
}

class Published : public testing::TestWithParam<std::tuple<std::string, solve::Method>> {};

TEST_P(Published, state_is_met) {
  const auto& [name, method] = GetParam();
  const Problem problem = make_problem(name, kData);
  const auto program = solve::compile(problem.network);
  network::Ensemble ensemble = members_of(problem, 0, 1);
  ASSERT_EQ(ensemble.times.back(), problem.published->time);
  const auto run = solve::simulate(program, ensemble, {.relative = 1e-10, .absolute = 1e-13, .method = method});
  ASSERT_EQ(run.report(0).status, solve::Status::finished) << run.report(0).reason;
  const auto floors = floors_of(problem, program, ensemble.members[0]);
  for (std::size_t i = 0; i < program.species_count; ++i) {
    const double expected = problem.published->values[i];
    EXPECT_NEAR(run.species(0, ensemble.times.size() - 1, network::SpeciesId(i)), expected,
                1e-7 * (expected + floors[i]))
        << problem.network.species()[i].name;
  }
}

std::string name_of(solve::Method method) {
  switch (method) {
    case solve::Method::cvode: return "cvode";
    case solve::Method::automatic: return "automatic";
    case solve::Method::explicit_lanes: return "explicit";
    case solve::Method::implicit_lanes: return "implicit";
  }
  return {};
}

INSTANTIATE_TEST_SUITE_P(TestSet, Published,
                         testing::Combine(testing::Values("robertson", "hires", "orego", "pollu"),
                                          testing::Values(solve::Method::cvode, solve::Method::automatic,
                                                          solve::Method::implicit_lanes)),
                         [](const auto& of) { return std::get<0>(of.param) + "_" + name_of(std::get<1>(of.param)); });

class Chain24 : public testing::TestWithParam<solve::Method> {};

TEST_P(Chain24, follows_its_matrix_exponential) {
  const Problem problem = make_problem("chain24", kData);
  const auto program = solve::compile(problem.network);
  ASSERT_EQ(program.species_count, 24U);
  ASSERT_EQ(problem.times.size(), 200U);
  const auto ensemble = members_of(problem, 0, 11);
  const auto exact = reference_of(problem, program, ensemble).courses;
  for (const double relative : {1e-4, 1e-6, 1e-8}) {
    const auto run = solve::simulate(
        program, ensemble,
        {.relative = relative, .absolute = relative * problem.absolute / problem.relative, .method = GetParam()});
    // Global error may be some times the tolerance, which is on the error of a step.
    EXPECT_LT(accuracy_of(problem, program, ensemble, run, exact).worst, 50 * relative);
  }
}

INSTANTIATE_TEST_SUITE_P(Methods, Chain24,
                         testing::Values(solve::Method::cvode, solve::Method::automatic, solve::Method::explicit_lanes,
                                         solve::Method::implicit_lanes),
                         [](const auto& of) { return name_of(of.param); });

}  // namespace
}  // namespace emtansim::benchmarks
