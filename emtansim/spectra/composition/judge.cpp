// SPDX-License-Identifier: Apache-2.0
/// Whether a fit may be believed: what speaks against it becomes a warning, and enough of it takes the DAR away.
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "emtansim/base/base.h"
#include "emtansim/spectra/composition/parts.h"

namespace emtansim::spectra {

namespace {

// Conventions of ours (assumed), chosen on the list of Kadcyla and on synthetic spectra: docs/methods/composition.md.
constexpr double kMuchUnexplained = 0.15, kTooMuchUnexplained = 0.5;
constexpr double kWellCalibrated = 50e-6;  // relative; instruments that are looked after do better
constexpr double kGlycansOff = 0.35;       // half the sum of the differences from the library
constexpr double kLeastGain = 0.02;        // log-likelihood per unit of intensity above shifted ladders
constexpr double kOtherGlycans = 0.5, kBadlyCalibrated = 100e-6;  // both: another protein
constexpr double kFewOthers = 0.03;  // of the molecules: too few loads beside the commonest to be a comb
constexpr double kClearComb = 0.97;  // combs at other distances explain less than this of what the drug's explains
constexpr double kWeakComb = 0.9;
constexpr double kLinkerWidths = 4;        // widths of a peak, its tail counted in, that a dead linker must weigh
constexpr double kBetterElsewhere = 0.03;  // relative
constexpr double kFullWidth = 2.3548;      // of a normal distribution at half height, over its standard deviation
constexpr double kProtonMass = 1.007276467;
constexpr double kFewestCharges = 18, kMostCharges = 70;

struct Named {
  double mass;
  const char* name;
};
// Changes of an antibody's mass by formula, average, in Da; negative: the sample is lighter than the sequence given.
constexpr std::array kChanges = {Named{128.175, "one C-terminal lysine more"},
                                 Named{256.350, "two C-terminal lysines more"},
                                 Named{-128.175, "one C-terminal lysine less"},
                                 Named{-256.350, "two C-terminal lysines less"},
                                 Named{162.141, "one hexose (glycation) more"},
                                 Named{119.138, "one cysteine (cysteinylation) more"},
                                 Named{-18.015, "one water (pyroglutamate) less"},
                                 Named{-36.030, "two waters (pyroglutamate) less"},
                                 Named{32.256, "all disulfides open"}};
constexpr double kNear = 4;

void warn(Composition& composition, Trust trust, std::string code, std::string text, std::string try_this) {
  composition.trust = std::max(composition.trust, trust);
  composition.warnings.push_back({std::move(code), std::move(text), std::move(try_this)});
}

std::string named_change(double shift) {
  for (const auto& change : kChanges)
    if (std::abs(shift - change.mass) < kNear) return fmt::format(", as with {}", change.name);
  return "";
}

void judge_unexplained(Composition& composition) {
  if (composition.unexplained < kMuchUnexplained) return;
  const bool is_too_much = composition.unexplained > kTooMuchUnexplained;
  warn(
      composition, is_too_much ? Trust::not_to_use : Trust::caution, "unexplained-intensity",
      fmt::format("{:.0f} % of the intensity is explained by no molecule of the ladder", 100 * composition.unexplained),
      "look for glycans missing from the library, fragments, adducts or a second antibody");
}

void judge_place(Composition& composition, const Place& place) {
  if (place.gain < kLeastGain && has_clear_comb(composition.comb))
    warn(composition, Trust::caution, "too-broad",
         "peaks are too broad to tell this ladder from shifted ones: that D0 is the antibody without drug is taken on "
         "trust, and a wrong mass would move the DAR",
         "desolvate better, raise the resolving power, or take off the glycans");
  else if (place.gain < kLeastGain)
    warn(composition, Trust::not_to_use, "no-ladder",
         "the spectrum fits the ladder no better than ladders shifted by constants that are not chemistry",
         "check the sequence, the linker and payload, and that the spectrum is of this conjugate");
  else if (is_better_elsewhere(place))
    warn(composition, Trust::not_to_use, "ladder-elsewhere",
         fmt::format("the ladder fits better when all its masses are moved by {:+.0f} Da{}", place.best_elsewhere,
                     named_change(place.best_elsewhere)),
         "check the sequence, its C-terminal lysines and disulfides, and the glycan library");
}

void judge_comb(Composition& composition) {
  const Comb& comb = composition.comb;
  if (!has_comb(comb))
    warn(composition, Trust::not_to_use, "no-comb",
         fmt::format("{:.0f} % of the molecules lie beside the commonest load, and loads at distances that are not the "
                     "drug's explain them as well: adducts, the tail of a peak or another protein",
                     100 * comb.other_loads),
         "desolvate better, and check that the spectrum is of this conjugate");
  else if (comb.other_loads > kFewOthers && comb.decoy_best > kWeakComb * comb.gain)
    warn(composition, Trust::caution, "weak-comb",
         fmt::format("loads at distances that are not the drug's explain the spectrum nearly as well ({:.0f} %)",
                     100 * comb.decoy_best / comb.gain),
         "few drugs or broad peaks: desolvate better, or compare with the antibody alone");
}

void judge_calibration(Composition& composition, const Place& place) {
  const double relative = composition.shift / composition.reference_mass;
  if (std::abs(relative) < kWellCalibrated) return;
  std::string why = named_change(composition.shift);
  const double protons = composition.shift / kProtonMass;
  if (protons > kFewestCharges && protons < kMostCharges)
    why +=
        fmt::format(", as when about {:.0f} protons were left in (m/z times z in place of z (m/z - proton))", protons);
  const bool is_too_far = std::abs(composition.shift) > place.allowed;
  if (is_too_far) why += fmt::format(", more than the {:.0f} Da that a calibration may be off", place.allowed);
  warn(composition, is_too_far ? Trust::not_to_use : Trust::caution, "masses-shifted",
       fmt::format("all masses lie {:+.1f} Da ({:+.0f} ppm) from their formulae{}", composition.shift, 1e6 * relative,
                   why),
       "check the calibration, the sequence, and how the masses were computed");
}

/// Half the sum of the differences from the library; 0 where nothing is known of the glycans.
double glycans_off(const Fitted& fitted, const Ladder& ladder) {
  const bool has_library = std::any_of(ladder.glycans.begin(), ladder.glycans.end(), [&ladder](const auto& glycan) {
    return glycan.share != ladder.glycans.front().share;
  });
  double off = 0;
  if (has_library)
    for (std::size_t g = 0; g < fitted.state.sites.size(); ++g)
      off += std::abs(fitted.state.sites[g] - fitted.space->site_prior[g]) / 2;
  return off;
}

void judge_glycans(Composition& composition, const Fitted& fitted, const Ladder& ladder) {
  const double off = glycans_off(fitted, ladder);
  if (off < kGlycansOff) return;
  const double relative = composition.shift / composition.reference_mass;
  const std::string text = fmt::format("{:.0f} % of the chains carry other glycans than the library says", 100 * off);
  if (off > kOtherGlycans && std::abs(relative) > kBadlyCalibrated)
    warn(composition, Trust::not_to_use, "not-this-antibody",
         fmt::format("{}, and all masses are off by {:+.0f} ppm: together they speak for another protein", text,
                     1e6 * relative),
         "check the sequence and that the spectrum is of this conjugate; if it is, calibrate, or give the lot's "
         "glycans");
  else
    warn(composition, Trust::caution, "glycans-unlike-library", text,
         "use the library of this lot, or check the sequence: a wrong mass shows first as wrong glycans");
}

void judge_linkers(Composition& composition, const Ladder& ladder) {
  if (ladder.most_linkers == 0 || !are_linkers_lost(composition, ladder)) return;
  warn(composition, Trust::caution, "linkers-lost",
       fmt::format(
           "peaks ({:.0f} Da wide at half height) are too broad to tell how many dead linkers of {:.0f} Da there are",
           kFullWidth * composition.width, ladder.linker_mass),
       "take the DAR alone; for dead linkers desolvate better or take off the glycans");
}

void judge_ends(Composition& composition) {
  double at_end = composition.pieces.empty() ? composition.load.back().value : 0;
  for (const auto& piece : composition.pieces) at_end = std::max(at_end, piece.load.back());
  if (at_end > 0.02)
    warn(composition, Trust::caution, "load-at-end",
         fmt::format("{:.1f} % of the molecules carry the largest load that was looked for", 100 * at_end),
         "raise the largest load");
  if (composition.pieces.empty() && composition.linkers.size() > 1 && composition.linkers.back().value > 0.1)
    warn(composition, Trust::caution, "linkers-at-end",
         fmt::format("{:.0f} % of the molecules carry the largest number of dead linkers that was looked for",
                     100 * composition.linkers.back().value),
         "raise the largest number of dead linkers");
}

}  // namespace

bool is_better_elsewhere(const Place& place) { return place.gain_elsewhere > (1 + kBetterElsewhere) * place.gain; }

bool are_linkers_lost(const Composition& composition, const Ladder& ladder) {
  return std::hypot(composition.width, composition.tail) * kLinkerWidths > ladder.linker_mass;
}

bool has_clear_comb(const Comb& comb) {
  return comb.other_loads > kFewOthers && comb.gain > 0 && comb.decoy_best < kClearComb * comb.gain;
}

bool has_comb(const Comb& comb) { return comb.other_loads <= kFewOthers || comb.decoy_best < comb.gain; }

bool has_place(const Place& place, const Comb& comb, double fitted_shift) {
  return (place.gain >= kLeastGain || has_clear_comb(comb)) && !is_better_elsewhere(place) &&
         std::abs(fitted_shift) <= place.allowed;
}

void judge(Composition& composition, const Fitted& fitted, const Prepared& prepared, const Place& place,
           const Ladder& ladder) {
  judge_place(composition, place);
  judge_comb(composition);
  judge_unexplained(composition);
  judge_calibration(composition, place);
  judge_glycans(composition, fitted, ladder);
  if (prepared.signal.kind != SignalKind::mass_list) judge_linkers(composition, ladder);
  judge_ends(composition);
  if (prepared.cut_off > 0.1)
    warn(
        composition, Trust::caution, "outside-range",
        fmt::format("{:.0f} % of the intensity lies outside the masses the conjugate can have", 100 * prepared.cut_off),
        "look for fragments, dimers or another protein in the sample");
}

}  // namespace emtansim::spectra
