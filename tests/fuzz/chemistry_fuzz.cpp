// SPDX-License-Identifier: Apache-2.0
/// Any bytes as what the chemistry reads: the first byte says as what. Read, or refused as the user's mistake.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "emtansim/conjugate/conjugate.h"

namespace {

using namespace emtansim;
using namespace emtansim::conjugate;

const AminoAcids& acids() {
  static const AminoAcids known(parse_table(
      "letter,name,formula,absorptivity_280\nG,glycine,C2H3NO,0\nC,cysteine,C3H5NOS,0\nN,asparagine,C4H6N2O2,0\n"
      "S,serine,C3H5NO2,0\nK,lysine,C6H12N2O,0\nP,proline,C5H7NO,0\ncystine,disulfide,-H2,125\n",
      "amino_acids.csv"));
  return known;
}

const std::vector<Sugar>& sugars() {
  static const auto known =
      read_sugars(parse_table("name,says,formula\nHex,,C6H10O5\nHexNAc,,C8H13NO5\n", "sugars.csv"));
  return known;
}

/// A formula that was read prints as one that reads to the same.
void check(const Formula& formula) {
  if (!formula.is_empty() && parse_formula(to_text(formula)) != formula) std::abort();
}

void read_as(char kind, std::string_view text) {
  if (kind == 'f') return check(parse_formula(text));
  if (kind == 'a') return check(parse_adduct(text).change);
  if (kind == 's') return check(formula_of_smiles(text));
  if (kind == 'l') return check(parse_linker_payload(text, "linker.toml").drug);
  if (kind == 'g') {
    static_cast<void>(glycan_sets(parse_glycans(parse_table(text, "glycans.csv"), "library", sugars()), 2));
  } else if (kind == 'p') {
    const Antibody antibody = antibody_from_chains("antibody", parse_fasta(text, "chains.fasta", acids()));
    check(formula(antibody));
    static_cast<void>(glycan_sites(antibody));
  } else {
    Molecules molecules;
    parse_molecules(text, "molecules.toml", molecules);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  try {
    read_as(static_cast<char>(data[0]), {reinterpret_cast<const char*>(data) + 1, size - 1});
  } catch (const emtansim::InputError&) {
    return 0;
  }
  return 0;
}
