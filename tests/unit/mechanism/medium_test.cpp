// SPDX-License-Identifier: Apache-2.0
/// Medium: doses, first-order deconjugation, medium changes.
#include "tests/unit/mechanism/culture.h"

namespace emtansim::testing {
namespace {

Culture medium_only() {
  return Culture({.mechanisms = "\"medium\", \"constant_cells\"",
                  .parameters = "\"medium.k_thiol\" = { value = \"0 1/h\", because = \"count what was lost\" }"});
}

TEST(Medium, load_falls_exponentially_and_the_lost_payload_is_free) {
  Culture culture = medium_only();
  culture.at(0, "dose T-DM1", 10).run({0, 24, 96});
  const double k = culture.parameter("medium.k_dec");
  const double dar = culture.parameter("conjugate.dar");
  const double antibody = 10 * 1e-4;  // nM in 0.1 mL
  for (const std::size_t i : {0U, 1U, 2U}) {
    const double t = i == 0 ? 0 : i == 1 ? 24 : 96;
    EXPECT_NEAR(culture.value("medium.T-DM1", i), antibody, 1e-12);
    EXPECT_NEAR(culture.value("medium.T-DM1.payload", i), dar * antibody * std::exp(-k * t), 1e-7 * antibody);
    EXPECT_NEAR(culture.value("medium.DM1", i), dar * antibody * (1 - std::exp(-k * t)), 1e-7 * antibody);
  }
}

TEST(Medium, two_half_doses_equal_one_dose) {
  Culture once = medium_only();
  once.at(0, "dose T-DM1", 10).run({0, 24});
  Culture twice = medium_only();
  twice.at(0, "dose T-DM1", 5).at(0, "dose T-DM1", 5).run({0, 24});
  EXPECT_DOUBLE_EQ(once.value("medium.T-DM1.payload", 1), twice.value("medium.T-DM1.payload", 1));
}

TEST(Medium, change_keeps_the_share_it_says) {
  Culture culture = medium_only();
  culture.at(0, "dose T-DM1", 10).at(1, "change medium", 0.25).run({0.5, 1, 2});
  EXPECT_NEAR(culture.value("medium.T-DM1", 1), 0.25 * culture.value("medium.T-DM1", 0), 1e-12);
  EXPECT_NEAR(culture.value("medium.T-DM1", 2), culture.value("medium.T-DM1", 1), 1e-12);
}

}  // namespace
}  // namespace emtansim::testing
