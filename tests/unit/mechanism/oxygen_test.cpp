// SPDX-License-Identifier: Apache-2.0
/// How deep oxygen gets into a sphere of cells.
#include "emtansim/mechanism/oxygen.h"

#include <gtest/gtest.h>

namespace emtansim::mechanism {
namespace {

constexpr double kMicrometre = 1e-5;  // dm

TEST(oxygen, reaches_as_far_as_the_published_constants_say) {
  // 2.0e-9 m²/s; 100 mmHg over 3.03e7 mmHg kg/m³; 7.3e-7 m³/kg/s: 232.9 µm
  const double metre = 10, hour = 3600, litre_per_kilogram = 1e3;
  const OxygenSupply supply{.diffusivity = 2.0e-9 * metre * metre * hour,
                            .content = 100 / 3.03e7 * litre_per_kilogram,
                            .uptake = 7.3e-7 * litre_per_kilogram * hour};
  EXPECT_NEAR(oxygen_reach(supply) / kMicrometre, 232.9, 0.05);
}

TEST(oxygen, anoxic_core_is_the_published_one) {
  const double reach = 232.92;  // µm
  EXPECT_NEAR(anoxic_radius(250, reach), 56.9, 0.06);
  EXPECT_NEAR(anoxic_radius(300, reach), 129.3, 0.06);
  EXPECT_NEAR(anoxic_radius(400, reach), 243.6, 0.06);
  EXPECT_NEAR(anoxic_radius(500, reach), 349.6, 0.06);
}

TEST(oxygen, core_solves_its_cubic_and_begins_at_the_reach) {
  EXPECT_EQ(anoxic_radius(100, 100), 0);
  EXPECT_EQ(anoxic_radius(50, 100), 0);
  for (const double radius : {100.0001, 101.0, 150.0, 1e4}) {
    const double r = anoxic_radius(radius, 100);
    EXPECT_GT(r, 0);
    EXPECT_NEAR(radius * radius - 3 * r * r + 2 * r * r * r / radius, 1e4, 1e-8 * radius * radius);
  }
}

}  // namespace
}  // namespace emtansim::mechanism
