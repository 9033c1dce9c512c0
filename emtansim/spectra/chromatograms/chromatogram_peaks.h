// SPDX-License-Identifier: Apache-2.0
/// Peaks of a chromatogram: baseline, noise, bounds, areas.
#pragma once

#include <span>
#include <vector>

namespace emtansim::spectra {

/// When a rise counts as a peak. The defaults are conventions of the trade, not measured.
struct PeakRules {
  double signal_to_noise = 10;  ///< smallest height over noise
  double narrowest = 1.5;       ///< width at half height, s
  double widest = 30;           ///< width at half height, s; also sets how far the baseline follows
  double edge = 0.01;           ///< a peak ends where it has fallen to this share of its height
  double valley = 0.1;          ///< two peaks are apart where the valley lies this share below the lower one
};

struct ChromatogramPeak {
  double apex_time = 0;  ///< s
  double height = 0;     ///< over the baseline, at the highest point
  double start = 0;      ///< s
  double end = 0;        ///< s
  double area = 0;       ///< trapezoids over the baseline, intensity times s
  double width = 0;      ///< at half height, s
  double signal_to_noise = 0;
  bool touches_neighbour = false;  ///< a bound is a valley, not the baseline
};

struct PeakSearch {
  std::vector<ChromatogramPeak> peaks;  ///< by time
  std::vector<double> baseline;         ///< at each point
  double noise = 0;                     ///< of one point or of a usual small rise, whichever is larger
};

/// Finds peaks. `time` ascending in s, as long as `intensity`, all finite (contract). Noise: 1.4826 times the median
/// absolute deviation of the differences of neighbours, over root two; or the median height of all rises, where there
/// are ten or more and it is larger. Baseline: running median of the points near the lower envelope, straight across
/// peaks. Fewer than five points have no peaks.
PeakSearch find_peaks(std::span<const double> time, std::span<const double> intensity, const PeakRules& rules = {});

/// Area over `baseline` (empty: over zero) between two times, the ends interpolated.
double area_between(std::span<const double> time, std::span<const double> intensity, std::span<const double> baseline,
                    double start, double end);

}  // namespace emtansim::spectra
