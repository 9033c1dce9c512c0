// SPDX-License-Identifier: Apache-2.0
/// Checks a text before it is parsed: what is nested too deep never reaches a parser that recurses.
#pragma once

#include <string>
#include <string_view>

namespace emtansim {

/// Throws InputError "too-deep" for brackets, or keys with dots, nested deeper than any of our files needs.
void expect_shallow_toml(std::string_view text, const std::string& file);

}  // namespace emtansim
