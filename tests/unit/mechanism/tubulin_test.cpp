// SPDX-License-Identifier: Apache-2.0
/// Tubulin: free drug at rest follows the tight-binding quadratic, tips the simple saturation law.
#include "tests/unit/mechanism/culture.h"

namespace emtansim::testing {
namespace {

TEST(Tubulin, free_drug_and_tip_occupancy_follow_their_closed_forms) {
  for (const double dose : {3.0, 300.0}) {
    Culture culture({.conjugate = "DM1",
                     .mechanisms = "\"medium\", \"payload\", \"tubulin\", \"constant_cells\"",
                     .parameters = "\"medium.k_thiol\" = { value = \"0 1/h\", because = \"nothing is lost\" }",
                     .cells = "1e5 cells"});
    culture.at(0, "dose DM1", dose).run({0, 2000});
    const double volume = culture.value("SK-BR-3.volume", 1);
    const double free = culture.value("SK-BR-3.payload.cytosol.DM1", 1) / volume;
    const double on_tubulin = culture.value("SK-BR-3.cytosol.DM1 on tubulin", 1) / volume;
    const double sites = culture.parameter("tubulin.concentration");
    const double affinity = culture.parameter("tubulin.K_D");
    const double drug = free + on_tubulin;
    const double sum = drug + sites + affinity;
    EXPECT_NEAR(free, drug - (sum - std::sqrt(sum * sum - 4 * sites * drug)) / 2, 1e-6 * drug);
    const double tip = culture.parameter("tubulin.K_tip");
    EXPECT_NEAR(culture.value("SK-BR-3.tip_occupancy", 1), free / (free + tip), 1e-6);
  }
}

TEST(Tubulin, per_cell_amount_stays_while_cells_grow) {
  Culture culture({.conjugate = "DM1"});
  culture.run({0, 72});
  const auto per_cell = [&](std::size_t i) {
    return culture.value("SK-BR-3.cytosol.tubulin", i) / culture.value("SK-BR-3.objects", i);
  };
  EXPECT_NEAR(per_cell(1) / per_cell(0), 1, 1e-7);
}

}  // namespace
}  // namespace emtansim::testing
