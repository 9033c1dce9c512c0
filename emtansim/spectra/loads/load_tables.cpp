// SPDX-License-Identifier: Apache-2.0
/// Readers of the small tables behind a drug load; every complaint names its line.
#include "emtansim/spectra/loads/load_tables.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include <fmt/format.h>

namespace emtansim::spectra {

namespace {

constexpr std::array<std::string_view, 5> kTimeUnits = {"s", "min", "h", "d", "wk"};
constexpr double kMostAbsorbance = 10;  // no instrument reads beyond; a larger number is another quantity
constexpr int kMostDrugs = 200;         // an IgG has about ninety amines
constexpr int kMostCopies = 4;
constexpr double kLargest = 1e30;    // of a number in these tables: a larger one is no measurement
constexpr double kSmallest = 1e-12;  // of a path or an absorbance: a smaller one is none

[[noreturn]] void refuse(const Where& where, std::string what, std::string why, std::string try_this) {
  throw InputError(where, {"bad-value", std::move(what), std::move(why), std::move(try_this)});
}

Where place(const Table& table, std::size_t row) { return {table.file, table.lines[row]}; }

/// Cells of one row by the names of their columns.
struct Row {
  const Table& table;
  std::size_t at;

  [[nodiscard]] Where where() const { return place(table, at); }
  [[nodiscard]] std::string text(std::string_view name, const std::string& otherwise = "") const {
    if (!table.has(name)) return otherwise;
    const std::string& cell = table.rows[at][table.column(name, {table.file, 1})];
    return cell.empty() ? otherwise : cell;
  }
  /// NaN for an empty cell or no such column.
  [[nodiscard]] double number(std::string_view name) const {
    if (!table.has(name)) return std::numeric_limits<double>::quiet_NaN();
    return table.number(at, table.column(name, {table.file, 1}));
  }
  [[nodiscard]] double needed(std::string_view name) const {
    const double value = table.number(at, table.column(name, {table.file, 1}));
    if (std::isnan(value))
      refuse(where(), fmt::format("the cell of column '{}' is empty", name), "every row needs it",
             "give the number or leave the row out");
    return value;
  }
  [[nodiscard]] double positive(std::string_view name, double otherwise) const {
    const double value = number(name);
    if (std::isnan(value)) return otherwise;
    if (!(value > kSmallest) || value > kLargest)
      refuse(where(), fmt::format("'{}' is {}", name, to_short(value)), "it must be above 0 and a measurable number",
             "");
    return value;
  }
  [[nodiscard]] double not_negative(std::string_view name) const {
    const double value = needed(name);
    if (value < 0)
      refuse(where(), fmt::format("'{}' is {}", name, to_short(value)), "it cannot be negative",
             "check the baseline of the integration");
    if (value > kLargest) refuse(where(), fmt::format("'{}' is {}", name, to_short(value)), "it is too large", "");
    return value;
  }
  [[nodiscard]] double error() const {
    const double value = number("error");
    if (value < 0 || value > kLargest)
      refuse(where(), fmt::format("'error' is {}", to_short(value)), "it is no standard error", "");
    return value;
  }
  [[nodiscard]] int whole(std::string_view name, double value, int low, int high) const {
    if (value != std::floor(value) || value < low || value > high)
      refuse(where(), fmt::format("'{}' is {}", name, to_short(value)),
             fmt::format("a whole number from {} to {}", low, high), "");
    return static_cast<int>(value);
  }
};

void expect_rows(const Table& table) {
  if (table.rows.empty())
    throw InputError({table.file, 1}, {"bad-table", "the table has a header and no rows", "", "add a row per sample"});
}

double absorbance(const Row& row, std::string_view name) {
  const double value = row.needed(name);
  if (!(value > kSmallest) || value > kMostAbsorbance)
    refuse(row.where(), fmt::format("'{}' is {}", name, to_short(value)),
           fmt::format("an absorbance lies between 0 and {}", to_short(kMostAbsorbance)),
           "subtract the blank; give the absorbance as measured and the dilution in its own column");
  return value;
}

bool naked(const Row& row) {
  const std::string kind = row.text("kind", "conjugate");
  if (to_key(kind) == "conjugate") return false;
  if (to_key(kind) == "naked" || to_key(kind) == "antibody") return true;
  const std::vector<std::string> kinds = {"conjugate", "naked"};
  throw InputError(row.where(), {"unknown-word", fmt::format("'kind' is \"{}\"", kind), "", suggestion(kind, kinds)});
}

/// A share of 0 to 1 as given, or from the intensities with and without drug.
double occupancy(const Row& row) {
  if (!row.table.has("occupancy")) {
    const double with = row.not_negative("conjugated"), without = row.not_negative("bare");
    if (with + without <= 0)
      refuse(row.where(), "'conjugated' and 'bare' are both 0", "the site was not seen", "leave the row out");
    return with / (with + without);
  }
  const double share = row.not_negative("occupancy");
  if (share > 1)
    refuse(row.where(), fmt::format("'occupancy' is {}", to_short(share)), "a share lies between 0 and 1",
           "divide by 100 where it is a percentage");
  return share;
}

double mean_load(const Row& row) {
  const double load = row.not_negative("load");
  if (load > kMostDrugs)
    refuse(row.where(), fmt::format("'load' is {}", to_short(load)),
           fmt::format("a piece carries at most {} drugs", kMostDrugs), "");
  return load;
}

std::string piece_name(const Row& row, std::size_t column) {
  static const std::vector<std::pair<std::string, std::string>> kNames = {
      {"light", "light"},      {"lc", "light"}, {"lightchain", "light"}, {"heavy", "heavy"}, {"hc", "heavy"},
      {"heavychain", "heavy"}, {"fd", "Fd"},    {"fc2", "Fc/2"},         {"fc", "Fc/2"}};
  const std::string& given = row.table.rows[row.at][column];
  const auto found = std::ranges::find(kNames, to_key(given), &std::pair<std::string, std::string>::first);
  if (found != kNames.end()) return found->second;
  const std::vector<std::string> pieces = {"light", "heavy", "Fd", "Fc/2"};
  throw InputError(row.where(),
                   {"unknown-word", fmt::format("there is no piece '{}'", given), "", suggestion(given, pieces)});
}

}  // namespace

Table known_table(Table table, const std::vector<std::string>& known) {
  const Where head{table.file, 1};
  for (auto& column : table.columns) column = to_lower(column);
  if (table.columns.size() == 1 && table.columns.front().find_first_of(";\t") != std::string::npos)
    throw InputError(head, {"bad-table", "the columns are not separated by commas", "tables are read as CSV",
                            "save it with commas between columns and points in numbers"});
  std::set<std::string> seen;
  for (const auto& column : table.columns) {
    if (!seen.insert(column).second)
      throw InputError(head, {"bad-table", fmt::format("column '{}' stands twice", column), "", ""});
    if (column == "note" || column == "comment" || std::ranges::find(known, column) != known.end()) continue;
    throw InputError(
        head, {"unknown-column", fmt::format("nothing reads a column '{}'", column),
               "a slip in a name would be overlooked", fmt::format("{} (or call it note)", suggestion(column, known))});
  }
  return table;
}

std::vector<std::string> time_columns() {
  std::vector<std::string> names;
  for (const auto unit : kTimeUnits) names.push_back(fmt::format("time_{}", unit));
  return names;
}

std::optional<TimeColumn> time_column(const Table& table) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const std::string& name = table.columns[i];
    if (name != "time" && !name.starts_with("time_")) continue;
    const std::string unit = name == "time" ? "" : name.substr(std::string_view("time_").size());
    if (std::ranges::find(kTimeUnits, unit) != kTimeUnits.end()) return TimeColumn{.index = i, .unit = unit};
    throw InputError({table.file, 1}, {"unit", fmt::format("column '{}' has no unit that is known", name), "",
                                       "name it time_s, time_min, time_h, time_d or time_wk"});
  }
  return std::nullopt;
}

