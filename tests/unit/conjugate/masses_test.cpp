// SPDX-License-Identifier: Apache-2.0
/// Masses, ions and isotope envelopes against tables that were computed apart from this program.
#include <cmath>

#include <gtest/gtest.h>

#include "tests/unit/conjugate/chemistry_of_project.h"

namespace emtansim::conjugate {
namespace {

// The tables print four decimals of monoisotopic and three of average masses.
constexpr double kMono = 0.0002;
constexpr double kAverage = 0.0006;

TEST(Masses, every_compound_has_its_masses_and_ions) {
  const Table table = expected("compounds");
  ASSERT_EQ(table.rows.size(), chemistry().molecules.molecules.size());
  const Where here;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    SCOPED_TRACE(table.rows[i][0]);
    const Molecule& molecule = chemistry().molecules.find(table.rows[i][0]);
    const auto& elements = chemistry().elements;
    EXPECT_EQ(to_text(molecule.formula), table.rows[i][1]);
    EXPECT_NEAR(monoisotopic_mass(molecule.formula, elements), table.number(i, table.column("monoisotopic_Da", here)),
                kMono);
    EXPECT_NEAR(average_mass(molecule.formula, elements), table.number(i, table.column("average_Da", here)), kAverage);
    const auto ion = [&](const char* adduct) { return mz(molecule.formula, parse_adduct(adduct), elements); };
    EXPECT_NEAR(ion("[M+H]+"), table.number(i, table.column("mz_M+H", here)), kMono);
    EXPECT_NEAR(ion("[M+Na]+"), table.number(i, table.column("mz_M+Na", here)), kMono);
    EXPECT_NEAR(ion("[M+2H]2+"), table.number(i, table.column("mz_M+2H_2+", here)), kMono);
    EXPECT_NEAR(ion("[M+H-H2O]+"), table.number(i, table.column("mz_M+H-H2O", here)), kMono);
  }
}

TEST(Masses, every_product_ion_has_its_mz) {
  const Table table = expected("fragments");
  ASSERT_EQ(table.rows.size(), chemistry().molecules.product_ions.size());
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    SCOPED_TRACE(table.rows[i][0]);
    const Formula cation = chemistry().molecules.find_product(table.rows[i][0]).cation;
    EXPECT_NEAR(ion_mz(cation, 1, chemistry().elements), table.number(i, 2), kMono);
    if (table.rows[i][3].empty()) continue;
    const Formula heavy = cation - parse_formula("Cl") + parse_formula("[37Cl]");
    EXPECT_NEAR(ion_mz(heavy, 1, chemistry().elements), table.number(i, 3), kMono);
  }
}

TEST(Masses, every_envelope_has_its_shape_and_offsets) {
  const Table table = expected("isotope_envelopes");
  ASSERT_EQ(table.rows.size(), 48U);
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    SCOPED_TRACE(table.rows[i][0] + " M+" + table.rows[i][2]);
    const auto envelope = isotope_envelope(parse_formula(table.rows[i][1]), chemistry().elements);
    const auto n = static_cast<std::size_t>(table.number(i, 2));
    ASSERT_GT(envelope.size(), n);
    EXPECT_EQ(envelope[n].neutrons, static_cast<int>(n));
    EXPECT_NEAR(100 * envelope[n].probability / envelope[0].probability, table.number(i, 3), 0.006);
    EXPECT_NEAR(envelope[n].mass - envelope[0].mass, table.number(i, 4), 0.00011);
    EXPECT_NEAR(envelope[n].probability, table.number(i, 5), 6e-6);
  }
}

TEST(Masses, envelope_keeps_everything_even_of_an_antibody) {
  const Formula antibody = parse_formula("C6448H9948N1720O2012S44");
  const IsotopeSpread spread = isotope_spread(antibody, chemistry().elements);
  double sum = 0;
  double offset = 0;  // from the mean: squares of whole masses would lose what is asked for
  double square = 0;
  for (const auto& peak : isotope_envelope(antibody, chemistry().elements, 1e-12)) {
    sum += peak.probability;
    offset += peak.probability * (peak.mass - spread.mean);
    square += peak.probability * (peak.mass - spread.mean) * (peak.mass - spread.mean);
  }
  EXPECT_NEAR(sum, 1, 1e-9);
  EXPECT_NEAR(offset, 0, 1e-4);
  EXPECT_NEAR(std::sqrt(square), spread.sd, 1e-3);
  EXPECT_NEAR(spread.mean, 145165.40, 0.02);
  EXPECT_NEAR(spread.sd, 10.04, 0.02);
}

TEST(Masses, traps_of_equal_or_close_masses_are_as_known) {
  const auto& elements = chemistry().elements;
  const auto ion = [&](const char* name, const char* adduct) {
    return mz(chemistry().molecules.find(name).formula, parse_adduct(adduct), elements);
  };
  // The water-loss ion of the opened ring is the protonated closed form, to the last digit.
  EXPECT_NEAR(ion("Lys-MCC-DM1 ring-opened", "[M+H-H2O]+"), ion("Lys-MCC-DM1", "[M+H]+"), 1e-10);
  EXPECT_NEAR(ion("MCC-DM1 ring-opened", "[M+H-H2O]+"), ion("MCC-DM1", "[M+H]+"), 1e-10);
  EXPECT_NEAR(ion("maysine", "[M+H]+"), ion("maytansinol", "[M+H-H2O]+"), 1e-10);
  EXPECT_NEAR(ion("maysine", "[M+H]+"), ion_mz(chemistry().molecules.find_product("547").cation, 1, elements), 1e-10);
  EXPECT_NEAR(ion("DM1", "[M+H]+") - ion("DM1 dimer", "[M+2H]2+"), 1.0078, 1e-4);
  EXPECT_NEAR(ion("DM1-SMe", "[M+H]+") - ion("S-methyl-DM1", "[M+H]+"), 31.972071, 1e-9);
}

TEST(Masses, ion_and_neutral_mass_are_inverse) {
  // D3 of the pair G0F/G0F.
  for (const auto& [charge, expected_mz] :
       {std::pair{24, 6289.776}, {25, 6038.225}, {26, 5806.025}, {27, 5591.024}, {28, 5391.381}, {50, 3019.616}}) {
    EXPECT_NEAR(protonated_mz(150930.45, charge), expected_mz, 0.001);
    EXPECT_NEAR(neutral_mass(protonated_mz(150930.45, charge), charge), 150930.45, 1e-9);
  }
}

TEST(Masses, labelled_atoms_weigh_what_their_isotope_weighs) {
  const Formula plain = parse_formula("C34H46ClN3O10");
  const Formula labelled = plain - parse_formula("CH3") + parse_formula("[13C][2H]3");
  EXPECT_NEAR(monoisotopic_mass(labelled, chemistry().elements) - monoisotopic_mass(plain, chemistry().elements),
              1.0033548378 + 3 * (2.0141017778 - 1.00782503207), 1e-9);
  EXPECT_NEAR(isotope_envelope(labelled, chemistry().elements)[0].mass,
              monoisotopic_mass(labelled, chemistry().elements), 1e-9);
}

}  // namespace
}  // namespace emtansim::conjugate
