// SPDX-License-Identifier: Apache-2.0
/// Volume of a tissue as a state of its own, so that what depends on it does not depend on each of its cells by itself.
#pragma once

#include "emtansim/mechanism/mechanism.h"

namespace emtansim::mechanism {

/// Volume of the tissue now, L: the sum of its cells, dead ones included, over their density. Adds the state
/// "tumour.volume" when first asked for.
network::Expr tissue_volume_now(Site& site);

/// Lets the state follow every reaction that changes a number of cells. To be called once, when all mechanisms are
/// there; does nothing for an experiment without a tissue.
void follow_cells(Site& site);

}  // namespace emtansim::mechanism
