// SPDX-License-Identifier: Apache-2.0
/// How deep oxygen gets into a sphere of cells, and that cells without it rest.
#include "emtansim/mechanism/oxygen.h"

#include <cmath>
#include <numbers>

#include "tests/unit/mechanism/culture.h"

namespace emtansim::testing {
namespace {

constexpr double kMicrometre = 1e-5;  // dm

double core(double radius, double reach) {
  network::Network net;
  const auto length = [&](double value) { return net.constant(value, dimension::kLength); };
  return net.value_at_start(mechanism::anoxic_radius(length(radius), length(reach))).value();
}

Culture spheroid(const std::string& radius) {
  return Culture(experiment::parse_experiment(
      fmt::format("title = \"test\"\nconjugate = \"T-DM1\"\nsystem = \"SK-BR-3\"\n"
                  "mechanisms = [\"medium\", \"tumour_transport\", \"cell_cycle\"]\n"
                  "[culture]\nmedium = \"1 mL\"\n[tumour]\ngeometry = \"sphere\"\nradius = \"{}\"\nshells = 12\n"
                  "[[arm]]\nname = \"arm\"\ndose = {{ amount = \"1 nM\", at = \"0 h\" }}\n"
                  "[[readout]]\nassay = \"counts\"\nat = \"1 h\"\n",
                  radius),
      "test.toml"));
}

TEST(Oxygen, anoxic_core_is_the_published_one) {
  const double reach = 232.92;  // µm
  EXPECT_NEAR(core(250, reach), 56.9, 0.06);
  EXPECT_NEAR(core(300, reach), 129.3, 0.06);
  EXPECT_NEAR(core(400, reach), 243.6, 0.06);
  EXPECT_NEAR(core(500, reach), 349.6, 0.06);
}

// With r = R (1/2 + cos θ), cos 3θ = 2 (reach/R)² - 1 and θ between π/3 (all anoxic) and 2π/3 (none).
TEST(Oxygen, core_is_the_root_in_closed_form) {
  for (const double radius : {100.01, 101.0, 115.0, 141.0, 142.0, 150.0, 300.0, 1e4}) {
    const double share = 1e4 / (radius * radius);
    const double angle = (2 * std::numbers::pi - std::acos(2 * share - 1)) / 3;
    EXPECT_NEAR(core(radius, 100) / radius, 0.5 + std::cos(angle), 1e-6) << radius;
  }
  EXPECT_LT(core(100, 100), 0.01);
  EXPECT_LT(core(50, 100), 0.01);
}

TEST(Oxygen, reaches_as_far_as_the_published_constants_say) {
  Culture culture = spheroid("500 um");
  culture.run({0, 1e-3});
  EXPECT_NEAR(culture.value("tumour.anoxic_radius", 0) / kMicrometre, 349.6, 0.1);
}

TEST(Oxygen, cells_of_the_core_rest_and_those_of_the_rim_divide) {
  Culture culture = spheroid("500 um");
  culture.run({0, 48});
  const auto growth = [&](int shell) {
    const std::string cells = fmt::format("SK-BR-3 shell {}.living", shell);
    return culture.value(cells, 1) / culture.value(cells, 0);
  };
  EXPECT_GT(growth(1), 1.4);  // the rim, at the doubling time of the line
  EXPECT_LT(growth(12), growth(1) - 0.1);
  const auto in_g1 = [&](int shell) {
    const std::string cells = fmt::format("SK-BR-3 shell {}", shell);
    return culture.value(cells + ".cells.G1", 1) / culture.value(cells + ".living", 1);
  };
  EXPECT_GT(in_g1(12), 0.95);
}

}  // namespace
}  // namespace emtansim::testing
