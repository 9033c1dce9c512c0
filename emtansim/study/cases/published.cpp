// SPDX-License-Identifier: Apache-2.0
/// Reading of published tables for comparisons and fits.
#include "emtansim/study/cases/published.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <sys/stat.h>

#include <fmt/format.h>

namespace emtansim::study {

namespace {

using experiment::Option;

const Option* find_option(const Mapping& mapping, std::string_view key) {
  const auto found = mapping.options->find(key);
  return found == mapping.options->end() ? nullptr : &found->second;
}

const Option& need_option(const Mapping& mapping, std::string_view key) {
  if (const auto* option = find_option(mapping, key)) return *option;
  throw InputError(mapping.data.where,
                   {"missing-key", fmt::format("'{}' says not which column is {}", mapping.data.text, key), "",
                    fmt::format("write {} = \"name of a column\"", key)});
}

bool is_file(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

/// The unit that the end of a column's name stands for.
std::string unit_in_name(std::string_view column) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kEndings = {{{"_ug_per_ml", "ug/mL"},
                                                                                              {"_mg_per_kg", "mg/kg"},
                                                                                              {"_ug_per_mL", "ug/mL"},
                                                                                              {"_ng_per_mL", "ng/mL"},
                                                                                              {"_ng_per_ml", "ng/mL"},
                                                                                              {"_percent", "%"},
                                                                                              {"_nM", "nM"},
                                                                                              {"_pM", "pM"},
                                                                                              {"_uM", "uM"},
                                                                                              {"_min", "min"},
                                                                                              {"_h", "h"},
                                                                                              {"_d", "d"}}};
  for (const auto& [ending, unit] : kEndings)
    if (column.ends_with(ending)) return std::string(unit);
  return {};
}

/// The unit of a column: the option, else its name.
Quantity unit_of_axis(const Mapping& mapping, std::string_view option_key, std::string_view column_key) {
  const Option& column = need_option(mapping, column_key);
  const auto* given = find_option(mapping, option_key);
  const std::string unit = given != nullptr ? given->text : unit_in_name(column.text);
  if (!unit.empty()) return parse_unit(unit, given != nullptr ? given->where : column.where);
  throw InputError(column.where, {"missing-key", fmt::format("the unit of the column '{}' is not said", column.text),
                                  "", fmt::format("write {} = \"h\" or another unit", option_key)});
}

/// Internal units of one number on an axis to h or nM.
struct Axis {
  std::string name;
  double factor = 1;
};

Axis axis_of(const Mapping& mapping, const Quantity& unit, const Where& where) {
  if (unit.dimension == dimension::kTime) return {"time_h", unit.value};
  if (const auto dose = dose_number(unit)) return {dose->name, dose->value};
  if (unit.dimension == dimension::kMassConcentration) {
    if (mapping.molar_mass) return {"dose_nM", unit.value / *mapping.molar_mass};
    throw InputError(where, {"no-molar-mass", "doses by mass need the molar mass of the agent", "", ""});
  }
  throw InputError(where,
                   {"wrong-unit", "x is neither a time nor a dose", fmt::format("it is in {}", to_text(unit.dimension)),
                    "say the unit of the column with x_unit"});
}

/// From the numbers of a column of doses to nM, by the column's name.
double factor_of_doses(const Mapping& mapping, const Option& column) {
  const std::string unit = unit_in_name(column.text);
  const Axis axis =
      axis_of(mapping, unit.empty() ? Quantity{1, dimension::kConcentration} : parse_unit(unit), column.where);
  if (axis.name != "time_h") return axis.factor;
  throw InputError(column.where, {"wrong-unit", fmt::format("the column '{}' holds no doses", column.text), "", ""});
}

/// Rows that fit all conditions of "where": a column, one of = != < <= > >=, a number or a text.
class Filter {
 public:
  Filter(const Mapping& mapping, const Table& table) {
    const auto* option = find_option(mapping, "where");
    if (option == nullptr) return;
    for (const auto& item : option->items) conditions_.push_back(to_condition(item, table, option->where));
  }

  [[nodiscard]] bool fits(const std::vector<std::string>& row) const {
    return std::ranges::all_of(conditions_, [&](const Condition& condition) {
      const std::string& cell = row[condition.column];
      const auto wanted = parse_number(condition.value);
      const auto number = parse_number(cell);
      const std::string& sign = condition.sign;
      const bool is_number = wanted && number;
      const bool is_equal = is_number ? *number == *wanted : cell == condition.value;
      if (sign == "=") return is_equal;
      if (sign == "!=") return !is_equal;
      if (!is_number) return false;
      if (is_equal) return sign == "<=" || sign == ">=";
      return (*number < *wanted) == sign.starts_with('<');
    });
  }

 private:
  struct Condition {
    std::size_t column;
    std::string sign;
    std::string value;
  };

  static Condition to_condition(const std::string& item, const Table& table, const Where& where) {
    const auto from = item.find_first_of("=!<>");
    const auto to = item.find_first_not_of("=!<>", from);
    static constexpr std::array<std::string_view, 6> kSigns = {"=", "!=", "<", "<=", ">", ">="};
    const std::string sign = from == std::string::npos || to == std::string::npos ? "" : item.substr(from, to - from);
    if (std::ranges::find(kSigns, sign) == kSigns.end()) {
      throw InputError(where, {"bad-filter", fmt::format("'{}' is no condition", item), "",
                               "write for example where = [\"line = SK-BR-3\", \"time_h != 48\"]"});
    }
    return {table.column(trim(std::string_view(item).substr(0, from)), where), sign,
            std::string(trim(std::string_view(item).substr(to)))};
  }

