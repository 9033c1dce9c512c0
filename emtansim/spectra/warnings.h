// SPDX-License-Identifier: Apache-2.0
/// Warnings gathered while reading: one for each kind, however often it is met.
#pragma once

#include <vector>

#include "emtansim/spectra/spectrum.h"

namespace emtansim::spectra {

class Warnings {
 public:
  /// The first of each `complaint.code` is kept, the others are counted.
  void add(const Where& where, Complaint complaint);
  [[nodiscard]] std::vector<Warning> take() { return std::move(warnings_); }

 private:
  std::vector<Warning> warnings_;
};

}  // namespace emtansim::spectra
