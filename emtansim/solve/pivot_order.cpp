// SPDX-License-Identifier: Apache-2.0
/// Tarjan's components and Markowitz' choice.
#include "emtansim/solve/pivot_order.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <unordered_map>
#include <utility>

namespace emtansim::solve {

namespace {

using Indices = std::vector<std::uint32_t>;

constexpr std::uint32_t kUnseen = 0xffffffffU;

/// Tarjan's algorithm with a stack of its own, since a chain of states may be as long as the network.
class Components {
 public:
  explicit Components(const Pattern& rows) : rows_(rows), seen_(rows.size(), kUnseen), lowest_(rows.size(), 0) {
    is_open_.assign(rows.size(), false);
  }

  std::vector<Indices> operator()() {
    for (std::uint32_t start = 0; start < rows_.size(); ++start)
      if (seen_[start] == kUnseen) visit_from(start);
    return std::move(found_);
  }

 private:
  void visit_from(std::uint32_t start) {
    enter(start);
    while (!path_.empty()) {
      auto& [at, next] = path_.back();
      if (next == rows_[at].size()) {
        leave(at);
        continue;
      }
      const std::uint32_t to = rows_[at][next++];
      if (seen_[to] == kUnseen) {
        enter(to);
      } else if (is_open_[to]) {
        lowest_[at] = std::min(lowest_[at], seen_[to]);
      }
    }
  }

  void enter(std::uint32_t at) {
    seen_[at] = lowest_[at] = count_++;
    open_.push_back(at);
    is_open_[at] = true;
    path_.emplace_back(at, 0);
  }

  void leave(std::uint32_t at) {
    if (lowest_[at] == seen_[at]) {
      Indices block;
      std::uint32_t last = kUnseen;
      while (last != at) {
        last = open_.back();
        open_.pop_back();
        is_open_[last] = false;
        block.push_back(last);
      }
      std::ranges::sort(block);
      found_.push_back(std::move(block));
    }
    path_.pop_back();
    if (!path_.empty()) lowest_[path_.back().first] = std::min(lowest_[path_.back().first], lowest_[at]);
  }

  const Pattern& rows_;
  Indices seen_, lowest_;  // when a node was first seen; the earliest open node that it leads to
  std::vector<bool> is_open_;
  Indices open_;
  std::vector<std::pair<std::uint32_t, std::size_t>> path_;
  std::uint32_t count_ = 0;
  std::vector<Indices> found_;
};

/// The part of a block that is not eliminated yet, by indices within the block.
class Remainder {
 public:
  Remainder(const Pattern& rows, const Indices& block) : rows_(block.size()), columns_(block.size()) {
    std::unordered_map<std::uint32_t, std::uint32_t> local;
    for (std::uint32_t i = 0; i < block.size(); ++i) local.emplace(block[i], i);
    for (std::uint32_t i = 0; i < block.size(); ++i)
      for (const auto column : rows[block[i]]) {
        const auto found = local.find(column);
        if (found != local.end() && found->second != i) rows_[i].push_back(found->second);
      }
    for (auto& row : rows_) std::ranges::sort(row);
    for (std::uint32_t i = 0; i < block.size(); ++i)
      for (const auto column : rows_[i]) columns_[column].push_back(i);
    for (std::uint32_t i = 0; i < block.size(); ++i) queue_.emplace(cost(i), i);
  }

  Pivot take() {
    const std::uint32_t at = queue_.begin()->second;
    queue_.erase(queue_.begin());
    Pivot pivot{.at = at, .row = std::move(rows_[at]), .column = std::move(columns_[at])};
    for (const auto i : pivot.column) change(i, rows_[i], pivot.row, at);
    for (const auto j : pivot.row) change(j, columns_[j], pivot.column, at);
    return pivot;
  }

 private:
  [[nodiscard]] std::size_t cost(std::uint32_t i) const { return rows_[i].size() * columns_[i].size(); }

  // `list` of node `i` loses the pivot and gains what the pivot leads to.
  void change(std::uint32_t i, Indices& list, const Indices& gained, std::uint32_t pivot) {
    queue_.erase({cost(i), i});
    Indices merged;
    merged.reserve(list.size() + gained.size());
    std::ranges::set_union(list, gained, std::back_inserter(merged));
    std::erase_if(merged, [&](std::uint32_t k) { return k == pivot || k == i; });
    list = std::move(merged);
    queue_.emplace(cost(i), i);
  }

  std::vector<Indices> rows_, columns_;                    // sorted, without the diagonal
  std::set<std::pair<std::size_t, std::uint32_t>> queue_;  // cheapest first
};

}  // namespace

std::vector<Indices> connected_blocks(const Pattern& rows) { return Components(rows)(); }

std::vector<Pivot> pivot_order(const Pattern& rows, const Indices& block) {
  Remainder remainder(rows, block);
  std::vector<Pivot> pivots;
  const auto in_network = [&](Indices& list) {
    for (auto& index : list) index = block[index];
  };
  for (std::size_t i = 0; i < block.size(); ++i) {
    pivots.push_back(remainder.take());
    pivots.back().at = block[pivots.back().at];
    in_network(pivots.back().row);
    in_network(pivots.back().column);
  }
  return pivots;
}

}  // namespace emtansim::solve
