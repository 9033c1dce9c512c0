// SPDX-License-Identifier: Apache-2.0
/// Columns of numbers in text, as people export them: any separator, decimal point or comma, any header or none.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emtansim/base/base.h"
#include "emtansim/spectra/formats/bytes.h"

namespace emtansim::spectra {

/// How the numbers of a file are written.
struct Notation {
  char separator = ' ';  ///< ' ' stands for any blanks
  bool has_decimal_comma = false;
};

/// The lines of a text in sequence, without their ends (LF, CRLF or CR). Throws InputError "bad-text" for UTF-16, for
/// bytes that are no text and for endless lines.
class Lines {
 public:
  Lines(ByteStream& stream, std::string file) : stream_(stream), file_(std::move(file)) {}
  /// Valid until the next call; nothing at the end.
  std::optional<std::string_view> next();
  [[nodiscard]] Where where() const { return {file_, line_}; }

 private:
  bool refill();

  ByteStream& stream_;
  std::string file_;
  std::string block_;
  std::size_t at_ = 0;
  int line_ = 0;
  bool is_ended_ = false;
};

/// The cells of a line.
std::vector<std::string_view> cells_of(std::string_view line, const Notation& notation);
/// The number of a cell in this notation; quotes around it are left out.
std::optional<double> number_in(std::string_view cell, const Notation& notation);

/// The notation in which `line` has at least two numbers; nothing where it has none.
/// "1,5,2,5" could be read in two ways: then the decimal point is assumed, and the columns tell.
std::optional<Notation> notation_of(std::string_view line);

/// The lines in front of the numbers, and how these are written.
struct Preamble {
  std::vector<std::string> header;  ///< lines before the first numbers
  std::vector<std::string> sample;  ///< the first lines with numbers
  Notation notation;
  int first_line = 0;  ///< where the sample begins
};

/// Reads on to the first lines with numbers. Throws InputError "no-numbers".
Preamble read_preamble(Lines& lines);

/// The names above the columns: the last line of the header that has as many cells as the numbers; empty without.
std::vector<std::string> column_names(const Preamble& preamble);

}  // namespace emtansim::spectra
