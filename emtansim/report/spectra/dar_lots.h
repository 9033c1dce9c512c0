// SPDX-License-Identifier: Apache-2.0
/// The report that holds many lots side by side.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "emtansim/report/spectra/dar.h"

namespace emtansim::report {

/// What is compared of one spectrum.
struct LotOutcome {
  std::string name;
  std::string file;
  std::string lot;  ///< what belongs together in time; empty: everything does
  double time = std::numeric_limits<double>::quiet_NaN();
  std::string problem;  ///< why the file could not be used; then nothing below means anything
  spectra::Trust trust = spectra::Trust::good;
  spectra::Estimated dar, dead_linkers, without_drug, unconjugated, tail;
  std::vector<spectra::Estimated> load;  ///< by steps of `drugs_per_step`
  int drugs_per_step = 1;
  double lowest_choice = 0, highest_choice = 0;
  double unexplained = 0;
  std::vector<std::string> warnings;

  /// Whether there is a DAR to compare.
  [[nodiscard]] bool is_usable() const { return problem.empty() && trust != spectra::Trust::not_to_use; }
};

struct LotsReport {
  std::vector<LotOutcome> lots;
  std::string time_unit;  ///< empty without times
  int tail = 6;           ///< drugs from which a load counts as high
  int replicates = 0;     ///< of each bootstrap; 0: no intervals
};

/// The figures of a composition that are compared.
LotOutcome lot_of(const spectra::Composition& composition, int tail);

/// The first that can be used: what the others are held against; null where there is none.
const LotOutcome* first_lot(const LotsReport& report);

/// The document inside the page, as docs/formats/report.md describes.
std::string lots_json(const LotsReport& report, const DarFrame& frame);

/// The spectra of one lot in time with the loss fitted to them.
struct LotLoss {
  std::string lot;
  std::vector<spectra::TimedDar> points;
  spectra::LossFit fit;
};
std::vector<LotLoss> losses_of(const LotsReport& report);

}  // namespace emtansim::report
