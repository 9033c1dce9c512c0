// SPDX-License-Identifier: Apache-2.0
/// Finding out how a text writes its numbers.
#include "emtansim/spectra/formats/columns.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace emtansim::spectra {

namespace {

constexpr std::size_t kBlock = std::size_t{1} << 16;
constexpr std::size_t kLongestLine = std::size_t{1} << 20;
constexpr std::size_t kMostHeaderLines = 1000;
constexpr std::size_t kSampleLines = 50;

bool is_comment(std::string_view line) { return line.starts_with('#') || line.starts_with("//"); }

std::size_t numbers_in(std::string_view line, const Notation& notation) {
  const auto cells = cells_of(line, notation);
  return static_cast<std::size_t>(
      std::ranges::count_if(cells, [&](std::string_view cell) { return number_in(cell, notation).has_value(); }));
}

/// Notations in the order in which they are tried: a separator that no number can hold first.
constexpr std::array kNotations = {Notation{'\t', false}, Notation{'\t', true}, Notation{';', false},
                                   Notation{';', true},   Notation{',', false}, Notation{' ', false},
                                   Notation{' ', true}};

bool suits(std::string_view line, const Notation& notation) {
  const auto cells = cells_of(line, notation);
  if (cells.size() < 2) return false;
  return number_in(cells[0], notation) && number_in(cells[1], notation);
}

/// "1484,5,100,0": two numbers with decimal commas, or four whole ones?
void refuse_ambiguous(const Preamble& preamble, const std::string& file) {
  if (preamble.notation.separator != ',' || preamble.notation.has_decimal_comma) return;
  if (column_names(preamble).size() == 4) return;
  const bool is_ambiguous = std::ranges::all_of(preamble.sample, [](const std::string& line) {
    return std::ranges::count(line, ',') == 3 && line.find_first_not_of("0123456789,- \t") == std::string::npos;
  });
  if (!is_ambiguous) return;
  throw InputError({file, preamble.first_line},
                   {"bad-text", "the commas can be read in two ways", "as decimal commas or between columns",
                    "export with decimal points, or with tabs between the columns"});
}

}  // namespace

std::optional<std::string_view> Lines::next() {
  while (true) {
    const auto end = block_.find_first_of("\r\n", at_);
    const bool needs_more = end == std::string::npos || (block_[end] == '\r' && end + 1 == block_.size());
    if (needs_more && !is_ended_) {
      if (refill()) continue;
    }
    if (at_ >= block_.size()) return std::nullopt;
    ++line_;
    const std::size_t stop = std::min(end, block_.size());
    const std::string_view line = std::string_view(block_).substr(at_, stop - at_);
    const bool is_pair = stop + 1 < block_.size() && block_[stop] == '\r' && block_[stop + 1] == '\n';
    at_ = stop + (is_pair ? 2 : 1);
    return line;
  }
}

bool Lines::refill() {
  if (block_.size() - std::min(at_, block_.size()) > kLongestLine)
    throw InputError({file_, line_ + 1},
                     {"bad-text", "a line does not end", "it is longer than 1 MB", "is it a text file?"});
  block_.erase(0, at_);
  at_ = 0;
  const std::size_t filled = block_.size();
  block_.resize(filled + kBlock);
  block_.resize(filled + stream_.read(std::span(block_).subspan(filled)));
  if (block_.size() == filled) is_ended_ = true;
  if (line_ == 0 && filled == 0) {
    if (block_.starts_with("\xFF\xFE") || block_.starts_with("\xFE\xFF"))
      throw InputError({file_, 1}, {"bad-text", "the file is in UTF-16", "only UTF-8 and plain ASCII are read",
                                    "save it as UTF-8 or as CSV"});
    if (block_.starts_with("\xEF\xBB\xBF")) block_.erase(0, 3);
  }
  if (block_.find('\0', filled) != std::string::npos)
    throw InputError({file_, line_ + 1},
                     {"bad-text", "the file is no text", "it has zero bytes", "see the formats that are read"});
  return !is_ended_;
}

std::vector<std::string_view> cells_of(std::string_view line, const Notation& notation) {
  std::vector<std::string_view> cells;
  if (notation.separator != ' ') {
    cells = split(line, notation.separator);
    for (auto& cell : cells) cell = trim(cell);
    return cells;
  }
  std::size_t at = 0;
  while ((at = line.find_first_not_of(" \t", at)) != std::string_view::npos) {
    const auto end = std::min(line.find_first_of(" \t", at), line.size());
    cells.push_back(line.substr(at, end - at));
    at = end;
  }
  return cells;
}

std::optional<double> number_in(std::string_view cell, const Notation& notation) {
  constexpr std::size_t kLongestNumber = 60;
  if (cell.size() >= 2 && cell.front() == '"' && cell.back() == '"') cell = trim(cell.substr(1, cell.size() - 2));
  if (cell.empty() || cell.size() > kLongestNumber) return std::nullopt;
  if (!notation.has_decimal_comma) return parse_number(cell);
  std::array<char, kLongestNumber> point;
  std::ranges::replace_copy(cell, point.begin(), ',', '.');
  return parse_number({point.data(), cell.size()});
}

std::optional<Notation> notation_of(std::string_view line) {
  for (const auto& notation : kNotations)
    if (suits(line, notation)) return notation;
  return std::nullopt;
}

Preamble read_preamble(Lines& lines) {
  Preamble preamble;
  while (const auto line = lines.next()) {
    if (trim(*line).empty()) continue;
    if (preamble.sample.empty() && (is_comment(*line) || !notation_of(*line))) {
      if (preamble.header.size() == kMostHeaderLines) break;
      preamble.header.emplace_back(*line);
      continue;
    }
    if (preamble.sample.empty()) preamble.first_line = lines.where().line;
    preamble.sample.emplace_back(*line);
    if (preamble.sample.size() == kSampleLines) break;
  }
  if (preamble.sample.empty())
    throw InputError({lines.where().file, 0}, {"no-numbers", "there are no columns of numbers",
                                               "two are needed, such as m/z and intensity", "is it the right file?"});
  // One line may allow several notations ("100,5 7"); the one that suits most lines is meant.
  std::size_t most = 0;
  for (const auto& notation : kNotations) {
    const auto suited = static_cast<std::size_t>(
        std::ranges::count_if(preamble.sample, [&](const std::string& line) { return suits(line, notation); }));
    if (suited > most) {
      most = suited;
      preamble.notation = notation;
    }
  }
  refuse_ambiguous(preamble, lines.where().file);
  return preamble;
}

std::vector<std::string> column_names(const Preamble& preamble) {
  const std::size_t columns = cells_of(preamble.sample.front(), preamble.notation).size();
  for (auto line = preamble.header.rbegin(); line != preamble.header.rend(); ++line) {
    std::string_view text = trim(*line);
    while (text.starts_with('#')) text = trim(text.substr(1));
    for (const char separator : {preamble.notation.separator, ',', '\t', ';'}) {
      const auto cells = cells_of(text, {separator, false});
      if (cells.size() != columns || numbers_in(text, preamble.notation) > 0) continue;
      std::vector<std::string> names;
      for (auto cell : cells) {
        if (cell.size() >= 2 && cell.front() == '"' && cell.back() == '"') cell = cell.substr(1, cell.size() - 2);
        names.emplace_back(trim(cell));
      }
      return names;
    }
  }
  return {};
}

}  // namespace emtansim::spectra
