// SPDX-License-Identifier: Apache-2.0
/// The strongest family of masses, fitted by peaks of one shape. Private to spectra.
#pragma once

#include <cstddef>
#include <vector>

#include "emtansim/spectra/deconvolution/mass_axis.h"

namespace emtansim::spectra {

/// What a fit needs. Refers to its parts, which must outlive it.
struct FamilyTask {
  const Spectrum& raw;   ///< none negative
  const Spectrum& flat;  ///< without its baseline
  const MassSpectrum& masses;
  const AssignedSpectrum& assigned;
  double baseline_width = 0;
  double least_height = 0;  ///< of the highest mass
};

struct FamilyFit {
  std::size_t masses = 0;  ///< fitted; 0: the fit was not possible, or its peaks are not those of the data
  std::size_t explained_tops = 0;
  double model_error = 0;  ///< share of the signal
};

/// Replaces the tops of the strongest family of credible masses, and those that it explains, by the masses of a fit;
/// other tops stay. Changes nothing where points are too far from each other for peaks to have a shape, and where peaks
/// are not of the shape that the fit knows.
FamilyFit fit_family(const FamilyTask& task, std::vector<MassPeak>& tops);

}  // namespace emtansim::spectra
