// SPDX-License-Identifier: Apache-2.0
/// The axis on which charges are plain shifts: the logarithm of m/z less the proton, on which a mass at charge z lies
/// log(z) below the logarithm of the mass, whatever the mass.
#pragma once

#include <cstddef>
#include <vector>

#include "emtansim/spectra/spectrum.h"

namespace emtansim::spectra {

/// What is taken off m/z before it is multiplied by the charge: p for positive ions, -p for negative ones, Th.
double carrier_of(const Spectrum& spectrum);

/// A point of a spectrum on that axis.
struct Point {
  double place = 0;      ///< log(m/z - carrier)
  double intensity = 0;  ///< above zero
  double width = 0;      ///< of m/z that the point stands for, Th
};

/// Points above zero at m/z above the proton, in order. A point stands for the room up to halfway to its neighbours,
/// but for no gap of points left out.
std::vector<Point> to_points(const Spectrum& spectrum);

/// M/z: m/z without the proton.
double bare_mz(const Point& point);

/// The full width at half maximum over m/z of the strongest peaks, their median weighted by height. For centroids, and
/// where nothing can be measured, a width is assumed.
double peak_width_of(const Spectrum& spectrum);

/// Bins of equal width in place, lightly smoothed.
struct ChargeGrid {
  double first = 0;  ///< place of the middle of bin 0
  double step = 0;
  std::vector<double> intensity;

  [[nodiscard]] std::size_t bin(double place) const { return static_cast<std::size_t>((place - first) / step + 0.5); }
  [[nodiscard]] double place(std::size_t bin) const { return first + step * static_cast<double>(bin); }
};

/// `peak_width` relative; six bins to a peak, smoothed over `smoothing` peak widths (full width at half maximum).
ChargeGrid to_grid(const std::vector<Point>& points, double peak_width, double smoothing);

}  // namespace emtansim::spectra
