// SPDX-License-Identifier: Apache-2.0
/// Doses into a vein: what all models of plasma share.
#pragma once

#include "emtansim/mechanism/mechanism.h"

namespace emtansim::mechanism {

/// What one nmol of an agent brings into plasma.
struct Arrival {
  network::SpeciesId species;
  network::Expr per_agent;  ///< a pure number
};

/// Weight of whom is dosed, µg.
network::Expr host_weight(Site& site);

/// Adds the actions "dose <agent>" (argument: mass per body weight), "dose <agent> by mass", "infuse <agent>" and
/// "infuse <agent> by mass" (the same per hour), "stop infusion of <agent>", and the infusion as sources.
void add_vein(Site& site, const conjugate::Conjugate& agent, std::span<const Arrival> arrivals,
              std::string_view mechanism);

}  // namespace emtansim::mechanism
