// SPDX-License-Identifier: Apache-2.0
/// The matrix of an elimination by rows, with sums that several rows have in common taken out.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "emtansim/solve/program.h"

namespace emtansim::solve {

/// Which number each entry of a sparse matrix is: entries that are one and the same number share it.
struct EntryNumbers {
  std::vector<std::uint32_t> of_entry;
  std::vector<bool> is_zero;  ///< by number: whether it is always zero

  /// Every entry a number of its own.
  static EntryNumbers distinct(std::size_t entries);
};

/// An unknown: a state, or the sum of some states. Its equation is m x - sum a_j x_j = b, where b is zero for a sum.
struct EliminationRow {
  struct Entry {
    std::uint32_t column = 0;
    std::uint32_t number = 0;
  };
  static constexpr std::uint32_t kOne = std::numeric_limits<std::uint32_t>::max();  ///< number of entries of a sum

  bool is_sum = false;                    ///< then m = 1, else m = shift - number `diagonal`
  std::optional<std::uint32_t> diagonal;  ///< of a state, where it is not always zero
  std::vector<Entry> entries;             ///< without the diagonal
};

/// Rows of the states, then of the sums. Where a row has the same number in many columns, as where a rate per cell
/// depends on how many cells there are and those are counted in stages, and other rows have so in the same columns, the
/// sum over these columns becomes an unknown: r rows times c columns are then r + c entries.
std::vector<EliminationRow> elimination_rows(const Sparsity& sparsity, const EntryNumbers& numbers);

}  // namespace emtansim::solve
