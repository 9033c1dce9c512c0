// SPDX-License-Identifier: Apache-2.0
/// Tests of quantities: units to internal units, and what is no quantity.
#include "emtansim/base/quantity.h"

#include <gtest/gtest.h>

#include <string>

namespace emtansim {
namespace {

std::string code_of(std::string_view text) {
  try {
    static_cast<void>(parse_quantity(text));
  } catch (const InputError& error) {
    return error.complaint().code;
  }
  return "accepted";
}

void expect_quantity(std::string_view text, double value, Dimension dimension) {
  const Quantity quantity = parse_quantity(text);
  EXPECT_DOUBLE_EQ(quantity.value, value) << text;
  EXPECT_EQ(quantity.dimension, dimension) << text;
}

TEST(Quantity, converts_to_internal_units) {
  expect_quantity("10 nM", 10, dimension::kConcentration);
  expect_quantity("1 pM", 1e-3, dimension::kConcentration);
  expect_quantity("0.1 mL", 1e-4, dimension::kVolume);
  expect_quantity("90 min", 1.5, dimension::kTime);
  expect_quantity("1 µg/mL", 1000, dimension::kMassConcentration);
  expect_quantity("0.36 1/(nM h)", 0.36, dimension::kAssociation);
  expect_quantity("0.36 /(nM h)", 0.36, dimension::kAssociation);
  expect_quantity("1e-4 /(nM s)", 0.36, dimension::kAssociation);
  expect_quantity("1.6e6 molecules/cell", 1.6e6 * kMolecule, dimension::kPerCell);
  expect_quantity("2.6 pmol/1e6 cells", 2.6e-9, dimension::kPerCell);
  expect_quantity("37 %", 0.37, dimension::kOne);
  expect_quantity("148.781 kDa", 148.781, dimension::kMolarMass);
  expect_quantity("1 g/mol", 1e-3, dimension::kMolarMass);
  expect_quantity("5 µm^2", 5e-10, dimension::kArea);
  expect_quantity("5 h⁻¹", 5, dimension::kRate);
}

TEST(Quantity, spellings_of_micro_minus_and_product_agree) {
  for (const char* text : {"1 uM", "1 \u00b5M", "1 \u03bcM"}) expect_quantity(text, 1000, dimension::kConcentration);
  expect_quantity("\u22121 h", -1, dimension::kTime);
  expect_quantity("1 nM\u00b7h", 1, dimension::kConcentration * dimension::kTime);
}

TEST(Quantity, refuses_what_it_does_not_understand) {
  for (const char* text : {"", "ten nM", "nan h", "inf h", "nM"}) EXPECT_EQ(code_of(text), "bad-quantity") << text;
  for (const char* text : {"1 nMol", "1 h/", "1 (h", "1 h)", "1 h^", "1 h^99", "1 h^x", "1 /0 h"})
    EXPECT_EQ(code_of(text), "bad-unit") << text;
}

TEST(Quantity, powers_and_factors_do_not_wrap_around) {
  EXPECT_EQ(code_of("1 ((m^9)^9)^9"), "bad-unit");
  EXPECT_EQ(code_of("1 ((m^-9)^9)^9"), "bad-unit");
  EXPECT_EQ(code_of("1 m^9 m^9 m^9 m^9 m^9"), "bad-unit");
  EXPECT_EQ(code_of("1 1e300 1e300 h"), "bad-unit");
  EXPECT_EQ(code_of("1 1e-300 1e-300 h"), "bad-unit");
  EXPECT_EQ(code_of("1e308 kg"), "bad-quantity");
}

TEST(Quantity, dimensions_are_written_in_internal_units) {
  EXPECT_EQ(to_text(dimension::kConcentration), "nM");
  EXPECT_EQ(to_text(dimension::kAssociation), "1/(nM h)");
  EXPECT_EQ(to_text(dimension::kPerCell), "nmol/cell");
  EXPECT_EQ(to_text(dimension::kOne), "1");
  EXPECT_EQ(unit_of("1.33 1/h"), "1/h");
  EXPECT_EQ(unit_of(" +2e3molecules/cell "), "molecules/cell");
  EXPECT_EQ(unit_of("0.3"), "");
}

}  // namespace
}  // namespace emtansim
