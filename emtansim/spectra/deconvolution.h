// SPDX-License-Identifier: Apache-2.0
/// Charge deconvolution: from intensity over m/z to intensity over mass, with evidence and a score for each mass.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emtansim/spectra/spectrum.h"
#include "emtansim/spectra/synthesis.h"

namespace emtansim::spectra {

/// Many charges, whose neighbours support each other, or few.
enum class Ionisation { electrospray, maldi };

struct DeconvolutionOptions {
  Ionisation ionisation = Ionisation::electrospray;
  double lowest_mass = 5e3;  ///< Da
  double highest_mass = 0;   ///< Da; 0: 250,000, or more where the m/z are those of heavier native ions
  int lowest_charge = 1;
  int highest_charge = 100;      ///< 3 at most for MALDI
  double peak_width = 0;         ///< full width at half maximum over m/z; 0: estimated from the data
  double mass_step = 0;          ///< Da, of the zero-charge spectrum; 0: an eighth of a peak, at most 1
  double baseline_width = 0.06;  ///< relative width of the baseline; 0: none is subtracted
  int rounds = 100;              ///< of the assignment at most
  double least_height = 0.01;    ///< of the highest mass peak; lower ones are counted, not listed
  int decoys = 20;               ///< scrambled spectra that are deconvolved for comparison
  std::uint64_t seed = 1;        ///< of the scrambling
};

/// What one charge says about a mass.
struct ChargeEvidence {
  int charge = 0;
  double intensity = 0;  ///< assigned to this mass at this charge
  double mass = 0;       ///< Da, centroid at this charge
  double mz = 0;         ///< Th, the same
  double share = 0;      ///< of all intensity at its place in the spectrum
};

enum class PeakKind { species, harmonic, satellite };

struct MassPeak {
  double mass = 0;       ///< Da, fitted centre, or the centroid above half height
  double apex = 0;       ///< Da, the highest point
  double height = 0;     ///< counts per Da
  double intensity = 0;  ///< counts, fitted or between the valleys
  double width = 0;      ///< Da, at half height
  double spread = 0;     ///< Da, standard deviation of the masses of single charges
  double mass_error = std::numeric_limits<double>::quiet_NaN();       ///< Da, standard error; none: not fitted
  double intensity_error = std::numeric_limits<double>::quiet_NaN();  ///< counts, the same
  double separable = 0;  ///< Da: two equal masses nearer to each other would have come out as this one; 0: not fitted
  std::vector<ChargeEvidence> charges;

  // The parts of the score, each between 0 and 1.
  double explains = 0;    ///< share of the intensity at its places that is assigned to it
  double smooth = 0;      ///< how far its intensities rise once and fall once over the charges
  double agrees = 0;      ///< of its charges in mass, against the width of a peak
  double supported = 0;   ///< by more than one charge: 1 - 1/n^2 of the effective number of charges
  double clear = 0;       ///< of the noise
  double score = 0;       ///< their product
  double false_rate = 1;  ///< expected share of false masses among all with this score or a better one, from decoys

  PeakKind kind = PeakKind::species;
  double of_mass = 0;  ///< Da, the mass that it may be a harmonic or satellite of; 0 for a species
};

/// Intensity by mass and charge, made coarse for a picture.
struct ChargeMassMap {
  double lowest_mass = 0;  ///< Da, lower edge of the first column
  double mass_step = 0;    ///< Da
  int lowest_charge = 0;
  std::size_t columns = 0;        ///< of mass
  std::size_t rows = 0;           ///< of charge
  std::vector<double> intensity;  ///< row by row
};

/// Everything a page about one deconvolution needs.
struct Deconvolution {
  Spectrum spectrum;                ///< as it was deconvolved, with all steps
  double noise = 0;                 ///< counts, standard deviation
  double peak_width = 0;            ///< full width at half maximum over m/z
  double mass_low = 0;              ///< Da, of the first point of the zero-charge spectrum
  double mass_step = 0;             ///< Da
  std::vector<double> zero_charge;  ///< counts per point of mass
  std::vector<MassPeak> peaks;      ///< from the lightest
  std::size_t small_peaks = 0;      ///< left out because they are lower than asked
  bool is_fitted = false;           ///< masses come from a fit of peaks to the spectrum, not from tops
  std::size_t explained_tops = 0;   ///< of the zero-charge spectrum, that the fit gives to other masses or to noise
  double model_error = 0;           ///< share of the signal by which the shape of peaks is wrong beyond counting
  double assigned = 0;              ///< share of the intensity that some charge was allowed for
  int rounds = 0;                   ///< until the assignment stood still
  ChargeMassMap map;
  std::vector<double> decoy_scores;  ///< of all peaks of all decoys, falling
  int decoys = 0;
  std::vector<std::string> assumptions;  ///< sentences for the reader

  [[nodiscard]] double mass_at(std::size_t i) const { return mass_low + mass_step * static_cast<double>(i); }
};

/// The deconvolution of a spectrum of at least one point above zero. Throws InputError "no-peaks", "bad-setting" (a
/// range without inside), "no-charges" (where no charge brings any point into the range of masses).
Deconvolution deconvolve(const Spectrum& spectrum, const DeconvolutionOptions& options = {});

/// The peaks as a list of masses for what reads such lists; harmonics, satellites and masses whose score is below 0.3
/// of the best are left out.
MassList to_mass_list(const Deconvolution& deconvolution);

/// "species", "harmonic", "satellite".
std::string_view to_name(PeakKind kind);

}  // namespace emtansim::spectra
