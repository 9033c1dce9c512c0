// SPDX-License-Identifier: Apache-2.0
/// The table of all mechanisms in the order in which they are built.
#include <algorithm>
#include <array>

#include "emtansim/mechanism/rows.h"

namespace emtansim::mechanism {

std::span<const Mechanism> mechanisms() {
  static const std::array kTable = {
      medium_row(),         pk_row(),
      pk_chain_row(),       target_sink_row(),
      platelets_row(),      tumour_transport_row(),
      binding_row(),        binding_bivalent_row(),
      trafficking_row(),    lysosome_row(),
      payload_row(),        lumped_efflux_row(),
      tubulin_row(),        direct_row(),
      constant_cells_row(), tumour_growth_row(),
      cell_cycle_row(),     lysis_row(),
  };
  return kTable;
}

const Mechanism* find_mechanism(std::string_view name) {
  const auto table = mechanisms();
  const auto found = std::ranges::find(table, name, &Mechanism::name);
  return found == table.end() ? nullptr : &*found;
}

}  // namespace emtansim::mechanism
