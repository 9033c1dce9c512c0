// SPDX-License-Identifier: Apache-2.0
/// Mechanism `lysosome`: sorted conjugate is digested, and only digestion (or cleavage of a cleavable linker) sets its
/// payload free; a transporter lets the catabolite out into the cytosol.
///
/// C_e, P_e antibody and conjugated payload in endosomes, L and P intact in the lysosome, G digested antibody still in
/// the cell, F free payload in the lysosome (nmol); a acidity (1 normal); w warmth:
///   (1) sorting     w k_deg C_e -> L,  w k_deg P_e -> P  (the antigen is lost)
///   (2) proteolysis w a k_prot L -> G
///   (3) release     w a (k_prot + k_cleave) P -> F
///   (4) export      w k_export F -> cytosol (SLC46A3 for Lys-SMCC-DM1)
///   (5) the label of G leaves the cell with w k_label_loss G
/// Rates 1/h. No release without digestion: with a = 0, F stays 0, @wang2017; export @hamblett2015. k_cleave is absent
/// for uncleavable linkers. (5) matters for read-outs only: an iodine label leaves at once, a residualising one stays,
/// @maass2016.
#include <fmt/format.h>

#include "emtansim/mechanism/rows.h"
#include "emtansim/mechanism/surface.h"

namespace emtansim::mechanism {

namespace {

using network::Expr;
using network::SpeciesId;

constexpr std::string_view kNeeds[] = {"lysosome.k_prot", "lysosome.acidity", "lysosome.k_export",
                                       "lysosome.k_label_loss", "trafficking.k_deg"};
constexpr std::string_view kUses[] = {"endosomal cargo"};
constexpr std::string_view kMakes[] = {"payload in the lysosome"};

SpeciesId lysosomal(Site& site, const Population& population, const std::string& what, network::Composition composition,
                    Expr scale, const std::string& label) {
  auto& net = site.network();
  const std::string name = fmt::format("{}.lysosome.{}", population.name, what);
  if (const auto known = net.find_species(name)) return *known;
  const auto compartment =
      site.compartment(population.name + ".lysosome", "lysosome", "lysosomes of " + population.name);
  return net.add(network::Species{.name = name,
                                  .compartment = compartment,
                                  .composition = std::move(composition),
                                  .initial = site.zero(),
                                  .scale = scale,
                                  .label = label});
}

void add_sorting(Site& site, const Cargo& cargo, SpeciesId lysosome) {
  auto& net = site.network();
  const Subject subject{.population = cargo.population, .antigen = cargo.antigen};
  net.add_mass_action({.name = fmt::format("sorting of {}", net[cargo.species].name),
                       .reactants = {{cargo.species}},
                       .products = {{lysosome}},
                       .exchange = network::Exchange::sink,
                       .mechanism = "lysosome",
                       .says = "delivered to the lysosome; the antigen is digested"},
                      site.warmth() * site.parameter("trafficking.k_deg", dimension::kRate, subject));
}

Expr digestion(Site& site, const Population& population) {
  return site.warmth() * site.parameter("lysosome.acidity", dimension::kOne, {.population = &population});
}

void add_antibody(Site& site, const Cargo& cargo) {
  auto& net = site.network();
  const Population& p = *cargo.population;
  const std::string& agent = cargo.agent->name;
  const Expr scale = net[cargo.species].scale;
  const network::Composition antibody{{"antibody", 1.0}};
  const std::string name = fmt::format("{}.lysosome.{}", p.name, agent);
  const bool is_new = !net.find_species(name).has_value();
  const auto intact = lysosomal(site, p, agent, antibody, scale, agent + " in lysosomes");
  add_sorting(site, cargo, intact);
  if (!is_new) return;  // a second kind of complex of the same agent
  const auto digested = lysosomal(site, p, agent + ".digested", antibody, scale, "digested " + agent + " in cells");
  const auto lost =
      lysosomal(site, p, agent + ".label_lost", antibody, scale, "label of digested " + agent + " that left");
  net.add_mass_action({.name = fmt::format("proteolysis of {} in {}", agent, p.name),
                       .reactants = {{intact}},
                       .products = {{digested}},
                       .mechanism = "lysosome",
                       .says = "the antibody is digested to amino acids"},
                      digestion(site, p) * site.parameter("lysosome.k_prot", dimension::kRate, {.population = &p}));
  net.add_mass_action({.name = fmt::format("loss of label of {} from {}", agent, p.name),
                       .reactants = {{digested}},
                       .products = {{lost}},
                       .mechanism = "lysosome",
                       .says = "a label that stays behind after digestion leaves slowly"},
                      site.warmth() * site.parameter("lysosome.k_label_loss", dimension::kRate, {.population = &p}));
}

void add_payload(Site& site, const Cargo& cargo) {
  auto& net = site.network();
  const Population& p = *cargo.population;
  const conjugate::Conjugate& agent = *cargo.agent;
  const Expr scale = net[cargo.species].scale;
  const std::string conjugated = agent.name + ".payload";
  const bool is_new = !net.find_species(fmt::format("{}.lysosome.{}", p.name, conjugated)).has_value();
  const auto intact =
      lysosomal(site, p, conjugated, net[cargo.species].composition, scale, "conjugated payload in lysosomes");
  add_sorting(site, cargo, intact);
  if (!is_new) return;
  const bool is_first = !net.find_species(fmt::format("{}.lysosome.{}", p.name, agent.catabolite)).has_value();
  const auto free = lysosomal(site, p, agent.catabolite, site.composition_of(agent.catabolite), scale,
                              agent.catabolite + " in lysosomes");
  if (is_first) site.contents().push_back({.population = &p, .payload = agent.catabolite, .species = free});
  Expr release = site.parameter("lysosome.k_prot", dimension::kRate, {.population = &p});
  const Expr cleavage =
      site.parameter_if_any("lysosome.k_cleave", dimension::kRate, {.population = &p, .agent = &agent});
  if (cleavage.is_valid()) release = release + cleavage;
  net.add_mass_action({.name = fmt::format("release of {} from {} in {}", agent.catabolite, agent.name, p.name),
                       .reactants = {{intact}},
                       .products = {{free}},
                       .exchange = network::Exchange::sink,
                       .mechanism = "lysosome",
                       .says = "digestion sets the payload free"},
                      digestion(site, p) * release);
}

void add_to(Site& site) {
  const auto endosome = site.endosome();
  for (const auto& cargo : endosome) {
    if (cargo.kind == CargoKind::complex) add_antibody(site, cargo);
    if (cargo.kind == CargoKind::payload) add_payload(site, cargo);
  }
}

}  // namespace

const Mechanism& lysosome_row() {
  static constexpr Mechanism kRow{.name = "lysosome",
                                  .states = "conjugate is digested in the lysosome, which alone sets its payload free",
                                  .needs = kNeeds,
                                  .uses = kUses,
                                  .makes = kMakes,
                                  .is_default = true,
                                  .applies = any_antibody,
                                  .add_to = add_to};
  return kRow;
}

}  // namespace emtansim::mechanism
