// SPDX-License-Identifier: Apache-2.0
/// The report on one mass spectrum: what it shows, and what the conjugate in it is made of.
#pragma once

#include <string>
#include <vector>

#include "emtansim/catalogue/catalogue.h"
#include "emtansim/conjugate/conjugate.h"
#include "emtansim/report/spectra/molecules.h"
#include "emtansim/spectra/spectra.h"

namespace emtansim::report {

/// A line of what was assumed or read: "Antibody", "trastuzumab, 145,167.18 Da without glycans".
struct SpectrumFact {
  std::string label;
  std::string value;
};

/// A spectrum with its composition and everything that a reader needs to judge it.
struct SpectrumOutcome {
  std::string file;     ///< as the user named it
  std::string hash;     ///< SHA-256 of its bytes; empty where it is a folder
  std::string format;   ///< "mass list", "mzML" ...
  std::string started;  ///< UTC, ISO 8601
  double wall_seconds = 0;
  spectra::Signal signal;
  spectra::Composition composition;
  spectra::Ladder ladder;
  conjugate::ConjugateParts parts;
  catalogue::ConjugateEntry entry;
  std::vector<SpectrumFact> facts;
  std::vector<std::string> steps;     ///< what was done to the data before the fit
  std::vector<std::string> warnings;  ///< of the reader
  std::vector<DrawnMolecule> molecules;
  std::uint64_t seed = 1;
};

/// Writes report.html, report.json, composition.csv and conjugate.toml into the folder and gives back their paths; no
/// conjugate.toml where the composition is not to be used. Throws SystemError "cannot-write".
std::vector<std::string> write_spectrum_report(const SpectrumOutcome& outcome, const catalogue::Catalogue& catalogue,
                                               const std::string& folder, const std::string& command);

/// The document inside the page, as docs/formats/report.md describes.
std::string spectrum_json(const SpectrumOutcome& outcome, const catalogue::Catalogue& catalogue,
                          const std::string& command);

/// Every estimate with its interval: columns quantity, name, value, low, high, unit.
std::string composition_csv(const SpectrumOutcome& outcome);

/// An agent for experiments with the fitted drug load (docs/formats/parameters.md).
std::string conjugate_toml(const SpectrumOutcome& outcome);

/// "3.68 (3.61 to 3.75)"; the value alone where there is no interval.
std::string interval_text(const spectra::Estimated& estimated, int decimals);

}  // namespace emtansim::report
