// SPDX-License-Identifier: Apache-2.0
/// Published cases and how they came out, for programs.
#include "emtansim/report/json.h"
#include "emtansim/report/report.h"

namespace emtansim::report {

std::string validation_json(const std::vector<study::Verdict>& verdicts) {
  const auto exact = [](double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); };
  Json document = {{"format", "emtansim-validation"}, {"version", 1}, {"program", version()}};
  document["cases"] = Json::array();
  for (const auto& verdict : verdicts) {
    const auto& asked = verdict.asked;
    Json row = {{"key", asked.key},
                {"group", asked.group},
                {"says", asked.says},
                {"source", asked.source},
                {"trust", asked.trust},
                {"role", asked.role},
                {"observed", asked.observed},
                {"predicted", verdict.problem.empty() ? exact(verdict.predicted) : Json(nullptr)},
                {"low", exact(asked.low)},
                {"high", exact(asked.high)},
                {"unit", asked.unit},
                {"tolerance", asked.tolerance},
                {"passed", verdict.passed},
                {"problem", text_or_null(verdict.problem)},
                {"on_miss", text_or_null(asked.on_miss)}};
    document["cases"].push_back(std::move(row));
  }
  return to_text(document, 1) + "\n";
}

}  // namespace emtansim::report
