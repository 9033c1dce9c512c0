// SPDX-License-Identifier: Apache-2.0
/// Published entries as lines of text, for `list` and `show`.
#pragma once

#include <string>

#include "emtansim/catalogue/catalogue.h"

namespace emtansim::cli {

/// "SK-BR-3; set zhou2024": for what an entry counts.
std::string applies_text(const catalogue::Parameter& entry);
/// "scheuher2023, table S2a (measured)".
std::string source_text(const catalogue::Source& source, catalogue::Obtained obtained);
/// All that is known of an entry, several lines.
std::string entry_text(const catalogue::Parameter& entry);
/// Whether the entry is for this cell line or agent by name.
bool is_for(const catalogue::Parameter& entry, const std::string& key, const std::string& name);
/// "what 0.15 times its value" of a variant's change.
std::string change_text(const catalogue::Change& change);

}  // namespace emtansim::cli
