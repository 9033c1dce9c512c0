// SPDX-License-Identifier: Apache-2.0
/// Exposure dose by dose, as a table.
#include <cmath>

#include "emtansim/report/parts.h"

namespace emtansim::report {

namespace {

Json column(const char* key, std::string name, const char* unit, const char* kind) {
  return {{"key", key}, {"name", std::move(name)}, {"unit", unit}, {"kind", kind}};
}

Json row_of(const study::Exposure& found) {
  const auto& nca = found.nca;
  return {found.arm,
          found.quantity,
          found.unit,
          found.number,
          rounded(nca.peak),
          rounded(nca.peak_time),
          rounded(nca.trough),
          rounded(nca.area_to_last),
          found.number == 1 ? rounded(nca.area) : Json(nullptr),
          rounded(nca.terminal.half_life),
          rounded(nca.clearance),
          std::isfinite(nca.clearance) ? rounded(nca.steady_volume) : Json(nullptr),
          rounded(found.accumulation.by_area)};
}

}  // namespace

void add_exposure_table(const study::Outcome& outcome, Json& plots) {
  if (outcome.findings.exposures.empty()) return;
  Json rows = Json::array();
  for (const auto& found : outcome.findings.exposures) rows.push_back(row_of(found));
  plots.push_back(
      {{"id", "exposures"},
       {"kind", "table"},
       {"title", "Exposure, dose by dose"},
       {"caption",
        "Without a model, from the readings of the typical individual. Areas in the unit of the concentration times "
        "days; of a later dose nothing is told that an earlier one has a share in. Remarks stand under the warnings."},
       {"columns",
        {column("arm", "Arm", "", "text"), column("quantity", "Quantity", "", "text"),
         column("unit", "Unit", "", "text"), column("number", "Dose", "", "number"),
         column("peak", "Peak", "", "number"), column("peak_time", "Peak at", "d", "number"),
         column("trough", "Trough", "", "number"), column("area_to_last", "Area to last", "", "number"),
         column("area", "Area to infinity", "", "number"), column("half_life", "Half-life", "d", "number"),
         column("clearance", "Clearance", "L/d", "number"), column("steady_volume", "Vss", "L", "number"),
         column("accumulation", "Accumulation", "", "number")}},
       {"rows", std::move(rows)}});
}

}  // namespace emtansim::report
