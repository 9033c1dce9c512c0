// SPDX-License-Identifier: Apache-2.0
/// The part of a document that draws structures.
#include "emtansim/report/spectra/molecules.h"

#include <fmt/format.h>

#include "emtansim/report/parts.h"

namespace emtansim::report {

DrawnMolecule drawn(const conjugate::Molecule& molecule, const conjugate::Elements& elements, const std::string& more) {
  std::string says = fmt::format("{}, {:.4f} Da", conjugate::to_text(molecule.formula),
                                 conjugate::monoisotopic_mass(molecule.formula, elements));
  if (!more.empty()) says += ", " + more;
  return {.name = molecule.name, .says = std::move(says), .smiles = molecule.smiles};
}

Json molecules_part(const std::vector<DrawnMolecule>& molecules) {
  if (molecules.empty()) return nullptr;
  Json items = Json::array();
  for (const auto& molecule : molecules)
    items.push_back({{"name", molecule.name}, {"says", molecule.says}, {"smiles", molecule.smiles}});
  return {{"id", "molecules"},
          {"kind", "molecules"},
          {"title", molecules.size() == 1 ? "The molecule" : "The molecules"},
          {"caption", "Structures from their SMILES in data/molecules."},
          {"molecules", items}};
}

}  // namespace emtansim::report
