// SPDX-License-Identifier: Apache-2.0
/// Door of `report`: what becomes of a finished run on paper and screen.
#pragma once

#include <string>
#include <vector>

#include "emtansim/catalogue/catalogue.h"
#include "emtansim/report/page.h"
#include "emtansim/report/spectra/dar.h"
#include "emtansim/report/spectra/dar_lots.h"
#include "emtansim/report/spectra/deconvolution.h"
#include "emtansim/report/spectra/masses.h"
#include "emtansim/report/spectra/molecules.h"
#include "emtansim/report/spectra/quantify.h"
#include "emtansim/report/spectra/spectrum.h"
#include "emtansim/study/study.h"

namespace emtansim::report {

enum class TrajectoryUse { left_out, written };

struct ReportOptions {
  std::string folder;   ///< made if it is not there
  std::string command;  ///< the command line that gives these results, for the record
  TrajectoryUse trajectories = TrajectoryUse::left_out;
};

/// Writes report.html, report.json, readouts.csv, findings.json, provenance.json and, where asked, trajectories.csv
/// (of the typical individual) and trajectories.nc (of a population whose run kept them) into the folder and gives back
/// their paths in this order (the formats: docs/formats/outputs.md and report.md). All of them replace files of the
/// same name, or none does; other files of the folder stay as they are. Throws SystemError "cannot-write".
std::vector<std::string> write_report(const study::Outcome& outcome, const catalogue::Catalogue& catalogue,
                                      const ReportOptions& options);

/// The experiment file whose results lie in a folder, as its provenance.json names it; empty where there is none.
std::string owner_of(const std::string& folder);

/// The document inside the page, as docs/formats/report.md describes.
std::string report_json(const study::Outcome& outcome, const catalogue::Catalogue& catalogue,
                        const std::string& command);

/// What is concluded, for programs.
std::string findings_json(const study::Outcome& outcome);

/// Versions, hashes of the inputs, seed, tolerances, mechanisms and the parameters used with their sources.
std::string provenance_json(const study::Outcome& outcome, const catalogue::Catalogue& catalogue,
                            const std::string& command);

/// One row for each reading.
std::string readouts_csv(const study::Outcome& outcome);

/// One row for each member and time, one column for each species and observable, in internal units.
std::string trajectories_csv(const study::Outcome& outcome);

/// Published cases and how they came out, for programs.
std::string validation_json(const std::vector<study::Verdict>& verdicts);

/// The statements worth reading first: all about dose-response and viability, of every other kind the first few.
std::vector<study::Statement> leading_statements(const study::Findings& findings);

/// "0.25 nM", "3.6 mg/kg"; a dose of 0 is "untreated".
std::string dose_text(double dose, std::string_view unit);
/// Name of the column of doses: "dose_nM", "dose_mg_per_kg".
std::string dose_column(const experiment::Experiment& experiment);

}  // namespace emtansim::report
