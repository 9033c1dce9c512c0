// SPDX-License-Identifier: Apache-2.0
/// Mechanism `tumour_transport`: a tissue of cells fed by plasma or medium; what is free between its cells.
///
/// V volume of the tissue (L), all cells over their density; V_i = f_i V that of shell i; a_i amount of a solute
/// between the cells there (nmol), ε the share of V_i open to it, C its concentration at the source (nM). Into each
/// piece of tissue goes k (ε V_i C - a_i); with P wall permeability (dm/h), σ share of the wall that it may cross, D
/// diffusivity (dm²/h), R_c and R_K radii of vessel and of the tissue around it, R radius of the tumour, d from the
/// edge to the middle of the outermost shell, A area:
///   (1) lumped     k = (2 P σ/ε) R_c/R_K² + s 6 D/R²          (2) R = (3 V/(4 π N))^(1/3), N spheroids, 1 in a body
///   (3) Krogh      k = A_0/V_1 / (1/(P σ/ε) + d/D), into the shell at the vessel alone
///   (4) sphere     k = s D A_n/(V_n d) into the shell at the surface, and the vessel term of (1) into each shell
///   (5) diffusion  D A/d (a_i/V_i - a_j/V_j) between neighbours, as `network::Transport`
///   (6) loss       payload leaves antibodies with k_dec; a free thiol becomes inert with k_thiol
///   (7) oxygen     R² - 3 r² + 2 r³/R = 6 D_O c_O/a_O: core of radius r without it in a spheroid, whose cells rest
/// @shah2012, @singh2017; geometry @thurber2008; oxygen @grimes2018. σ = ε where P was fitted with ε before C, as it
/// was there. Without a body there are no vessels. Valid for vessels of one spacing; cells stay in their shells, and
/// all shells grow alike.
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "emtansim/mechanism/oxygen.h"
#include "emtansim/mechanism/passage.h"
#include "emtansim/mechanism/plasma.h"
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
                                       "tumour_transport.wall_share",
                                       "tumour_transport.R_c",
                                       "tumour_transport.R_K",
                                       "tumour_transport.surface_share",
                                       "tumour_transport.P_payload",
                                       "tumour_transport.D_payload",
                                       "tumour_transport.void_fraction_payload",
                                       "tumour_transport.k_dec",
                                       "tumour_transport.oxygen_diffusivity",
                                       "tumour_transport.oxygen_content",
                                       "tumour_transport.oxygen_uptake",
                                       "medium.k_dec",
                                       "medium.k_thiol",
                                       "tumour.cell_density"};
constexpr std::string_view kUses[] = {"medium or plasma or plasma by load", "cells"};
constexpr std::string_view kMakes[] = {"tissue"};

bool applies(const Site& site) { return site.tissue().has_value(); }

/// What one kind of solute, antibodies or free payloads, meets on its way.
struct Going {
  Expr wall;                                    ///< P σ/ε, dm/h; invalid without vessels
  Expr diffusivity;                             ///< D, dm²/h
  std::vector<network::CompartmentId> between;  ///< the cells of each piece of tissue, from the source
};

/// A tissue: one lump, or shells numbered from the source.
class Interstitium {
 public:
  explicit Interstitium(Site& site)
      : site_(site), net_(site.network()), tissue_(*site.tissue()), pieces_(static_cast<std::size_t>(tissue_.shells)) {}

  void build() {
    lay_mesh();
    volume_ = tissue_volume_now(site_);
    radius_ = radius();
    if (has_shells()) add_domain();
    if (is_sphere() && !site_.body()) add_oxygen(site_, radius_, filled_);
    const Going antibodies = find_way("", "");
    const Going payloads = find_way("_payload", ".payloads");
    for (const auto& payload : site_.payloads()) add_payload(payloads, payload);
    for (const auto& agent : site_.agents())
      if (agent.has_antibody()) add_agent(antibodies, agent);
  }

 private:
  [[nodiscard]] bool has_shells() const { return tissue_.geometry != Geometry::lumped; }
  [[nodiscard]] bool is_sphere() const { return tissue_.geometry == Geometry::sphere; }

  Expr parameter(const std::string& name, Dimension wanted) {
    return site_.parameter("tumour_transport." + name, wanted);
  }
  Expr vessel_radius() { return parameter("R_c", dimension::kLength); }
  Expr krogh_radius() { return parameter("R_K", dimension::kLength); }

  // Edges are given outwards, shells are numbered from the source: the vessel, or the surface.
  void lay_mesh() {
    if (!has_shells()) return;
    const double last_to_first = std::pow(tissue_.grading, tissue_.shells - 1);
    if (is_sphere()) {
      filled_ = network::filled_by(network::graded_edges(pieces_, 1 / last_to_first), network::Geometry::sphere);
    } else {
      const double ratio = net_.value_at_start(vessel_radius() / krogh_radius()).value();
      filled_ = network::filled_by(network::graded_edges(pieces_, last_to_first), network::Geometry::cylinder, ratio);
    }
    std::vector<double> shares;
    for (std::size_t piece = 0; piece < pieces_; ++piece)
      shares.push_back(filled_[shell_of(piece) + 1] - filled_[shell_of(piece)]);
    site_.set_shell_shares(std::move(shares));
  }

