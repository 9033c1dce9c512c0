// SPDX-License-Identifier: Apache-2.0
/// How a reference reads in a list.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emtansim/catalogue/catalogue.h"

namespace emtansim::catalogue {

/// "Austin, C. D. and others" into plain names; "others" stays as the last.
std::vector<std::string> split_authors(std::string_view latex);

/// "Austin CD, De Mazière AM, Pisacane PI et al. Title. Journal 15, 5268 (2004). https://doi.org/...": what is missing
/// is left out.
std::string to_citation(const Reference& reference);

}  // namespace emtansim::catalogue
