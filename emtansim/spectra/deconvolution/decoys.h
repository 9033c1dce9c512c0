// SPDX-License-Identifier: Apache-2.0
/// Decoys: the same peaks in places where no charges connect them, to see what chance makes of such a spectrum.
#pragma once

#include <cstdint>
#include <vector>

#include "emtansim/spectra/deconvolution.h"
#include "emtansim/spectra/deconvolution/charge_grid.h"

namespace emtansim::spectra {

/// The points cut at the valleys of `grid` into pieces of at least a peak width, and the pieces put in another order
/// within about 15 % of m/z. Heights, shapes, density and noise stay; distances between peaks do not.
std::vector<Point> scrambled(const std::vector<Point>& points, const ChargeGrid& grid, double peak_width,
                             std::uint64_t seed, std::uint64_t number);

/// Sets `false_rate` of each peak from the falling scores of `decoys` decoys.
void set_false_rates(std::vector<MassPeak>& peaks, const std::vector<double>& decoy_scores, int decoys);

}  // namespace emtansim::spectra
