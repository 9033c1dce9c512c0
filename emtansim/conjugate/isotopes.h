// SPDX-License-Identifier: Apache-2.0
/// Isotope envelopes: how a molecule's mass is spread over its heavier isotopes.
#pragma once

#include <vector>

#include "emtansim/conjugate/elements.h"

namespace emtansim::conjugate {

/// All isotopologues with the same number of extra neutrons.
struct IsotopePeak {
  int neutrons = 0;        ///< more than in the all-lightest species
  double mass = 0;         ///< Da, mean of the isotopologues weighted by their shares
  double probability = 0;  ///< share of the molecules
};

/// The envelope, lightest first, of the peaks of at least `smallest` of the largest; neutral masses. Isotopologues of
/// each element come from IsoSpec [@lacki2017], elements are then joined by extra neutrons, which is exact and works
/// for whole antibodies. Throws InputError "bad-formula" for nothing or negative counts, or "unknown-element".
std::vector<IsotopePeak> isotope_envelope(const Formula& formula, const Elements& elements, double smallest = 1e-4);

/// Mean and standard deviation of the mass over all isotopologues, Da; exact sums over the atoms. The mean differs from
/// `average_mass` (12 ppm for an antibody), because standard weights are not the means of these abundances.
struct IsotopeSpread {
  double mean = 0;
  double sd = 0;
};
IsotopeSpread isotope_spread(const Formula& formula, const Elements& elements);

}  // namespace emtansim::conjugate
