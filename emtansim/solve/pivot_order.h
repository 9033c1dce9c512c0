// SPDX-License-Identifier: Apache-2.0
/// Order of pivots for a sparse square matrix: blocks that depend on earlier ones only, little fill inside each.
#pragma once

#include <cstdint>
#include <vector>

namespace emtansim::solve {

/// Columns of the entries in each row; the diagonal may be left out and counts as present.
using Pattern = std::vector<std::vector<std::uint32_t>>;

/// Strongly connected components of the graph row -> column, each after all that it leads to.
std::vector<std::vector<std::uint32_t>> connected_blocks(const Pattern& rows);

/// One pivot with the entries that are left in its row and column when its turn comes, without itself.
struct Pivot {
  std::uint32_t at = 0;
  std::vector<std::uint32_t> row;
  std::vector<std::uint32_t> column;
};

/// Pivots of one block in order, all from the diagonal: each the one for which fewest entries can be filled in
/// (Markowitz), the first of those that tie. Entries outside of the block are not looked at.
std::vector<Pivot> pivot_order(const Pattern& rows, const std::vector<std::uint32_t>& block);

}  // namespace emtansim::solve
