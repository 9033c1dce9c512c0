// SPDX-License-Identifier: Apache-2.0
/// From formulae to the masses of the composition fit.
#include "emtansim/spectra/composition/ladder.h"

#include <fmt/format.h>

#include "emtansim/base/base.h"

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

Ladder ladder_of_pieces(const std::vector<conjugate::Piece>& pieces, const conjugate::ConjugateParts& parts,
                        const conjugate::Elements& elements, int most_drugs, int most_linkers) {
  Ladder ladder = ladder_of(parts, elements, most_drugs, most_linkers);
  for (const auto& piece : pieces) {
    if (piece.glycan_sites > 1)
      throw InputError({}, {"bad-piece", fmt::format("{} has {} glycans", piece.name, piece.glycan_sites),
                            "a piece has one at most", "weigh the whole antibody"});
    ladder.pieces.push_back({.name = piece.name,
                             .mass = conjugate::average_mass(piece.formula, elements),
                             .copies = piece.copies,
                             .has_glycan = piece.glycan_sites == 1});
  }
  return ladder;
}

}  // namespace emtansim::spectra
