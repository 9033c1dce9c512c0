// SPDX-License-Identifier: Apache-2.0
/// The drug load from the centroids of two MALDI spectra, of the conjugate and of its antibody.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "emtansim/conjugate/conjugate.h"
#include "emtansim/spectra/composition.h"
#include "emtansim/spectra/loads/broad_peak.h"

namespace emtansim::spectra {

/// What is known of the conjugate.
struct MaldiMasses {
  double antibody = 0;     ///< Da, mean with glycans
  double drug = 0;         ///< Da, a drug with its linker
  double dead_linker = 0;  ///< Da
  double opened_ring = 0;  ///< Da, added by opening
};
MaldiMasses maldi_masses(const conjugate::ConjugateParts& parts, const conjugate::Elements& elements);

struct MaldiOptions {
  BroadPeakWindow window;
  std::vector<double> other_windows = {0.045, 0.05, 0.055, 0.065};  ///< halves, in parts of m/z
  Estimated dead_linkers;                                           ///< mean per antibody and its range
  double opened_rings = 0;                                          ///< mean per antibody
  double calibration_ppm = 0;  ///< standard deviation of the difference of the calibrations of the two spectra
  double most_drugs = 10;      ///< mean load up to which the conjugate is looked for
  std::uint64_t seed = 1;
};

/// One charge in both spectra.
struct MaldiCharge {
  int charge = 1;
  BroadPeak naked, conjugate;
  double shift = 0;           ///< Da
  double standard_error = 0;  ///< Da
  double apparent = 0;        ///< shift over the mass of a drug
};

/// The same with another window.
struct MaldiWindow {
  double half = 0;
  std::vector<double> naked, conjugate;  ///< centroids as masses, Da, in the order of the charges; NaN where none
  double apparent = 0;
  double moved = 0;        ///< `apparent` less that of the result
  double moved_error = 0;  ///< standard error of `moved`, by noise
};

/// Half widths of what makes the interval, in drugs.
struct MaldiErrors {
  double noise = 0, window = 0, dead_linkers = 0, calibration = 0;
};

struct MaldiLoad {
  std::vector<MaldiCharge> charges;  ///< those found in both spectra
  std::vector<MaldiWindow> windows;  ///< in order of the half window, that of the result among them
  double shift = 0;                  ///< Da, charges weighted by their errors
  Estimated apparent;                ///< with noise, window and calibration
  double dead_bias = 0;              ///< what dead linkers and opened rings add
  Estimated dar;                     ///< with everything
  MaldiErrors errors;
  double disagreement = 0;  ///< apparent by 1+ less that by 2+; NaN where only one was found
  double allowed = 0;       ///< 95 % of what noise lets them differ
  double off_formula = 0;   ///< mass of the naked antibody against its formula, parts
  std::vector<std::string> warnings;
};

/// Throws InputError "no-antibody-peak" where a spectrum has no peak near the 1+ or 2+ of the antibody, and where the
/// two spectra have no charge in common. `names` are those of the files, for messages: conjugate, naked.
struct MaldiNames {
  std::string conjugate, naked;
};
MaldiLoad maldi_load(const Spectrum& conjugate, const Spectrum& naked, const MaldiMasses& masses,
                     const MaldiOptions& options, const MaldiNames& names = {});

}  // namespace emtansim::spectra
