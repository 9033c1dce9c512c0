// SPDX-License-Identifier: Apache-2.0
/// Many spectra of `emtansim dar` side by side: one table, one page.
#pragma once

#include <string>
#include <vector>

#include "dar_parts.h"

namespace emtansim::cli {

/// A file that is asked about, and what came of it; its spectrum is not kept.
struct LotResult {
  spectra::SampleEntry entry;
  std::string folder;
  report::LotOutcome lot;
  double shift = 0;  ///< Da
  report::InputFile input;
};

/// Where the reports of many spectra go.
std::string many_folder(const Request& request);

/// Writes dar.csv, report.html and report.json that compare the lots, and prints their table.
void write_lots(const std::vector<LotResult>& results, const report::LotsReport& all, const DarConjugate& asked,
                const Request& request);

}  // namespace emtansim::cli
