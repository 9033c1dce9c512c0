// SPDX-License-Identifier: Apache-2.0
/// Lysis: cells that break up take their share of contents; payload is set free, conjugate becomes debris.
#include "tests/unit/mechanism/culture.h"

namespace emtansim::testing {
namespace {

TEST(Lysis, every_cell_that_ever_was_is_counted) {
  // Nothing divides, so those that are there and those that broke up are the cells of the start.
  Culture culture({.conjugate = "paclitaxel",
                   .mechanisms = "\"medium\", \"direct\", \"cell_cycle\", \"lysis\"",
                   .parameters = "\"direct.K\" = { value = \"1e-6 nM\", because = \"full arrest\" }\n"
                                 "\"cell_cycle.u50\" = { value = \"1e-4\", because = \"full arrest\" }\n"
                                 "\"cell_cycle.k_te\" = { value = \"0 1/h\", because = \"no bad divisions\" }\n"
                                 "\"cell_cycle.k_tx\" = { value = \"0.05 1/h\", because = \"many die\" }"});
  culture.at(0, "dose paclitaxel", 1000).run({0, 24, 96});
  for (const std::size_t i : {1U, 2U})
    EXPECT_NEAR(culture.value("SK-BR-3.objects", i) + culture.value("SK-BR-3.cells.lost", i), 1e4,
                1e-2);  // a millionth of the mitoses ends
  EXPECT_GT(culture.value("SK-BR-3.cells.lost", 2), 1e3);
}

TEST(Lysis, conjugate_of_broken_cells_becomes_debris) {
  Culture culture({.system = "\"SK-BR-3\""});
  culture.at(0, "dose T-DM1", 10).run({0, 48, 96});
  EXPECT_GT(culture.value("SK-BR-3.cells.lost", 2), 0);
  EXPECT_GT(culture.value("debris.T-DM1.payload", 2), 0);
}

TEST(Lysis, removal_of_dead_cells_takes_their_share_of_contents) {
  Culture culture({.system = "\"SK-BR-3\""});
  culture.at(0, "dose T-DM1", 10).at(48, "remove dead SK-BR-3", 1).run({0, 48 - 1e-9, 48});
  const double before = culture.value("SK-BR-3.objects", 1);
  const double after = culture.value("SK-BR-3.objects", 2);
  EXPECT_NEAR(after, culture.value("SK-BR-3.living", 2), 1e-6);
  EXPECT_LT(after, before);
  const auto per_cell = [&](const std::string& name, std::size_t i) {
    return culture.value(name, i) / culture.value("SK-BR-3.objects", i);
  };
  for (const char* name : {"SK-BR-3.surface.HER2", "SK-BR-3.payload.inside.Lys-SMCC-DM1"})
    EXPECT_NEAR(per_cell(name, 2) / per_cell(name, 1), 1, 1e-6);
}

}  // namespace
}  // namespace emtansim::testing
