// SPDX-License-Identifier: Apache-2.0
/// The tables of `emtansim quantify`.
#pragma once

#include "data_table.h"
#include "emtansim/spectra/spectra.h"

namespace emtansim::cli {

/// One row for each analyte: where it elutes, its calibration line and limits.
DataTable line_table(const spectra::Quantification& whole);
/// The same in few columns, without what no run monitors: for people.
DataTable short_line_table(const spectra::Quantification& whole);
/// One row for each standard and analyte: what it reads back.
DataTable standard_table(const spectra::Quantification& whole);
/// One row for each run and analyte, with everything.
DataTable result_table(const spectra::Quantification& whole);
/// The same in few columns, for people.
DataTable short_result_table(const spectra::Quantification& whole);
/// Samples alone, in the form that fits take; readings below the limit by the method's rule.
DataTable measurement_table(const spectra::Quantification& whole);
/// One row for each internal standard and run.
DataTable internal_standard_table(const spectra::Quantification& whole);
/// Remarks and problems, a line each.
std::vector<std::string> remarks(const spectra::Quantification& whole);

}  // namespace emtansim::cli
