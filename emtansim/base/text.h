// SPDX-License-Identifier: Apache-2.0
/// Small text functions that every reader needs: near misses, trimming, splitting, numbers.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace emtansim {

/// Without blanks at either end.
std::string_view trim(std::string_view text);

/// Parts between separators; empty parts are kept.
std::vector<std::string_view> split(std::string_view text, char separator);

/// ASCII lower case; other bytes stay.
std::string to_lower(std::string_view text);

/// For comparing names: lower case, only letters and digits ("SK-BR-3" and "skbr3" agree).
std::string to_key(std::string_view name);

/// A finite or infinite number that fills the whole text, whatever the locale; nothing otherwise.
std::optional<double> parse_number(std::string_view text);

/// The candidate nearest to `word` by edit distance, if near enough to be a slip of the finger.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

/// "did you mean 'x'?" or, where nothing is near, "one of a, b, c"; empty if there are no candidates.
std::string suggestion(std::string_view word, std::span<const std::string> candidates);

/// Shortest text that reads back to the same double.
std::string to_exact(double value);

/// `value` with about `digits` significant digits, for people.
std::string to_short(double value, int digits = 4);

/// The same without powers of ten where people rather read digits: "1,200,000", "0.00012".
std::string to_readable(double value, int digits = 3);

}  // namespace emtansim
