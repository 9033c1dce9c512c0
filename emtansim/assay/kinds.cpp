// SPDX-License-Identifier: Apache-2.0
/// All assays, in the order of the story: binding, fate, cells.
#include "emtansim/assay/kinds.h"

#include <algorithm>
#include <array>

namespace emtansim::assay {

namespace {

const auto& table() {
  static const std::array kTable = {pulse_chase_kind(), internalisation_kind(), catabolites_kind(), fate_kind(),
                                    occupancy_kind(),   viability_kind(),       counts_kind(),      phases_kind(),
                                    mitosis_kind(),     plasma_kind(),          platelets_kind(),   tumour_kind(),
                                    amounts_kind(),     profile_kind()};
  return kTable;
}

}  // namespace

std::span<const Kind> kinds() { return table(); }

const Kind* find_kind(std::string_view name) {
  const auto found = std::ranges::find_if(table(), [&](const Kind& kind) { return kind.about.name == name; });
  return found == table().end() ? nullptr : &*found;
}

std::span<const AssayKind> assay_kinds() {
  static const auto kAbout = [] {
    std::array<AssayKind, std::tuple_size_v<std::remove_cvref_t<decltype(table())>>> about;
    std::ranges::transform(table(), about.begin(), &Kind::about);
    return about;
  }();
  return kAbout;
}

Value percent(std::string quantity, std::string population, double share) {
  return {std::move(quantity), std::move(population), share / parse_unit("%").value, "%"};
}

}  // namespace emtansim::assay
