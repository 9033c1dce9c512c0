// SPDX-License-Identifier: Apache-2.0
/// Structures that a report draws, with what is said of them.
#pragma once

#include <string>

#include "emtansim/conjugate/conjugate.h"

namespace emtansim::report {

/// A structure to be drawn.
struct DrawnMolecule {
  std::string name;
  std::string says;
  std::string smiles;
};

/// A molecule that has a structure, with its formula, its monoisotopic mass and `more`:
/// "C35H48ClN3O10S, 737.2749 Da, the thiol that the linker holds".
DrawnMolecule drawn(const conjugate::Molecule& molecule, const conjugate::Elements& elements, const std::string& more);

}  // namespace emtansim::report
