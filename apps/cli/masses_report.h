// SPDX-License-Identifier: Apache-2.0
/// The report of `emtansim masses --out`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "commands.h"
#include "data_table.h"
#include "emtansim/report/report.h"
#include "mass_tables.h"

namespace emtansim::cli {

/// What goes into the folder. `outcome.tables` and `outcome.files` are filled when it is written.
struct MassesReport {
  std::vector<DataTable> page;   ///< as people read them
  std::vector<DataTable> files;  ///< whole, one CSV each
  report::MassesOutcome outcome;
};

/// "Masses of DM1 and MCC-DM1", "Masses of T-DM1".
std::string masses_title(bool is_by_name, const std::vector<Compound>& compounds,
                         const std::optional<catalogue::ConjugateEntry>& entry);

/// Writes report.html, report.json and the CSV files into --out. Throws SystemError "cannot-write".
void write_masses_report(MassesReport& report, const Request& request, const conjugate::Chemistry& chemistry);

}  // namespace emtansim::cli
