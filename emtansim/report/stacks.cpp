// SPDX-License-Identifier: Apache-2.0
/// Parts of a whole over time: cells by phase and fate, and where the payload is.
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include <fmt/format.h>

#include "emtansim/report/parts.h"
#include "emtansim/report/report.h"

namespace emtansim::report {

namespace {

using network::SpeciesId;

/// The phases and fates that a cycle reports, bottom to top.
const std::pair<const char*, const char*> kFates[] = {{"G1", "G1"},
                                                      {"S", "S"},
                                                      {"G2", "G2"},
                                                      {"M", "Mitosis"},
                                                      {"arrested", "Arrested in mitosis"},
                                                      {"slipped", "Slipped out of mitosis"},
                                                      {"endocycling", "Endocycling"},
                                                      {"stopped", "Stopped for good"},
                                                      {"dying", "Dying"},
                                                      {"dead", "Dead, still attached"}};

/// One layer of a stack: a sum of species with weights.
struct Layer {
  std::string key, name;
  std::vector<std::pair<SpeciesId, double>> parts;
};

double sum_of(const Reader& reader, const Layer& layer, std::size_t member, std::size_t time) {
  double sum = 0;
  for (const auto& [species, weight] : layer.parts) sum += weight * reader.species(member, time, species);
  return std::max(0.0, sum);
}

/// Places where payload can be, from the target outwards: so the small ones lie at the bottom.
constexpr std::string_view kPlaces[] = {"On tubulin and tips",
                                        "Free in the cytosol",
                                        "Released, in lysosomes",
                                        "On antibody, in lysosomes",
                                        "On antibody, in endosomes",
                                        "On antibody, on the surface",
                                        "In remains of cells",
                                        "Released, in the medium",
                                        "On antibody, in the medium",
                                        "Released, between tumour cells",
                                        "On antibody, between tumour cells",
                                        "Released, in the body",
                                        "On antibody, in the body"};

std::string_view place_of(const network::Network& network, SpeciesId id) {
  const std::string& group = network[network[id].compartment].group;
  const bool is_conjugated = network[id].name.ends_with(".payload");
  if (group == "cytosol") return kPlaces[network[id].name.find(" on ") != std::string::npos ? 0 : 1];
  if (group == "lysosome") return kPlaces[is_conjugated ? 3 : 2];
  if (group == "endosome") return kPlaces[4];
  if (group == "surface") return kPlaces[5];
  if (group == "debris") return kPlaces[6];
  if (group == "tumour") return kPlaces[is_conjugated ? 10 : 9];
  if (group == "plasma") return kPlaces[is_conjugated ? 12 : 11];
  return kPlaces[is_conjugated ? 8 : 7];
}

/// The layers in which a payload is found; only those of one population if it is named. Several populations side by
/// side get one layer each.
std::vector<Layer> payload_layers(const study::Outcome& outcome, const std::string& moiety,
                                  const std::string& only_population = {}) {
  const auto& network = outcome.model.network;
  std::map<std::string, std::string, std::less<>> groups;  // by name of the population
  for (const auto& population : outcome.model.populations) groups[population.name] = population.group;
  const bool is_coarse = only_population.empty() && std::ranges::any_of(groups, [&](const auto& entry) {
                           return entry.second != groups.begin()->second;
                         });
  std::map<std::string, Layer, std::less<>> by_name;
  for (std::size_t i = 0; i < network.species().size(); ++i) {
    const SpeciesId id(i);
    const auto found = network[id].composition.find(moiety);
    if (found == network[id].composition.end()) continue;
    const std::string population(before_last_dot(network[network[id].compartment].name));
    if (!only_population.empty() && population != only_population) continue;
    std::string name(place_of(network, id));
    const auto group = groups.find(population);
    if (is_coarse && group != groups.end()) name = fmt::format("On and in {}", group->second);
    Layer& layer = by_name[name];
    layer.name = name;
    layer.parts.emplace_back(id, found->second);
  }
  std::vector<Layer> layers;
  const auto take = [&](const std::string& name) {
    const auto found = by_name.find(name);
    if (found == by_name.end()) return;
    found->second.key = fmt::format("layer-{}", layers.size() + 1);
    layers.push_back(std::move(found->second));
  };
  for (const auto& population : outcome.model.populations) take(fmt::format("On and in {}", population.group));
  for (const auto place : kPlaces) take(std::string(place));
  return layers;
}

/// Payload that left with old medium: each fall of the total. Left out where doses and washes overlap between two
/// output times, which the books of the member show.
std::vector<double> washed_away(const study::Outcome& outcome, const Reader& reader, const Case& item,
                                const std::vector<Layer>& layers, const std::string& moiety) {
  std::vector<double> washed;
  double total_before = 0, sum = 0, last = 0;
  std::size_t next = 0;
  for (const std::size_t shown : item.times) {
    for (; next <= shown; ++next) {
      double total = 0;
      for (const auto& layer : layers) total += sum_of(reader, layer, item.member, next);
      if (next > 0) sum += std::max(0.0, total_before - total);
      total_before = total;
    }
    washed.push_back(sum);
    last = sum;
  }
  constexpr double kAgreement = 1e-3;
  const auto moieties = outcome.model.network.moieties();
  const auto index = static_cast<std::size_t>(std::ranges::find(moieties, moiety) - moieties.begin());
  const auto& books = outcome.trajectories.books(item.member, index);
  const bool agrees = std::abs(books.removed - last) <= kAgreement * std::max(books.removed, books.added);
  return agrees ? washed : std::vector<double>{};
}

std::vector<std::string> payload_moieties(const study::Outcome& outcome) {
  std::vector<std::string> names;
  for (const auto& agent : outcome.model.agents)
    if (!agent.payload.empty() && std::ranges::find(names, agent.payload) == names.end())
      names.push_back(agent.payload);
  return names;
}

Json stack(const std::string& id, const std::string& title, const std::string& caption, const std::string& label,
           const std::string& unit) {
  return {{"id", id},
          {"kind", "stack"},
          {"title", title},
          {"caption", caption},
          {"x", time_axis()},
          {"y", {{"label", label}, {"unit", unit}}},
          {"layers", Json::array()},
          {"cases", Json::array()}};
}

double largest_total(const Reader& reader, const std::vector<Layer>& layers, const std::vector<Case>& cases) {
  double largest = 0;
  for (const auto& item : cases)
    for (const std::size_t time : item.times) {
      double total = 0;
      for (const auto& layer : layers) total += sum_of(reader, layer, item.member, time);
      largest = std::max(largest, total);
    }
  return largest;
}

/// Adds the cases in which the payload is there at all; `value` turns the amount of a layer (nmol) into what is shown.
void add_cases(const study::Outcome& outcome, const std::vector<Case>& cases, const std::vector<Layer>& layers,
               const std::function<double(double amount, std::size_t member, std::size_t time)>& value, Json& plot) {
  const Reader reader(outcome);
  for (const auto& layer : layers) plot["layers"].push_back({{"key", layer.key}, {"name", layer.name}});
  for (const auto& item : cases) {
    if (!(largest_total(reader, layers, {item}) > 0)) continue;
    Json one = case_head(outcome, item);
    for (const auto& layer : layers) {
      Json values = Json::array();
      for (const std::size_t time : item.times)
        values.push_back(rounded(value(sum_of(reader, layer, item.member, time), item.member, time)));
      one["values"][layer.key] = std::move(values);
    }
    plot["cases"].push_back(std::move(one));
  }
  if (const Case* start = leading_case(outcome, cases)) plot["start"] = start->label;
}

/// Adds what was taken away with old medium as the topmost layer, if that happened to any case.
void add_washed_layer(const study::Outcome& outcome, const std::vector<Case>& cases, const std::vector<Layer>& layers,
                      const std::string& moiety, double factor, Json& plot) {
  constexpr const char* kKey = "washed-away";
  const Reader reader(outcome);
  std::map<std::pair<std::string, std::string>, std::vector<double>> washed;
  bool is_any = false;
  for (const auto& item : cases) {
    auto& amounts = washed[{item.arm, item.label}] = washed_away(outcome, reader, item, layers, moiety);
    for (double& amount : amounts) amount *= factor;
    is_any = is_any || (!amounts.empty() && amounts.back() > 0);
  }
  if (!is_any) return;
  plot["layers"].push_back({{"key", kKey}, {"name", "Taken away with old medium"}});
  for (auto& one : plot["cases"]) one["values"][kKey] = rounded(washed[{one["arm"], one["label"]}]);
}

void add_whole_fate(const study::Outcome& outcome, const std::vector<Case>& cases, const std::string& moiety,
                    Json& plots) {
  const auto layers = payload_layers(outcome, moiety);
  const AmountUnit unit = amount_unit(largest_total(Reader(outcome), layers, cases));
  Json plot = stack(Keys().of("fate " + moiety), fmt::format("Where every {} molecule went", moiety),
                    fmt::format("All layers together are the {} that was given.", moiety),
                    fmt::format("{} in the culture", moiety), unit.name);
  add_cases(
      outcome, cases, layers, [&](double amount, std::size_t, std::size_t) { return unit.factor * amount; }, plot);
  if (plot["cases"].empty()) return;
  add_washed_layer(outcome, cases, layers, moiety, unit.factor, plot);
  plots.push_back(std::move(plot));
}

void add_cell_fate(const study::Outcome& outcome, const std::vector<Case>& cases, const std::string& moiety,
                   const std::string& population, Json& plots) {
  const Reader reader(outcome);
  const auto layers = payload_layers(outcome, moiety, population);
  Json plot = stack(Keys().of(fmt::format("fate {} {}", moiety, population)),
                    fmt::format("{} on and in {} cells", moiety, population),
                    "Averages over all cells and dead cells still attached.", fmt::format("{} in a cell", moiety),
                    "molecules/cell");
  add_cases(
      outcome, cases, layers,
      [&](double amount, std::size_t member, std::size_t time) {
        const double cells = reader.objects(member, time, population);
        return cells > kFewCells ? amount / kMolecule / cells : std::numeric_limits<double>::quiet_NaN();
      },
      plot);
  if (!plot["cases"].empty()) plots.push_back(std::move(plot));
}

}  // namespace

void add_cycle_plots(const study::Outcome& outcome, const std::vector<Case>& cases, Json& plots) {
  const Reader reader(outcome);
  for (const auto* drawn : drawn_populations(outcome)) {
    const auto& population = *drawn;
    Json plot = stack(Keys().of("cycle " + population.name), fmt::format("Cell cycle and death, {}", population.name),
                      "Cells by phase and fate; cells that broke up are not shown.", "Number", "cells");
    std::vector<std::pair<std::string, std::size_t>> layers;
    for (const auto& [what, name] : kFates) {
      const auto index = reader.find_observable(fmt::format("{}.cells.{}", population.name, what));
      if (!index) continue;
      layers.emplace_back(what, *index);
      plot["layers"].push_back({{"key", Keys().of(what)}, {"name", name}});
    }
    if (layers.empty()) continue;
    for (const auto& item : cases) {
      Json one = case_head(outcome, item);
      for (const auto& [what, index] : layers) {
        Json values = Json::array();
        for (const std::size_t time : item.times)
          values.push_back(rounded(std::max(0.0, reader.observable(item.member, time, index))));
        one["values"][Keys().of(what)] = std::move(values);
      }
      plot["cases"].push_back(std::move(one));
    }
    if (plot["cases"].empty()) continue;
    if (const Case* start = leading_case(outcome, cases)) plot["start"] = start->label;
    plots.push_back(std::move(plot));
  }
}

void add_fate_plots(const study::Outcome& outcome, const std::vector<Case>& cases, Json& plots) {
  for (const auto& moiety : payload_moieties(outcome)) {
    add_whole_fate(outcome, cases, moiety, plots);
    for (const auto* population : drawn_populations(outcome))
      add_cell_fate(outcome, cases, moiety, population->name, plots);
  }
}

}  // namespace emtansim::report
