// SPDX-License-Identifier: Apache-2.0
/// Mechanism `tumour_transport`: a tissue of cells fed by plasma or medium; what is free between its cells.
///
/// V tissue volume (L), grown with its cells, V = sum of objects / cell density; F free antibody, G payload on it, M
/// free payload between the cells (nmol); C_p their concentration at the source; R_t = (3V/4 pi)^(1/3):
///   (1) lumped exchange  k (eps V C_p - F),   k = 2 P R_c / R_K^2 + 6 D / R_t^2
/// P wall permeability, D diffusivity, R_c and R_K radii of capillary and tissue around it, eps void fraction, each of
/// antibodies and of free payload, @shah2012. eps multiplies C_p in this form. Valid while the tissue is well mixed.
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "emtansim/mechanism/rows.h"
#include "emtansim/mechanism/tissue_volume.h"

namespace emtansim::mechanism {

namespace {

using network::Expr;
using network::SpeciesId;

constexpr Dimension kVelocity = dimension::kLength / dimension::kTime;
constexpr Dimension kDiffusivity = dimension::kArea / dimension::kTime;

constexpr std::string_view kNeeds[] = {"tumour_transport.P",
                                       "tumour_transport.D",
                                       "tumour_transport.void_fraction",
                                       "tumour_transport.R_c",
                                       "tumour_transport.R_K",
                                       "tumour_transport.P_payload",
                                       "tumour_transport.D_payload",
                                       "tumour_transport.void_fraction_payload",
                                       "tumour.cell_density"};
constexpr std::string_view kUses[] = {"medium or plasma", "cells"};
constexpr std::string_view kMakes[] = {"tissue"};

bool applies(const Site& site) { return site.tissue().has_value(); }

/// The tissue of a lumped tumour.
class Lump {
 public:
  explicit Lump(Site& site) : site_(site), net_(site.network()) {}

  void build() {
    volume_ = tissue_volume_now(site_);
    const Expr eps = number("void_fraction");
    const Expr eps_payload = number("void_fraction_payload");
    const auto antibodies = site_.compartment("tumour", "tumour", "between the cells of the tumour", eps * volume_);
    const auto payloads =
        site_.compartment("tumour.payloads", "tumour", "between the cells, for small molecules", eps_payload * volume_);
    const Expr exchange = exchange_rate("P", "D");
    for (const auto& agent : site_.agents()) {
      if (!agent.has_antibody()) continue;
      add_solute(agent.name, antibodies, exchange);
      if (agent.carries_payload()) add_solute(agent.name + ".payload", antibodies, exchange);
    }
    const Expr exchange_payload = exchange_rate("P_payload", "D_payload");
    for (const auto& payload : site_.payloads()) add_solute(payload, payloads, exchange_payload);
  }

 private:
  Expr number(std::string_view name) {
    return site_.parameter(fmt::format("tumour_transport.{}", name), dimension::kOne);
  }
  Expr length(std::string_view name) {
    return site_.parameter(fmt::format("tumour_transport.{}", name), dimension::kLength);
  }

  Expr exchange_rate(std::string_view wall, std::string_view inside) {
    const Expr P = site_.parameter(fmt::format("tumour_transport.{}", wall), kVelocity);
    const Expr D = site_.parameter(fmt::format("tumour_transport.{}", inside), kDiffusivity);
    const Expr r_k = length("R_K");
    // (3/4 pi)^(1/3) dm for a litre; the cube root of a volume is written with a unit volume taken out.
    const Expr litre = net_.constant(1, dimension::kVolume);
    const Expr r_t = net_.constant(std::cbrt(3 / (4 * std::numbers::pi)), dimension::kLength) *
                     network::exp(network::log(volume_ / litre) / 3.0);
    return 2.0 * P * length("R_c") / (r_k * r_k) + 6.0 * D / (r_t * r_t);
  }

  void add_solute(const std::string& what, network::CompartmentId where, Expr exchange) {
    const std::string source_name = fmt::format("{}.{}", site_.body() ? "plasma" : "medium", what);
    const auto source = net_.find_species(source_name);
    const network::Composition composition = source ? net_[*source].composition : site_.composition_of(what);
    const Expr scale = net_.constant(1e-3, dimension::kConcentration) * site_.tissue_volume();
    const auto inside = net_.add(network::Species{.name = "tumour." + what,
                                                  .compartment = where,
                                                  .composition = composition,
                                                  .initial = site_.zero(),
                                                  .scale = scale,
                                                  .label = what + " between tumour cells"});
    if (!source) return;
    net_.add({.name = fmt::format("uptake of {} by the tumour", what),
              .reactants = {{*source}},
              .products = {{inside}},
              .rate = exchange * net_[where].volume * net_.concentration(*source),
              .mechanism = "tumour_transport",
              .says = "through capillary walls and the surface"});
    net_.add_mass_action({.name = fmt::format("return of {} from the tumour", what),
                          .reactants = {{inside}},
                          .products = {{*source}},
                          .mechanism = "tumour_transport",
                          .says = "back into the blood"},
                         exchange);
  }

  Site& site_;
  network::Network& net_;
  Expr volume_;
};

void add_to(Site& site) {
  if (site.tissue()->geometry != Geometry::lumped) {
    throw ModelError(site.tissue()->where, {"not-built", "only a lumped tumour can be built", "", ""});
  }
  Lump(site).build();
}

}  // namespace

const Mechanism& tumour_transport_row() {
  static constexpr Mechanism kRow{.name = "tumour_transport",
                                  .states = "a tissue fed by plasma or medium, and what is free between its cells",
                                  .needs = kNeeds,
                                  .uses = kUses,
                                  .makes = kMakes,
                                  .is_default = true,
                                  .applies = applies,
                                  .add_to = add_to};
  return kRow;
}

}  // namespace emtansim::mechanism
