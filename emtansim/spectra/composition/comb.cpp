// SPDX-License-Identifier: Apache-2.0
/// Whether the loads are a comb of this drug. Anything that lies above the commonest load - a tail, adducts, another
/// protein - is explained by some loads, linkers and glycans; but only drugs lie at the drug's distances.
#include <algorithm>
#include <cmath>

#include "emtansim/base/base.h"
#include "emtansim/spectra/composition/parts.h"

namespace emtansim::spectra {

namespace {

constexpr Effort kCompared{.most = 300, .still = 1e-6};
constexpr double kCoarsePrior = 0.05;
// Relative distances of combs that are no chemistry. The common load stays where it is.
constexpr double kOtherDistances[] = {0.84, 0.88, 0.92, 0.96, 1.04, 1.08, 1.12, 1.16};

/// Log-likelihood of a ladder with the fitted place and shape held.
double likelihood_of(const Ladder& ladder, const Prepared& prepared, const Fitted& fitted) {
  const MixtureSpace space = make_space(coarse(ladder));
  Mixture mixture(space, fitted.mixture->points(), prepared.reference_mass);
  MixtureState state = mixture.start(fitted.state.peak.width, fitted.state.shift);
  state.slope = fitted.state.slope;
  state.peak = fitted.state.peak;
  state.charges = fitted.state.charges;
  mixture.improve(state, kCompared, Mixture::Shape::held, kCoarsePrior);
  return mixture.assign(state).log_likelihood;
}

}  // namespace

Comb comb_of(const Ladder& ladder, const Prepared& prepared, const Fitted& fitted) {
  const auto load = figures_of(*fitted.space, fitted.state, fitted.assigned.species).load;
  const auto commonest = std::ranges::max_element(load);
  const auto steps = static_cast<double>(commonest - load.begin());
  Comb comb{.other_loads = 1 - *commonest};
  Ladder alone = ladder;
  alone.antibody_mass += steps * ladder.drug_mass;
  alone.most_drugs = 0;
  const double without = likelihood_of(alone, prepared, fitted);
  comb.gain = likelihood_of(ladder, prepared, fitted) - without;
  for (const double distance : kOtherDistances) {
    Ladder other = ladder;
    other.drug_mass *= distance;
    other.antibody_mass += steps * (ladder.drug_mass - other.drug_mass);
    const double gain = likelihood_of(other, prepared, fitted) - without;
    comb.decoy_mean += gain / static_cast<double>(std::size(kOtherDistances));
    comb.decoy_best = std::max(comb.decoy_best, gain);
  }
  return comb;
}

}  // namespace emtansim::spectra