UvTable parse_uv_table(const Table& given) {
  std::vector<std::string> known = {"sample", "a280", "a252", "path_cm", "dilution", "kind", "time"};
  std::ranges::copy(time_columns(), std::back_inserter(known));
  const Table table = known_table(given, known);
  expect_rows(table);
  const auto time = time_column(table);
  UvTable result{.rows = {}, .time_unit = time ? time->unit : ""};
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const Row row{table, i};
    UvRow uv{.where = row.where(), .sample = row.text("sample", "sample")};
    uv.a280 = absorbance(row, "a280");
    uv.a252 = absorbance(row, "a252");
    uv.path_cm = row.positive("path_cm", 1);
    uv.dilution = row.positive("dilution", 1);
    if (uv.dilution < 1)
      refuse(uv.where, fmt::format("'dilution' is {}", to_short(uv.dilution)), "a factor below 1 would concentrate",
             "10 for one part in ten");
    uv.is_naked = naked(row);
    if (time) uv.time = table.number(i, time->index);
    result.rows.push_back(std::move(uv));
  }
  if (std::ranges::all_of(result.rows, &UvRow::is_naked))
    throw InputError({table.file, 1}, {"bad-table", "all rows are of the naked antibody",
                                       "there is no conjugate to read", "add rows of kind conjugate"});
  return result;
}

std::vector<HicRow> parse_hic_table(const Table& given, const std::string& otherwise) {
  const Table table = known_table(given, {"sample", "run", "drugs", "area"});
  expect_rows(table);
  std::vector<HicRow> rows;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const Row row{table, i};
    rows.push_back({.where = row.where(),
                    .sample = row.text("sample", otherwise),
                    .run = row.text("run"),
                    .drugs = row.whole("drugs", row.needed("drugs"), 0, kMostDrugs),
                    .area = row.not_negative("area")});
  }
  return rows;
}

std::vector<PartRow> parse_site_table(const Table& given, const std::string& otherwise) {
  const Table table = known_table(given, {"sample", "run", "site", "occupancy", "conjugated", "bare", "error"});
  expect_rows(table);
  if (!table.has("occupancy") && !(table.has("conjugated") && table.has("bare")))
    throw InputError({table.file, 1}, {"unknown-column", "the table has no column 'occupancy'", "",
                                       "give occupancy as a share, or the intensities conjugated and bare"});
  std::vector<PartRow> rows;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const Row row{table, i};
    rows.push_back({.where = row.where(),
                    .sample = row.text("sample", otherwise),
                    .run = row.text("run"),
                    .name = row.text("site", fmt::format("site {}", i + 1)),
                    .load = occupancy(row),
                    .error = row.error()});
  }
  return rows;
}

std::vector<PartRow> parse_piece_table(const Table& given, const std::string& otherwise) {
  const Table table = known_table(given, {"sample", "run", "piece", "load", "error", "copies"});
  expect_rows(table);
  const auto piece = table.column("piece", {table.file, 1});
  std::vector<PartRow> rows;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const Row row{table, i};
    rows.push_back({.where = row.where(),
                    .sample = row.text("sample", otherwise),
                    .run = row.text("run"),
                    .name = piece_name(row, piece),
                    .load = mean_load(row),
                    .error = row.error(),
                    .copies = row.whole("copies", row.positive("copies", 2), 1, kMostCopies)});
  }
  return rows;
}

}  // namespace emtansim::spectra
