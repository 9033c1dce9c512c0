// SPDX-License-Identifier: Apache-2.0
/// From formulae to the masses of the composition fit.
#include "emtansim/spectra/composition_ladder.h"

namespace emtansim::spectra {

Ladder ladder_of(const conjugate::ConjugateParts& parts, const conjugate::Elements& elements, int most_drugs,
                 int most_linkers) {
  const auto mass = [&elements](const conjugate::Formula& formula) {
    return conjugate::average_mass(formula, elements);
  };
  Ladder ladder{.antibody_mass = mass(conjugate::formula(parts.antibody)),
                .drug_mass = mass(parts.linker_payload.drug) * parts.linker_payload.step,
                .drugs_per_step = parts.linker_payload.step,
                .most_drugs = most_drugs / parts.linker_payload.step,
                .glycans = {}};
  const auto& dead = parts.linker_payload.dead_linker;
  ladder.linker_mass = dead ? mass(*dead) : 0;
  ladder.most_linkers = dead ? most_linkers : 0;
  if (conjugate::glycan_sites(parts.antibody) == 0) return ladder;
  for (const auto& glycan : parts.glycans.glycans)
    ladder.glycans.push_back({.name = glycan.name, .mass = mass(glycan.formula), .share = glycan.abundance});
  return ladder;
}

}  // namespace emtansim::spectra
