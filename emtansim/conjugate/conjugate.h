// SPDX-License-Identifier: Apache-2.0
/// Door of `conjugate`: antibody, linker and payload of an agent, the distribution of its drug load, and their
/// chemistry: formulae, masses, ions, isotopes, molecules, antibodies from sequences, glycans, the ladder of a
/// conjugate's masses.
#pragma once

#include <string>

#include "emtansim/catalogue/catalogue.h"
#include "emtansim/conjugate/antibody.h"
#include "emtansim/conjugate/chemistry.h"
#include "emtansim/conjugate/dar_methods.h"
#include "emtansim/conjugate/drug_load.h"
#include "emtansim/conjugate/elements.h"
#include "emtansim/conjugate/formula.h"
#include "emtansim/conjugate/glycan.h"
#include "emtansim/conjugate/ions.h"
#include "emtansim/conjugate/isotopes.h"
#include "emtansim/conjugate/ladder.h"
#include "emtansim/conjugate/linker_payload.h"
#include "emtansim/conjugate/molecule.h"

namespace emtansim::conjugate {

/// What is given to cells: an antibody-drug conjugate, a naked antibody, or a free payload. Empty names where there is
/// no such part.
struct Conjugate {
  std::string name;
  catalogue::AgentKind kind = catalogue::AgentKind::conjugate;
  std::string antibody;
  std::string antigen;
  std::string linker;
  std::string payload;
  std::string catabolite;  ///< what digestion in the lysosome releases
  std::string released;    ///< what deconjugation in the medium releases
  DrugLoad load;

  [[nodiscard]] bool has_antibody() const { return !antibody.empty(); }
  [[nodiscard]] bool carries_payload() const { return has_antibody() && !payload.empty(); }
};

/// From the catalogue's entry.
Conjugate to_conjugate(const catalogue::ConjugateEntry& entry);

}  // namespace emtansim::conjugate
