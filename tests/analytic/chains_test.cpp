// SPDX-License-Identifier: Apache-2.0
/// Linear chains: Bateman's formula for decay, the Erlang distribution for stages, balanced growth of a cycle.
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "emtansim/solve/solve.h"
#include "tests/support/method.h"
#include "tests/support/network_builder.h"

namespace emtansim::solve {
namespace {

using testing_support::NetworkBuilder;

const SolveOptions kTight{.relative = 1e-10, .absolute = 1e-13, .method = testing_support::tested_method()};

// Amount of member n of a chain with rates k, from one unit of the first.
double bateman(const std::vector<double>& k, std::size_t n, double t) {
  double product = 1;
  for (std::size_t i = 0; i < n; ++i) product *= k[i];
  double sum = 0;
  for (std::size_t i = 0; i <= n; ++i) {
    double term = std::exp(-k[i] * t);
    for (std::size_t j = 0; j <= n; ++j)
      if (j != i) term /= k[j] - k[i];
    sum += term;
  }
  return product * sum;
}

TEST(decay_chain, follows_bateman_for_every_member) {
  const std::vector<double> rates{0.9, 0.37, 2.1, 0.05, 0.6};
  NetworkBuilder build;
  std::vector<network::SpeciesId> chain;
  for (std::size_t i = 0; i < rates.size(); ++i)
    chain.push_back(build.species("n" + std::to_string(i), i == 0 ? 1.0 : 0.0, {{"nucleus", 1.0}}));
  for (std::size_t i = 0; i < rates.size(); ++i) {
    const std::string name = "k" + std::to_string(i);
    std::vector<network::Term> to;
    if (i + 1 < rates.size()) to.push_back({chain[i + 1]});
    build.decay(name, build.parameter(name, rates[i]), chain[i], to);
  }
  const auto result = simulate(compile(build.network), build.ensemble({0, 0.5, 1, 3, 10, 40}), kTight);
  ASSERT_EQ(result.report(0).status, Status::finished) << result.report(0).reason;
  for (std::size_t t = 0; t < result.times().size(); ++t)
    for (std::size_t i = 0; i < chain.size(); ++i)
      EXPECT_NEAR(result.species(0, t, chain[i]), bateman(rates, i, result.times()[t]), 3e-9);
  EXPECT_LT(result.books(0, 0).residual, 1e-12);
}

TEST(erlang_chain, leaves_with_the_erlang_distribution) {
  constexpr int kStages = 12;
  const double mean = 20;  // h
  NetworkBuilder build;
  const auto rate = build.parameter("rate", kStages / mean);
  std::vector<network::SpeciesId> stages;
  for (int i = 0; i <= kStages; ++i)
    stages.push_back(build.species("s" + std::to_string(i), i == 0 ? 1.0 : 0.0, {{"cell", 1.0}}));
  for (std::size_t i = 0; i < kStages; ++i) build.decay("d" + std::to_string(i), rate, stages[i], {{stages[i + 1]}});
  const auto result = simulate(compile(build.network), build.ensemble({0, 5, 15, 20, 30, 60}), kTight);
  for (std::size_t t = 0; t < result.times().size(); ++t) {
    const double x = kStages / mean * result.times()[t];
    double still_inside = 0;  // exp(-x) sum over j < n of x^j / j!
    double term = std::exp(-x);
    for (int j = 0; j < kStages; ++j) {
      still_inside += term;
      term *= x / (j + 1);
    }
    EXPECT_NEAR(result.species(0, t, stages.back()), 1 - still_inside, 1e-9);
  }
}

TEST(cycle, grows_in_balance_at_the_rate_of_its_stages) {
  // n stages of rate r, two daughters at the end: growth g with (1 + g/r)^n = 2, stage i in proportion (1 + g/r)^-i.
  constexpr int kStages = 6;
  const double r = 0.3;
  const double ratio = std::pow(2.0, 1.0 / kStages);
  const double growth = r * (ratio - 1);
  NetworkBuilder build;
  const auto rate = build.parameter("rate", r);
  std::vector<network::SpeciesId> stages;
  for (int i = 0; i < kStages; ++i)
    stages.push_back(build.species("s" + std::to_string(i), std::pow(ratio, -i), {{"cell", 1.0}}));
  for (std::size_t i = 0; i + 1 < kStages; ++i)
    build.decay("d" + std::to_string(i), rate, stages[i], {{stages[i + 1]}});
  build.network.add_mass_action({.name = "divide",
                                 .reactants = {{stages.back()}},
                                 .products = {{stages.front(), 2}},
                                 .exchange = network::Exchange::source},
                                build[rate]);
  const auto result = simulate(compile(build.network), build.ensemble({0, 10, 50}), kTight);
  for (std::size_t t = 0; t < result.times().size(); ++t)
    for (int i = 0; i < kStages; ++i) {
      const double expected = std::pow(ratio, -i) * std::exp(growth * result.times()[t]);
      EXPECT_NEAR(result.species(0, t, stages[static_cast<std::size_t>(i)]) / expected, 1, 1e-8);
    }
}

}  // namespace
}  // namespace emtansim::solve
