// SPDX-License-Identifier: Apache-2.0
/// Direct effect: saturation with the free concentration in the cytosol.
#include "tests/unit/mechanism/culture.h"

namespace emtansim::testing {
namespace {

TEST(Direct, effect_is_half_at_K) {
  Culture probe({.conjugate = "paclitaxel", .mechanisms = "\"medium\", \"direct\", \"constant_cells\""});
  const double K = probe.parameter("direct.K");
  Culture culture({.conjugate = "paclitaxel", .mechanisms = "\"medium\", \"direct\", \"constant_cells\""});
  culture.at(0, "dose paclitaxel", K).run({0, 1});
  EXPECT_NEAR(culture.value("SK-BR-3.direct_effect", 1), 0.5, 1e-12);
}

TEST(Direct, uses_the_cytosol_where_the_fate_is_modelled) {
  Culture culture({.conjugate = "paclitaxel", .mechanisms = "\"medium\", \"payload\", \"direct\", \"constant_cells\""});
  culture.at(0, "dose paclitaxel", 10).run({0, 100});
  const double c = culture.value("SK-BR-3.payload.cytosol.paclitaxel", 1) / culture.value("SK-BR-3.volume", 1);
  EXPECT_NEAR(culture.value("SK-BR-3.direct_effect", 1), c / (c + culture.parameter("direct.K")), 1e-9);
  EXPECT_EQ(culture.value("SK-BR-3.direct_effect", 0), 0);
}

}  // namespace
}  // namespace emtansim::testing
