// SPDX-License-Identifier: Apache-2.0
/// What all models of the payload's fate share: the cytosol of a population and the export from its lysosomes.
#pragma once

#include "emtansim/mechanism/mechanism.h"

namespace emtansim::mechanism {

/// Whether any free payload can occur.
bool any_payload(const Site& site);

/// Volume of the cytosol of all cells of the population, taken as their whole volume, L.
network::Expr cytosol_volume(Site& site, const Population& population);

/// Adds "<population>.cytosol.<payload>", and the export from the lysosome where digestion brings it there.
network::SpeciesId add_cytosolic_payload(Site& site, const Population& population, const std::string& payload,
                                         std::string_view mechanism);

/// "<population>.cytosol.<payload>", if it was added.
std::optional<network::SpeciesId> cytosolic_payload(Site& site, const Population& population,
                                                    const std::string& payload);

}  // namespace emtansim::mechanism
