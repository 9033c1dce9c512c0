// SPDX-License-Identifier: Apache-2.0
/// The shape of the peaks of a profile, freed step by step.
#include <cmath>

#include "emtansim/base/base.h"
#include "emtansim/spectra/composition/parts.h"

namespace emtansim::spectra {

namespace {

constexpr double kFirstTails[] = {0.6, 2};  // of a width: where the tail begins to be fitted, as long as it helps
constexpr double kTailGain = 5e-5;  // log-likelihood per unit of intensity: above what even peaks ever gain (below 0)
constexpr double kEvenShare = 0.5;  // of the variance: what is taken as alike in m/z to begin with

/// Goes on from the fit with a freer shape and keeps it where it is likelier by `least` per unit of intensity.
bool try_shape(Fitted& fitted, MixtureState state, double prior_weight, double least) {
  const int iterations = fitted.mixture->improve(state, kThorough, Mixture::Shape::fitted, prior_weight);
  Assigned assigned = fitted.mixture->assign(state);
  fitted.iterations += iterations;
  if (!(assigned.log_likelihood > fitted.assigned.log_likelihood + least)) return false;
  fitted.state = std::move(state);
  fitted.assigned = std::move(assigned);
  return true;
}

/// Solvent is alike in m/z, so that peaks are broader in mass at higher charges. A part of the width may always be so:
/// where it is not, the fit brings it to nothing.
void try_width_by_charge(Fitted& fitted, double prior_weight) {
  const auto& charges = fitted.mixture->points().charges;
  if (charges.size() < 2) return;
  MixtureState state = fitted.state;
  double charge = 0;
  for (std::size_t z = 0; z < charges.size(); ++z) charge += state.charges[z] * charges[z];
  const double width = mean_width(fitted.state, charges);
  state.peak.width = width * std::sqrt(1 - kEvenShare);
  state.peak.by_charge = width * std::sqrt(kEvenShare) / charge;
  try_shape(fitted, std::move(state), prior_weight, 0);
}

/// Solvent and salt that were not shaken off. A tail is taken only where it helps: it stands in for dead linkers and
/// heavier glycans all too easily.
void try_tail(Fitted& fitted, double prior_weight) {
  const MixtureState even = fitted.state;
  const double width = mean_width(even, fitted.mixture->points().charges);
  for (const double tail : kFirstTails) {
    MixtureState state = even;
    const double narrower = std::sqrt(1 / (1 + tail * tail));
    state.peak.tail = tail * width * narrower;
    state.peak.width *= narrower;
    state.peak.by_charge *= narrower;
    state.shift -= state.peak.tail;
    if (!try_shape(fitted, std::move(state), prior_weight, kTailGain)) return;
  }
}

}  // namespace

void refine_shape(Fitted& fitted, double prior_weight) {
  if (!(mean_width(fitted.state, fitted.mixture->points().charges) > 0)) return;  // no molecule was seen at any charge
  try_width_by_charge(fitted, prior_weight);
  try_tail(fitted, prior_weight);
  fitted.assigned = fitted.mixture->assign(fitted.state);
}

}  // namespace emtansim::spectra
