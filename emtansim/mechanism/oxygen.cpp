// SPDX-License-Identifier: Apache-2.0
/// The cubic of the anoxic core, solved in closed form.
#include "emtansim/mechanism/oxygen.h"

#include <cmath>
#include <numbers>

namespace emtansim::mechanism {

double oxygen_reach(const OxygenSupply& supply) {
  return std::sqrt(6 * supply.diffusivity * supply.content / supply.uptake);
}

// Of the three roots the one between 0 and R has θ between π/3 (all of it anoxic) and 2π/3 (none).
double anoxic_radius(double radius, double reach) {
  if (radius <= reach) return 0;
  const double share = reach / radius * (reach / radius);
  const double angle = (2 * std::numbers::pi - std::acos(2 * share - 1)) / 3;
  return radius * (0.5 + std::cos(angle));
}

}  // namespace emtansim::mechanism
