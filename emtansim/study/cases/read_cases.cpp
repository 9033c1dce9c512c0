// SPDX-License-Identifier: Apache-2.0
/// Reader of published cases.
#include <algorithm>
#include <array>
#include <limits>
#include <set>

#include <fmt/format.h>

#include "emtansim/base/toml.h"
#include "emtansim/study/cases/published.h"
#include "emtansim/study/cases/validation.h"

namespace emtansim::study {

namespace {

const std::vector<std::string> kCaseKeys = {"key",  "group", "says",      "source", "trust",
                                            "role", "form",  "measure",   "versus", "observed",
                                            "low",  "high",  "tolerance", "unit",   "on_miss"};
const std::vector<std::string> kMeasureKeys = {"experiment", "settings",  "readout", "quantity",   "analysis",
                                               "compare",    "parameter", "arm",     "population", "value",
                                               "at",         "dose",      "unit"};
const std::vector<std::string> kRoles = {"calibrated", "predicted", "direction"};
constexpr std::array<std::pair<std::string_view, CaseForm>, 4> kForms = {{{"value", CaseForm::value},
                                                                          {"ratio", CaseForm::ratio},
                                                                          {"difference", CaseForm::difference},
                                                                          {"rate", CaseForm::rate}}};

Measure read_measure(const TomlTable& table, const Measure& defaults) {
  table.refuse_unknown_keys(kMeasureKeys);
  Measure measure = defaults;
  measure.where = table.where();
  const auto take = [&table](std::string_view key, std::string& to) {
    if (table.has(key)) to = table.at(key).text();
  };
  take("experiment", measure.experiment);
  take("readout", measure.readout);
  take("quantity", measure.quantity);
  take("analysis", measure.analysis);
  take("compare", measure.compare);
  take("parameter", measure.parameter);
  take("arm", measure.arm);
  take("population", measure.population);
  take("value", measure.value);
  take("unit", measure.unit);
  if (table.has("settings")) {
    measure.settings.clear();
    for (const auto& setting : table.texts("settings")) measure.settings.push_back(setting.text());
  }
  if (const auto at = table.find("at")) measure.at = at->quantity_of(dimension::kTime).value;
  if (const auto dose = table.find("dose")) measure.dose = read_dose_number(dose->as_text(), dose->where());
  const auto kinds = {!measure.readout.empty(), !measure.analysis.empty(), !measure.compare.empty(),
                      !measure.parameter.empty()};
  if (std::ranges::count(kinds, true) != 1)
    table.refuse("bad-measure", "a measure needs exactly one of readout, analysis, compare, parameter");
  if (measure.experiment.empty()) table.refuse("missing-key", "a measure needs an experiment");
  return measure;
}

CaseForm read_form(const TomlTable& table) {
  if (!table.has("form")) return CaseForm::value;
  const std::string text = table.at("form").text();
  const auto found = std::ranges::find(kForms, text, &std::pair<std::string_view, CaseForm>::first);
  if (found != kForms.end()) return found->second;
  table.at("form").refuse("unknown-form", fmt::format("'{}' is no form of a case", text), "",
                          "one of value, ratio, difference, rate");
}

Case read_case(const TomlTable& table) {
  table.refuse_unknown_keys(kCaseKeys);
  Case asked;
  asked.where = table.where();
  asked.key = table.at("key").text();
  asked.group = table.at("group").text();
  asked.says = table.at("says").text();
  asked.source = table.at("source").text();
  asked.trust = table.at("trust").text();
  asked.role = table.at("role").text();
  if (std::ranges::find(kRoles, asked.role) == kRoles.end())
    table.at("role").refuse("unknown-role", fmt::format("'{}' is no role of a case", asked.role), "",
                            suggestion(asked.role, kRoles));
  asked.form = read_form(table);
  asked.measure = read_measure(table.at("measure").table(), {});
  if (table.has("versus")) asked.versus = read_measure(table.at("versus").table(), asked.measure);
  if ((asked.form == CaseForm::value) == asked.versus.has_value())
    table.refuse("bad-form", asked.versus ? "form 'value' has no use for versus" : "this form needs versus");
  if (asked.form == CaseForm::rate &&
      (!asked.measure.at || !asked.versus->at || *asked.measure.at == *asked.versus->at))
    table.refuse("bad-form", "a rate needs two different times");
  asked.observed = table.at("observed").text();
  asked.low = table.has("low") ? table.at("low").number() : -std::numeric_limits<double>::infinity();
  asked.high = table.has("high") ? table.at("high").number() : std::numeric_limits<double>::infinity();
  if (!(asked.low < asked.high) || (!table.has("low") && !table.has("high")))
    table.refuse("bad-band", "a case needs low, high or both, and low below high");
  asked.tolerance = table.text_or_empty("tolerance");
  asked.unit = table.text_or_empty("unit");
  asked.on_miss = table.text_or_empty("on_miss");
  return asked;
}

}  // namespace

std::vector<Case> read_cases(const std::string& folder) {
  std::vector<Case> cases;
  std::set<std::string> keys;
  for (const auto& name : files_in(folder, ".cases.toml")) {
    const std::string path = folder + "/" + name;
    const TomlDocument document = TomlDocument::parse(read_toml_text(path), path);
    const std::vector<std::string> allowed = {"case"};
    document.root().refuse_unknown_keys(allowed);
    for (const auto& table : document.root().tables("case")) {
      cases.push_back(read_case(table));
      if (!keys.insert(cases.back().key).second)
        table.refuse("duplicate-case", fmt::format("case '{}' is there twice", cases.back().key));
    }
  }
  return cases;
}

}  // namespace emtansim::study
