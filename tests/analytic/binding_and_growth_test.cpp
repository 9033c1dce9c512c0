// SPDX-License-Identifier: Apache-2.0
/// Nonlinear systems with an answer in closed form: binding, enzymes, logistic growth, and a stiff one.
#include <cmath>

#include <gtest/gtest.h>

#include "emtansim/solve/solve.h"
#include "tests/support/method.h"
#include "tests/support/network_builder.h"

namespace emtansim::solve {
namespace {

using testing_support::NetworkBuilder;

const SolveOptions kTight{.relative = 1e-10, .absolute = 1e-13, .method = testing_support::tested_method()};
constexpr double kGlobal = 5e-8;  // a few hundred local errors add up

/// L + R <-> C in one litre.
struct Binding : NetworkBuilder {
  network::ParameterId on = parameter("on", 0.36, dimension::kAssociation);
  network::ParameterId off = parameter("off", 0.108);
  network::SpeciesId ligand, receptor, complex;

  Binding(double l, double r)
      : ligand(species("L", l, {{"l", 1.0}})),
        receptor(species("R", r, {{"r", 1.0}})),
        complex(species("C", 0.0, {{"l", 1.0}, {"r", 1.0}})) {
    network.add_mass_action({.name = "bind", .reactants = {{ligand}, {receptor}}, .products = {{complex}}},
                            network.expr(on), network.constant(1, dimension::kVolume));
    decay("dissociate", off, complex, {{ligand}, {receptor}});
  }
};

TEST(binding, reaches_the_tight_binding_equilibrium) {
  const double l = 2, r = 5, k_d = 0.108 / 0.36;
  const double sum = l + r + k_d;
  const double expected = (sum - std::sqrt(sum * sum - 4 * l * r)) / 2;
  const Binding binding(l, r);
  const auto result = simulate(compile(binding.network), binding.ensemble({0, 200}), kTight);
  EXPECT_NEAR(result.species(0, 1, binding.complex), expected, 1e-9);
  for (std::size_t m = 0; m < result.moiety_count(); ++m) EXPECT_LT(result.books(0, m).residual, 1e-13);
}

TEST(binding, follows_the_riccati_solution_on_the_way) {
  // dC/dt = on (C - a)(C - b) with the two roots a < b: C = a b (1 - E)/(b - a E), E = exp(-on (b - a) t).
  const double l = 2, r = 5, on = 0.36, k_d = 0.108 / 0.36;
  const double sum = l + r + k_d;
  const double root = std::sqrt(sum * sum - 4 * l * r);
  const double a = (sum - root) / 2, b = (sum + root) / 2;
  const Binding binding(l, r);
  const auto result = simulate(compile(binding.network), binding.ensemble({0, 0.1, 0.5, 1, 2, 4}), kTight);
  for (std::size_t t = 0; t < result.times().size(); ++t) {
    const double e = std::exp(-on * (b - a) * result.times()[t]);
    EXPECT_NEAR(result.species(0, t, binding.complex), a * b * (1 - e) / (b - a * e), kGlobal);
  }
}

// W(x) with W exp(W) = x, x > 0, by Newton.
double lambert_w(double x) {
  double w = std::log1p(x);
  for (int i = 0; i < 100; ++i) w -= (w * std::exp(w) - x) / (std::exp(w) * (w + 1));
  return w;
}

TEST(michaelis_menten, substrate_follows_lambert) {
  // S = K W(S0/K exp((S0 - v t)/K)), the integrated Michaelis-Menten equation.
  const double s0 = 8, v = 1.5, k = 0.7;
  NetworkBuilder build;
  const auto v_max = build.parameter("v", v, dimension::kAmount / dimension::kTime);
  const auto k_m = build.parameter("k", k, dimension::kAmount);
  const auto s = build.species("S", s0);
  build.network.add(network::Reaction{.name = "turn over",
                                      .reactants = {{s}},
                                      .rate = build[v_max] * build[s] / (build[k_m] + build[s]),
                                      .exchange = network::Exchange::sink});
  const auto result = simulate(compile(build.network), build.ensemble({0, 1, 3, 5, 6, 8}), kTight);
  for (std::size_t t = 0; t < result.times().size(); ++t)
    EXPECT_NEAR(result.species(0, t, s), k * lambert_w(s0 / k * std::exp((s0 - v * result.times()[t]) / k)), kGlobal);
}

TEST(logistic_growth, is_logistic) {
  const double n0 = 0.01, capacity = 2, g = 0.4;
  NetworkBuilder build;
  const auto growth = build.parameter("g", g);
  const auto limit = build.parameter("limit", capacity, dimension::kAmount);
  const auto n = build.species("N", n0);
  build.source("grow", build[growth] * build[n] * (1.0 - build[n] / build[limit]), n);
  const auto result = simulate(compile(build.network), build.ensemble({0, 5, 10, 15, 20, 100}), kTight);
  for (std::size_t t = 0; t < result.times().size(); ++t) {
    const double e = std::exp(g * result.times()[t]);
    EXPECT_NEAR(result.species(0, t, n), capacity * n0 * e / (capacity + n0 * (e - 1)), kGlobal);
  }
}

TEST(stiff_relaxation, follows_its_slow_manifold_in_few_steps) {
  // y relaxes at 1e6 /h to x, and x decays at 0.1 /h: y = x k/(k - 0.1) after the transient.
  NetworkBuilder build;
  const auto fast = build.parameter("fast", 1e6);
  const auto slow = build.parameter("slow", 0.1);
  const auto x = build.species("x", 1.0, {{"x", 1.0}});
  const auto y = build.species("y", 0.0, {{"y", 1.0}});
  build.decay("x out", slow, x);
  build.source("y in", build[fast] * build[x], y);
  build.decay("y out", fast, y);
  const auto result = simulate(compile(build.network), build.ensemble({0, 1, 10, 50}), {});
  for (std::size_t t = 1; t < result.times().size(); ++t)
    EXPECT_NEAR(result.species(0, t, y), std::exp(-0.1 * result.times()[t]) * 1e6 / (1e6 - 0.1), 1e-5);
  EXPECT_LT(result.report(0).steps, 1000);
}

}  // namespace
}  // namespace emtansim::solve
