// SPDX-License-Identifier: Apache-2.0
/// The table of assays: what each is called, checks and reads.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "emtansim/assay/assay.h"
#include "emtansim/assay/request.h"
#include "emtansim/assay/view.h"

namespace emtansim::assay {

/// A quantity of one member at one time, in `unit`.
struct Value {
  std::string quantity;
  std::string population;
  double value = 0;
  std::string unit;
  bool is_failed = false;  ///< what it is relative to could not be integrated
};
using Values = std::vector<Value>;

/// What a reading is measured against; its time needs a column.
enum class Reference { none, start, wash };

/// A row of the table. Plain data.
struct Kind {
  AssayKind about;
  Reference reference = Reference::none;
  /// Throws InputError for options and models that it cannot work with.
  void (*check)(const Request& request);
  /// `since` is the reference time of the member's arm, if there is one.
  void (*read)(const View& view, const Request& request, std::optional<double> since, Values& values);
};

std::span<const Kind> kinds();
const Kind* find_kind(std::string_view name);

// Rows of the table, by file.
Kind pulse_chase_kind();
Kind internalisation_kind();
Kind catabolites_kind();
Kind viability_kind();
Kind counts_kind();
Kind phases_kind();
Kind mitosis_kind();
Kind occupancy_kind();
Kind amounts_kind();
Kind fate_kind();
Kind profile_kind();
Kind tumour_kind();
Kind plasma_kind();
Kind platelets_kind();

/// A share (0 to 1) as percent.
Value percent(std::string quantity, std::string population, double share);

}  // namespace emtansim::assay
