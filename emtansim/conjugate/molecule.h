// SPDX-License-Identifier: Apache-2.0
/// Small molecules and the product ions of their fragmentation, as data.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emtansim/conjugate/formula.h"

namespace emtansim::conjugate {

/// A molecule: its formula, and what is known of it. Masses follow from the formula.
struct Molecule {
  std::string name;
  std::vector<std::string> aliases;
  Formula formula;
  std::string role;                       ///< payload | linker | catabolite | artefact | standard
  std::string says;                       ///< one phrase for people
  std::string smiles;                     ///< structure; empty where it is not known
  std::vector<std::string> product_ions;  ///< names, strongest first as far as known
  std::string source;                     ///< key in references.bib; may be empty
  std::string provenance;                 ///< how the formula is known
  std::string note;
  Where where;
};

/// A fragment that the first stage of fragmentation gives.
struct ProductIon {
  std::string name;  ///< nominal m/z: "547"
  Formula cation;    ///< atoms of the ion, charge 1+
  std::string says;
  std::string provenance;
  Where where;
};

struct Molecules {
  std::vector<Molecule> molecules;
  std::vector<ProductIon> product_ions;

  /// By name or alias, whatever the case and punctuation. Throws InputError "unknown-molecule" with a suggestion.
  [[nodiscard]] const Molecule& find(std::string_view name, const Where& asked_at = {}) const;
  [[nodiscard]] const Molecule* find_if_any(std::string_view name) const;
  /// Throws InputError "unknown-ion".
  [[nodiscard]] const ProductIon& find_product(std::string_view name, const Where& asked_at = {}) const;
};

/// Adds the [[molecule]] and [[product_ion]] entries of a file. Throws InputError for what is incomplete, named twice,
/// or whose structure has another formula.
void parse_molecules(std::string_view text, const std::string& file, Molecules& molecules);

/// Formula of a structure in SMILES: organic subset, brackets, aromatic atoms, branches, rings, several parts; implicit
/// hydrogen by the lowest normal valence. Throws InputError "bad-smiles".
Formula formula_of_smiles(std::string_view smiles, const Where& where = {});

}  // namespace emtansim::conjugate
