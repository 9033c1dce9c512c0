// SPDX-License-Identifier: Apache-2.0
/// Whether the shells of a tissue are fine enough for the front in which antibodies are caught.
#include <cmath>

#include <fmt/format.h>

#include "emtansim/study/findings.h"

namespace emtansim::study {

namespace {

constexpr double kMicrometres = 1e5;  // in a dm

/// Typical value of the first parameter of that name, whatever it is narrowed to; 0 if there is none.
double typical(const network::Network& net, std::string_view name) {
  for (const auto& row : net.parameters())
    if (row.name == name || row.name.starts_with(fmt::format("{}[", name))) return row.value;
  return 0;
}

/// The densest antigen of all lines.
double most_antigen(const network::Network& net) {
  double most = 0;
  for (const auto& row : net.parameters()) {
    const bool is_antigen = row.name.starts_with("system.") && row.name.find("_per_cell") != std::string::npos;
    if (is_antigen && row.dimension == dimension::kPerCell) most = std::max(most, row.value);
  }
  return most;
}

}  // namespace

// A solute that binds with k_on to antigens of density [Ag] gets sqrt(D ε/(k_on [Ag])) far before it is caught. A front
// narrower than the shells at the source is drawn as wide as they are.
void warn_of_mesh(const Run& run, std::vector<std::string>& warnings) {
  const auto& net = run.model.network;
  const double k_on = typical(net, "binding.k_on");
  const double antigen = most_antigen(net) * typical(net, "tumour.cell_density");
  if (net.domains().empty() || !(k_on * antigen > 0)) return;
  const auto& domain = net.domains().front();
  const bool is_sphere = domain.geometry == network::Geometry::sphere;
  const std::size_t first = is_sphere ? domain.shells() - 1 : 0;
  const double width = net.value_at_start(domain.edge(first + 1) - domain.edge(first)).value();
  const double reach =
      std::sqrt(typical(net, "tumour_transport.D") * typical(net, "tumour_transport.void_fraction") / (k_on * antigen));
  if (width <= reach) return;
  const double whole = net.value_at_start(domain.outer - domain.inner).value();
  warnings.push_back(fmt::format(
      "the shells at the source are {} µm wide, wider than the front of bound antibody ({} µm): its place is "
      "uncertain by half a shell; take some {} shells, or a larger 'grading'",
      say(width * kMicrometres), say(reach * kMicrometres), std::ceil(whole / reach)));
}

}  // namespace emtansim::study
