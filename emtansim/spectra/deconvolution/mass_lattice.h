// SPDX-License-Identifier: Apache-2.0
/// A first look at which masses explain a spectrum: amounts on a fine row of masses by maximum likelihood. Private to
/// spectra.
#pragma once

#include <vector>

#include "emtansim/spectra/deconvolution/mass_axis.h"
#include "emtansim/spectra/deconvolution/mass_fit.h"

namespace emtansim::spectra {

/// Masses where the amounts have tops, with heights at their charges, from the lightest. Looked for around
/// `candidates`, peaks of the zero-charge spectrum, at the charges that these show.
std::vector<FitMass> masses_on_lattice(const FitCells& cells, const FitShape& shape,
                                       const std::vector<MassPeak>& candidates);

}  // namespace emtansim::spectra
