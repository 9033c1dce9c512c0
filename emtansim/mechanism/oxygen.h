// SPDX-License-Identifier: Apache-2.0
/// Oxygen in a sphere of cells: how deep it gets, the core without any, and the share of each shell that has some.
#pragma once

#include <vector>

#include "emtansim/mechanism/mechanism.h"

namespace emtansim::mechanism {

/// Radius of the largest sphere that oxygen fills: sqrt(6 D c/a), dm, from the parameters "tumour_transport.oxygen_*".
network::Expr oxygen_reach(Site& site);

/// Radius r of the core without oxygen in a sphere of radius R, from R² - 3 r² + 2 r³/R = reach²; next to nothing where
/// oxygen fills the sphere. By Newton steps, as rate laws have no cosine; good to 1e-6 of R.
network::Expr anoxic_radius(network::Expr radius, network::Expr reach);

/// Defines the rule "<population>.oxygen" of every population in shells: the share of its shell that lies outside of
/// the core without oxygen; and the observable "tumour.anoxic_radius". `filled` as of network::Domain.
void add_oxygen(Site& site, network::Expr radius, const std::vector<double>& filled);

}  // namespace emtansim::mechanism
