// SPDX-License-Identifier: Apache-2.0
/// Mechanism `direct`: a drug whose target is not resolved acts with its free concentration in the cytosol.
///
/// c free concentration in the cytosol (nM), or in the medium where the fate in the cell is not modelled:
///   (1) effect  u = s / (1 + s),  s = sum of c/K over such drugs
/// K nM per payload: paclitaxel on AU565, @gross2023; for payloads that hit another target than the spindle (DXd, PBD)
/// u stands in for it and is an assumption, good enough for whom they kill and not for how.
#include <algorithm>

#include <fmt/format.h>

#include "emtansim/mechanism/cytosol.h"
#include "emtansim/mechanism/rows.h"

namespace emtansim::mechanism {

namespace {

using network::Expr;

constexpr std::string_view kNeeds[] = {"direct.K"};
constexpr std::string_view kUses[] = {"medium or tissue"};
constexpr std::string_view kMakes[] = {"direct effect"};

bool any_direct(const Site& site) { return !site.populations().empty() && site.any_payload_has("direct.K"); }

void add_to(Site& site) {
  auto& net = site.network();
  for (const auto& population : site.populations()) {
    Expr total = site.constant(0);
    for (const auto& payload : site.payloads()) {
      const Expr K =
          site.parameter_if_any("direct.K", dimension::kConcentration, {.population = &population, .payload = payload});
      if (!K.is_valid()) continue;
      const auto inside = cytosolic_payload(site, population, payload);
      const auto where = inside ? *inside : site.around(population, payload);
      total = total + net.concentration(where) / K;
    }
    net.define(population.name + ".direct_effect", total / (1.0 + total),
               "effect of drugs whose target is not resolved", "direct");
  }
}

}  // namespace

const Mechanism& direct_row() {
  static constexpr Mechanism kRow{.name = "direct",
                                  .states = "a drug whose target is not resolved acts with its free concentration",
                                  .needs = kNeeds,
                                  .uses = kUses,
                                  .makes = kMakes,
                                  .is_default = true,
                                  .applies = any_direct,
                                  .add_to = add_to};
  return kRow;
}

}  // namespace emtansim::mechanism
