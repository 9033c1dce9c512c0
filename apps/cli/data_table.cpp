// SPDX-License-Identifier: Apache-2.0
/// Tables for people and programs.
#include "data_table.h"

#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "terminal.h"

namespace emtansim::cli {

namespace {

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

}  // namespace

Cell text_cell(std::string_view text) { return {.text = std::string(text), .is_number = false}; }

Cell number_cell(double value, int decimals) {
  return {.text = std::isfinite(value) ? fmt::format("{:.{}f}", value, decimals) : "", .is_number = true};
}

Cell whole_cell(long value) { return {.text = std::to_string(value), .is_number = true}; }

std::string for_people(const DataTable& table) {
  TextTable text;
  text.add(table.columns);
  for (const auto& row : table.rows) {
    std::vector<std::string> cells;
    for (const auto& cell : row) cells.push_back(cell.text);
    text.add(std::move(cells));
  }
  std::string note = table.note.empty() ? "" : wrapped(table.note, text_width(), 2);
  if (!note.empty() && !note.ends_with('\n')) note += '\n';
  return bold(table.title) + "\n" + text.text() + note;
}

std::string as_csv(const DataTable& table) {
  std::string text;
  for (std::size_t i = 0; i < table.columns.size(); ++i) text += (i == 0 ? "" : ",") + csv_field(table.columns[i]);
  text += '\n';
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < row.size(); ++i) text += (i == 0 ? "" : ",") + csv_field(row[i].text);
    text += '\n';
  }
  return text;
}

std::string as_json(std::span<const DataTable> tables) {
  nlohmann::ordered_json all;
  for (const auto& table : tables) {
    auto& rows = all[table.name] = nlohmann::ordered_json::array();
    for (const auto& row : table.rows) {
      nlohmann::ordered_json object;
      for (std::size_t i = 0; i < row.size(); ++i) {
        auto& value = object[table.columns[i]];
        if (!row[i].is_number)
          value = row[i].text;
        else if (!row[i].text.empty())
          value = nlohmann::ordered_json::parse(row[i].text);
      }
      rows.push_back(std::move(object));
    }
  }
  return all.dump(2) + "\n";
}

}  // namespace emtansim::cli
