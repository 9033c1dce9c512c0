// SPDX-License-Identifier: Apache-2.0
/// Checks of a text before it is parsed: what is no text, too large or nested too deep never reaches a parser.
#pragma once

#include <string>
#include <string_view>

namespace emtansim {

/// Throws InputError "too-large" or "not-text" (NUL bytes, UTF-16, broken UTF-8), with the line.
void expect_readable_text(std::string_view text, const std::string& file);

/// Throws InputError "too-deep" for brackets, or keys with dots, nested deeper than any of our files needs.
void expect_shallow_toml(std::string_view text, const std::string& file);

}  // namespace emtansim
