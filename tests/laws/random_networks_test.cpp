// SPDX-License-Identifier: Apache-2.0
/// The laws on networks drawn at random, and what a network must refuse.
#include <cmath>
#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/laws/points.h"
#include "tests/laws/random_network.h"

namespace emtansim::laws {
namespace {

std::uint64_t seed() { return *rc::gen::arbitrary<std::uint32_t>(); }

// Any number a slot may hold, odd ones included.
double any_number() {
  static const std::vector<double> odd{0.0,
                                       -0.0,
                                       1.0,
                                       -1.0,
                                       1e300,
                                       -1e300,
                                       1e-300,
                                       5e-324,
                                       std::numeric_limits<double>::infinity(),
                                       -std::numeric_limits<double>::infinity(),
                                       std::numeric_limits<double>::quiet_NaN()};
  if (*rc::gen::inRange(0, 4) == 0) return *rc::gen::elementOf(odd);
  const double size = std::pow(10.0, *rc::gen::inRange(-60, 61) / 10.0);
  return *rc::gen::arbitrary<bool>() ? size : -size;
}

RC_GTEST_PROP(random_formulas, run_to_the_same_bits_natively_interpreted_and_in_lanes, ()) {
  const Case given = random_formulas(seed());
  const solve::Program program = solve::compile(given.network);
  std::vector<Point> points;
  const int lanes = *rc::gen::inRange(1, 9);
  for (int lane = 0; lane < lanes; ++lane) {
    Point point{.member = 0, .time = any_number(), .states = {}};
    for (std::size_t i = 0; i < program.state_count; ++i) point.states.push_back(any_number());
    points.push_back(std::move(point));
  }
  const auto result = backends_agree_at(given, program, points);
  if (!result) RC_FAIL(std::string(result.message()));
}

class random_networks : public testing::TestWithParam<Law> {};

constexpr std::uint64_t kNetworks = 40;

TEST_P(random_networks, obey) {
  for (std::uint64_t drawn = 1; drawn <= kNetworks; ++drawn)
    EXPECT_TRUE(GetParam().holds(random_network(drawn))) << "network " << drawn;
}

INSTANTIATE_TEST_SUITE_P(laws, random_networks, testing::ValuesIn(laws().begin(), laws().end()),
                         [](const auto& given) { return std::string(given.param.name); });

RC_GTEST_PROP(random_networks_refuse, a_rate_of_another_dimension, ()) {
  Case given = random_network(seed());
  const auto reactions = given.network.reactions();
  network::Reaction wrong = reactions[*rc::gen::inRange<std::size_t>(0, reactions.size())];
  const Dimension odd = *rc::gen::element(dimension::kTime, dimension::kVolume, dimension::kCells, dimension::kMass);
  wrong.name = "wrong";
  wrong.rate = wrong.rate * given.network.constant(2, odd);
  RC_ASSERT_THROWS_AS(given.network.add(wrong), ModelError);
}

RC_GTEST_PROP(random_networks_refuse, a_reaction_that_does_not_balance, ()) {
  Case given = random_network(seed());
  const auto species = given.network.species();
  network::Reaction wrong = given.network.reactions()[0];
  wrong.name = "wrong";
  wrong.exchange = network::Exchange::none;
  // Once more of what has a composition, on one side only, from a reaction that balanced or was an exchange of its own.
  wrong.reactants = {{network::SpeciesId(0), 1}};
  wrong.products = {{network::SpeciesId(0), 1},
                    {network::SpeciesId(*rc::gen::inRange<std::size_t>(0, species.size() - 2)), 1}};
  RC_ASSERT_THROWS_AS(given.network.add(wrong), ModelError);
}

}  // namespace
}  // namespace emtansim::laws
