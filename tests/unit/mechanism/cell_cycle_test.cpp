// SPDX-License-Identifier: Apache-2.0
/// Cell cycle: balanced growth in closed form, stasis under full arrest, the race of the two clocks.
#include "tests/unit/mechanism/culture.h"

namespace emtansim::testing {
namespace {

// Enough drug to arrest every mitosis: the effect is then above 0.999.
Setup saturated(const std::string& parameters) {
  return {.conjugate = "paclitaxel",
          .mechanisms = "\"medium\", \"direct\", \"cell_cycle\"",
          .parameters = parameters + "\n\"direct.K\" = { value = \"1e-6 nM\", because = \"full arrest\" }\n" +
                        "\"cell_cycle.u50\" = { value = \"1e-4\", because = \"full arrest\" }"};
}

TEST(CellCycle, untreated_cells_double_in_the_doubling_time) {
  Culture culture({.conjugate = "paclitaxel", .mechanisms = "\"medium\", \"cell_cycle\""});
  const double doubling = culture.parameter("system.doubling_time");
  culture.run({0, doubling, 2 * doubling});
  EXPECT_NEAR(culture.value("SK-BR-3.objects", 1) / culture.value("SK-BR-3.objects", 0), 2, 0.005);
  // Balanced growth: the ratio is the same in every interval, to the solver's precision.
  EXPECT_NEAR(culture.value("SK-BR-3.objects", 2) / culture.value("SK-BR-3.objects", 1),
              culture.value("SK-BR-3.objects", 1) / culture.value("SK-BR-3.objects", 0), 1e-6);
  const auto share = [&](std::size_t i) {
    return culture.value("SK-BR-3.cells.G1", i) / culture.value("SK-BR-3.objects", i);
  };
  EXPECT_NEAR(share(1), share(0), 1e-7);
}

TEST(CellCycle, starts_with_the_share_in_sg2_that_is_asked) {
  Culture culture({.conjugate = "paclitaxel",
                   .system = "{ line = \"AU565\", start = { sg2 = \"37 %\" } }",
                   .mechanisms = "\"medium\", \"cell_cycle\""});
  culture.run({0, 1});
  EXPECT_NEAR(1 - culture.value("AU565.cells.G1", 0) / culture.value("AU565.objects", 0), 0.37, 1e-12);
}

TEST(CellCycle, nothing_divides_under_full_arrest) {
  Culture culture(saturated("\"cell_cycle.k_te\" = { value = \"0 1/h\", because = \"no bad divisions\" }"));
  culture.at(0, "dose paclitaxel", 1000).run({0, 12, 24, 48, 96});
  for (std::size_t i = 1; i < 5; ++i) {
    EXPECT_LE(culture.value("SK-BR-3.objects", i), culture.value("SK-BR-3.objects", 0) * (1 + 1e-3));
  }
}

TEST(CellCycle, share_dying_in_mitosis_is_that_of_two_racing_clocks) {
  // Slipped cells stay slipped and dead ones stay attached, so both ends of the race can be counted.
  Culture culture(
      saturated("\"cell_cycle.k_tx\" = { value = \"0 1/h\", because = \"count the slipped\" }\n"
                "\"cell_cycle.k_te\" = { value = \"0 1/h\", because = \"count the slipped\" }\n"
                "\"cell_cycle.k_tq\" = { value = \"0 1/h\", because = \"count the slipped\" }"));
  culture.at(0, "dose paclitaxel", 1e6).run({0, 1500});
  const double died = culture.value("SK-BR-3.cells.dead", 1) + culture.value("SK-BR-3.cells.dying", 1);
  const double slipped = culture.value("SK-BR-3.cells.slipped", 1);
  const double k_death = culture.parameter("cell_cycle.k_death") *
                         (1 + culture.parameter("cell_cycle.death_gain") * culture.value("SK-BR-3.direct_effect", 1));
  const double p = k_death / (k_death + culture.parameter("cell_cycle.k_slip"));
  const int deaths = static_cast<int>(culture.parameter("cell_cycle.death_stages"));
  const int slips = static_cast<int>(culture.parameter("cell_cycle.slip_stages"));
  double expected = 0;
  for (int j = 0; j < slips; ++j)
    expected += std::exp(std::lgamma(deaths + j) - std::lgamma(deaths) - std::lgamma(j + 1)) * std::pow(p, deaths) *
                std::pow(1 - p, j);
  EXPECT_NEAR(died / (died + slipped), expected, 1e-3);
}

}  // namespace
}  // namespace emtansim::testing
