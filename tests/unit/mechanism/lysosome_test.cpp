// SPDX-License-Identifier: Apache-2.0
/// Lysosome: no release without digestion, and as many payloads as were on the digested antibody.
#include "tests/unit/mechanism/culture.h"

namespace emtansim::testing {
namespace {

TEST(Lysosome, nothing_is_released_without_acid) {
  Culture culture({.parameters = "\"lysosome.acidity\" = { value = \"0\", because = \"no digestion at all\" }"});
  culture.at(0, "dose T-DM1", 10).run({0, 24, 72});
  EXPECT_EQ(culture.value("SK-BR-3.payload.inside.Lys-SMCC-DM1", 2), 0);
  EXPECT_EQ(culture.value("medium.Lys-SMCC-DM1", 2), 0);
  EXPECT_GT(culture.value("SK-BR-3.lysosome.T-DM1", 2), 0);
}

TEST(Lysosome, each_digested_antibody_gives_its_whole_load) {
  Culture culture({.mechanisms = "\"medium\", \"binding\", \"trafficking\", \"lysosome\", \"constant_cells\"",
                   .parameters = "\"medium.k_dec\" = { value = \"0 1/h\", because = \"the load stays\" }"});
  culture.at(0, "preload T-DM1 on SK-BR-3", 0.5).run({0, 6, 24});
  for (const std::size_t i : {1U, 2U}) {
    const double digested =
        culture.value("SK-BR-3.lysosome.T-DM1.digested", i) + culture.value("SK-BR-3.lysosome.T-DM1.label_lost", i);
    EXPECT_NEAR(culture.value("SK-BR-3.lysosome.Lys-SMCC-DM1", i), culture.parameter("conjugate.dar") * digested,
                1e-6 * digested);
  }
}

}  // namespace
}  // namespace emtansim::testing
