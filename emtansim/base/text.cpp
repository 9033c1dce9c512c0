// SPDX-License-Identifier: Apache-2.0
/// Small text functions.
#include "emtansim/base/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace emtansim {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substitute = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substitute});
    }
  }
  return row.back();
}

constexpr std::size_t kLongestList = 12;   // more candidates than this are not worth reading in a message
constexpr double kMostDigits = 1e10;       // larger numbers are read as powers of ten
constexpr std::size_t kLongestWord = 100;  // longer ones are no slip of the finger, and distance is quadratic

}  // namespace

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::string to_lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

std::string to_key(std::string_view name) {
  std::string key = to_lower(name);
  std::erase_if(key, [](char c) { return !is_letter_or_digit(c); });
  return key;
}

std::optional<double> parse_number(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  double value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  if (std::isnan(value)) return std::nullopt;
  return value;
}

std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates) {
  if (word.size() > kLongestWord) return std::nullopt;
  const std::string lower = to_lower(word);
  std::optional<std::string> best;
  // Two slips in a word, more in a long one; half of a short word is not a slip but another word.
  std::size_t best_distance = std::min(std::max<std::size_t>(2, word.size() / 3), word.size() / 2) + 1;
  for (const auto& candidate : candidates) {
    if (candidate.size() > kLongestWord) continue;
    if (to_key(candidate) == to_key(word)) return candidate;
    const std::size_t distance = edit_distance(lower, to_lower(candidate));
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

std::string suggestion(std::string_view word, std::span<const std::string> candidates) {
  if (candidates.empty()) return {};
  if (const auto near = nearest(word, candidates)) return "did you mean '" + *near + "'?";
  if (candidates.size() > kLongestList) return {};
  std::string list = "one of ";
  for (std::size_t i = 0; i < candidates.size(); ++i) list += (i == 0 ? "" : ", ") + candidates[i];
  return list;
}

std::string to_exact(double value) { return fmt::format("{}", value); }

std::string to_short(double value, int digits) { return fmt::format("{:.{}g}", value, digits); }

std::string to_readable(double value, int digits) {
  const double rounded = parse_number(to_short(value, digits)).value_or(value);
  const double size = std::abs(rounded);
  const bool has_many_digits = size >= std::pow(10.0, digits);
  if (!std::isfinite(rounded) || !has_many_digits || size >= kMostDigits) return to_short(value, digits);
  std::string text = fmt::format("{:.0f}", rounded);
  constexpr std::size_t kGroup = 3;
  const std::size_t sign = rounded < 0 ? 1 : 0;
  for (std::size_t at = text.size(); at > kGroup + sign; at -= kGroup) text.insert(at - kGroup, ",");
  return text;
}

}  // namespace emtansim
