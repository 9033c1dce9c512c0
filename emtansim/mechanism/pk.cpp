// SPDX-License-Identifier: Apache-2.0
/// Mechanism `pk`: an agent in plasma and one peripheral space, by mean drug load.
///
/// A1, A2 antibody of an agent with any load (nmol), X1, X2 the payload on it (nmol), in plasma and periphery:
///   (1) elimination    (CL_total/V1) A1, (CL_total/V1) X1       (2) exchange (Q/V1) x1, (Q/V2) x2
///   (3) deconjugation  k_dec X1 (and k_dec X2 where it acts everywhere) -> released payload
///   (4) infusion       R(t) -> A1,  DAR R(t) -> X1
/// The conjugate that an assay for at least one payload sees is X / DAR where all payload of a molecule is lost in one
/// step, @lu2014, @bender2014. Valid for linear disposition.
#include <fmt/format.h>

#include "emtansim/mechanism/rows.h"
#include "emtansim/mechanism/vein.h"

namespace emtansim::mechanism {

namespace {

using network::Expr;
using network::SpeciesId;

constexpr Dimension kClearance = dimension::kVolume / dimension::kTime;

constexpr std::string_view kNeeds[] = {"pk.CL_total", "pk.V1",       "pk.V2",         "pk.Q2",
                                       "pk.k_dec",    "host.weight", "conjugate.dar", "conjugate.molar_mass"};
constexpr std::string_view kMakes[] = {"plasma"};

bool applies(const Site& site) { return site.body().has_value() && site.body()->load == "lumped"; }

/// Disposition of one agent.
class Disposition {
 public:
  Disposition(Site& site, const conjugate::Conjugate& agent)
      : site_(site), net_(site.network()), agent_(agent), subject_{.agent = &agent} {}

  void build() {
    v1_ = site_.parameter("pk.V1", dimension::kVolume, subject_);
    v2_ = site_.parameter("pk.V2", dimension::kVolume, subject_);
    clearance_ = site_.parameter("pk.CL_total", kClearance, subject_);
    exchange_ = site_.parameter("pk.Q2", kClearance, subject_);
    plasma_ = site_.compartment("plasma", "plasma", "blood plasma", v1_);
    peripheral_ = site_.compartment("peripheral", "plasma", "tissue that exchanges with plasma", v2_);
    const auto antibody = add_pair(agent_.name, {{"antibody", 1.0}}, "");
    std::vector<Arrival> arrivals{{antibody.first, site_.constant(1)}};
    if (agent_.carries_payload()) {
      const auto payload =
          add_pair(agent_.name + ".payload", {{agent_.payload, 1.0}, {agent_.linker, 1.0}}, "conjugated payload of ");
      add_deconjugation(payload);
      arrivals.push_back({payload.first, site_.parameter("conjugate.dar", dimension::kOne, subject_)});
    }
    add_vein(site_, agent_, arrivals, "pk");
  }

 private:
  using Pair = std::pair<SpeciesId, SpeciesId>;  // in plasma, in the periphery

  SpeciesId add_species(const std::string& what, network::CompartmentId where, const network::Composition& composition,
                        const std::string& says) {
    const std::string place = net_[where].name;
    return net_.add(network::Species{.name = fmt::format("{}.{}", place, what),
                                     .compartment = where,
                                     .composition = composition,
                                     .initial = site_.zero(),
                                     .scale = net_.constant(1e-2, dimension::kConcentration) * net_[where].volume,
                                     .label = fmt::format("{}{} in {}", says, agent_.name, place)});
  }

  Pair add_pair(const std::string& what, const network::Composition& composition, const std::string& says) {
    const Pair pair{add_species(what, plasma_, composition, says), add_species(what, peripheral_, composition, says)};
    const auto move = [&](const char* name, SpeciesId from, SpeciesId to, Expr rate) {
      net_.add_mass_action({.name = fmt::format("{} of {}", name, what),
                            .reactants = {{from}},
                            .products = {{to}},
                            .mechanism = "pk",
                            .says = "exchange between plasma and tissue"},
                           rate);
    };
    move("distribution", pair.first, pair.second, exchange_ / v1_);
    move("return", pair.second, pair.first, exchange_ / v2_);
    net_.add_mass_action({.name = fmt::format("elimination of {}", what),
                          .reactants = {{pair.first}},
                          .exchange = network::Exchange::sink,
                          .mechanism = "pk",
                          .says = "catabolised all over the body"},
                         clearance_ / v1_);
    return pair;
  }

  void add_deconjugation(const Pair& payload) {
    const Expr k_dec = site_.parameter("pk.k_dec", dimension::kRate, subject_);
    const bool is_everywhere = site_.body()->deconjugation == "everywhere";
    for (const SpeciesId from : {payload.first, payload.second}) {
      if (from == payload.second && !is_everywhere) continue;
      net_.add_mass_action({.name = fmt::format("deconjugation of {}", net_[from].name),
                            .reactants = {{from}},
                            .products = {{free_payload(agent_.released)}},
                            .exchange = network::Exchange::sink,
                            .mechanism = "pk",
                            .says = "payload leaves the antibody; the linker stays on it and is not followed"},
                           k_dec);
    }
  }

  SpeciesId free_payload(const std::string& payload) {
    const std::string name = "plasma." + payload;
    if (const auto known = net_.find_species(name)) return *known;
    return net_.add(network::Species{.name = name,
                                     .compartment = plasma_,
                                     .composition = site_.composition_of(payload),
                                     .initial = site_.zero(),
                                     .scale = net_.constant(1e-3, dimension::kConcentration) * v1_,
                                     .label = fmt::format("free {} in plasma", payload)});
  }

  Site& site_;
  network::Network& net_;
  const conjugate::Conjugate& agent_;
  Subject subject_;
  Expr v1_, v2_, clearance_, exchange_;
  network::CompartmentId plasma_, peripheral_;
};

void add_to(Site& site) {
  site.keep_warm("pk");
  for (const auto& agent : site.agents())
    if (agent.has_antibody()) Disposition(site, agent).build();
}

}  // namespace

const Mechanism& pk_row() {
  static constexpr Mechanism kRow{.name = "pk",
                                  .states = "agents in plasma and periphery by mean drug load; doses into a vein",
                                  .needs = kNeeds,
                                  .uses = {},
                                  .makes = kMakes,
                                  .is_default = true,
                                  .applies = applies,
                                  .add_to = add_to};
  return kRow;
}

}  // namespace emtansim::mechanism
