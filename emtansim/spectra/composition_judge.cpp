// SPDX-License-Identifier: Apache-2.0
/// Whether a fit may be believed: what speaks against it becomes a warning, and enough of it takes the DAR away.
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "emtansim/base/base.h"
#include "emtansim/spectra/composition_parts.h"

namespace emtansim::spectra {

namespace {

// Conventions of ours (assumed), chosen on the list of Kadcyla and on synthetic spectra: docs/methods/composition.md.
constexpr double kMuchUnexplained = 0.15, kTooMuchUnexplained = 0.5;
constexpr double kWellCalibrated = 50e-6;  // relative; instruments that are looked after do better
constexpr double kGlycansOff = 0.35;       // half the sum of the differences from the library
constexpr double kLeastGain = 0.02;        // log-likelihood per unit of intensity above shifted ladders
constexpr double kBetterElsewhere = 0.03;  // relative
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
  if (place.gain < kLeastGain)
    warn(composition, Trust::not_to_use, "no-ladder",
         "the spectrum fits the ladder no better than ladders shifted by constants that are not chemistry",
         "check the sequence, the linker and payload, and that the spectrum is of this conjugate");
  else if (is_better_elsewhere(place))
    warn(composition, Trust::not_to_use, "ladder-elsewhere",
         fmt::format("the ladder fits better when all its masses are moved by {:+.0f} Da{}", place.best_elsewhere,
                     named_change(place.best_elsewhere)),
         "check the sequence, its C-terminal lysines and disulfides, and the glycan library");
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

void judge_glycans(Composition& composition, const Fitted& fitted, const Ladder& ladder) {
  const bool has_library = std::any_of(ladder.glycans.begin(), ladder.glycans.end(), [&ladder](const auto& glycan) {
    return glycan.share != ladder.glycans.front().share;
  });
  if (!has_library) return;
  double off = 0;
  for (std::size_t g = 0; g < fitted.state.sites.size(); ++g)
    off += std::abs(fitted.state.sites[g] - fitted.space->site_prior[g]) / 2;
  if (off < kGlycansOff) return;
  warn(composition, Trust::caution, "glycans-unlike-library",
       fmt::format("{:.0f} % of the chains carry other glycans than the library says", 100 * off),
       "use the library of this lot, or check the sequence: a wrong mass shows first as wrong glycans");
}

void judge_ends(Composition& composition) {
  const auto& load = composition.load;
  if (load.back().value > 0.02)
    warn(composition, Trust::caution, "load-at-end",
         fmt::format("{:.1f} % of the molecules carry the largest load that was looked for", 100 * load.back().value),
         "raise the largest load");
  if (composition.linkers.size() > 1 && composition.linkers.back().value > 0.1)
    warn(composition, Trust::caution, "linkers-at-end",
         fmt::format("{:.0f} % of the molecules carry the largest number of dead linkers that was looked for",
                     100 * composition.linkers.back().value),
         "raise the largest number of dead linkers");
}

}  // namespace

bool is_better_elsewhere(const Place& place) { return place.gain_elsewhere > (1 + kBetterElsewhere) * place.gain; }

bool has_place(const Place& place, double fitted_shift) {
  return place.gain >= kLeastGain && !is_better_elsewhere(place) && std::abs(fitted_shift) <= place.allowed;
}

void judge(Composition& composition, const Fitted& fitted, const Prepared& prepared, const Place& place,
           const Ladder& ladder) {
  judge_place(composition, place);
  judge_unexplained(composition);
  judge_calibration(composition, place);
  judge_glycans(composition, fitted, ladder);
  judge_ends(composition);
  if (prepared.cut_off > 0.1)
    warn(
        composition, Trust::caution, "outside-range",
        fmt::format("{:.0f} % of the intensity lies outside the masses the conjugate can have", 100 * prepared.cut_off),
        "look for fragments, dimers or another protein in the sample");
}

}  // namespace emtansim::spectra
