// SPDX-License-Identifier: Apache-2.0
/// Folding charges to masses, and the peaks of what comes out.
#pragma once

#include <cstddef>
#include <vector>

#include "emtansim/spectra/deconvolution.h"
#include "emtansim/spectra/deconvolution/assignment.h"
#include "emtansim/spectra/deconvolution/charge_grid.h"

namespace emtansim::spectra {

/// A spectrum whose charges are assigned.
struct AssignedSpectrum {
  std::vector<Point> points;
  ChargeGrid grid;
  ChargeShares shares;
  double peak_width = 0;  ///< relative
  double noise = 0;       ///< counts
  double carrier = 0;     ///< Th, off m/z before it is multiplied by the charge
  bool is_centroid = false;
};

/// Intensity over mass on a grid.
struct MassSpectrum {
  double low = 0;   ///< Da, of the first point
  double step = 0;  ///< Da
  std::vector<double> intensity;

  [[nodiscard]] double mass(double at) const { return low + step * at; }
};

/// Each point goes to z (m/z - p) with its share, over the range of masses that it stands for; sums are kept.
MassSpectrum fold(const AssignedSpectrum& assigned, const DeconvolutionOptions& options);

/// Peaks at least `least_height` of the highest; `small` counts those left out.
struct FoundPeaks {
  std::vector<MassPeak> peaks;
  std::size_t small = 0;
};
FoundPeaks find_peaks(const MassSpectrum& masses, const AssignedSpectrum& assigned, double least_height);

/// Leaves out charges with next to nothing of the strongest.
void drop_faint(std::vector<ChargeEvidence>& charges);

/// Spread, score and its parts from the evidence of the charges.
void score_peak(MassPeak& peak, const AssignedSpectrum& assigned);

/// Which of the peaks may be echoes of stronger ones.
void name_echoes(std::vector<MassPeak>& peaks);

/// Intensity by mass and charge with at most `columns` columns.
ChargeMassMap to_map(const AssignedSpectrum& assigned, const MassSpectrum& masses, std::size_t columns);

}  // namespace emtansim::spectra
