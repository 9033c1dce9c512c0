// SPDX-License-Identifier: Apache-2.0
/// The rows of all mechanisms, one function a source file; `table.cpp` puts them in order.
#pragma once

#include "emtansim/mechanism/mechanism.h"

namespace emtansim::mechanism {

const Mechanism& medium_row();
const Mechanism& pk_row();
const Mechanism& pk_chain_row();
const Mechanism& target_sink_row();
const Mechanism& platelets_row();
const Mechanism& tumour_transport_row();
const Mechanism& binding_row();
const Mechanism& binding_bivalent_row();
const Mechanism& trafficking_row();
const Mechanism& lysosome_row();
const Mechanism& payload_row();
const Mechanism& lumped_efflux_row();
const Mechanism& tubulin_row();
const Mechanism& direct_row();
const Mechanism& cell_cycle_row();
const Mechanism& constant_cells_row();
const Mechanism& tumour_growth_row();
const Mechanism& lysis_row();

}  // namespace emtansim::mechanism
