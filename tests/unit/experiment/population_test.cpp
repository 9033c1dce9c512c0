// SPDX-License-Identifier: Apache-2.0
/// [population]: what varies by default, covariances as spreads and coefficients, grids, settings.
#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "emtansim/experiment/experiment.h"

namespace emtansim::experiment {
namespace {

Experiment with(const std::string& population) {
  return parse_experiment(R"(
title = "population"
conjugate = "T-DM1"
system = "SK-BR-3"
[culture]
medium = "0.1 mL"
cells = "1e4 cells"
[[arm]]
name = "a"
[[readout]]
assay = "counts"
at = ["10 h"]
)" + population,
                          "population.toml");
}

TEST(Population, varies_when_there_is_somebody_to_differ) {
  EXPECT_FALSE(with("").population.varies);
  EXPECT_FALSE(with("[population]\nmembers = 1\n").population.varies);
  EXPECT_TRUE(with("[population]\nmembers = 2\n").population.varies);
  EXPECT_FALSE(with("[population]\nmembers = 2\nvary = \"nothing\"\n").population.varies);
  EXPECT_TRUE(with("[population]\nvary = \"a.b\"\n").population.varies);
  EXPECT_TRUE(with("[[population.grid]]\nparameter = \"a.b\"\nfactors = [1, 2]\n").population.varies);
}

TEST(Population, covariance_gives_spreads_and_coefficients) {
  const auto population = with(R"(
[[population.correlation]]
of = ["a.x", "a.y"]
covariance = [[0.09, 0.03], [0.03, 0.04]]
because = "a fit"
)")
                              .population;
  ASSERT_EQ(population.spreads.size(), 2u);
  EXPECT_DOUBLE_EQ(population.spreads[0].distribution.spread, 0.3);
  EXPECT_DOUBLE_EQ(population.spreads[1].distribution.spread, 0.2);
  EXPECT_EQ(population.spreads[1].because, "a fit");
  ASSERT_EQ(population.correlations.size(), 1u);
  EXPECT_DOUBLE_EQ(population.correlations[0].matrix[1], 0.5);
  EXPECT_DOUBLE_EQ(population.correlations[0].matrix[0], 1);
}

TEST(Population, spreads_are_given_by_cv_or_by_factor) {
  const auto population = with(R"(
[[population.spread]]
parameter = "a.x"
cv = "50 %"
because = "t"
[[population.spread]]
parameter = "a.y"
factor95 = 4
between = "laboratories"
because = "t"
)")
                              .population;
  EXPECT_DOUBLE_EQ(population.spreads[0].distribution.spread, std::sqrt(std::log(1.25)));
  EXPECT_EQ(population.spreads[0].between, Level::cells);
  EXPECT_DOUBLE_EQ(population.spreads[1].distribution.spread, std::log(2));
  EXPECT_EQ(population.spreads[1].between, Level::laboratories);
}

TEST(Population, grids_multiply) {
  const auto population = with(R"(
[[population.grid]]
parameter = "a.x"
from = "1 nM"
to = "100 nM"
points = 3
spacing = "logarithmic"
[[population.grid]]
parameter = "a.y"
values = ["1 1/h", "2 1/h"]
)")
                              .population;
  EXPECT_EQ(grid_points(population), 6u);
  EXPECT_NEAR(population.grid[0].values[1].value, 10, 1e-12);
  EXPECT_EQ(population.grid[0].values[2].value, 100);
}

TEST(Population, settings_change_members_design_and_what_varies) {
  Experiment experiment = with("[population]\nmembers = 4\n");
  apply_setting(experiment, "population.design=latin hypercube");
  EXPECT_EQ(experiment.population.design, Design::latin_hypercube);
  apply_setting(experiment, "population.members=1");
  EXPECT_FALSE(experiment.population.varies);
  apply_setting(experiment, "population.vary=asked");
  EXPECT_TRUE(experiment.population.varies);
  EXPECT_THROW(apply_setting(experiment, "population.design=halton"), InputError);
  EXPECT_THROW(apply_setting(experiment, "population.members=0"), InputError);
}

}  // namespace
}  // namespace emtansim::experiment
