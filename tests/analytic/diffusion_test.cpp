// SPDX-License-Identifier: Apache-2.0
/// Diffusion in cylinders and spheres against series and steady profiles, and how fast the error falls with the shells.
#include <array>
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "tests/support/method.h"
#include "tests/support/tissue.h"

namespace emtansim::testing_support {
namespace {

using network::Geometry;

const solve::SolveOptions kTight{.relative = 1e-9, .absolute = 1e-12, .method = tested_method()};

// Mean concentration of a body that was empty and whose surface is held at 1 (crank1975): with x = D t/R²,
// sphere 1 - 6/π² Σ 1/n² exp(-n² π² x); cylinder 1 - Σ 4/α_n² exp(-α_n² x), α_n the zeros of J0.
double filled_sphere(double x) {
  double sum = 0;
  for (int n = 1; n < 200; ++n) sum += std::exp(-n * n * std::numbers::pi * std::numbers::pi * x) / (n * n);
  return 1 - 6 / (std::numbers::pi * std::numbers::pi) * sum;
}

double zero_of_j0(int n) {
  double x = (n - 0.25) * std::numbers::pi;
  for (int i = 0; i < 20; ++i) x += std::cyl_bessel_j(0.0, x) / std::cyl_bessel_j(1.0, x);  // J0' = -J1
  return x;
}

double filled_cylinder(double x) {
  double sum = 0;
  for (int n = 1; n < 60; ++n) {
    const double alpha = zero_of_j0(n);
    sum += 4 / (alpha * alpha) * std::exp(-alpha * alpha * x);
  }
  return 1 - sum;
}

double filled(Geometry geometry, std::vector<double> edges, double x) {
  Tissue tissue({.geometry = geometry, .edges = std::move(edges)});
  const auto run = tissue.run({0, x}, kTight);
  EXPECT_EQ(run.report(0).status, solve::Status::finished) << run.report(0).reason;
  EXPECT_LT(run.books(0, 0).residual, 1e-9);
  return Tissue::mean(run, 1, tissue.free);
}

/// Order p of an error that falls as shells^-p, from the errors with n and 2n shells.
double order(double coarse, double fine) { return std::log2(std::abs(coarse) / std::abs(fine)); }

TEST(diffusion, into_a_sphere_converges_to_the_series_with_order_two) {
  for (const double x : {0.02, 0.1}) {
    std::array<double, 3> errors{};
    for (std::size_t i = 0; i < 3; ++i)
      errors[i] = filled(Geometry::sphere, network::uniform_edges(10U << i), x) - filled_sphere(x);
    EXPECT_NEAR(order(errors[0], errors[1]), 2, 0.2) << x;
    EXPECT_NEAR(order(errors[1], errors[2]), 2, 0.1) << x;
    EXPECT_LT(std::abs(errors[2]), 1e-3) << x;
  }
}

TEST(diffusion, into_a_cylinder_converges_to_the_series_with_order_two) {
  for (const double x : {0.02, 0.1}) {
    std::array<double, 3> errors{};
    for (std::size_t i = 0; i < 3; ++i)
      errors[i] = filled(Geometry::cylinder, network::uniform_edges(10U << i), x) - filled_cylinder(x);
    EXPECT_NEAR(order(errors[0], errors[1]), 2, 0.2) << x;
    EXPECT_NEAR(order(errors[1], errors[2]), 2, 0.1) << x;
    EXPECT_LT(std::abs(errors[2]), 1e-3) << x;
  }
}

TEST(diffusion, a_mesh_finer_at_the_source_is_of_order_two_and_closer_early_on) {
  constexpr double kEarly = 0.002;
  const auto graded = [&](std::size_t n) {
    return filled(Geometry::sphere, network::graded_edges(n, 0.1), kEarly) - filled_sphere(kEarly);
  };
  const double coarse = graded(20), fine = graded(40);
  EXPECT_NEAR(order(coarse, fine), 2, 0.2);
  EXPECT_LT(std::abs(fine),
            std::abs(filled(Geometry::sphere, network::uniform_edges(40), kEarly) - filled_sphere(kEarly)) / 3);
}

// First-order loss k of the free solute: with φ² = k R²/D, steady C(r)/C(R) = (R/r) sinh(φ r/R)/sinh φ, and the mean
// is 3/φ² (φ coth φ - 1): the effectiveness factor of Thiele.
TEST(thiele_limits, steady_uptake_in_a_sphere_is_the_effectiveness_factor) {
  if (is_too_slow_when_stiff()) GTEST_SKIP();
  for (const double phi : {0.3, 3.0, 10.0}) {
    Tissue tissue({.edges = network::graded_edges(60, 0.2)});
    tissue.consume(phi * phi);
    const auto run = tissue.run({0, 10}, kTight);
    const double expected = 3 / (phi * phi) * (phi / std::tanh(phi) - 1);
    EXPECT_NEAR(Tissue::mean(run, 1, tissue.free) / expected, 1, 2e-3) << phi;
    const double r = tissue.middle(40);
    const double at_r = std::sinh(phi * r) / (r * std::sinh(phi));
    EXPECT_NEAR(tissue.in_shell(run, 1, tissue.free, 40) / at_r, 1, 1e-2) << phi;
  }
}

// A vessel of radius a in a cylinder of radius b, loss k in the tissue, wall of permeability P: with λ² = k/D and
// g(r) = I0(λr) K1(λb) + K0(λr) I1(λb), C = C_w g(r)/g(a) and P (C_p - C_w) = -D C'(a), so that
// C_w/C_p = 1/(1 - (D/P) g'(a)/g(a)); the uptake per tissue volume is P (C_p - C_w) 2a/(b² - a²).
double wall_share(double a, double b, double lambda, double permeability) {
  const double i1 = std::cyl_bessel_i(1, lambda * b), k1 = std::cyl_bessel_k(1, lambda * b);
  const double g = std::cyl_bessel_i(0, lambda * a) * k1 + std::cyl_bessel_k(0, lambda * a) * i1;
  const double slope = lambda * (std::cyl_bessel_i(1, lambda * a) * k1 - std::cyl_bessel_k(1, lambda * a) * i1);
  return 1 / (1 - slope / (permeability * g));
}

TEST(biot_limits, the_wall_or_the_tissue_limits_the_uptake) {
  if (is_too_slow_when_stiff()) GTEST_SKIP();
  constexpr double a = 0.1, b = 1, k = 4;
  for (const double biot : {0.005, 1.0, 200.0}) {
    const double permeability = biot / a;
    Tissue tissue({.geometry = Geometry::cylinder,
                   .inner = a,
                   .outer = b,
                   .edges = network::graded_edges(80, 10),
                   .permeability = permeability,
                   .is_fed_inside = true});
    tissue.consume(k);
    const auto run = tissue.run({0, 20}, kTight);
    const double wall = wall_share(a, b, std::sqrt(k), permeability);
    const double uptake = permeability * (1 - wall) * 2 * a / (b * b - a * a);
    EXPECT_NEAR(k * Tissue::mean(run, 1, tissue.free) / uptake, 1, 2e-3) << biot;
    if (biot < 0.01) {  // a perfect sink behind a tight wall
      EXPECT_NEAR(uptake / (permeability * 2 * a / (b * b - a * a)), 1, 0.02);
    }
  }
}

}  // namespace
}  // namespace emtansim::testing_support
