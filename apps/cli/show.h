// SPDX-License-Identifier: Apache-2.0
/// The two sides of `emtansim show`.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "commands.h"

namespace emtansim::cli {

/// One entry of the published data. Throws InputError where there is none of that name.
int show_entry(const KindName& kind, const std::string& name);

/// The parts of a model that can be shown alone.
std::span<const std::string_view> model_parts();
/// The model of an experiment; all its parts, or the one named.
int show_model(const Request& request, const std::string& file, const std::string& part);

}  // namespace emtansim::cli
