// SPDX-License-Identifier: Apache-2.0
/// A section through a tumour or a spheroid: what each shell holds, with its radius.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "emtansim/assay/kinds.h"

namespace emtansim::assay {

namespace {

constexpr std::string_view kQuantities[] = {"radius", "free", "bound", "internalised", "payload", "living"};

/// Number of the shell in "SK-BR-3 shell 3"; empty for cells that are in none.
std::string shell_of(const std::string& population) {
  constexpr std::string_view kMark = " shell ";
  const auto at = population.rfind(kMark);
  return at == std::string::npos ? std::string() : population.substr(at + kMark.size());
}

void check(const Request& request) {
  const auto has_shell = [](const std::string& population) { return !shell_of(population).empty(); };
  if (std::ranges::none_of(request.names().populations, has_shell)) {
    request.refuse("assay", "no-shells", "'profile' needs a tissue with shells", "this experiment has none",
                   "write [tumour] with geometry = \"krogh\" or \"sphere\"");
  }
  (void)request.agent(true);
}

/// Payload in cells, whichever form: catabolite and released.
double payload_in_cells(const View& view, const std::string& population, const Names::Agent& agent) {
  double sum = view.observable(fmt::format("{}.payload.inside.{}", population, agent.catabolite));
  if (agent.released != agent.catabolite)
    sum += view.observable(fmt::format("{}.payload.inside.{}", population, agent.released));
  return sum;
}

void read_shell(const View& view, const std::string& population, const Names::Agent& agent, const View& start,
                Values& values) {
  const std::string shell = shell_of(population);
  const auto of = [&](std::string_view what) { return view.observable(fmt::format("{}.{}", population, what)); };
  const auto antibody = [&](std::string_view place) { return of(fmt::format("antibody.{}.{}", place, agent.name)); };
  const double cells = of("objects");
  const auto add = [&](std::size_t quantity, double value, const char* unit) {
    values.push_back({std::string(kQuantities[quantity]), population, value / parse_unit(unit).value, unit});
  };
  add(0, view.observable(fmt::format("tumour.{}.radius", shell)), "um");
  add(1, view.observable(fmt::format("concentration.tumour.{}.{}", shell, agent.name)), "nM");
  add(2, antibody("surface") / cells, "molecules/cell");
  add(3, (antibody("endosome") + antibody("lysosome")) / cells, "molecules/cell");
  if (!agent.payload.empty()) add(4, payload_in_cells(view, population, agent) / of("volume"), "nM");
  values.push_back(
      percent(std::string(kQuantities[5]), population, of("living") / start.observable(population + ".living")));
}

void read(const View& view, const Request& request, std::optional<double> since, Values& values) {
  const auto& agent = request.agent(true);
  for (const auto& population : request.names().populations)
    if (!shell_of(population).empty()) read_shell(view, population, agent, view.at(*since), values);
}

}  // namespace

Kind profile_kind() {
  static constexpr std::string_view kOptions[] = {"agent"};
  return {.about = {.name = "profile",
                    .says = "a section through a tissue with shells: radius, antibody free, bound and internalised, "
                            "payload in cells, living cells of the start",
                    .quantities = kQuantities,
                    .options = kOptions},
          .reference = Reference::start,
          .check = check,
          .read = read};
}

}  // namespace emtansim::assay
