// SPDX-License-Identifier: Apache-2.0
/// From the catalogue's entry of an agent to what the models take.
#include "emtansim/conjugate/conjugate.h"

namespace emtansim::conjugate {

Conjugate to_conjugate(const catalogue::ConjugateEntry& entry) {
  return {.name = entry.name,
          .kind = entry.kind,
          .antibody = entry.antibody,
          .antigen = entry.antigen,
          .linker = entry.linker,
          .payload = entry.payload,
          .catabolite = entry.catabolite,
          .released = entry.released,
          .load = entry.drug_load.fractions.empty() ? DrugLoad() : DrugLoad(entry.drug_load.fractions)};
}

}  // namespace emtansim::conjugate
