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

}  // namespace emtansim::spectra
