// SPDX-License-Identifier: Apache-2.0
/// Sharing out the intensity at each m/z to charges: neighbouring charges of one mass support each other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "emtansim/spectra/deconvolution.h"
#include "emtansim/spectra/deconvolution/charge_grid.h"

namespace emtansim::spectra {

/// For each charge, its shares of the bins within the range of masses.
struct ChargeShares {
  /// What one charge has: shares of the active bins from `first` on.
  struct Row {
    std::size_t first = 0;
    std::vector<float> share;
  };

  int lowest_charge = 0;
  std::vector<Row> rows;               ///< by charge
  std::vector<std::int32_t> index_of;  ///< number of each bin among the active ones; -1: takes no part
  int rounds = 0;

  [[nodiscard]] int highest_charge() const { return lowest_charge + static_cast<int>(rows.size()) - 1; }
  [[nodiscard]] const Row& row(int charge) const { return rows[static_cast<std::size_t>(charge - lowest_charge)]; }
  [[nodiscard]] double share(const Row& row, std::size_t bin) const {
    const std::int32_t active = bin < index_of.size() ? index_of[bin] : -1;
    const auto offset = static_cast<std::size_t>(active) - row.first;  // of -1 and before the first: very large
    return active < 0 || offset >= row.share.size() ? 0 : static_cast<double>(row.share[offset]);
  }
};

/// Bins at most `quiet` high take no part. No rows where no charge brings a bin into the range of masses.
ChargeShares assign_charges(const ChargeGrid& grid, double quiet, const DeconvolutionOptions& options);

}  // namespace emtansim::spectra
