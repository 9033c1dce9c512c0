// SPDX-License-Identifier: Apache-2.0
/// A Krogh cylinder and a sphere with receptors against reference solutions of another program, the law of the front,
/// perfect sinks and the time constants of exchange.
#include <cmath>
#include <functional>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/method.h"
#include "tests/support/tissue.h"

namespace emtansim::testing_support {
namespace {

using network::Geometry;

constexpr double kSquareMicrometre = kMicrometre * kMicrometre;  // dm²

const solve::SolveOptions kOptions{.relative = 1e-7, .absolute = 1e-10, .method = tested_method()};

/// What the case of a reference file says at one time, by quantity.
struct Reference {
  double value = 0, tolerance = 0;
};
std::map<std::string, std::map<double, Reference>> references(const std::string& name) {
  const Table table = read_table(std::string(EMTANSIM_SOURCE_DIR) + "/tests/data/tumour/reference_solutions.csv");
  std::map<std::string, std::map<double, Reference>> found;
  for (std::size_t row = 0; row < table.rows.size(); ++row)
    if (table.rows[row][table.column("case", {})] == name)
      found[table.rows[row][table.column("quantity", {})]][table.number(row, table.column("time_d", {}))] = {
          table.number(row, table.column("value", {})), table.number(row, table.column("rel_tolerance", {}))};
  return found;
}

constexpr double kReceptors = 465, kOn = 0.36, kOff = 0.108, kOpenShare = 0.24;  // nM of tissue, 1/(nM h), 1/h
constexpr double kWall = 334 * kMicrometre / kDay;                               // dm/h
constexpr double kVessel = 8 * kMicrometre, kKrogh = 75 * kMicrometre;

TissueNumbers krogh(std::vector<double> edges) {
  return {.geometry = Geometry::cylinder,
          .inner = kVessel,
          .outer = kKrogh,
          .edges = std::move(edges),
          .diffusivity = 2.2e6 * kSquareMicrometre / kDay,
          .open_share = kOpenShare,
          .bath = 100,
          .permeability = kWall,
          .is_fed_inside = true};
}

TissueNumbers sphere(std::vector<double> edges) {
  return {.geometry = Geometry::sphere,
          .outer = 200 * kMicrometre,
          .edges = std::move(edges),
          .diffusivity = 10 * kSquareMicrometre * 3600,
          .open_share = kOpenShare,
          .bath = 100};
}

/// Runs the tissue at the times of the case and compares all that the case tells.
void expect_reference(const std::string& name, const TissueNumbers& numbers, double k_int) {
  const auto expected = references(name);
  Tissue tissue(numbers);
  tissue.bind(kReceptors, kOn, kOff, k_int);
  std::vector<double> times{0};
  for (const auto& [day, value] : expected.at("mean bound (tissue volume)")) times.push_back(day * kDay);
  const auto run = tissue.run(times, kOptions);
  ASSERT_EQ(run.report(0).status, solve::Status::finished) << run.report(0).reason;
  EXPECT_LT(run.books(0, 0).residual, 1e-9);
  const std::map<std::string, std::function<double(std::size_t)>> computed{
      {"mean bound (tissue volume)", [&](std::size_t t) { return Tissue::mean(run, t, tissue.bound); }},
      {"mean internalised, cumulative", [&](std::size_t t) { return Tissue::mean(run, t, tissue.inside); }},
      {"mean free interstitial", [&](std::size_t t) { return Tissue::mean(run, t, tissue.free) / kOpenShare; }},
      {"radius where half of HER2 is occupied",
       [&](std::size_t t) { return tissue.radius_of(kReceptors / 2, run, t, tissue.bound) / kMicrometre; }}};
  for (const auto& [quantity, by_day] : expected)
    for (const auto& [day, reference] : by_day) {
      std::size_t t = 0;
      while (std::abs(times[t] - day * kDay) > 1e-9) ++t;
      EXPECT_NEAR(computed.at(quantity)(t) / reference.value, 1, reference.tolerance) << quantity << " at day " << day;
    }
}

TEST(krogh_cylinder, is_the_reference_without_internalisation) {
  if (is_too_slow_when_stiff()) GTEST_SKIP();
  expect_reference("krogh_cylinder_Cp100nM_no_internalisation", krogh(network::graded_edges(150, 4)), 0);
}

TEST(krogh_cylinder, is_the_reference_with_internalisation) {
  if (is_too_slow_when_stiff()) GTEST_SKIP();
  expect_reference("krogh_cylinder_Cp100nM_kint_0.96_per_day", krogh(network::graded_edges(150, 4)), 0.96 / kDay);
}

TEST(spheroid, is_the_reference_without_internalisation) {
  if (is_too_slow_when_stiff()) GTEST_SKIP();
  expect_reference("sphere_R200um_Cs100nM_no_internalisation", sphere(network::uniform_edges(200)), 0);
}

TEST(spheroid, is_the_reference_with_internalisation) {
  if (is_too_slow_when_stiff()) GTEST_SKIP();
  expect_reference("sphere_R200um_Cs100nM_kint_0.04_per_h", sphere(network::uniform_edges(200)), 0.04);
}

TEST(krogh_cylinder, takes_up_as_a_perfect_sink_what_the_wall_lets_through) {
  if (is_too_slow_when_stiff()) GTEST_SKIP();
  Tissue tissue(krogh(network::graded_edges(80, 4)));
  tissue.bind(kReceptors, kOn, kOff, 0);
  const auto run = tissue.run({0, kDay}, kOptions);
  const double through_wall = 2 * kWall * kVessel / (kKrogh * kKrogh - kVessel * kVessel) * 100 * kDay;
  EXPECT_NEAR(through_wall, 96.1, 0.05);  // nM of tissue
  const double at_wall = tissue.in_shell(run, 1, tissue.free, 0) / kOpenShare;
  EXPECT_NEAR(Tissue::mean(run, 1, tissue.bound) / (through_wall * (1 - at_wall / 100)), 1, 0.015);
}

TEST(krogh_cylinder, well_mixed_fills_in_the_time_of_its_wall) {
  if (is_too_slow_when_stiff()) GTEST_SKIP();
  if (is_too_slow_when_stiff()) GTEST_SKIP();
  TissueNumbers numbers = krogh(network::graded_edges(20, 4));
  numbers.diffusivity *= 100;
  Tissue tissue(numbers);
  const double constant = kOpenShare * (kKrogh * kKrogh - kVessel * kVessel) / (2 * kWall * kVessel);
  EXPECT_NEAR(constant / kDay, 0.250, 0.0005);
  const auto run = tissue.run({0, constant}, kOptions);
  EXPECT_NEAR(Tissue::mean(run, 1, tissue.free) / (100 * kOpenShare * (1 - std::exp(-1))), 1, 0.01);
}

// A sharp front eats inwards as fast as solute gets to it: with x = r/R, 1 - 3x² + 2x³ = 6 D ε ∫C dt/(Ag R²).
TEST(spheroid, front_moves_as_the_law_of_the_shrinking_core) {
  if (is_too_slow_when_stiff()) GTEST_SKIP();
  Tissue tissue(sphere(network::uniform_edges(150)));
  tissue.bind(kReceptors, kOn, kOff, 0);
  const auto run = tissue.run({0, 1, 2, 3}, kOptions);
  const double radius = 200 * kMicrometre;
  for (std::size_t t = 1; t < 4; ++t) {
    const double supplied =
        6 * 10 * kSquareMicrometre * 3600 * kOpenShare * 100 * run.times()[t] / (kReceptors * radius * radius);
    double low = 0, high = 1;
    for (int i = 0; i < 60; ++i) {
      const double x = (low + high) / 2;
      (1 - 3 * x * x + 2 * x * x * x > supplied ? low : high) = x;
    }
    const double by_law = kReceptors * (1 - low * low * low);
    EXPECT_NEAR(Tissue::mean(run, t, tissue.bound) / by_law, 1, 0.03) << run.times()[t];
  }
}

// What is bound in a front does not depend on how tightly once binding is tight (graff2003).
TEST(spheroid, front_does_not_depend_on_tight_affinity) {
  if (is_too_slow_when_stiff()) GTEST_SKIP();
  const auto bound = [](double k_off) {
    Tissue tissue(sphere(network::uniform_edges(60)));
    tissue.bind(kReceptors, kOn, k_off, 0);
    return Tissue::mean(tissue.run({0, 1.5}, kOptions), 1, tissue.bound);
  };
  EXPECT_NEAR(bound(kOff / 10) / bound(kOff), 1, 0.005);
}

}  // namespace
}  // namespace emtansim::testing_support
