// SPDX-License-Identifier: Apache-2.0
/// Reader of comma-separated values.
#include "emtansim/base/table.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "emtansim/base/file.h"
#include "emtansim/base/text.h"

namespace emtansim {

namespace {

constexpr std::size_t kLargestFile = std::size_t{64} << 20;

/// Takes one record from the front of `text` and counts its lines.
std::vector<std::string> take_record(std::string_view& text, int& line, const Where& where) {
  std::vector<std::string> fields(1);
  bool is_quoted = false;
  std::size_t i = 0;
  for (; i < text.size(); ++i) {
    const char c = text[i];
    if (is_quoted) {
      if (c == '\n') ++line;
      if (c != '"') {
        fields.back() += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        fields.back() += c;
        ++i;
      } else {
        is_quoted = false;
      }
    } else if (c == '"' && trim(fields.back()).empty()) {
      fields.back().clear();
      is_quoted = true;
    } else if (c == ',') {
      fields.emplace_back();
    } else if (c == '\n') {
      break;
    } else if (c != '\r') {
      fields.back() += c;
    }
  }
  if (is_quoted) throw InputError(where, {"bad-table", "a quote is never closed", "", ""});
  text.remove_prefix(std::min(i + 1, text.size()));
  ++line;
  for (auto& field : fields) field = std::string(trim(field));
  return fields;
}

}  // namespace

std::size_t Table::column(std::string_view name, const Where& asked_at) const {
  const auto found = std::ranges::find(columns, name);
  if (found != columns.end()) return static_cast<std::size_t>(found - columns.begin());
  throw InputError(
      asked_at, {"unknown-column", fmt::format("'{}' has no column '{}'", file, name), "", suggestion(name, columns)});
}

bool Table::has(std::string_view name) const { return std::ranges::find(columns, name) != columns.end(); }

double Table::number(std::size_t row, std::size_t column) const {
  const std::string& cell = rows[row][column];
  if (cell.empty()) return std::numeric_limits<double>::quiet_NaN();
  if (const auto number = parse_number(cell); number && std::isfinite(*number)) return *number;
  throw InputError({file, lines[row]},
                   {"not-a-number", fmt::format("'{}' in column '{}' is no number", cell, columns[column]), "", ""});
}

Table parse_table(std::string_view text, const std::string& file) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  Table table{.columns = {}, .rows = {}, .lines = {}, .file = file};
  int line = 1;
  while (!text.empty()) {
    const int at = line;
    if (text.starts_with('#')) {
      text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
      ++line;
      continue;
    }
    auto fields = take_record(text, line, {file, at});
    if (fields.size() == 1 && fields.front().empty()) continue;
    if (table.columns.empty()) {
      table.columns = std::move(fields);
      continue;
    }
    if (fields.size() != table.columns.size()) {
      throw InputError({file, at}, {"bad-table", fmt::format("the row has {} fields", fields.size()),
                                    fmt::format("the header has {}", table.columns.size()), ""});
    }
    table.rows.push_back(std::move(fields));
    table.lines.push_back(at);
  }
  if (table.columns.empty()) throw InputError({file, 0}, {"bad-table", "the table is empty", "", ""});
  return table;
}

Table read_table(const std::string& path, const Where& asked_at) {
  return parse_table(read_file(path, asked_at, kLargestFile), path);
}

}  // namespace emtansim
