// SPDX-License-Identifier: Apache-2.0
/// Mechanism `pk`: an agent in plasma and tissue by its mean drug load; doses into a vein.
///
/// A_j antibody of an agent with any load, X_j the payload on it (nmol), in space j of volume V_j (L): 1 plasma, 2 and
/// 3 tissue; Q_j exchange clearance (L/h), CL_total clearance of antibody, CL that of the conjugate by all ways; f what
/// this host has of the typical clearance; C = X_1/(DAR V_1) the conjugate, i.e. antibodies with one payload or more:
///   (1) exchange        (Q_j/V_1) x_1 and (Q_j/V_j) x_j, for A and X
///   (2) catabolism      f (CL_total/V_1) A_1, f (CL_total/V_1) X_1
///   (3) loss of payload in plasma alone: f ((CL - CL_total)/V_1) X_1;  everywhere: k_dec X_j
///   (4) saturable loss  V_max x_1/(V_1 (K_m + C)), for A and X, where it is asked for
///   (5) infusion        R(t) of A, DAR R(t) of X, and phi_free DAR R(t) of free payload from the vial
///   (6) host            V_j, Q_j, f: products of powers of weight, shed HER2, albumin, tumour size, AST; exp of
///   trastuzumab (7) free payload D  two spaces; gains (3) and phi_ret times (2) of X; loses (CL_d/V_d1) D_1
/// C = X/DAR because the payload of a molecule is taken to leave in one step, as in the models that (1) to (3) are
/// fitted with: @lu2014 (patients), @bender2014 (monkey, rat), @erickson2012 (mouse); saturable loss @krop2010; free
/// DM1
/// @singh2017. Which payload an antibody keeps needs `pk_chain`. Valid between 2.4 and 4.8 mg/kg in patients without
/// (4).
#include <fmt/format.h>

#include "emtansim/mechanism/plasma.h"
#include "emtansim/mechanism/rows.h"
#include "emtansim/mechanism/vein.h"

namespace emtansim::mechanism {

namespace {

using network::Expr;
using network::SpeciesId;

constexpr std::string_view kNeeds[] = {"pk.CL",
                                       "pk.CL_total",
                                       "pk.V1",
                                       "pk.Q2",
                                       "pk.V2",
                                       "pk.k_dec_everywhere",
                                       "pk_payload.CL",
                                       "pk_payload.V1",
                                       "pk_payload.Q",
                                       "pk_payload.V2",
                                       "pk_payload.free_share",
                                       "pk_payload.returned_share",
                                       "host.weight",
                                       "host.reference_weight",
                                       "conjugate.dar",
                                       "conjugate.molar_mass"};
constexpr std::string_view kMakes[] = {"plasma", "disposition"};

bool applies(const Site& site) { return site.body().has_value() && site.body()->load == "lumped"; }

/// Disposition of one agent with an antibody.
class Disposition {
 public:
  Disposition(Site& site, const conjugate::Conjugate& agent)
      : site_(site),
        net_(site.network()),
        agent_(agent),
        subject_{.agent = &agent},
        spaces_(add_spaces(site, agent, "pk")) {}

  void build() {
    const Expr v1 = spaces_.plasma().volume;
    const Expr typical = site_.parameter("pk.CL_total", kClearance, subject_);
    const Expr catabolism = spaces_.clearance_factor * typical / v1;
    const auto antibody = add_resident(
        site_, spaces_, {.what = agent_.name, .composition = {{"antibody", 1.0}}, .label = agent_.name}, "pk");
    add_residual(site_, spaces_, spaces_.clearance_factor * typical, "pk");
    std::vector<Arrival> arrivals{{antibody.front(), site_.constant(1)}};
    PlasmaView view{.conjugate = {}, .antibody = net_.concentration(antibody.front()), .payload = {}};
    if (agent_.carries_payload()) {
      const auto payload = add_resident(site_, spaces_,
                                        {.what = agent_.name + ".payload",
                                         .composition = {{agent_.payload, 1.0}, {agent_.linker, 1.0}},
                                         .label = fmt::format("{} on {}", agent_.payload, agent_.name)},
                                        "pk");
      const Expr dar = site_.parameter("conjugate.dar", dimension::kOne, subject_);
      view.payload = net_.concentration(payload.front());
      view.conjugate = view.payload / dar;
      add_loss_of_payload(payload, typical);
      add_catabolism(site_, agent_, payload.front(), catabolism * net_.expr(payload.front()), "pk");
      arrivals.push_back({payload.front(), dar});
      const Expr free = site_.parameter("pk_payload.free_share", dimension::kOne, subject_);
      arrivals.push_back({free_payload(site_, agent_.released), free * dar});
      add_saturable(antibody.front(), payload.front(), view.conjugate);
    } else {
      add_saturable(antibody.front(), {}, view.antibody);
    }
    net_.add_mass_action({.name = fmt::format("catabolism of {}", net_[antibody.front()].name),
                          .reactants = {{antibody.front()}},
                          .exchange = network::Exchange::sink,
                          .mechanism = "pk",
                          .says = "digested all over the body"},
                         catabolism);
    observe(site_, agent_, view, "pk");
    add_vein(site_, agent_, arrivals, "pk");
  }

