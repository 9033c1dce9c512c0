// SPDX-License-Identifier: Apache-2.0
/// The ladder that the composition fit looks for, from the chemistry of a conjugate.
#pragma once

#include "emtansim/conjugate/conjugate.h"
#include "emtansim/spectra/composition.h"

namespace emtansim::spectra {

/// Masses of the whole antibody with its drugs, linkers and glycans; most_linkers becomes 0 for a linker that knows no
/// dead form, and drugs that come in pairs count as one step of the ladder each. Throws InputError for a formula
/// without masses.
Ladder ladder_of(const conjugate::ConjugateParts& parts, const conjugate::Elements& elements, int most_drugs = 10,
                 int most_linkers = 2);

/// The same for pieces: every piece has up to `most_drugs` drugs and one glycan, if any. Throws InputError "bad-piece"
/// for a piece with two glycans.
Ladder ladder_of_pieces(const std::vector<conjugate::Piece>& pieces, const conjugate::ConjugateParts& parts,
                        const conjugate::Elements& elements, int most_drugs = 6, int most_linkers = 1);

}  // namespace emtansim::spectra