  /// Shell of the domain, innermost first, that is piece number `piece` from the source.
  [[nodiscard]] std::size_t shell_of(std::size_t piece) const { return is_sphere() ? pieces_ - 1 - piece : piece; }

  // The cube root of a volume is written with a unit volume taken out.
  Expr radius() {
    const double spheres = std::max(tissue_.spheroids, 1.0);
    const Expr litre = net_.constant(1, dimension::kVolume);
    return net_.constant(std::cbrt(3 / (4 * std::numbers::pi * spheres)), dimension::kLength) *
           network::exp(network::log(volume_ / litre) / 3.0);
  }

  void add_domain() {
    const auto geometry = is_sphere() ? network::Geometry::sphere : network::Geometry::cylinder;
    domain_ = net_.add(network::Domain{.name = "tumour",
                                       .geometry = geometry,
                                       .inner = is_sphere() ? net_.constant(0, dimension::kLength) : vessel_radius(),
                                       .outer = is_sphere() ? radius_ : krogh_radius(),
                                       .filled = filled_,
                                       .says = is_sphere() ? "a ball of cells" : "the tissue that one vessel feeds"});
    for (std::size_t piece = 0; piece < pieces_; ++piece)
      net_.add(network::Observable{.name = name_of(piece) + ".radius",
                                   .value = net_[domain_].middle(shell_of(piece)),
                                   .label = "middle of " + words_for(piece)});
  }

  /// `kind` is the tail of the names of parameters, `place` that of compartments.
  Going find_way(const std::string& kind, const std::string& place) {
    const Expr open_share = parameter("void_fraction" + kind, dimension::kOne);
    Going going{.wall = {}, .diffusivity = parameter("D" + kind, kDiffusivity), .between = {}};
    if (site_.body()) {
      going.wall = parameter("P" + kind, kVelocity);
      const Expr share = site_.parameter_if_any("tumour_transport.wall_share", dimension::kOne);
      if (share.is_valid()) going.wall = going.wall * share / open_share;
    }
    for (std::size_t piece = 0; piece < pieces_; ++piece) {
      const Expr volume = has_shells() ? site_.shell_share(static_cast<int>(piece) + 1) * volume_ : volume_;
      going.between.push_back(site_.compartment(name_of(piece) + place, "tumour",
                                                "between the cells of " + words_for(piece), open_share * volume));
    }
    return going;
  }

  [[nodiscard]] std::string name_of(std::size_t piece) const {
    return has_shells() ? fmt::format("tumour.{}", piece + 1) : "tumour";
  }
  [[nodiscard]] std::string words_for(std::size_t piece) const {
    return has_shells() ? fmt::format("shell {}", piece + 1) : "the tumour";
  }

  std::vector<SpeciesId> add_solute(const Going& going, const std::string& what, const std::string& label) {
    const auto source = net_.find_species(fmt::format("{}.{}", source_of(site_), what));
    const bool is_known = source.has_value();
    const network::Composition composition = is_known ? net_[*source].composition : site_.composition_of(what);
    return add_solute(going, what, composition, label);
  }

  std::vector<SpeciesId> add_solute(const Going& going, const std::string& what,
                                    const network::Composition& composition, const std::string& label) {
    constexpr double kMatters = 1e-3;  // nM
    std::vector<SpeciesId> species;
    for (std::size_t piece = 0; piece < pieces_; ++piece)
      species.push_back(net_.add(
          network::Species{.name = fmt::format("{}.{}", name_of(piece), what),
                           .compartment = going.between[piece],
                           .composition = composition,
                           .initial = site_.zero(),
                           .scale = net_.constant(kMatters, dimension::kConcentration) * site_.tissue_volume() *
                                    site_.shell_share(has_shells() ? static_cast<int>(piece) + 1 : 0),
                           .label = fmt::format("{} between the cells of {}", label, words_for(piece))}));
    if (has_shells()) add_diffusion(going, what, species);
    return species;
  }

  void add_diffusion(const Going& going, const std::string& what, const std::vector<SpeciesId>& from_source) {
    std::vector<SpeciesId> outwards(pieces_);
    for (std::size_t piece = 0; piece < pieces_; ++piece) outwards[shell_of(piece)] = from_source[piece];
    net_.add(network::Transport{.name = fmt::format("diffusion of {} in the tumour", what),
                                .domain = domain_,
                                .species = std::move(outwards),
                                .diffusivity = going.diffusivity,
                                .mechanism = "tumour_transport",
                                .says = fmt::format("diffusion of {} between shells", what)});
  }

  /// How fast a solute passes between the source and a piece; invalid where it does not.
  Expr passage_rate(const Going& going, std::size_t piece) {
    Expr rate;
    const auto add = [&rate](Expr term) { rate = rate.is_valid() ? rate + term : term; };
    if (tissue_.geometry == Geometry::krogh) {
      if (piece == 0) add(wall_rate(going));
      return rate;
    }
    if (site_.body()) add(2.0 * going.wall * vessel_radius() / network::pow(krogh_radius(), 2));
    if (piece == 0)
      add(site_.body() ? parameter("surface_share", dimension::kOne) * surface_rate(going) : surface_rate(going));
    return rate;
  }

