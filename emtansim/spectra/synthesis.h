// SPDX-License-Identifier: Apache-2.0
/// Spectra made from known masses, so that what is found can be held against what was put in.
#pragma once

#include <cstdint>
#include <span>

#include "emtansim/spectra/spectrum.h"

namespace emtansim::spectra {

/// Mass of a proton, Da.
inline constexpr double kProtonMass = 1.007276467;

/// How masses become a spectrum. The defaults are a native spray of an antibody.
struct SynthesisOptions {
  int lowest_charge = 22;
  int highest_charge = 28;
  double charge_centre = 25;      ///< of the normal distribution of charges at the mean mass
  double charge_spread = 1.3;     ///< its standard deviation
  double charge_exponent = 0;     ///< the centre goes with mass to this power; 0: all masses are charged alike
  double mass_width = 24;         ///< Da, full width at half maximum of the isotopes that stay together
  double resolving_power = 6000;  ///< m/z over full width at half maximum
  double extra_width = 0;         ///< Th, full width of solvent and salt
  double tail = 0;                ///< share of the extra width by which peaks lean to higher m/z; 0 is symmetric
  double step = 0.05;             ///< Th between points
  double counts = 0;              ///< in the highest point, for Poisson noise; 0: no noise, the highest point is 1e6
  double baseline = 0;            ///< of the highest point, at low m/z; falls slowly
  double calibration_ppm = 0;     ///< by which every m/z is too high
  double margin = 100;            ///< Th before the first and behind the last peak
  std::uint64_t seed = 1;
};

/// The spectrum of `masses` (Da) with relative amounts `amounts` (as many, none negative; contract). Amounts are shared
/// out to charges; each peak is a normal distribution of full width sqrt((mass_width/z)^2 + (x/R)^2 + extra^2) Th
/// around M/z + p. The same bits for the same options.
Spectrum synthesise(std::span<const double> masses, std::span<const double> amounts, const SynthesisOptions& options);

}  // namespace emtansim::spectra
