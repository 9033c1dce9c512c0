// SPDX-License-Identifier: Apache-2.0
/// Parts of a whole over time: cells by phase and fate, and where the payload is.
#include <algorithm>
#include <cmath>

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
                                                      {"dying", "Dying and dead"}};

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

/// The layers in which a payload is found, outermost first.
std::vector<Layer> payload_layers(const study::Outcome& outcome, const std::string& moiety, Keys& keys) {
  const auto& network = outcome.model.network;
  const bool several = outcome.model.populations.size() > 1;
  std::vector<Layer> layers;
  for (std::size_t i = 0; i < network.species().size(); ++i) {
    const SpeciesId id(i);
    const auto found = network[id].composition.find(moiety);
    if (found == network[id].composition.end()) continue;
    const auto& place = network[network[id].compartment];
    std::string name = network[id].label;
    if (several && place.group != "medium") name = fmt::format("{}: {}", before_last_dot(place.name), name);
    const std::string key = keys.of(name);
    auto known = std::ranges::find(layers, key, &Layer::key);
    if (known == layers.end()) {
      layers.push_back({key, name, {}});
      known = layers.end() - 1;
    }
    known->parts.emplace_back(id, found->second);
  }
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

void add_whole_fate(const study::Outcome& outcome, const std::vector<Case>& cases, const std::string& moiety,
                    Json& plots) {
  const Reader reader(outcome);
  Keys keys;
  const auto layers = payload_layers(outcome, moiety, keys);
  const AmountUnit unit = amount_unit(largest_total(reader, layers, cases));
  Json plot = stack(Keys().of("fate " + moiety), fmt::format("Where every {} molecule went", moiety),
                    fmt::format("All layers together are the {} that was given.", moiety),
                    fmt::format("{} in the culture", moiety), unit.name);
  for (const auto& layer : layers) plot["layers"].push_back({{"key", layer.key}, {"name", layer.name}});
  bool any_washed = false;
  for (const auto& item : cases) {
    if (!(largest_total(reader, layers, {item}) > 0)) continue;
    Json one = case_head(outcome, item);
    for (const auto& layer : layers) {
      Json values = Json::array();
      for (const std::size_t time : item.times)
        values.push_back(rounded(unit.factor * sum_of(reader, layer, item.member, time)));
      one["values"][layer.key] = std::move(values);
    }
    std::vector<double> washed = washed_away(outcome, reader, item, layers, moiety);
    for (double& value : washed) value *= unit.factor;
    if (!washed.empty() && washed.back() > 0) {
      any_washed = true;
      one["values"]["washed_away"] = rounded(washed);
    }
    plot["cases"].push_back(std::move(one));
  }
  if (plot["cases"].empty()) return;
  if (any_washed) plot["layers"].push_back({{"key", "washed_away"}, {"name", "Taken away with old medium"}});
  if (const Case* start = leading_case(outcome, cases)) plot["start"] = start->label;
  plots.push_back(std::move(plot));
}

void add_cell_fate(const study::Outcome& outcome, const std::vector<Case>& cases, const std::string& moiety,
                   const std::string& population, Json& plots) {
  const Reader reader(outcome);
  const auto& network = outcome.model.network;
  std::vector<Layer> layers;
  for (std::size_t i = 0; i < network.species().size(); ++i) {
    const SpeciesId id(i);
    const auto found = network[id].composition.find(moiety);
    if (found == network[id].composition.end()) continue;
    if (before_last_dot(network[network[id].compartment].name) != population) continue;
    layers.push_back({Keys().of(network[id].name), network[id].label, {{id, found->second}}});
  }
  if (layers.empty()) return;
  Json plot = stack(Keys().of(fmt::format("fate {} {}", moiety, population)),
                    fmt::format("{} on and in {} cells", moiety, population),
                    "Averages over all cells and dead cells still attached.", fmt::format("{} in a cell", moiety),
                    "molecules/cell");
  for (const auto& layer : layers) plot["layers"].push_back({{"key", layer.key}, {"name", layer.name}});
  for (const auto& item : cases) {
    if (!(largest_total(reader, layers, {item}) > 0)) continue;
    Json one = case_head(outcome, item);
    for (const auto& layer : layers) {
      Json values = Json::array();
      for (const std::size_t time : item.times) {
        const double cells = reader.objects(item.member, time, population);
        const double amount = sum_of(reader, layer, item.member, time) / kMolecule;
        values.push_back(cells > kFewCells ? rounded(amount / cells) : Json(nullptr));
      }
      one["values"][layer.key] = std::move(values);
    }
    plot["cases"].push_back(std::move(one));
  }
  if (plot["cases"].empty()) return;
  if (const Case* start = leading_case(outcome, cases)) plot["start"] = start->label;
  plots.push_back(std::move(plot));
}

}  // namespace

void add_cycle_plots(const study::Outcome& outcome, const std::vector<Case>& cases, Json& plots) {
  const Reader reader(outcome);
  for (const auto& population : outcome.model.populations) {
    Json plot = stack(Keys().of("cycle " + population.name), fmt::format("Cell cycle and death, {}", population.name),
                      "Cells by phase and fate; cells that broke up are not shown.", "Cells", "cells");
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
    for (const auto& population : outcome.model.populations)
      add_cell_fate(outcome, cases, moiety, population.name, plots);
  }
}

}  // namespace emtansim::report
