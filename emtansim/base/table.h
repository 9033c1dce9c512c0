// SPDX-License-Identifier: Apache-2.0
/// Tables of text as CSV files hold them: a line of names, then rows.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "emtansim/base/error.h"

namespace emtansim {

/// A rectangular table of texts; empty cells are empty texts.
struct Table {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  ///< each as long as `columns`
  std::vector<int> lines;                      ///< line of each row in the file
  std::string file;

  /// Index of a column. Throws InputError "unknown-column", with a suggestion, at `asked_at`.
  [[nodiscard]] std::size_t column(std::string_view name, const Where& asked_at) const;
  [[nodiscard]] bool has(std::string_view name) const;
  /// The number in a cell; NaN for an empty one. Throws InputError "not-a-number" at the row.
  [[nodiscard]] double number(std::size_t row, std::size_t column) const;
};

/// Comma-separated values with a header line; fields may be quoted, with quotes doubled inside. Empty lines and lines
/// that begin with # are left out. Throws InputError "bad-table" at the first line that does not fit.
Table parse_table(std::string_view text, const std::string& file);

/// The same from a file of at most 64 MiB. Throws as `read_file`, too.
Table read_table(const std::string& path, const Where& asked_at = {});

}  // namespace emtansim
