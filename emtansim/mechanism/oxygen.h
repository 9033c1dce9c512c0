// SPDX-License-Identifier: Apache-2.0
/// Oxygen in a sphere of cells: how deep it gets, and the radius of the core without any.
#pragma once

namespace emtansim::mechanism {

/// What decides how deep oxygen gets, in one set of units (lengths in dm, times in h).
struct OxygenSupply {
  double diffusivity = 0;  ///< D, dm²/h
  double content = 0;      ///< c, dissolved at the surface, volume of gas per mass of tissue
  double uptake = 0;       ///< a, consumed per mass of tissue and hour, the same at any pressure above none
};

/// Radius of the largest sphere that oxygen fills: sqrt(6 D c/a), dm. @grimes2018
double oxygen_reach(const OxygenSupply& supply);

/// Radius r of the core without oxygen in a sphere of radius R, from R² - 3 r² + 2 r³/R = reach²; 0 where oxygen fills
/// the sphere. In closed form: with r = R (1/2 + cos θ), cos 3θ = 2 (reach/R)² - 1. @grimes2018
double anoxic_radius(double radius, double reach);

}  // namespace emtansim::mechanism
