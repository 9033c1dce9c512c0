// SPDX-License-Identifier: Apache-2.0
/// Indices that cannot be swapped: an `Id<Species>` never goes where an `Id<Parameter>` is wanted.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>

namespace emtansim {

/// Index into one table, typed by that table's tag. Default-constructed it points nowhere.
template <class Tag>
class Id {
 public:
  constexpr Id() = default;
  constexpr explicit Id(std::size_t index) : index_(static_cast<std::uint32_t>(index)) {}

  [[nodiscard]] constexpr bool is_valid() const { return index_ != kNowhere; }
  [[nodiscard]] constexpr std::size_t index() const { return index_; }

  friend constexpr auto operator<=>(Id, Id) = default;

 private:
  static constexpr std::uint32_t kNowhere = 0xffffffffU;
  std::uint32_t index_ = kNowhere;
};

}  // namespace emtansim
