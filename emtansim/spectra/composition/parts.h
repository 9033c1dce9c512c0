// SPDX-License-Identifier: Apache-2.0
/// The steps of the composition fit, one function each. Private to spectra.
#pragma once

#include <memory>

#include "emtansim/spectra/composition/mixture.h"

namespace emtansim::spectra {

/// A signal made ready: checked, cut to the masses of the ladder.
struct Prepared {
  Signal signal;
  double reference_mass = 0;
  double cut_off = 0;  ///< share of the intensity that lies outside the ladder's masses (lists and profiles)
  double lowest_mass = 0, highest_mass = 0;
  std::vector<int> charges;  ///< of an m/z spectrum, those that are looked for
};
/// Throws InputError "bad-spectrum", "empty-spectrum" or "no-mass-in-range".
Prepared prepare(const Signal& signal, const Ladder& ladder, const CompositionOptions& options);

/// The signal as points: a profile is put into bins, narrow against `width` (Da).
MixturePoints make_points(const Prepared& prepared, const std::vector<double>& intensity, double width);

/// The same with these charges alone, none of them missing.
Prepared with_charges(Prepared prepared, std::vector<int> charges);
/// The same with only those charges that hold anything, and the range of m/z in which they lie.
Prepared with_used_charges(Prepared prepared, const Ladder& ladder);

/// Where the ladder lies on the mass axis of the spectrum, and how broad a peak is.
struct Place {
  double shift = 0, width = 0;
  double allowed = 0;         ///< Da by which masses may be off
  double gain = 0;            ///< log-likelihood above that of shifted ladders, per unit of intensity
  double best_elsewhere = 0;  ///< shift beyond the allowed ones with the best log-likelihood
  double gain_elsewhere = 0;
  double mean = 0;  ///< log-likelihood of shifted ladders, per unit of intensity
};
Place find_place(const Prepared& prepared, const Ladder& ladder, const CompositionOptions& options);
/// Whether the loads are told from combs at other distances; where not, no DAR is given. Clear: by a margin.
bool has_comb(const Comb& comb);
bool has_clear_comb(const Comb& comb);
/// Whether the ladder lies there and nowhere else, and the fit stayed there; if not, no DAR is given.
bool has_place(const Place& place, const Comb& comb, double fitted_shift);
bool is_better_elsewhere(const Place& place);

/// The mixture with its state at the maximum.
struct Fitted {
  std::unique_ptr<MixtureSpace> space;
  std::unique_ptr<Mixture> mixture;
  MixtureState state;
  Assigned assigned;
  int iterations = 0;
  double binned_for = 0;      ///< width of a peak for which the points were binned, Da
  double effective_size = 0;  ///< independent pieces of evidence in the spectrum
};
/// Effort of the fits that count.
inline constexpr Effort kThorough{.most = 3000, .still = 1e-8};
/// Even peaks have one width at all charges and no tail.
enum class PeakFreedom { even, free };
Fitted fit_structure(const Prepared& prepared, const Ladder& ladder, const Place& place, double prior_weight,
                     Structure structure, PeakFreedom freedom = PeakFreedom::free);
/// Frees the shape of the peaks of a profile, as far as the evidence is for it: a width that grows with the charge, and
/// a tail towards higher masses.
void refine_shape(Fitted& fitted, double prior_weight);
/// The ladder with its common parts only: comparing ladders needs no rare glycans.
Ladder coarse(const Ladder& ladder);
/// How much better the loads are seen at the drug's distances than at others.
Comb comb_of(const Ladder& ladder, const Prepared& prepared, const Fitted& fitted);
/// The place with the likelihoods of whole fits, here and elsewhere, where the coarse ladder fits better elsewhere.
Place weighed(Place place, const Fitted& fitted, const Prepared& prepared, const Ladder& ladder, double prior_weight);
/// Goes on from a fit with another structure of shares.
Fitted restructured(const Fitted& from, const Prepared& prepared, const Ladder& ladder, double prior_weight,
                    Structure structure);
/// Parameters that a state really uses, for the evidence.
int parameter_count(const Fitted& fitted);

/// What is concluded from a state: the numbers that get intervals.
struct Figures {
  double dar = 0, dead_linkers = 0, unconjugated = 0;
  std::vector<double> load, linkers, sites, classes, class_dar;
  std::vector<double> piece_means;               ///< drugs on one copy of each piece
  std::vector<std::vector<double>> piece_loads;  ///< shares of its copies by load
};
Figures figures_of(const MixtureSpace& space, const MixtureState& state, const std::vector<double>& species);

/// Figures of spectra drawn anew from the fit and its residuals.
struct Replicates {
  std::vector<Figures> figures;
  double degrees = 1e6;  ///< of freedom, from which the scatter behind them is known
};
Replicates bootstrap(Fitted& fitted, const Prepared& prepared, const CompositionOptions& options);

/// Expected weight of each point under the fit.
std::vector<double> expected_weights(const Fitted& fitted);

/// Whether peaks are too broad to tell how many dead linkers there are.
bool are_linkers_lost(const Composition& composition, const Ladder& ladder);
void add_annotations(Composition& composition, Fitted& fitted, const Prepared& prepared);
void add_decoys(Composition& composition, const Fitted& fitted, const Prepared& prepared);
void add_curve(Composition& composition, Fitted& fitted, const Prepared& prepared);
void judge(Composition& composition, const Fitted& fitted, const Prepared& prepared, const Place& place,
           const Ladder& ladder);

}  // namespace emtansim::spectra
