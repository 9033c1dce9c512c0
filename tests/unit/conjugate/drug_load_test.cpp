// SPDX-License-Identifier: Apache-2.0
/// Drug load: moments of the models, and binomial thinning.
#include <cmath>

#include <gtest/gtest.h>

#include "emtansim/conjugate/conjugate.h"

namespace emtansim::conjugate {
namespace {

TEST(DrugLoad, binomial_has_its_mean_and_variance) {
  const DrugLoad load = binomial_load(8, 3.5);
  EXPECT_NEAR(load.mean(), 3.5, 1e-12);
  EXPECT_NEAR(load.variance(), 3.5 * (1 - 3.5 / 8), 1e-12);
}

TEST(DrugLoad, poisson_has_equal_mean_and_variance_far_from_the_cut) {
  const DrugLoad load = poisson_load(3.5, 60);
  EXPECT_NEAR(load.mean(), 3.5, 1e-12);
  EXPECT_NEAR(load.variance(), 3.5, 1e-12);
}

TEST(DrugLoad, thinning_scales_the_mean_and_composes) {
  const DrugLoad load = binomial_load(8, 3.5);
  EXPECT_NEAR(deconjugated(load, 0.6).mean(), 0.6 * 3.5, 1e-12);
  const DrugLoad twice = deconjugated(deconjugated(load, 0.6), 0.5);
  const DrugLoad once = deconjugated(load, 0.3);
  for (std::size_t k = 0; k < once.fractions().size(); ++k)
    EXPECT_NEAR(twice.fractions()[k], once.fractions()[k], 1e-14);
  EXPECT_EQ(deconjugated(load, 0).fractions()[0], 1);
}

}  // namespace
}  // namespace emtansim::conjugate
