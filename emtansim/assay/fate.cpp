// SPDX-License-Identifier: Apache-2.0
/// Where every molecule of a payload is, by place; the places add up to all that is there.
#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "emtansim/assay/kinds.h"

namespace emtansim::assay {

namespace {

constexpr std::array<std::string_view, 1> kUnits = {"pmol"};
constexpr std::string_view kPlaces[] = {
    "medium, conjugated", "medium, free",  "surface", "endosome", "lysosome, conjugated",
    "lysosome, free",     "cytosol, free", "bound",   "debris"};

/// The payload that is followed: that of the option "payload", else of the first agent that has one.
std::string payload_of(const Request& request) {
  const auto* given = request.option("payload");
  std::vector<std::string> known;
  for (const auto& agent : request.names().agents) {
    if (agent.payload.empty()) continue;
    if (given == nullptr || to_key(agent.payload) == to_key(given->text)) return agent.payload;
    known.push_back(agent.payload);
  }
  if (given == nullptr) request.refuse("payload", "no-payload", "no agent of this experiment carries a payload");
  request.refuse("payload", "unknown-payload", fmt::format("no agent carries '{}'", given->text), "",
                 suggestion(given->text, known));
}

std::string_view place_of(const network::Network& network, const network::Species& species) {
  const std::string& group = network[species.compartment].group;
  const bool is_conjugated = species.name.ends_with(".payload");
  if (group == "medium") return is_conjugated ? "medium, conjugated" : "medium, free";
  if (group == "lysosome") return is_conjugated ? "lysosome, conjugated" : "lysosome, free";
  // In the cytosol a species that holds more than the payload and its linker is bound to something.
  if (group == "cytosol") return species.name.find(" on ") == std::string::npos ? "cytosol, free" : "bound";
  return group == "surface" || group == "endosome" || group == "debris" ? std::string_view(group) : "elsewhere";
}

std::string owner_of(const Names& names, const std::string& species) {
  for (const auto& population : names.populations)
    if (species.starts_with(population + ".")) return population;
  return shared_population(names);
}

void check(const Request& request) {
  (void)payload_of(request);
  (void)request.units(kUnits);
}

void read(const View& view, const Request& request, std::optional<double> /*since*/, Values& values) {
  const network::Network& network = request.network();
  const std::string payload = payload_of(request);
  std::map<std::pair<std::string, std::string_view>, double> amounts;  // owner, place
  const auto species = network.species();
  for (std::size_t i = 0; i < species.size(); ++i) {
    const auto count = species[i].composition.find(payload);
    if (count == species[i].composition.end()) continue;
    amounts[{owner_of(request.names(), species[i].name), place_of(network, species[i])}] +=
        count->second * view.species(network::SpeciesId(i));
  }
  for (const auto& unit : request.units(kUnits)) {
    const double one = parse_unit(unit).value;
    for (const auto place : kPlaces)
      for (const auto& [key, amount] : amounts)
        if (key.second == place) values.push_back({std::string(place), key.first, amount / one, unit});
  }
}

}  // namespace

Kind fate_kind() {
  static constexpr std::string_view kOptions[] = {"payload", "unit"};
  return {.about = {.name = "fate",
                    .says = "where every molecule of the payload is, from the medium to tubulin",
                    .quantities = kPlaces,
                    .options = kOptions},
          .reference = Reference::none,
          .check = check,
          .read = read};
}

}  // namespace emtansim::assay
