// SPDX-License-Identifier: Apache-2.0
/// Payload: concentrations level out across the membrane, and a pump keeps the inside below the outside.
#include "tests/unit/mechanism/culture.h"

namespace emtansim::testing {
namespace {

const char* const kPayload = "\"medium\", \"payload\", \"constant_cells\"";

double inside_over_outside(const std::string& parameters) {
  Culture culture(
      {.conjugate = "DM1",
       .mechanisms = kPayload,
       .parameters = parameters + "\n\"medium.k_thiol\" = { value = \"0 1/h\", because = \"membranes only\" }",
       .cells = "1e6 cells"});
  culture.at(0, "dose DM1", 10).run({0, 500});
  const double inside = culture.value("SK-BR-3.payload.cytosol.DM1", 1) / culture.value("SK-BR-3.volume", 1);
  return inside / (culture.value("medium.DM1", 1) / 1e-4);
}

TEST(Payload, levels_out_without_a_pump) { EXPECT_NEAR(inside_over_outside(""), 1, 1e-6); }

TEST(Payload, a_pump_keeps_the_ratio_of_permeation_to_both) {
  Culture culture({.conjugate = "DM1", .mechanisms = kPayload});
  const double k_perm = culture.parameter("payload.k_perm");
  EXPECT_NEAR(inside_over_outside("\"payload.k_pump\" = { value = \"3 1/h\", because = \"P-gp\" }"),
              k_perm / (k_perm + 3), 1e-6);
}

}  // namespace
}  // namespace emtansim::testing
