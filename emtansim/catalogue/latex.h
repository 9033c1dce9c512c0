// SPDX-License-Identifier: Apache-2.0
/// The little LaTeX that bibliographies use, as plain UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace emtansim::catalogue {

/// Accents, dashes and escaped characters replaced, braces dropped, blanks joined: "De Mazi{\`e}re" -> "De Mazière".
std::string to_plain_text(std::string_view latex);

}  // namespace emtansim::catalogue
