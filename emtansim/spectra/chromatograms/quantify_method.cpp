// SPDX-License-Identifier: Apache-2.0
/// Readers of methods and of lists of injections.
#include "emtansim/spectra/chromatograms/quantify_method.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>

#include "emtansim/base/toml.h"

namespace emtansim::spectra {

namespace {

using conjugate::Chemistry;

const std::vector<std::string> kPolicies = {"leave out", "zero", "half", "keep"};
const std::vector<std::string> kRunKinds = {"sample", "standard", "control", "blank"};
constexpr double kSecondsPerHour = 3600;

double number_between(const TomlValue& value, double low, double high) {
  const double number = value.number();
  if (!(number >= low && number <= high))
    value.refuse("out-of-range", fmt::format("'{}' is {}", value.name(), to_short(number)),
                 fmt::format("it must lie between {} and {}", to_short(low), to_short(high)));
  return number;
}

void set_number(const TomlTable& table, std::string_view key, double low, double high, double& number) {
  if (const auto value = table.find(key)) number = number_between(*value, low, high);
}

void set_seconds(const TomlTable& table, std::string_view key, double& seconds) {
  const auto value = table.find(key);
  if (!value) return;
  seconds = kSecondsPerHour * value->quantity_of(dimension::kTime).value;
  if (!(seconds > 0)) value->refuse("out-of-range", fmt::format("'{}' is not above zero", value->name()));
}

std::vector<Relative> relatives_of(const Analyte& analyte, const Chemistry& chemistry) {
  const auto hydrated = analyte.formula + conjugate::parse_formula("H2O");
  std::vector<Relative> relatives;
  for (const auto& molecule : chemistry.molecules.molecules)
    if (molecule.formula == hydrated) relatives.push_back({molecule.name, molecule.formula});
  return relatives;
}

Analyte read_analyte(const TomlTable& table, const Chemistry& chemistry) {
  static const std::vector<std::string> kKeys = {"name",      "ions",   "products", "internal_standard",
                                                 "retention", "window", "formula"};
  table.refuse_unknown_keys(kKeys);
  Analyte analyte;
  analyte.name = table.at("name").text();
  if (const auto formula = table.find("formula")) {
    analyte.formula = conjugate::parse_formula(formula->text(), formula->where());
  } else {
    const auto& molecule = chemistry.molecules.find(analyte.name, table.at("name").where());
    analyte.name = molecule.name;
    analyte.formula = molecule.formula;
    analyte.products = molecule.product_ions;
  }
  if (analyte.formula.has_negative())
    table.at("formula").refuse("bad-formula", fmt::format("'{}' is no molecule", to_text(analyte.formula)));
  for (const auto& ion : table.texts("ions")) analyte.ions.push_back(conjugate::parse_adduct(ion.text(), ion.where()));
  if (analyte.ions.empty()) analyte.ions.push_back(conjugate::parse_adduct("[M+H]+"));
  if (table.has("products")) analyte.products.clear();
  for (const auto& product : table.texts("products")) analyte.products.push_back(product.text());
  for (const auto& product : analyte.products) {
    const auto& ion = chemistry.molecules.find_product(product, table.where());
    analyte.product_mz.push_back(conjugate::ion_mz(ion.cation, 1, chemistry.elements));
  }
  analyte.internal_standard = table.text_or_empty("internal_standard");
  set_seconds(table, "retention", analyte.retention);
  set_seconds(table, "window", analyte.window);
  analyte.molar_mass = conjugate::average_mass(analyte.formula, chemistry.elements);
  analyte.relatives = relatives_of(analyte, chemistry);
  return analyte;
}

void read_rules(const TomlTable& file, QuantifyMethod& method) {
  if (const auto section = file.find("tolerance")) {
    static const std::vector<std::string> kKeys = {"mz_ppm", "channel_mz", "retention", "ratio", "together"};
    const TomlTable table = section->table();
    table.refuse_unknown_keys(kKeys);
    set_number(table, "mz_ppm", 0.1, 1000, method.tolerances.mz_ppm);
    set_number(table, "channel_mz", 0.001, 2, method.tolerances.channel_mz);
    set_number(table, "retention", 0.0001, 0.5, method.tolerances.retention);
    set_number(table, "ratio", 0.01, 10, method.tolerances.ratio);
    set_number(table, "together", 0.01, 2, method.tolerances.together);
  }
  if (const auto section = file.find("peaks")) {
    static const std::vector<std::string> kKeys = {"signal_to_noise", "narrowest", "widest", "edge", "valley"};
    const TomlTable table = section->table();
    table.refuse_unknown_keys(kKeys);
    set_number(table, "signal_to_noise", 1, 1e6, method.peaks.signal_to_noise);
    set_number(table, "edge", 0.0001, 0.5, method.peaks.edge);
    set_number(table, "valley", 0.001, 0.9, method.peaks.valley);
    set_seconds(table, "narrowest", method.peaks.narrowest);
    set_seconds(table, "widest", method.peaks.widest);
  }
  if (const auto section = file.find("calibration")) {
    static const std::vector<std::string> kKeys = {"weighting", "accuracy", "lower_accuracy", "fewest_levels", "below"};
    const TomlTable table = section->table();
    table.refuse_unknown_keys(kKeys);
    auto& rules = method.calibration;
    if (const auto value = table.find("weighting")) rules.weighting = parse_weighting(value->text(), value->where());
    set_number(table, "accuracy", 0.001, 10, rules.accuracy);
    set_number(table, "lower_accuracy", 0.001, 10, rules.lower_accuracy);
    if (const auto value = table.find("fewest_levels"))
      rules.fewest_levels = static_cast<int>(number_between(*value, 3, 100));
    if (const auto value = table.find("below")) method.below = parse_below_limit(value->text(), value->where());
  }
}

void expect_internal_standards(const QuantifyMethod& method, const TomlTable& file) {
  std::vector<std::string> names;
  for (const auto& standard : method.internal_standards) names.push_back(standard.name);
  for (const auto& analyte : method.analytes) {
    if (analyte.internal_standard.empty() || std::ranges::find(names, analyte.internal_standard) != names.end())
      continue;
    file.refuse("unknown-standard",
                fmt::format("'{}' has the internal standard '{}'", analyte.name, analyte.internal_standard),
                "there is no [[internal_standard]] of that name", suggestion(analyte.internal_standard, names));
  }
}

/// A number of a row that may be missing or empty.
double optional_number(const Table& table, std::size_t row, std::string_view column) {
  return table.has(column) ? table.number(row, table.column(column, {})) : std::numeric_limits<double>::quiet_NaN();
}

double positive_or_nan(const Table& table, std::size_t row, std::string_view column) {
  const double value = optional_number(table, row, column);
  if (std::isnan(value) || value > 0) return value;
  throw InputError({table.file, table.lines[row]},
                   {"not-positive", fmt::format("'{}' is {}", column, to_short(value)), "it must be above zero", ""});
}

std::string text_or_empty(const Table& table, std::size_t row, std::string_view column) {
  return table.has(column) ? table.rows[row][table.column(column, {})] : std::string();
}

RunKind kind_of(const std::string& word, const Where& where) {
  if (word.empty()) return RunKind::sample;
  const auto found = std::ranges::find(kRunKinds, to_lower(word));
  if (found == kRunKinds.end())
    throw InputError(
        where, {"unknown-word", fmt::format("there is no kind '{}' of run", word), "", suggestion(word, kRunKinds)});
  return static_cast<RunKind>(found - kRunKinds.begin());
}

void expect_level(const RunEntry& run) {
  const bool has_level = !std::isnan(run.level) || !std::isnan(run.level_ng_per_ml);
  if (run.kind == RunKind::standard && !has_level)
    throw InputError(run.where, {"missing-level", fmt::format("the standard '{}' has no level", run.name), "",
                                 "give level_nM or level_ng_per_ml"});
}

}  // namespace

std::string_view to_text(BelowLimit policy) { return kPolicies[static_cast<std::size_t>(policy)]; }
std::string_view to_text(RunKind kind) { return kRunKinds[static_cast<std::size_t>(kind)]; }

BelowLimit parse_below_limit(std::string_view text, const Where& where) {
  const auto found = std::ranges::find(kPolicies, text);
  if (found == kPolicies.end())
    throw InputError(where, {"unknown-word", fmt::format("there is no rule '{}' for readings below the limit", text),
                             "", suggestion(text, kPolicies)});
  return static_cast<BelowLimit>(found - kPolicies.begin());
}

QuantifyMethod parse_method(std::string_view text, const std::string& file_name, const Chemistry& chemistry) {
  static const std::vector<std::string> kKeys = {"title",     "description", "analyte",    "internal_standard",
                                                 "tolerance", "peaks",       "calibration"};
  const TomlDocument document = TomlDocument::parse(text, file_name);
  const TomlTable file = document.root();
  file.refuse_unknown_keys(kKeys);
  QuantifyMethod method;
  method.title = file.text_or_empty("title");
  for (const auto& table : file.tables("analyte")) method.analytes.push_back(read_analyte(table, chemistry));
  for (const auto& table : file.tables("internal_standard"))
    method.internal_standards.push_back(read_analyte(table, chemistry));
  // An analyte may name its standard by an alias.
  for (auto& analyte : method.analytes)
    if (const auto* molecule = chemistry.molecules.find_if_any(analyte.internal_standard);
        molecule != nullptr && std::ranges::none_of(method.internal_standards, [&](const Analyte& standard) {
          return standard.name == analyte.internal_standard;
        }))
      analyte.internal_standard = molecule->name;
  if (method.analytes.empty())
    file.refuse("missing-key", "the method has no [[analyte]]", "there is nothing to quantify");
  read_rules(file, method);
  expect_internal_standards(method, file);
  return method;
}

std::vector<RunEntry> parse_runs(const Table& table, const std::string& folder) {
  static const std::array<std::string_view, 8> kKnown = {"file",      "name",  "kind",    "level_nM", "level_ng_per_ml",
                                                         "volume_ml", "cells", "dilution"};
  const auto file = table.column("file", {table.file, 1});
  std::vector<RunEntry> runs;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    RunEntry run;
    run.where = {table.file, table.lines[i]};
    if (table.rows[i][file].empty()) throw InputError(run.where, {"bad-table", "the row names no file", "", ""});
    run.file = (std::filesystem::path(folder) / table.rows[i][file]).string();
    run.name = text_or_empty(table, i, "name");
    if (run.name.empty()) run.name = std::filesystem::path(run.file).stem().string();
    run.kind = kind_of(text_or_empty(table, i, "kind"), run.where);
    run.level = optional_number(table, i, "level_nM");
    run.level_ng_per_ml = optional_number(table, i, "level_ng_per_ml");
    run.volume_ml = positive_or_nan(table, i, "volume_ml");
    run.cells = positive_or_nan(table, i, "cells");
    if (const double dilution = positive_or_nan(table, i, "dilution"); !std::isnan(dilution)) run.dilution = dilution;
    for (std::size_t column = 0; column < table.columns.size(); ++column)
      if (std::ranges::find(kKnown, table.columns[column]) == kKnown.end())
        run.conditions.emplace_back(table.columns[column], table.rows[i][column]);
    expect_level(run);
    runs.push_back(std::move(run));
  }
  return runs;
}

}  // namespace emtansim::spectra
