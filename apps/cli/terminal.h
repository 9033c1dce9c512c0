// SPDX-License-Identifier: Apache-2.0
/// Text on a terminal: emphasis where it is wanted, wrapping, tables, and honest output errors.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace emtansim::cli {

/// Whether `stream` is a terminal.
bool is_terminal(std::FILE* stream);
/// Columns of the terminal, within what is pleasant to read; a fixed number where there is none.
std::size_t text_width();
/// Whether the person's locale shows characters beyond ASCII.
bool shows_unicode();

// Emphasis on standard output: nothing unless it is a terminal and NO_COLOR is not set.
std::string bold(std::string_view text);
std::string quiet(std::string_view text);

/// Columns that a text takes (code points of UTF-8).
std::size_t width_of(std::string_view text);
/// Lines of at most `width` columns, each begun with `indent` blanks.
std::string wrapped(std::string_view text, std::size_t width, std::size_t indent = 0);

/// Rows of text whose last column is wrapped to the width of the terminal.
class TextTable {
 public:
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  /// Each line begun with `indent` blanks, columns two blanks apart; a column never takes more than `widest`.
  [[nodiscard]] std::string text(std::size_t indent = 2, std::size_t widest = 36) const;
  [[nodiscard]] bool is_empty() const { return rows_.empty(); }

 private:
  std::vector<std::vector<std::string>> rows_;
};

/// Writes to standard output.
void print(std::string_view text);
/// Throws SystemError where standard output could not be written (a full disk behind a redirection).
void finish_output();

}  // namespace emtansim::cli
