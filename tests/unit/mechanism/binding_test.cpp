// SPDX-License-Identifier: Apache-2.0
/// Binding with one apparent site: equilibrium in closed form, depletion, competition.
#include "tests/unit/mechanism/culture.h"

namespace emtansim::testing {
namespace {

const char* const kBinding = "\"medium\", \"binding\", \"constant_cells\"";
constexpr double kVolume = 1e-4;  // L
constexpr double kCells = 1e4;
constexpr double kLongEnough = 2000;  // h; the slowest rate is k_off of about 0.1 1/h

/// Complex at equilibrium from totals (nM) with depletion of both: the smaller root of the binding quadratic.
double bound_at_rest(double antibody, double antigen, double affinity) {
  const double sum = antibody + antigen + affinity;
  return 2 * antibody * antigen / (sum + std::sqrt(sum * sum - 4 * antibody * antigen));
}

TEST(Binding, comes_to_the_quadratic_equilibrium_with_depletion) {
  for (const double dose : {0.01, 0.2, 3.0}) {
    Culture culture({.conjugate = "trastuzumab", .mechanisms = kBinding});
    culture.at(0, "dose trastuzumab", dose).run({0, kLongEnough});
    const double antigen = culture.parameter("system.her2_per_cell") * kCells / kVolume;
    const double expected = bound_at_rest(dose, antigen, culture.parameter("binding.K_D"));
    EXPECT_NEAR(culture.value("SK-BR-3.surface.trastuzumab", 1) / kVolume, expected, 1e-6 * expected);
  }
}

TEST(Binding, conserves_antigen_and_payload_rides_along) {
  Culture culture(
      {.mechanisms = kBinding, .parameters = "\"medium.k_dec\" = { value = \"0 1/h\", because = \"ride only\" }"});
  culture.at(0, "dose T-DM1", 1).run({0, 0.5, 5, 50});
  const double antigen = culture.parameter("system.her2_per_cell") * kCells;
  for (const std::size_t i : {1U, 2U, 3U}) {
    const double bound = culture.value("SK-BR-3.surface.T-DM1", i);
    EXPECT_NEAR(culture.value("SK-BR-3.surface.HER2", i) + bound, antigen, 1e-10 * antigen);
    EXPECT_NEAR(culture.value("SK-BR-3.surface.T-DM1.payload", i), culture.parameter("conjugate.dar") * bound,
                1e-8 * bound);
  }
}

TEST(Binding, preload_occupies_the_share_it_says) {
  Culture culture({.conjugate = "trastuzumab", .mechanisms = kBinding});
  culture.at(0, "preload trastuzumab on SK-BR-3", 0.3).run({0, 1});
  EXPECT_NEAR(culture.value("SK-BR-3.surface.trastuzumab", 0), 0.3 * culture.parameter("system.her2_per_cell") * kCells,
              1e-12);
}

}  // namespace
}  // namespace emtansim::testing
