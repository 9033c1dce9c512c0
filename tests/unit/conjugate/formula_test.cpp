// SPDX-License-Identifier: Apache-2.0
/// Formulae, adducts and structures as text.
#include <gtest/gtest.h>

#include "tests/unit/conjugate/chemistry_of_project.h"

namespace emtansim::conjugate {
namespace {

template <class Call>
std::string code_of(Call call) {
  try {
    call();
  } catch (const InputError& error) {
    return error.complaint().code;
  }
  return "accepted";
}

TEST(Formula, reads_and_prints_in_hill_order) {
  for (const char* text : {"C35H48ClN3O10S", "H2O", "C12", "ClNa", "CH4[13C]2", "C2H6O -N3"})
    EXPECT_EQ(to_text(parse_formula(text)), text);
  EXPECT_EQ(to_text(parse_formula("C6 H10 O5")), "C6H10O5");
  EXPECT_EQ(to_text(parse_formula("SO10N3ClH48C35")), "C35H48ClN3O10S");
  EXPECT_EQ(to_text(parse_formula("+O -N -H")), "O -HN");
  EXPECT_EQ(to_text(parse_formula("H2O") - parse_formula("H2O")), "0");
  EXPECT_EQ(parse_formula("CH3CH2OH"), parse_formula("C2H6O"));
}

TEST(Formula, refuses_what_is_none) {
  for (const char* text : {"", " ", "c6h6", "C6H(2", "[C]3", "[13", "C99999999999", "6", "H2O+", "C-3", "[13Cab]"})
    EXPECT_EQ(code_of([&] { parse_formula(text); }), text == std::string("H2O+") ? "accepted" : "bad-formula") << text;
  EXPECT_EQ(code_of([] { monoisotopic_mass(parse_formula("CXx"), chemistry().elements); }), "unknown-element");
  EXPECT_EQ(code_of([] { isotope_envelope(parse_formula("-H2O"), chemistry().elements); }), "bad-formula");
}

TEST(Adduct, reads_what_chemists_write) {
  const Adduct ion = parse_adduct("[2M+2H-H2O]2+");
  EXPECT_EQ(ion.molecules, 2);
  EXPECT_EQ(ion.charge, 2);
  EXPECT_EQ(ion.change, parse_formula("+H2 -H2O"));
  EXPECT_EQ(parse_adduct("[M-H]-").charge, -1);
  EXPECT_EQ(parse_adduct(" [M]+ ").change, Formula());
  for (const char* text : {"", "M+H", "[M+H]", "[X+H]+", "[M+]+", "[M+H]0+", "[M+H]+2", "[0M+H]+", "[M H]+"})
    EXPECT_EQ(code_of([&] { parse_adduct(text); }), "bad-adduct") << text;
}

TEST(Smiles, counts_atoms_with_their_implicit_hydrogen) {
  EXPECT_EQ(formula_of_smiles("CCO"), parse_formula("C2H6O"));
  EXPECT_EQ(formula_of_smiles("c1ccccc1"), parse_formula("C6H6"));
  EXPECT_EQ(formula_of_smiles("C[C@H](N)C(=O)O"), parse_formula("C3H7NO2"));
  EXPECT_EQ(formula_of_smiles("CS(=O)(=O)O"), parse_formula("CH4O3S"));
  EXPECT_EQ(formula_of_smiles("[Na]Cl"), parse_formula("NaCl"));
  EXPECT_EQ(formula_of_smiles("C%12CC%12"), parse_formula("C3H6"));
  EXPECT_EQ(formula_of_smiles("CS9.S9C"), parse_formula("C2H6S2"));
  EXPECT_EQ(formula_of_smiles("[13CH4]"), parse_formula("[13C]H4"));
  for (const char* text : {"", "C(", "C)", "C1CC", "C[N", "?", "(C)", "1C", "C(C)(C)(C)(C)C", "C%1", "X"})
    EXPECT_EQ(code_of([&] { formula_of_smiles(text); }), "bad-smiles") << text;
}

TEST(Molecules, most_have_a_structure_that_fits_their_formula) {
  int drawn = 0;
  for (const auto& molecule : chemistry().molecules.molecules) {
    if (molecule.smiles.empty()) continue;
    EXPECT_EQ(formula_of_smiles(molecule.smiles), molecule.formula) << molecule.name;
    ++drawn;
  }
  EXPECT_EQ(drawn, 24);
}

TEST(Molecules, reader_refuses_contradictions) {
  const auto code = [](const std::string& lines) {
    return code_of([&] {
      Molecules molecules;
      parse_molecules("[[molecule]]\nname = \"a\"\nrole = \"payload\"\nprovenance = \"read\"\n" + lines, "a.toml",
                      molecules);
    });
  };
  EXPECT_EQ(code("formula = \"CH4\"\n"), "accepted");
  EXPECT_EQ(code("formula = \"CH4\"\nsmiles = \"CC\"\n"), "contradiction");
  EXPECT_EQ(code("formula = \"CH4\"\naliases = [\"A\"]\n"), "accepted");
  EXPECT_EQ(code("formula = \"CH4\"\nproduct_ions = [\"9\"]\n"), "unknown-ion");
  EXPECT_EQ(code("formula = \"CH4\"\ncolour = \"red\"\n"), "unknown-key");
  EXPECT_EQ(code("formula = \"CH4\"\n[[molecule]]\nname = \"A\"\nrole = \"payload\"\nformula = \"C\"\n"
                 "provenance = \"read\"\n"),
            "name-twice");
  EXPECT_EQ(code("formula = \"none\"\n"), "bad-formula");
}

}  // namespace
}  // namespace emtansim::conjugate