  std::vector<Condition> conditions_;
};

double shift_of(const Mapping& mapping) {
  const auto* option = find_option(mapping, "x_shift");
  if (option == nullptr) return 0;
  return parse_quantity_of(option->text, dimension::kTime, "the option 'x_shift'", option->where).value;
}

/// Factor from the table's unit of y to the readout's.
double y_factor(const Mapping& mapping) {
  const Option& column = need_option(mapping, "y");
  const auto* given = find_option(mapping, "y_unit");
  const std::string unit = given != nullptr ? given->text : unit_in_name(column.text);
  const Where& where = given != nullptr ? given->where : column.where;
  const Quantity have = unit.empty() ? Quantity{1, {}} : parse_unit(unit, where);
  const Quantity wanted = mapping.unit.empty() ? Quantity{1, {}} : parse_unit(mapping.unit, where);
  if (have.dimension == wanted.dimension) return have.value / wanted.value;
  throw InputError(where, {"wrong-unit", fmt::format("column '{}' does not fit the readout", column.text),
                           fmt::format("it is in {}, the readout in {}", unit.empty() ? "1" : unit,
                                       mapping.unit.empty() ? "1" : mapping.unit),
                           "say its unit with y_unit"});
}

std::string source_of(const Mapping& mapping, const Table& table, const std::vector<std::size_t>& rows) {
  if (const auto* option = find_option(mapping, "source")) return option->text;
  if (table.has("source") && !rows.empty()) return table.rows[rows.front()][table.column("source", {})];
  return {};
}

}  // namespace

std::optional<DoseNumber> dose_number(const Quantity& quantity) {
  if (quantity.dimension == dimension::kConcentration) return DoseNumber{"dose_nM", quantity.value};
  if (quantity.dimension == dimension::kMass) return DoseNumber{"dose_mg", quantity.value / parse_unit("mg").value};
  // More than a gram in a kilogram is a share of something, and no dose.
  const bool is_per_weight = quantity.dimension == dimension::kOne && quantity.value <= parse_unit("g/kg").value;
  if (is_per_weight) return DoseNumber{"dose_mg_per_kg", quantity.value / parse_unit("mg/kg").value};
  return std::nullopt;
}

double read_dose_number(const std::string& text, const Where& where) {
  const Quantity quantity = parse_quantity(text, where);
  if (const auto dose = dose_number(quantity)) return dose->value;
  throw InputError(where, {"wrong-unit", fmt::format("\"{}\" is no dose", text),
                           fmt::format("it is in {}", to_text(quantity.dimension)),
                           "write a concentration, or mg/kg or mg in a body"});
}

const std::vector<std::string>& mapping_keys() {
  static const std::vector<std::string> kKeys = {"x",      "y",       "sd",     "where",      "x_unit",
                                                 "y_unit", "x_shift", "source", "dose_column"};
  return kKeys;
}

std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string find_data_file(const Mapping& mapping) {
  const std::string& asked = mapping.data.text;
  if (asked.starts_with('/')) return asked;
  const std::string beside = mapping.folder + "/" + asked;
  if (is_file(beside) || mapping.data_folder.empty()) return beside;
  const std::string published = mapping.data_folder + "/" + asked;
  if (is_file(published)) return published;
  throw InputError(mapping.data.where,
                   {"unreadable-file", fmt::format("there is no file '{}'", asked),
                    fmt::format("looked in '{}' and '{}'", mapping.folder, mapping.data_folder), ""});
}

Points read_points(const Mapping& mapping) {
  const Table table = read_table(find_data_file(mapping), mapping.data.where);
  const Option& x = need_option(mapping, "x");
  const Option& y = need_option(mapping, "y");
  const std::size_t x_column = table.column(x.text, x.where);
  const std::size_t y_column = table.column(y.text, y.where);
  const auto* sd = find_option(mapping, "sd");
  const std::size_t sd_column = sd != nullptr ? table.column(sd->text, sd->where) : 0;
  const Axis axis = axis_of(mapping, unit_of_axis(mapping, "x_unit", "x"), x.where);
  const double factor = y_factor(mapping);
  const double shift = shift_of(mapping);
  const Filter filter(mapping, table);
  const auto* dose = find_option(mapping, "dose_column");
  const std::size_t dose_column = dose != nullptr ? table.column(dose->text, dose->where) : 0;
  const double dose_factor = dose != nullptr ? factor_of_doses(mapping, *dose) : 1;

  Points points{.x_name = axis.name, .x = {}, .y = {}, .sd = {}, .doses = {}, .unit = mapping.unit, .source = {}};
  std::vector<std::size_t> used;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    if (!filter.fits(table.rows[row])) continue;
    const double observed = table.number(row, y_column);
    const double at = table.number(row, x_column);
    if (std::isnan(observed) || std::isnan(at)) continue;
    used.push_back(row);
    points.x.push_back(at * axis.factor + shift);
    points.y.push_back(observed * factor);
    if (dose != nullptr) points.doses.push_back(table.number(row, dose_column) * dose_factor);
    if (sd != nullptr) points.sd.push_back(table.number(row, sd_column) * factor);
  }
  points.source = source_of(mapping, table, used);
  if (!points.x.empty()) return points;
  throw InputError(mapping.data.where, {"no-rows", fmt::format("no row of '{}' fits", mapping.data.text),
                                        "the conditions of 'where' leave none", ""});
}

}  // namespace emtansim::study
