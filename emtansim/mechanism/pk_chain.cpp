// SPDX-License-Identifier: Apache-2.0
/// Mechanism `pk_chain`: an agent in plasma and tissue, each drug load by itself.
///
/// A_n,j antibody with n payloads (nmol) in space j of volume V_j (L), 1 plasma; Q_j exchange clearance, CL_total
/// clearance of antibody (L/h), f what this host has of the typical one; d_j 1 where payload is lost in space j, else
/// 0:
///   (1) exchange         (Q_j/V_1) A_n,1 and (Q_j/V_j) A_n,j
///   (2) catabolism       f (CL_total/V_1) A_n,1, the same for every load
///   (3) loss of payload  d_j k_n A_n,j -> A_n-1,j and free payload
///   (4) infusion         R(t) times the share with n payloads
/// Constants @bender2014 for monkey and rat. Whether their chain acts in plasma alone or everywhere is open: everywhere
/// is the default, since it agrees with the reduced model of the same animals. With k_n = n k (set `independent-sites`)
/// the mean load obeys `pk`. A tumour takes up every load and follows the mean of what it holds.
#include <fmt/format.h>

#include "emtansim/mechanism/plasma.h"
#include "emtansim/mechanism/rows.h"
#include "emtansim/mechanism/vein.h"

namespace emtansim::mechanism {

namespace {

using network::Expr;
using network::SpeciesId;

constexpr std::string_view kNeeds[] = {"pk_chain.CL_total",
                                       "pk_chain.V1",
                                       "pk_chain.Q2",
                                       "pk_chain.V2",
                                       "pk_chain.k_1",
                                       "pk_payload.CL",
                                       "pk_payload.V1",
                                       "pk_payload.Q",
                                       "pk_payload.V2",
                                       "pk_payload.free_share",
                                       "pk_payload.returned_share",
                                       "host.weight",
                                       "host.reference_weight",
                                       "conjugate.molar_mass"};
constexpr std::string_view kMakes[] = {"plasma by load", "disposition"};

bool applies(const Site& site) { return site.body().has_value() && site.body()->load == "chain"; }

/// The chain of one agent.
class Chain {
 public:
  Chain(Site& site, const conjugate::Conjugate& agent)
      : site_(site),
        net_(site.network()),
        agent_(agent),
        subject_{.agent = &agent},
        spaces_(add_spaces(site, agent, "pk_chain")) {}

  void build() {
    const Expr v1 = spaces_.plasma().volume;
    const Expr clearance = spaces_.clearance_factor * site_.parameter("pk_chain.CL_total", kClearance, subject_);
    add_residual(site_, spaces_, clearance, "pk_chain");
    for (std::size_t n = 0; n <= most(); ++n) loads_.push_back(add_load(n));
    for (std::size_t n = 0; n <= most(); ++n) add_elimination(n, clearance / v1);
    for (std::size_t n = 1; n <= most(); ++n) add_loss(n);
    observe_loads();
    add_doses();
  }

 private:
  /// The highest load that the agent or the chain knows; 0 for a naked antibody.
  [[nodiscard]] std::size_t most() const {
    const auto fractions = agent_.load.fractions();
    std::size_t highest = fractions.size() - 1;
    while (highest > 0 && !(fractions[highest] > 0)) --highest;
    return highest;
  }

  std::vector<SpeciesId> add_load(std::size_t n) {
    const auto count = static_cast<double>(n);
    network::Composition composition{{"antibody", 1.0}};
    if (n > 0) {
      composition[agent_.payload] = count;
      composition[agent_.linker] = count;
    }
    return add_resident(site_, spaces_,
                        {.what = fmt::format("{}.{}", agent_.name, n),
                         .composition = std::move(composition),
                         .label = fmt::format("{} with {} payloads", agent_.name, n)},
                        "pk_chain");
  }

  void add_elimination(std::size_t n, Expr rate) {
    const SpeciesId from = loads_[n].front();
    const auto leave = [&](const std::string& how, std::vector<network::Term> to, Expr share) {
      net_.add_mass_action({.name = fmt::format("catabolism of {}{}", net_[from].name, how),
                            .reactants = {{from}},
                            .products = std::move(to),
                            .exchange = network::Exchange::sink,
                            .mechanism = "pk_chain",
                            .says = "digested all over the body"},
                           share);
    };
    if (n == 0) {
      leave("", {}, rate);
      return;
    }
    const Expr returned = returned_share(site_, agent_);
    leave(", returned", {{free_payload(site_, agent_.catabolite), static_cast<double>(n)}}, returned * rate);
    leave(", excreted", {}, (1.0 - returned) * rate);
  }

  void add_loss(std::size_t n) {
    const Expr k = site_.parameter(fmt::format("pk_chain.k_{}", n), dimension::kRate, subject_);
    for (std::size_t j = 0; j < spaces_.all.size(); ++j) {
      if (j > 0 && loss_place(site_) == LossPlace::plasma) continue;
      net_.add_mass_action({.name = fmt::format("deconjugation of {}", net_[loads_[n][j]].name),
                            .reactants = {{loads_[n][j]}},
                            .products = {{loads_[n - 1][j]}, {free_payload(site_, agent_.released)}},
                            .exchange = network::Exchange::sink,
                            .mechanism = "pk_chain",
                            .says = "one payload leaves; the linker stays on the antibody and is not followed"},
                           k);
    }
  }

  void observe_loads() {
    std::vector<Expr> all;
    std::vector<Expr> with_payload;
    std::vector<Expr> payload;
    for (std::size_t n = 0; n <= most(); ++n) {
      const Expr concentration = net_.concentration(loads_[n].front());
      all.push_back(concentration);
      if (n == 0) continue;
      with_payload.push_back(concentration);
      payload.push_back(static_cast<double>(n) * concentration);
    }
    const bool is_naked = with_payload.empty();
    observe(site_, agent_,
            {.conjugate = is_naked ? Expr{} : network::sum(with_payload),
             .antibody = network::sum(all),
             .payload = is_naked ? Expr{} : network::sum(payload)},
            "pk_chain");
  }

  void add_doses() {
    const auto fractions = agent_.load.fractions();
    std::vector<Arrival> arrivals;
    for (std::size_t n = 0; n <= most(); ++n) arrivals.push_back({loads_[n].front(), site_.constant(fractions[n])});
    if (agent_.carries_payload()) {
      const Expr free = site_.parameter("pk_payload.free_share", dimension::kOne, subject_);
      arrivals.push_back({free_payload(site_, agent_.released), free * agent_.load.mean()});
    }
    add_vein(site_, agent_, arrivals, "pk_chain");
  }

  Site& site_;
  network::Network& net_;
  const conjugate::Conjugate& agent_;
  Subject subject_;
  Spaces spaces_;
  std::vector<std::vector<SpeciesId>> loads_;  // [n][space]
};

void add_to(Site& site) {
  site.keep_warm("pk_chain");
  for (const auto& agent : site.agents())
    if (agent.has_antibody()) expect_disposition(site, agent, "pk_chain");
  add_free_payloads(site, "pk_chain");
  for (const auto& agent : site.agents())
    if (agent.has_antibody()) Chain(site, agent).build();
  observe_totals(site);
}

}  // namespace

const Mechanism& pk_chain_row() {
  static constexpr Mechanism kRow{.name = "pk_chain",
                                  .states = "agents in plasma and tissue, each drug load by itself; doses into a vein",
                                  .needs = kNeeds,
                                  .uses = {},
                                  .makes = kMakes,
                                  .is_default = true,
                                  .applies = applies,
                                  .add_to = add_to};
  return kRow;
}

}  // namespace emtansim::mechanism
