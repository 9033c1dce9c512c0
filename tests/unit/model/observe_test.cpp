// SPDX-License-Identifier: Apache-2.0
/// Observables of the drug load against the same thinning of the distribution.
#include "tests/unit/mechanism/culture.h"

namespace emtansim::testing {
namespace {

TEST(Observe, load_in_the_medium_is_the_thinned_distribution) {
  Culture culture({.mechanisms = "\"medium\", \"constant_cells\"",
                   .parameters = "\"medium.k_dec\" = { value = \"0.02 1/h\", because = \"fast enough to see\" }"});
  culture.at(0, "dose T-DM1", 10).run({0, 48});
  const auto start = conjugate::to_conjugate(shipped_catalogue().find_agent("T-DM1", {})).load;
  const auto expected = conjugate::deconjugated(start, std::exp(-0.02 * 48));
  for (std::size_t k = 0; k < expected.fractions().size(); ++k)
    EXPECT_NEAR(culture.value("medium.load.T-DM1." + std::to_string(k), 1), expected.fractions()[k], 1e-7);
}

TEST(Observe, names_of_a_population_carry_its_variants) {
  Culture culture({.system = "{ line = \"SK-BR-3\", variants = [\"SLC46A3 loss\"] }"});
  EXPECT_TRUE(culture.network().find_species("SK-BR-3 (SLC46A3 loss).surface.HER2").has_value());
}

}  // namespace
}  // namespace emtansim::testing
