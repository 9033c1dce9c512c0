// SPDX-License-Identifier: Apache-2.0
/// A grid over m/z for adding profiles whose points differ from scan to scan.
#pragma once

#include <vector>

#include "emtansim/spectra/spectrum.h"

namespace emtansim::spectra {

/// Cells as wide as the distance of points of an instrument: a power of m/z (0 for quadrupoles, 0.5 for times of
/// flight, 1.5 for orbital traps), measured on one spectrum. Gaps of that spectrum are no gaps of the grid.
class MeanGrid {
 public:
  /// `spectrum` has at least two points.
  explicit MeanGrid(const Spectrum& spectrum);

  /// Each point goes to the two cells around it.
  void add(const Spectrum& spectrum);
  /// The sum so far; cells without intensity only beside others.
  void write_to(Spectrum& spectrum) const;

 private:
  [[nodiscard]] double cell_of(double mz) const;
  [[nodiscard]] double mz_of(double cell) const;
  void grow(double cell);

  double exponent_ = 0;  ///< distance = scale * mz^exponent
  double scale_ = 1;
  double first_ = 0;  ///< of the first cell kept
  std::vector<double> cells_;
};

}  // namespace emtansim::spectra
