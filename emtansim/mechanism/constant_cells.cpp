// SPDX-License-Identifier: Apache-2.0
/// Mechanism `constant_cells`: cells that neither divide nor die, for binding and catabolite experiments of hours.
///
///   (1) objects = living = N_0,  divisions = 0
/// The assumption of the published binding and trafficking models, @scheuher2023; valid well below one doubling time.
#include "emtansim/mechanism/rows.h"

namespace emtansim::mechanism {

namespace {

constexpr std::string_view kMakes[] = {"cells"};

bool applies(const Site& site) { return !site.populations().empty(); }

void add_to(Site& site) {
  auto& net = site.network();
  for (const auto& p : site.populations()) {
    const auto compartment = site.compartment(p.name + ".cells", "cells", "cells of " + p.name);
    const auto cells = net.add(network::Species{.name = p.name + ".cells",
                                                .compartment = compartment,
                                                .dimension = dimension::kCells,
                                                .composition = {{"cell", 1.0}},
                                                .initial = site.cells_at_start(p),
                                                .scale = site.cells_at_start(p),
                                                .label = "cells"});
    const auto none = site.constant(0, Site::kCellRate);
    net.define(p.name + ".objects", net.expr(cells), "all cells", "constant_cells");
    net.define(p.name + ".living", net.expr(cells), "all cells", "constant_cells");
    net.define(p.name + ".divisions", none, "no division", "constant_cells");
  }
}

}  // namespace

const Mechanism& constant_cells_row() {
  static constexpr Mechanism kRow{.name = "constant_cells",
                                  .states = "cells neither divide nor die",
                                  .needs = {},
                                  .uses = {},
                                  .makes = kMakes,
                                  .is_default = false,
                                  .applies = applies,
                                  .add_to = add_to};
  return kRow;
}

}  // namespace emtansim::mechanism
