// SPDX-License-Identifier: Apache-2.0
/// The plots of a spectrum's report. Private to report.
#pragma once

#include "emtansim/report/json.h"
#include "emtansim/report/spectra/spectrum.h"

namespace emtansim::report {

/// The spectrum as it was given, with what its peaks are.
Json given_plot(const SpectrumOutcome& outcome);
/// The zero-charge spectrum with the loads stacked in it, and the residual.
Json fitted_plot(const SpectrumOutcome& outcome);
/// Intensity by mass and charge; null for what has no charges.
Json map_plot(const SpectrumOutcome& outcome);
Json load_plot(const SpectrumOutcome& outcome);
Json glycan_plot(const SpectrumOutcome& outcome);
Json pair_table(const SpectrumOutcome& outcome);
/// Pieces of a reduced or cut antibody; null for a whole one.
Json piece_table(const SpectrumOutcome& outcome);
Json choice_table(const SpectrumOutcome& outcome);
Json decoy_table(const SpectrumOutcome& outcome);
Json reading_table(const SpectrumOutcome& outcome);
Json molecule_plot(const SpectrumOutcome& outcome);

/// "D3, G0F/G1F", "D3 + 1 linker, G0F/G1F" or "Fd D1".
std::string component_name(const spectra::Composition& composition, const spectra::Component& component);

}  // namespace emtansim::report
