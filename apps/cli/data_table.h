// SPDX-License-Identifier: Apache-2.0
/// Tables of results that a command prints for people, as CSV or as JSON.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace emtansim::cli {

/// A cell as it is printed; a number goes into JSON without quotes, an empty one as null.
struct Cell {
  std::string text;
  bool is_number = false;
};
Cell text_cell(std::string_view text);
/// With so many decimals; empty for NaN.
Cell number_cell(double value, int decimals);
Cell whole_cell(long value);

struct DataTable {
  std::string name;   ///< key in JSON
  std::string title;  ///< heading for people
  std::vector<std::string> columns;
  std::vector<std::vector<Cell>> rows;
  std::string note;  ///< below the table for people
};

std::string for_people(const DataTable& table);
std::string as_csv(const DataTable& table);
/// An object with a list of objects for each table.
std::string as_json(std::span<const DataTable> tables);

}  // namespace emtansim::cli
