// SPDX-License-Identifier: Apache-2.0
/// The plots of a report on masses. Private to report.
#pragma once

#include "emtansim/report/json.h"
#include "emtansim/report/spectra/masses.h"

namespace emtansim::report {

/// The isotopes of a compound as sticks over m/z; null for what forms none of the ions.
Json envelope_plot(const WeighedCompound& compound, const MassesOutcome& outcome, const conjugate::Elements& elements);
/// The ladder of a piece as sticks over mass.
Json ladder_plot(const conjugate::Ladder& ladder, const MassesOutcome& outcome);
Json mass_table(const MassTable& table, const std::string& id);

}  // namespace emtansim::report
