// SPDX-License-Identifier: Apache-2.0
/// Assays of blood: conjugate, all antibody, conjugated and free payload, drug loads; platelets.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "emtansim/assay/kinds.h"

namespace emtansim::assay {

namespace {

constexpr std::array<std::string_view, 4> kUnits = {"ug/mL", "ng/mL", "nM", "pM"};
constexpr std::string_view kQuantities[] = {"conjugate",
                                            "total antibody",
                                            "conjugated payload",
                                            "free payload",
                                            "catabolite",
                                            "drug load",
                                            "(load 0, load 1, ... of a chain)"};

bool has_observable(const network::Network& network, const std::string& name) {
  return std::ranges::find(network.observables(), name, &network::Observable::name) != network.observables().end();
}

/// What one analyte is called, where it stands, and the molar mass that turns it into a mass.
struct Analyte {
  std::string quantity;
  std::string column;      ///< observable, nM
  std::string molar_mass;  ///< observable, kDa; empty where none is known
  std::string unit;        ///< as its assay prints it
};

std::vector<Analyte> analytes_of(const network::Network& network, const Names::Agent& agent) {
  const std::string plasma = "plasma." + agent.name;
  std::vector<Analyte> found;
  const auto add = [&](std::string quantity, const std::string& column, const std::string& molar, std::string unit) {
    if (!has_observable(network, column)) return;
    found.push_back({std::move(quantity), column, has_observable(network, molar) ? molar : "", std::move(unit)});
  };
  if (agent.has_antibody) {
    add("conjugate", plasma + ".conjugate", plasma + ".molar_mass", "ug/mL");
    add("total antibody", plasma + ".total", plasma + ".molar_mass", "ug/mL");
    // Payload on antibodies is counted as the payload that comes off.
    add("conjugated payload", plasma + ".conjugated", fmt::format("plasma.{}.molar_mass", agent.released), "ng/mL");
    add("free payload", fmt::format("plasma.{}.free", agent.released),
        fmt::format("plasma.{}.molar_mass", agent.released), "ng/mL");
    add("catabolite", fmt::format("plasma.{}.free", agent.catabolite),
        fmt::format("plasma.{}.molar_mass", agent.catabolite), "ng/mL");
  } else {
    add("free payload", plasma + ".free", plasma + ".molar_mass", "ng/mL");
  }
  return found;
}

/// The quantities that a readout asks for; all where it does not say.
bool is_wanted(const Request& request, const std::string& quantity) {
  const auto* of = request.option("of");
  return of == nullptr || std::ranges::find(of->items, quantity) != of->items.end();
}

std::vector<std::string> loads_of(const network::Network& network, const Names::Agent& agent) {
  std::vector<std::string> species;
  for (int n = 0;; ++n) {
    std::string name = fmt::format("plasma.{}.{}", agent.name, n);
    if (!network.find_species(name)) return species;
    species.push_back(std::move(name));
  }
}

void expect_known(const Request& request, const std::vector<Analyte>& analytes, std::size_t loads) {
  std::vector<std::string> known;
  for (const auto& analyte : analytes) known.push_back(analyte.quantity);
  known.emplace_back("drug load");
  for (std::size_t n = 0; n < loads; ++n) known.push_back(fmt::format("load {}", n));
  const auto* of = request.option("of");
  if (of == nullptr) return;
  for (const auto& quantity : of->items) {
    if (std::ranges::find(known, quantity) != known.end()) continue;
    request.refuse("of", "unknown-quantity", fmt::format("'{}' is not measured in this plasma", quantity), "",
                   suggestion(quantity, known));
  }
}

void check_plasma(const Request& request) {
  (void)request.units(kUnits);
  const Names::Agent& agent = request.agent(false);
  const auto analytes = analytes_of(request.network(), agent);
  if (analytes.empty()) {
    request.refuse("agent", "no-such-column", fmt::format("'{}' is in no plasma", agent.name), "there is no [body]",
                   "add [body] with host = \"patient\"");
  }
  expect_known(request, analytes, loads_of(request.network(), agent).size());
  static constexpr std::array<std::string_view, 2> kFillIns = {"half", "zero"};
  (void)request.choice("fill_in", kFillIns);
  if (request.option("fill_in") != nullptr && !request.asked().loq)
    request.refuse("fill_in", "missing-key", "'fill_in' without a limit", "", "add loq = \"0.74 ng/mL\"");
}

void add_concentration(const View& view, const Analyte& analyte, const std::vector<std::string>& units,
                       Values& values) {
  const double concentration = view.observable(analyte.column);
  for (const auto& unit : units) {
    const Quantity one = parse_unit(unit);
    const bool is_mass = one.dimension == dimension::kMassConcentration;
    if (is_mass && analyte.molar_mass.empty()) continue;
    const double value = is_mass ? concentration * view.observable(analyte.molar_mass) : concentration;
    values.push_back({analyte.quantity, "", value / one.value, unit});
  }
}

void read_plasma(const View& view, const Request& request, std::optional<double> /*since*/, Values& values) {
  const Names::Agent& agent = request.agent(false);
  const bool has_unit = request.option("unit") != nullptr;
  for (const auto& analyte : analytes_of(request.network(), agent)) {
    if (!is_wanted(request, analyte.quantity)) continue;
    add_concentration(view, analyte, has_unit ? request.units(kUnits) : std::vector{analyte.unit}, values);
  }
  if (!agent.has_antibody) return;
  const double antibody = view.observable(fmt::format("plasma.{}.antibody", agent.name));
  if (!agent.payload.empty() && is_wanted(request, "drug load"))
    values.push_back(
        {"drug load", "", view.observable(fmt::format("plasma.{}.conjugated", agent.name)) / antibody, ""});
  const auto loads = loads_of(request.network(), agent);
  double all = 0;
  for (const auto& species : loads) all += view.species(species);
  for (std::size_t n = 0; n < loads.size(); ++n) {
    const std::string quantity = fmt::format("load {}", n);
    if (is_wanted(request, quantity)) values.push_back(percent(quantity, "", view.species(loads[n]) / all));
  }
}

// ---- platelets

void check_platelets(const Request& request) {
  if (has_observable(request.network(), "platelets")) return;
  request.refuse("assay", "no-such-column", "there are no platelets in this experiment",
                 "they are modelled in patients who get a conjugate", "add the mechanism 'platelets'");
}

void read_platelets(const View& view, const Request& /*request*/, std::optional<double> /*since*/, Values& values) {
  constexpr std::string_view kCount = "1e9 cells/L";
  values.push_back({"platelets", "", view.observable("platelets") / parse_unit(kCount).value, std::string(kCount)});
  values.push_back(percent("platelets relative to start", "", view.observable("platelets.relative")));
}

}  // namespace

Kind plasma_kind() {
  static constexpr std::string_view kOptions[] = {"agent", "of", "unit", "fill_in"};
  return {.about = {.name = "plasma",
                    .says = "what assays of blood show: conjugate, all antibody, conjugated and free payload, loads",
                    .quantities = kQuantities,
                    .options = kOptions},
          .reference = Reference::none,
          .check = check_plasma,
          .read = read_plasma};
}

Kind platelets_kind() {
  static constexpr std::string_view kCounts[] = {"platelets", "platelets relative to start"};
  return {.about = {.name = "platelets",
                    .says = "platelets in blood, and what is left of them",
                    .quantities = kCounts,
                    .options = {}},
          .reference = Reference::none,
          .check = check_platelets,
          .read = read_platelets};
}

}  // namespace emtansim::assay
