// SPDX-License-Identifier: Apache-2.0
/// The cubic of the anoxic core as an expression, and what follows for shells.
#include "emtansim/mechanism/oxygen.h"

namespace emtansim::mechanism {

using network::Expr;

namespace {

constexpr Dimension kGas = dimension::kVolume / dimension::kMass;

}  // namespace

Expr oxygen_reach(Site& site) {
  const Expr D = site.parameter("tumour_transport.oxygen_diffusivity", dimension::kArea / dimension::kTime);
  const Expr c = site.parameter("tumour_transport.oxygen_content", kGas);
  const Expr a = site.parameter("tumour_transport.oxygen_uptake", kGas / dimension::kTime);
  return network::sqrt(6.0 * D * c / a);
}

// With y = r/R and q = (reach/R)²: 1 - 3 y² + 2 y³ = q. At the ends y is sqrt((1 - q)/3) and 1 - sqrt(q/3); from the
// nearer of them three steps are enough.
Expr anoxic_radius(Expr radius, Expr reach) {
  constexpr int kSteps = 3;
  constexpr double kLeast = 1e-9;  // of 1 - q: keeps roots and slopes numbers where oxygen fills the sphere
  const Expr one = radius.graph().constant(1);
  const Expr q = network::min(network::pow(reach / radius, 2), one - kLeast);
  const Expr is_small = network::step(q - 0.5);
  Expr y = is_small * network::sqrt((1.0 - q) / 3.0) + (1.0 - is_small) * (1.0 - network::sqrt(q / 3.0));
  for (int i = 0; i < kSteps; ++i)
    y = y + (1.0 - 3.0 * network::pow(y, 2) + 2.0 * network::pow(y, 3) - q) / (6.0 * y * (1.0 - y));
  return y * radius;
}

void add_oxygen(Site& site, Expr radius, const std::vector<double>& filled) {
  auto& net = site.network();
  const Expr core = anoxic_radius(radius, oxygen_reach(site));
  net.define("tumour.anoxic_share", network::pow(core / radius, 3), "volume of the core without oxygen over the whole",
             "tumour_transport");
  const Expr anoxic = net.rule("tumour.anoxic_share", dimension::kOne);
  for (const auto& population : site.populations()) {
    const std::size_t shell = filled.size() - 1 - static_cast<std::size_t>(population.shell);  // innermost first
    const double inside = filled[shell];
    const double outside = filled[shell + 1];
    const Expr has_oxygen = (outside - network::max(anoxic, net.constant(inside))) / (outside - inside);
    net.define(population.name + ".oxygen", network::max(has_oxygen, net.constant(0)),
               "share of the shell that has oxygen", "tumour_transport");
  }
  net.add(
      network::Observable{.name = "tumour.anoxic_radius", .value = core, .label = "radius of the core without oxygen"});
}

}  // namespace emtansim::mechanism
