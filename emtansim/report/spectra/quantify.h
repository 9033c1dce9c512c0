// SPDX-License-Identifier: Apache-2.0
/// The report on a quantification: calibration, results, chromatograms with their peaks.
#pragma once

#include <string>
#include <vector>

#include "emtansim/catalogue/catalogue.h"
#include "emtansim/conjugate/conjugate.h"
#include "emtansim/spectra/spectra.h"

namespace emtansim::report {

/// A file that went in.
struct InputFile {
  std::string path;
  std::string hash;  ///< SHA-256; empty where it was not read whole
  std::string role;  ///< "method", "list of runs", "run"
};

/// What a document of a quantification is made from.
struct QuantifySources {
  const conjugate::Chemistry& chemistry;  ///< structures and masses of the analytes
  const catalogue::Catalogue& catalogue;  ///< references
  std::vector<InputFile> files;
};

/// The document inside the page, as docs/formats/report.md describes. Holds no date: the same inputs give the same
/// bytes.
std::string quantify_json(const spectra::Quantification& whole, const QuantifySources& sources,
                          const std::string& command);

}  // namespace emtansim::report
