// SPDX-License-Identifier: Apache-2.0
/// What mechanisms assume about the world besides the values of their parameters. Private to report.
#pragma once

#include <span>
#include <string_view>

namespace emtansim::report {

struct ModelAssumption {
  std::string_view mechanism;
  std::string_view statement;
  std::string_view because;
  std::string_view effect;  ///< what changes where it does not hold
};

/// In the order of the story, from the medium to the cell's death.
std::span<const ModelAssumption> model_assumptions();

}  // namespace emtansim::report
