// SPDX-License-Identifier: Apache-2.0
/// Amounts of payload, conjugated and not, in and outside the cells, as LC-MS or a radioactive payload shows them.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "emtansim/assay/kinds.h"

namespace emtansim::assay {

namespace {

constexpr std::array<std::string_view, 3> kUnits = {"molecules/cell", "pmol/1e6 cells", "nM"};

/// Free molecules that an agent gives rise to, each once: catabolite, released payload, or the free agent itself.
std::vector<std::string> free_forms(const Names::Agent& agent) {
  std::vector<std::string> forms;
  const auto candidates =
      agent.has_antibody ? std::array{agent.catabolite, agent.released} : std::array{agent.payload, std::string()};
  for (const auto& form : candidates)
    if (!form.empty() && std::ranges::find(forms, form) == forms.end()) forms.push_back(form);
  return forms;
}

/// What an amount is related to.
struct Basis {
  double cells = 0;   ///< objects
  double volume = 0;  ///< of these cells, L
};

Basis basis_of(const View& view, const std::string& population) {
  return {view.observable(population + ".objects"), view.observable(population + ".volume")};
}

void add_amount(Values& values, const std::string& quantity, const std::string& population, double amount,
                const Basis& basis, const std::vector<std::string>& units) {
  for (const auto& unit : units) {
    const Quantity one = parse_unit(unit);
    const double whole = one.dimension == dimension::kConcentration ? basis.volume : basis.cells;
    values.push_back({quantity, population, amount / whole / one.value, unit});
  }
}

void check(const Request& request) {
  (void)request.units(kUnits);
  const Names::Agent& agent = request.agent(false);
  if (!agent.payload.empty()) return;
  request.refuse("agent", "no-payload", fmt::format("'{}' carries no payload", agent.name), "",
                 "follow a conjugate or a free payload");
}

void read(const View& view, const Request& request, std::optional<double> /*since*/, Values& values) {
  const Names::Agent& agent = request.agent(false);
  const auto units = request.units(kUnits);
  const auto forms = free_forms(agent);
  const auto& populations = request.names().populations;
  const std::string shared = shared_population(request.names());
  const Basis everyone{over_all(view, "objects"), over_all(view, "volume")};
  double inside = 0;
  for (const auto& population : populations) {
    const Basis basis = basis_of(view, population);
    const auto amount = [&](const std::string& what) {
      return view.observable(fmt::format("{}.{}", population, what));
    };
    if (agent.has_antibody)
      add_amount(values, "conjugated in cell", population, amount("payload.conjugated." + agent.name), basis, units);
    double sum = 0;
    for (const auto& form : forms) {
      sum += amount("payload.inside." + form);
      if (forms.size() > 1)
        add_amount(values, form + " in cell", population, amount("payload.inside." + form), basis, units);
    }
    add_amount(values, "unconjugated in cell", population, sum, basis, units);
    inside += sum;
  }
  double outside = 0;
  for (const auto& form : forms) {
    // A payload whose thiol has reacted is still unconjugated payload.
    const double amount = view.species("medium." + form) + view.species(fmt::format("medium.{}.adduct", form));
    outside += amount;
    if (forms.size() > 1) add_amount(values, form + " outside", shared, amount, everyone, units);
  }
  add_amount(values, "unconjugated outside", shared, outside, everyone, units);
  values.push_back(percent("share outside", shared, outside / (inside + outside)));
}

}  // namespace

Kind catabolites_kind() {
  static constexpr std::string_view kQuantities[] = {"conjugated in cell", "unconjugated in cell",
                                                     "unconjugated outside", "share outside"};
  static constexpr std::string_view kOptions[] = {"agent", "unit"};
  return {.about = {.name = "catabolites",
                    .says = "payload on antibody, free in cells and outside, for each cell and in cell volume",
                    .quantities = kQuantities,
                    .options = kOptions},
          .reference = Reference::none,
          .check = check,
          .read = read};
}

}  // namespace emtansim::assay
