// SPDX-License-Identifier: Apache-2.0
/// The help texts.
#pragma once

#include <string>
#include <string_view>

namespace emtansim::cli {

/// What `emtansim --help` (an empty command) or `emtansim COMMAND --help` prints.
std::string help_text(std::string_view command);

}  // namespace emtansim::cli