  // The wall and the half of the shell behind it stand one after the other.
  Expr wall_rate(const Going& going) {
    const auto& domain = net_[domain_];
    return domain.face_per_volume(0, 0) / (1.0 / going.wall + domain.distance(0) / going.diffusivity);
  }

  Expr surface_rate(const Going& going) {
    if (!has_shells()) return 6.0 * going.diffusivity / network::pow(radius_, 2);
    const auto& domain = net_[domain_];
    return going.diffusivity * (domain.face_per_volume(pieces_, pieces_ - 1) / domain.distance(pieces_));
  }

  [[nodiscard]] Passage passage(const Going& going, std::size_t piece) {
    return {.place = words_for(piece),
            .rate = passage_rate(going, piece),
            .says = site_.body() ? (is_sphere() || !has_shells() ? "through vessel walls and the surface"
                                                                 : "through the wall of the vessel")
                                 : "through the surface"};
  }

  void add_payload(const Going& going, const std::string& payload) {
    const auto inside = add_solute(going, payload, "free " + payload);
    for (std::size_t piece = 0; piece < pieces_; ++piece)
      if (const Passage way = passage(going, piece); way.rate.is_valid())
        add_passage(site_, way, payload, inside[piece]);
    add_inactivation(going, payload, inside);
  }

  // Adducts are counted for the tissue as a whole. In a body blood washes them out as fast as the payload itself would
  // leave a well-mixed tissue; what then becomes of them is not followed.
  void add_inactivation(const Going& going, const std::string& payload, const std::vector<SpeciesId>& free) {
    const Expr k_thiol = site_.parameter_if_any("medium.k_thiol", dimension::kRate, {.payload = payload});
    if (!k_thiol.is_valid()) return;
    const auto adduct =
        net_.add(network::Species{.name = fmt::format("tumour.{}.adduct", payload),
                                  .compartment = site_.compartment("tissue", "tumour", "the tissue as a whole"),
                                  .composition = net_[free.front()].composition,
                                  .initial = site_.zero(),
                                  .scale = net_.constant(1e-3, dimension::kConcentration) * site_.tissue_volume(),
                                  .label = fmt::format("inactive adducts of {} in the tumour", payload)});
    for (const auto species : free)
      net_.add_mass_action({.name = fmt::format("inactivation of {}", net_[species].name),
                            .reactants = {{species}},
                            .products = {{adduct}},
                            .mechanism = "tumour_transport",
                            .says = "a free thiol turns into mixed disulfides and protein adducts"},
                           k_thiol);
    if (!site_.body()) return;
    net_.add_mass_action({.name = fmt::format("washing out of {}", net_[adduct].name),
                          .reactants = {{adduct}},
                          .exchange = network::Exchange::sink,
                          .mechanism = "tumour_transport",
                          .says = "blood carries inactive adducts away"},
                         2.0 * going.wall * vessel_radius() / network::pow(krogh_radius(), 2));
  }

  void add_agent(const Going& going, const conjugate::Conjugate& agent) {
    const auto antibody = add_solute(going, agent.name, {{"antibody", 1.0}}, agent.name);
    std::vector<SpeciesId> payload(pieces_);
    if (agent.carries_payload()) {
      payload = add_solute(going, agent.name + ".payload", {{agent.payload, 1.0}, {agent.linker, 1.0}},
                           "conjugated " + agent.payload);
      add_deconjugation(agent, payload);
    }
    for (std::size_t piece = 0; piece < pieces_; ++piece)
      if (const Passage way = passage(going, piece); way.rate.is_valid())
        add_passage(site_, way, CarrierInside{.agent = agent, .antibody = antibody[piece], .payload = payload[piece]});
  }

  void add_deconjugation(const conjugate::Conjugate& agent, const std::vector<SpeciesId>& payload) {
    if (site_.body() && loss_place(site_) == LossPlace::plasma) return;
    const Expr k_dec =
        site_.parameter(site_.body() ? "tumour_transport.k_dec" : "medium.k_dec", dimension::kRate, {.agent = &agent});
    for (std::size_t piece = 0; piece < pieces_; ++piece)
      net_.add_mass_action({.name = fmt::format("deconjugation of {} in {}", agent.name, words_for(piece)),
                            .reactants = {{payload[piece]}},
                            .products = {{*net_.find_species(fmt::format("{}.{}", name_of(piece), agent.released))}},
                            .exchange = network::Exchange::sink,
                            .mechanism = "tumour_transport",
                            .says = "payload leaves the antibody; the linker stays on it and is not followed"},
                           k_dec);
  }

  Site& site_;
  network::Network& net_;
  const Tissue& tissue_;
  std::size_t pieces_;
  std::vector<double> filled_;
  network::DomainId domain_;
  Expr volume_;
  Expr radius_;
};

void add_to(Site& site) { Interstitium(site).build(); }

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
