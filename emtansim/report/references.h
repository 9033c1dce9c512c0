// SPDX-License-Identifier: Apache-2.0
/// The references of a report. Private to report.
#pragma once

#include <set>
#include <string>

#include "emtansim/catalogue/catalogue.h"
#include "emtansim/report/json.h"

namespace emtansim::report {

/// One entry of the bibliography as pages show it.
Json reference_part(const catalogue::Reference& reference);
/// The entries with these keys, in their order; keys that the bibliography does not have are left out.
Json references_for(const std::set<std::string>& keys, const catalogue::Catalogue& catalogue);

}  // namespace emtansim::report
