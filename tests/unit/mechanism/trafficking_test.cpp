// SPDX-License-Identifier: Apache-2.0
/// Trafficking: the untreated state is at rest, growing or not; labelled antigen follows the two-state solution.
#include "tests/unit/mechanism/culture.h"

namespace emtansim::testing {
namespace {

TEST(Trafficking, untreated_antigen_per_cell_stays_while_cells_grow) {
  Culture culture({.conjugate = "trastuzumab"});
  culture.run({0, 24, 72});
  for (const char* place : {"surface", "endosome"}) {
    const std::string name = std::string("SK-BR-3.") + place + ".HER2";
    const double at_start = culture.value(name, 0) / culture.value("SK-BR-3.objects", 0);
    EXPECT_NEAR(culture.value(name, 2) / culture.value("SK-BR-3.objects", 2) / at_start, 1, 1e-7);
  }
  EXPECT_GT(culture.value("SK-BR-3.objects", 2), 3 * culture.value("SK-BR-3.objects", 0));
}

TEST(Trafficking, a_label_that_cannot_leave_follows_the_two_state_solution) {
  // No dissociation: surface C and endosome E obey C' = -e C + r E, E' = e C - (r + d) E.
  Culture culture({.conjugate = "trastuzumab",
                   .mechanisms = "\"medium\", \"binding\", \"trafficking\", \"lysosome\", \"constant_cells\"",
                   .parameters = "\"binding.K_D\" = { value = \"0 nM\", because = \"no way back\" }"});
  culture.at(0, "preload trastuzumab on SK-BR-3", 0.5).run({0, 1, 8, 24});
  const double e = culture.parameter("trafficking.k_endo");
  const double r = culture.parameter("trafficking.k_rec");
  const double d = culture.parameter("trafficking.k_deg");
  const double sum = e + r + d;
  const double root = std::sqrt(sum * sum - 4 * e * d);
  const double fast = (sum + root) / 2;
  const double slow = (sum - root) / 2;
  const double start = culture.value("SK-BR-3.surface.trastuzumab", 0);
  const double times[] = {0, 1, 8, 24};
  for (std::size_t i = 1; i < 4; ++i) {
    const double t = times[i];
    const double surface =
        start * ((fast - e) * std::exp(-slow * t) + (e - slow) * std::exp(-fast * t)) / (fast - slow);
    EXPECT_NEAR(culture.value("SK-BR-3.surface.trastuzumab", i), surface, 1e-6 * start);
  }
}

TEST(Trafficking, stands_still_on_ice) {
  Culture culture({.conjugate = "trastuzumab"});
  culture.at(0, "set warmth", 0).at(0, "preload trastuzumab on SK-BR-3", 0.5).run({0, 2});
  EXPECT_EQ(culture.value("SK-BR-3.endosome.trastuzumab", 1), 0);
  EXPECT_NEAR(culture.value("SK-BR-3.objects", 1), 1e4, 1e-6);
}

}  // namespace
}  // namespace emtansim::testing
