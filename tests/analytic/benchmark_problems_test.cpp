// SPDX-License-Identifier: Apache-2.0
/// The benchmark problems against what is known of them: the exact chain, and the published states of a test set.
#include <string>

#include <gtest/gtest.h>

#include "benchmarks/problems/problems.h"

namespace emtansim::benchmarks {
namespace {

const std::string kData = std::string(EMTANSIM_SOURCE_DIR) + "/data";

TEST(chain24, follows_its_matrix_exponential) {
  const Problem problem = make_problem("chain24", kData);
  const auto program = solve::compile(problem.network);
  ASSERT_EQ(program.species_count, 24U);
  ASSERT_EQ(problem.times.size(), 200U);
  const auto ensemble = members_of(problem, 0, 3);
  const auto run = solve::simulate(program, ensemble, {.relative = 1e-10, .absolute = 1e-13});
  const auto exact = reference_of(problem, program, ensemble);
  EXPECT_LT(accuracy_of(problem, program, ensemble, run, exact).worst, 1e-8);
}

TEST(chain24, has_the_areas_under_the_curves_that_its_constants_give) {
  // Total antibody leaves by clearance alone, so its area from 0 to infinity is dose / CL; by 21 days all but
  // what is left has gone.
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

class Published : public testing::TestWithParam<std::string> {};

TEST_P(Published, state_is_met) {
  const Problem problem = make_problem(GetParam(), kData);
  const auto program = solve::compile(problem.network);
  network::Ensemble ensemble = members_of(problem, 0, 1);
  ASSERT_EQ(ensemble.times.back(), problem.published->time);
  const auto run = solve::simulate(program, ensemble, {.relative = 1e-11, .absolute = 1e-13});
  ASSERT_EQ(run.report(0).status, solve::Status::finished) << run.report(0).reason;
  const auto floors = floors_of(problem, program, ensemble.members[0]);
  for (std::size_t i = 0; i < program.species_count; ++i) {
    const double expected = problem.published->values[i];
    EXPECT_NEAR(run.species(0, ensemble.times.size() - 1, network::SpeciesId(i)), expected,
                1e-7 * (expected + floors[i]))
        << problem.network.species()[i].name;
  }
}

INSTANTIATE_TEST_SUITE_P(TestSet, Published, testing::Values("robertson", "hires", "orego", "pollu"),
                         [](const auto& of) { return of.param; });

}  // namespace
}  // namespace emtansim::benchmarks
