// SPDX-License-Identifier: Apache-2.0
/// Site: an override in brackets reaches the population or payload it names, and no other.
#include "tests/unit/mechanism/culture.h"

namespace emtansim::testing {
namespace {

const char* const kCoculture =
    "[{ line = \"SK-BR-3\", cells = \"1e4 cells\" }, { line = \"MCF-7\", cells = \"1e4 cells\" }]";

Culture pumping(const std::string& subject, const std::string& agent) {
  return Culture(
      {.conjugate = agent,
       .system = kCoculture,
       .mechanisms = "\"medium\", \"binding\", \"trafficking\", \"lysosome\", \"payload\", \"constant_cells\"",
       .parameters = "\"payload.k_pump[" + subject + "]\" = { value = \"3 1/h\", because = \"P-gp\" }"});
}

TEST(Site, override_of_one_population_spares_the_other) {
  for (const auto& [pumps, other] : {std::pair{"SK-BR-3", "MCF-7"}, {"MCF-7", "SK-BR-3"}}) {
    const Culture culture = pumping(pumps, "S-methyl-DM1");
    EXPECT_EQ(culture.parameter(fmt::format("payload.k_pump[{}]", pumps)), 3);
    EXPECT_FALSE(culture.network().find_parameter(fmt::format("payload.k_pump[{}]", other)).has_value());
    EXPECT_EQ(culture.parameter("payload.k_pump"), 0);
  }
}

TEST(Site, override_of_one_payload_spares_the_other) {
  const Culture culture = pumping("Lys-SMCC-DM1", "T-DM1");
  EXPECT_EQ(culture.parameter("payload.k_pump[Lys-SMCC-DM1]"), 3);
  EXPECT_EQ(culture.parameter("payload.k_pump"), 0);
}

}  // namespace
}  // namespace emtansim::testing
