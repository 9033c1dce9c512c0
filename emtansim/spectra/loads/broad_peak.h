// SPDX-License-Identifier: Apache-2.0
/// One broad peak that holds a whole distribution, as a linear MALDI instrument gives for an antibody: its centroid
/// above a straight baseline, with the error that noise makes.
#pragma once

#include <optional>

#include "emtansim/spectra/spectrum.h"

namespace emtansim::spectra {

/// Where the apex may be, Th.
struct ApexRange {
  double low = 0;
  double high = 0;
};

/// The window, in parts of m/z, so that 1+ and 2+ are cut alike.
struct BroadPeakWindow {
  double half = 0.06;   ///< to either side of the centroid: four deviations of a broad load
  double flank = 0.01;  ///< of each of the two strips outside the window that carry the baseline
};

struct BroadPeak {
  double apex = 0;                     ///< Th, where the peak stands highest above the line between its sides
  double centroid = 0;                 ///< Th
  double standard_error = 0;           ///< Th, of the centroid, by noise
  double height = 0;                   ///< counts above the baseline at the apex
  double signal_to_noise = 0;          ///< height over its own standard error
  double low = 0, high = 0;            ///< Th, the window
  double base_low = 0, base_high = 0;  ///< counts, the baseline at the ends of the window
  BroadPeakWindow window;
};

/// The highest peak with its apex in the range; nothing where none stands clearly above noise or the spectrum does not
/// hold its window. Points are counted as they are: each is a time bin of the detector. The window is centred on the
/// centroid itself, so a symmetric peak is cut symmetrically. Noise is that of neighbouring bins, whatever its law.
std::optional<BroadPeak> find_broad_peak(const Spectrum& spectrum, const ApexRange& range,
                                         const BroadPeakWindow& window = {});

/// The centroid of the same peak with another window; nothing where it cannot be formed.
std::optional<BroadPeak> with_window(const Spectrum& spectrum, const BroadPeak& peak, const BroadPeakWindow& window);

/// Standard error, Th, of the difference of two centroids of one peak with different windows: they share points, so it
/// is less than their errors suggest.
double error_of_difference(const Spectrum& spectrum, const BroadPeak& a, const BroadPeak& b);

}  // namespace emtansim::spectra
