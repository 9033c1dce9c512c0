// SPDX-License-Identifier: Apache-2.0
/// The report on one charge deconvolution: the spectrum, the masses in it, the evidence for each.
#pragma once

#include <string>
#include <vector>

#include "emtansim/spectra/spectra.h"

namespace emtansim::report {

/// A deconvolution with what a reader needs to judge it.
struct DeconvolutionOutcome {
  std::string file;          ///< as the user named it
  std::string hash;          ///< SHA-256 of its bytes; empty where it is a folder
  std::string format;        ///< "mzML" ...
  std::string started;       ///< UTC, ISO 8601
  std::size_t averaged = 1;  ///< spectra
  spectra::Deconvolution deconvolution;
  std::vector<std::string> warnings;  ///< of the reader
};

/// The document inside the page, as docs/formats/report.md describes.
std::string deconvolution_json(const DeconvolutionOutcome& outcome, const std::string& command);

}  // namespace emtansim::report
