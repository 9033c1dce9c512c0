// SPDX-License-Identifier: Apache-2.0
/// Which masses a spectrum holds: masses are added where the sum of peaks falls short, and taken away where they are
/// not needed. Private to spectra.
#pragma once

#include <optional>
#include <vector>

#include "emtansim/spectra/deconvolution/mass_axis.h"
#include "emtansim/spectra/deconvolution/mass_fit.h"

namespace emtansim::spectra {

struct UnmixOptions {
  double peak_width = 0;     ///< full width at half maximum over m/z, to start from
  double knot_distance = 0;  ///< of the correction of the baseline, relative; 0: none
  double least_height = 0;   ///< of the highest, down to which masses are listed; the fit goes on to a quarter of it
};

/// The fit of the masses that the data support, from the lightest, with their errors; nothing where none is. Starts
/// from `candidates`, peaks of the zero-charge spectrum.
std::optional<MassFit> unmix(const FitCells& cells, const std::vector<MassPeak>& candidates,
                             const UnmixOptions& options);

/// Those of at least this intensity, with the evidence of their charges and their scores.
std::vector<MassPeak> to_peaks(const MassFit& fit, const AssignedSpectrum& assigned, double least_intensity);

}  // namespace emtansim::spectra
