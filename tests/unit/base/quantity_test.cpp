// SPDX-License-Identifier: Apache-2.0
/// Units and quantities: what is read, what it is in internal units, and what is refused.
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "emtansim/base/base.h"

namespace emtansim {
namespace {

using testing::HasSubstr;

struct Reading {
  const char* text;
  double value;
  Dimension dimension;
};

class quantity_reader : public testing::TestWithParam<Reading> {};

TEST_P(quantity_reader, converts_to_internal_units) {
  const Quantity quantity = parse_quantity(GetParam().text);
  EXPECT_EQ(quantity.dimension, GetParam().dimension) << to_text(quantity.dimension);
  EXPECT_NEAR(quantity.value, GetParam().value, 1e-14 * std::abs(GetParam().value));
}

INSTANTIATE_TEST_SUITE_P(
    readings, quantity_reader,
    testing::Values(
        Reading{"10 nM", 10, dimension::kConcentration}, Reading{"1 pM", 1e-3, dimension::kConcentration},
        Reading{"0.36 1/(nM h)", 0.36, dimension::kAssociation}, Reading{"0.36 /(nM h)", 0.36, dimension::kAssociation},
        Reading{"1e-4 nM^-1 s^-1", 0.36, dimension::kAssociation},
        Reading{"1e-4 nM⁻¹ s⁻¹", 0.36, dimension::kAssociation},
        Reading{"1e-4 nM⁻¹·s⁻¹", 0.36, dimension::kAssociation},
        Reading{"3.8 pL/cell", 3.8e-12, dimension::kCellVolume},
        Reading{"3.8 pL cell⁻¹", 3.8e-12, dimension::kCellVolume},
        Reading{"1.6e6 molecules/cell", 1.6e6 * kMolecule, dimension::kPerCell},
        Reading{"2.6 pmol/1e6 cells", 2.6e-9, dimension::kPerCell},
        Reading{"2.6 pmol / (1e6 cells)", 2.6e-9, dimension::kPerCell}, Reading{"20 %", 0.2, dimension::kOne},
        Reading{"0.5", 0.5, dimension::kOne}, Reading{"+3 h", 3, dimension::kTime},
        Reading{"-3 h", -3, dimension::kTime}, Reading{"\u22123 h", -3, dimension::kTime},
        Reading{"90 min", 1.5, dimension::kTime}, Reading{"2 weeks", 336, dimension::kTime},
        Reading{"5 µm", 5e-5, dimension::kLength}, Reading{"5 \u03bcm", 5e-5, dimension::kLength},
        Reading{"1663 µm²/cell", 1663e-10, dimension::kCellArea},
        Reading{"1663 um^2/cell", 1663e-10, dimension::kCellArea}, Reading{"1 mm³", 1e-6, dimension::kVolume},
        Reading{"148 kDa", 148, dimension::kMolarMass}, Reading{"1 ug/nmol", 1, dimension::kMolarMass},
        Reading{"5 h⁻¹", 5, dimension::kRate}, Reading{"1 g/mol", 1e-3, dimension::kMolarMass},
        Reading{"3.6 mg/kg", 3.6e-6, dimension::kOne}, Reading{"2 Gy", 2, dimension::kDose},
        Reading{"27 U/L", 27 * 6e4, dimension::kConcentration / dimension::kTime},
        Reading{"1 mg/mL", 1e6, dimension::kMassConcentration}, Reading{"1 nM^2/nM", 1, dimension::kConcentration}));

TEST(quantity, one_molecule_and_avogadro_make_one_mole) {
  EXPECT_NEAR(parse_quantity("6.02214076e23 molecules").value, parse_quantity("1 mol").value, 1e-6);
}

struct Refusal {
  const char* text;
  const char* code;
  const char* why;
};

class quantity_refusal : public testing::TestWithParam<Refusal> {};

TEST_P(quantity_refusal, says_why_at_the_place) {
  try {
    parse_quantity(GetParam().text, {"file.toml", 7});
    FAIL() << "was read";
  } catch (const InputError& error) {
    EXPECT_EQ(error.complaint().code, GetParam().code);
    EXPECT_THAT(error.what(), HasSubstr(GetParam().why));
    EXPECT_THAT(error.what(), testing::StartsWith("file.toml:7: "));
  }
}

INSTANTIATE_TEST_SUITE_P(
    refusals, quantity_refusal,
    testing::Values(
        Refusal{"", "bad-quantity", "a finite number and a unit"}, Refusal{"nM", "bad-quantity", "a finite number"},
        Refusal{"inf nM", "bad-quantity", "finite"}, Refusal{"nan", "bad-quantity", "finite"},
        Refusal{"+-5 nM", "bad-quantity", "finite"}, Refusal{"1e300 kg^2", "bad-quantity", "too large"},
        Refusal{"10 nm0l", "bad-unit", "'0l' is not understood"},
        Refusal{"10 nMol", "bad-unit", "did you mean 'nmol'?"},
        Refusal{"10 nM/", "bad-unit", "missing after an operator"}, Refusal{"10 (nM", "bad-unit", "not closed"},
        Refusal{"10 nM)", "bad-unit", "not understood"}, Refusal{"10 nM^1.5", "bad-unit", "'.5' is not understood"},
        Refusal{"7 h 30 min", "bad-unit", "not understood"},
        Refusal{"1 m^9 m^9 m^9 m^9 m^9", "bad-unit", "powers are too large"},
        Refusal{"1 ((m^-9)^9)^9", "bad-unit", "powers are too large"},
        Refusal{"1 1e-300kg (1e-300 h)", "bad-unit", "too small"},
        Refusal{"10 nM^99", "bad-unit", "small whole number"}, Refusal{"10 nM^x", "bad-unit", "small whole number"},
        Refusal{"10 1/nM h", "bad-unit", "ambiguous"}, Refusal{"10 1/nM*h", "bad-unit", "ambiguous"},
        Refusal{"1 ((nM^9)^9)^9", "bad-unit", "powers are too large"},
        Refusal{"1 1e300kg 1e300kg", "bad-unit", "too large"}, Refusal{"1 pL/0 cells", "bad-unit", "positive number"},
        Refusal{"1 \u00b0C", "bad-unit", ""}));

TEST(quantity, refuses_deep_parentheses) {
  EXPECT_THROW(parse_quantity("1 " + std::string(1000, '(') + "nM" + std::string(1000, ')')), InputError);
}

TEST(quantity, wrong_dimension_names_both) {
  try {
    parse_quantity_of("10 nM", dimension::kPerCell, "dose", {"a.toml", 3});
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(error.complaint().code, "wrong-unit");
    EXPECT_STREQ(error.what(), "a.toml:3: dose '10 nM' has the wrong unit (it is in nM, wanted is nmol/cell)");
  }
}

TEST(quantity, in_unit_is_the_way_back) {
  EXPECT_NEAR(in_unit(parse_quantity("3.8 pL/cell"), "pL/cell"), 3.8, 1e-14);
  EXPECT_NEAR(in_unit(parse_quantity("90 min"), "h"), 1.5, 1e-15);
}

TEST(dimension_text, reads_as_people_write) {
  EXPECT_EQ(to_text(dimension::kOne), "1");
  EXPECT_EQ(to_text(dimension::kConcentration), "nM");
  EXPECT_EQ(to_text(dimension::kAssociation), "1/(nM h)");
  EXPECT_EQ(to_text(dimension::kPerCell), "nmol/cell");
  EXPECT_EQ(to_text(dimension::kCellVolume), "L/cell");
  EXPECT_EQ(to_text(dimension::kRate), "1/h");
}

TEST(quantity, unit_of_a_text_is_what_stands_behind_the_number) {
  EXPECT_EQ(unit_of("1.33 1/h"), "1/h");
  EXPECT_EQ(unit_of(" +2e3molecules/cell "), "molecules/cell");
  EXPECT_EQ(unit_of("0.3"), "");
}

TEST(dimension_text, can_be_read_back) {
  const bool holds = rc::check([] {
    const auto exponent = [] { return static_cast<std::int8_t>(*rc::gen::inRange(-4, 5)); };
    const Dimension d{exponent(), exponent(), exponent(), exponent(), exponent(), exponent()};
    const Quantity read = parse_unit(to_text(d));
    RC_ASSERT(read.dimension == d);
    RC_ASSERT(read.value == 1.0);
  });
  EXPECT_TRUE(holds);
}

TEST(dimension, product_and_quotient_undo_each_other) {
  EXPECT_EQ(dimension::kConcentration * dimension::kVolume, dimension::kAmount);
  EXPECT_EQ(dimension::kAmount / dimension::kVolume, dimension::kConcentration);
  EXPECT_TRUE((dimension::kRate * dimension::kTime).is_one());
}

}  // namespace
TEST(Quantity, PowersOfLengthsAreReadAsPeopleWriteThem) {
  EXPECT_EQ(parse_unit("mm3"), parse_unit("mm^3"));
  EXPECT_EQ(parse_unit("cm2/day"), parse_unit("cm^2/day"));
  EXPECT_NEAR(parse_unit("cells/mm3").value, parse_unit("cells/uL").value, 1e-6);
  EXPECT_THROW(parse_unit("mm4"), InputError);
  EXPECT_THROW(parse_unit("nM3"), InputError);
}

}  // namespace emtansim
