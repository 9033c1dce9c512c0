// SPDX-License-Identifier: Apache-2.0
/// Bivalent binding: detailed balance of both steps, and slower apparent dissociation than one arm has.
#include "tests/unit/mechanism/culture.h"

namespace emtansim::testing {
namespace {

const char* const kBivalent = "\"medium\", \"binding_bivalent\", \"constant_cells\"";
constexpr double kCells = 1e4;

TEST(BindingBivalent, both_steps_balance_at_rest) {
  Culture culture({.conjugate = "trastuzumab", .mechanisms = kBivalent});
  culture.at(0, "dose trastuzumab", 1).run({0, 5000});
  const double k_on = culture.parameter("binding_bivalent.k_on");
  const double k_off = k_on * culture.parameter("binding_bivalent.K_D");
  const double area = culture.parameter("system.cell_area") * kCells;
  const double one = culture.value("SK-BR-3.surface.trastuzumab", 1);
  const double two = culture.value("SK-BR-3.surface.trastuzumab (two arms)", 1);
  const double antigen = culture.value("SK-BR-3.surface.HER2", 1);
  const double antibody = culture.value("medium.trastuzumab", 1);
  EXPECT_NEAR(2 * k_on * antibody / 1e-4 * antigen / (k_off * one), 1, 1e-5);
  EXPECT_NEAR(culture.parameter("binding_bivalent.k_cross") * one * antigen / area / (2 * k_off * two), 1, 1e-5);
  EXPECT_NEAR(antigen + one + 2 * two, culture.parameter("system.her2_per_cell") * kCells, 1e-12);
}

TEST(BindingBivalent, two_arms_hold_longer_than_one) {
  const auto left_after_a_day = [](const std::string& parameters) {
    Culture culture({.conjugate = "trastuzumab", .mechanisms = kBivalent, .parameters = parameters, .medium = "1 L"});
    culture.at(0, "preload trastuzumab on SK-BR-3", 0.1).run({0, 24});
    return culture.value("SK-BR-3.antibody.surface.trastuzumab", 1) /
           culture.value("SK-BR-3.antibody.surface.trastuzumab", 0);
  };
  const double both = left_after_a_day("");
  const double single = left_after_a_day(
      "\"binding_bivalent.k_cross\" = { value = \"0 um^2/(molecules h)\", because = \"one arm only\" }");
  EXPECT_GT(both, 3 * single);
}

}  // namespace
}  // namespace emtansim::testing
