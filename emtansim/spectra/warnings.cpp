// SPDX-License-Identifier: Apache-2.0
/// Gathering of warnings and their wording.
#include "emtansim/spectra/warnings.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace emtansim::spectra {

void Warnings::add(const Where& where, Complaint complaint) {
  const auto known =
      std::ranges::find_if(warnings_, [&](const Warning& warning) { return warning.complaint.code == complaint.code; });
  if (known != warnings_.end()) {
    ++known->times;
  } else {
    warnings_.push_back({.where = where, .complaint = std::move(complaint)});
  }
}

std::string to_message(const Warning& warning) {
  const std::string text = emtansim::to_message(warning.where, warning.complaint);
  return warning.times == 1 ? text : fmt::format("{} [{} times]", text, warning.times);
}

}  // namespace emtansim::spectra
