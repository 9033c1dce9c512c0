// SPDX-License-Identifier: Apache-2.0
/// Columns of the published tables that the statistics are checked with, and small helpers to compare.
#pragma once

#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

namespace emtansim::stats {

/// The columns of a table in data/published, all numbers, without the header; NaN where a field is empty.
inline std::vector<std::vector<double>> published_columns(const std::string& name) {
  std::ifstream file(std::string(EMTANSIM_SOURCE_DIR) + "/data/published/" + name);
  std::vector<std::vector<double>> columns;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    std::string cell;
    if (line.ends_with(',')) cells.str(line + ',');  // or the last empty field would be lost
    for (std::size_t k = 0; std::getline(cells, cell, ','); ++k) {
      if (columns.size() <= k) columns.emplace_back();
      columns[k].push_back(cell.empty() ? std::numeric_limits<double>::quiet_NaN() : std::stod(cell));
    }
  }
  return columns;
}

/// Root length of ryegrass against ferulic acid [@inderjit2002].
struct Ryegrass {
  std::vector<double> doses;    // mM
  std::vector<double> lengths;  // cm
};

inline Ryegrass ryegrass() {
  auto columns = published_columns("ryegrass_root_length.csv");
  return {columns.at(0), columns.at(1)};
}

}  // namespace emtansim::stats

/// Equal within a relative tolerance.
#define EXPECT_CLOSE(value, expected, tolerance) \
  EXPECT_NEAR(value, expected, (tolerance) * ((expected) < 0 ? -(expected) : (expected)))