 private:
  void add_loss_of_payload(const std::vector<SpeciesId>& payload, Expr catabolised) {
    const auto lose = [&](SpeciesId from, Expr rate) {
      net_.add_mass_action({.name = fmt::format("deconjugation of {}", net_[from].name),
                            .reactants = {{from}},
                            .products = {{free_payload(site_, agent_.released)}},
                            .exchange = network::Exchange::sink,
                            .mechanism = "pk",
                            .says = "payload leaves the antibody; the linker stays on it and is not followed"},
                           rate);
    };
    if (loss_place(site_) == LossPlace::everywhere) {
      const Expr k_dec = site_.parameter("pk.k_dec_everywhere", dimension::kRate, subject_);
      for (const SpeciesId from : payload) lose(from, k_dec);
      return;
    }
    // A drawn clearance of the conjugate may fall below that of antibody: then nothing is lost.
    const Expr beyond =
        network::max(site_.parameter("pk.CL", kClearance, subject_) - catabolised, site_.zero(kClearance));
    lose(payload.front(), spaces_.clearance_factor * beyond / spaces_.plasma().volume);
  }

  /// `payload` is invalid for a naked antibody.
  void add_saturable(SpeciesId antibody, SpeciesId payload, Expr concentration) {
    const Expr most = site_.parameter_if_any("pk.V_max", dimension::kMass / dimension::kTime, subject_);
    if (!most.is_valid()) return;
    const Expr half = site_.parameter("pk.K_m", dimension::kMassConcentration, subject_);
    const Expr molar = site_.parameter("conjugate.molar_mass", dimension::kMolarMass, subject_);
    const Expr rate = most / (spaces_.plasma().volume * (half + concentration * molar));
    net_.add({.name = fmt::format("saturable loss of {}", net_[antibody].name),
              .reactants = {{antibody}},
              .rate = rate * net_.expr(antibody),
              .exchange = network::Exchange::sink,
              .mechanism = "pk",
              .says = "taken up by HER2 of normal cells, tumour and blood, as a saturable clearance"});
    if (!payload.is_valid()) return;
    net_.add({.name = fmt::format("saturable loss of {}", net_[payload].name),
              .reactants = {{payload}},
              .rate = rate * net_.expr(payload),
              .exchange = network::Exchange::sink,
              .mechanism = "pk",
              .says = "payload goes with its antibody"});
  }

  Site& site_;
  network::Network& net_;
  const conjugate::Conjugate& agent_;
  Subject subject_;
  Spaces spaces_;
};

void add_to(Site& site) {
  site.keep_warm("pk");
  for (const auto& agent : site.agents())
    if (agent.has_antibody()) expect_disposition(site, agent, "pk");
  add_free_payloads(site, "pk");
  for (const auto& agent : site.agents())
    if (agent.has_antibody()) Disposition(site, agent).build();
  observe_totals(site);
}

}  // namespace

const Mechanism& pk_row() {
  static constexpr Mechanism kRow{.name = "pk",
                                  .states = "agents in plasma and tissue by mean drug load; doses into a vein",
                                  .needs = kNeeds,
                                  .uses = {},
                                  .makes = kMakes,
                                  .is_default = true,
                                  .applies = applies,
                                  .add_to = add_to};
  return kRow;
}

}  // namespace emtansim::mechanism
