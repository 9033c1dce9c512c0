// SPDX-License-Identifier: Apache-2.0
/// Rows of a matrix, and sums that they share.
#include "emtansim/solve/elimination_rows.h"

#include <map>
#include <numeric>

namespace emtansim::solve {

namespace {

using Columns = std::vector<std::uint32_t>;

std::vector<EliminationRow> rows_of_states(const Sparsity& sparsity, const EntryNumbers& numbers) {
  std::vector<EliminationRow> rows(sparsity.column_starts.size() - 1);
  for (std::uint32_t column = 0; column < rows.size(); ++column) {
    const auto end = static_cast<std::size_t>(sparsity.column_starts[column + 1]);
    for (auto entry = static_cast<std::size_t>(sparsity.column_starts[column]); entry < end; ++entry) {
      const std::uint32_t number = numbers.of_entry[entry];
      if (numbers.is_zero[number]) continue;
      auto& row = rows[static_cast<std::size_t>(sparsity.rows[entry])];
      if (&row == &rows[column]) {
        row.diagonal = number;
      } else {
        row.entries.push_back({column, number});
      }
    }
  }
  return rows;
}

/// The columns, more than two, in which a row has one and the same number.
std::map<std::uint32_t, Columns> equal_columns(const EliminationRow& row) {
  std::map<std::uint32_t, Columns> by_number;
  for (const auto& [column, number] : row.entries) by_number[number].push_back(column);
  std::erase_if(by_number, [](const auto& group) { return group.second.size() < 3; });
  return by_number;
}

bool is_worth_it(std::size_t rows, std::size_t columns) { return rows * columns > rows + columns + 1; }

}  // namespace

EntryNumbers EntryNumbers::distinct(std::size_t entries) {
  EntryNumbers numbers{.of_entry = std::vector<std::uint32_t>(entries), .is_zero = std::vector<bool>(entries, false)};
  std::iota(numbers.of_entry.begin(), numbers.of_entry.end(), 0U);
  return numbers;
}

std::vector<EliminationRow> elimination_rows(const Sparsity& sparsity, const EntryNumbers& numbers) {
  auto rows = rows_of_states(sparsity, numbers);
  struct User {
    std::size_t row;
    std::uint32_t number;
  };
  std::map<Columns, std::vector<User>> users;
  for (std::size_t row = 0; row < rows.size(); ++row)
    for (auto& [number, columns] : equal_columns(rows[row])) users[columns].push_back({row, number});
  for (const auto& [columns, using_it] : users) {
    if (!is_worth_it(using_it.size(), columns.size())) continue;
    const auto sum = static_cast<std::uint32_t>(rows.size());
    for (const auto& [row, number] : using_it) {
      std::erase_if(rows[row].entries, [&](const auto& entry) { return entry.number == number; });
      rows[row].entries.push_back({sum, number});
    }
    EliminationRow made{.is_sum = true, .diagonal = {}, .entries = {}};
    for (const auto column : columns) made.entries.push_back({column, EliminationRow::kOne});
    rows.push_back(std::move(made));
  }
  return rows;
}

}  // namespace emtansim::solve
