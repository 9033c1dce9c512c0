// SPDX-License-Identifier: Apache-2.0
/// Checks a text before it is parsed: what the parser cannot bear never reaches it.
#pragma once

#include <string>
#include <string_view>

namespace emtansim {

/// Throws InputError "too-deep" for brackets, or keys with dots, nested deeper than any of our files needs, and
/// "not-toml" for characters that TOML allows in quotes and comments alone.
void expect_plain_toml(std::string_view text, const std::string& file);

}  // namespace emtansim
