// SPDX-License-Identifier: Apache-2.0
/// Reader of [population]: how many, what varies, by which design.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "emtansim/experiment/limits.h"
#include "emtansim/experiment/population_parts.h"
#include "emtansim/experiment/sections.h"
#include "emtansim/experiment/values.h"

namespace emtansim::experiment {

namespace {

constexpr Design kDesigns[] = {Design::random, Design::latin_hypercube, Design::sobol};

// A product that goes on beyond this would overflow; it is refused anyway.
constexpr std::uint64_t kFarTooMany = std::uint64_t{1} << 40;

void read_vary(const TomlValue& vary, PopulationRequest& population) {
  static const std::vector<std::string> kWords = {"spread", "asked", "nothing"};
  if (vary.is_list() || vary.text().find('.') != std::string::npos) {
    population.vary = Vary::named;
    for (const auto& item : vary.items()) {
      population.vary_named.push_back(to_named(item));
      (void)to_override(item.text(), item.where());  // refuses what is not the name of a parameter
    }
    return;
  }
  const std::string word = vary.text();
  const auto found = std::ranges::find(kWords, word);
  if (found == kWords.end())
    vary.refuse("unknown-word", fmt::format("'vary' is \"{}\"", word), "", suggestion(word, kWords));
  constexpr Vary kMeanings[] = {Vary::published, Vary::asked, Vary::nothing};
  population.vary = kMeanings[found - kWords.begin()];
}

Design read_design(const TomlValue& value) {
  const std::string word = value.text();
  std::vector<std::string> words;
  for (const Design design : kDesigns) {
    words.push_back(to_text(design));
    if (word == words.back()) return design;
  }
  value.refuse("unknown-word", fmt::format("'design' is \"{}\"", word), "", suggestion(word, words));
}

void read_groups(const TomlTable& table, PopulationRequest& population) {
  for (const auto& [key, member] : {std::pair{"laboratories", &PopulationRequest::laboratories},
                                    {"experiments", &PopulationRequest::experiments}}) {
    const auto value = table.find(key);
    if (!value) continue;
    population.*member = static_cast<std::uint32_t>(to_count(*value));
  }
  if (population.experiments > 0 && population.laboratories == 0) {
    table.at("experiments")
        .refuse("contradiction", "'experiments' needs 'laboratories'", "it counts the experiments in each laboratory",
                "add laboratories = 1");
  }
}

void read_parts(const TomlTable& table, PopulationRequest& population) {
  for (const auto& part : table.tables("spread")) population.spreads.push_back(read_spread_request(part));
  for (const auto& part : table.tables("correlation")) read_correlation(part, population);
  for (const auto& part : table.tables("covariate")) population.covariates.push_back(read_covariate(part));
  for (const auto& part : table.tables("effect")) population.effects.push_back(read_effect(part));
  for (const auto& part : table.tables("grid")) population.grid.push_back(read_grid(part));
  if (const auto individuals = table.find("individuals"))
    population.individuals = read_individuals(individuals->table());
}

}  // namespace

std::string to_text(Level level) {
  switch (level) {
    case Level::laboratories: return "laboratories";
    case Level::experiments: return "experiments";
    case Level::patients: return "patients";
    case Level::animals: return "animals";
    case Level::cells: break;
  }
  return "cells";
}

std::optional<Level> to_level(std::string_view word) {
  for (const Level level : kLevels)
    if (word == to_text(level)) return level;
  return std::nullopt;
}

std::string to_text(Design design) {
  switch (design) {
    case Design::latin_hypercube: return "latin hypercube";
    case Design::sobol: return "sobol";
    case Design::random: break;
  }
  return "random";
}

Level read_level(const TomlValue& value) {
  const std::string word = value.text();
  if (const auto level = to_level(word)) return *level;
  std::vector<std::string> words;
  for (const Level level : kLevels) words.push_back(to_text(level));
  value.refuse("unknown-word", fmt::format("'between' is \"{}\"", word), "", suggestion(word, words));
}

PopulationRequest read_population(const TomlTable& table) {
  static const std::vector<std::string> kKeys = {
      "members", "vary",        "between",   "seed",   "design", "laboratories", "experiments",
      "spread",  "correlation", "covariate", "effect", "grid",   "individuals"};
  table.refuse_unknown_keys(kKeys);
  PopulationRequest population;
  population.where = table.where();
  if (const auto members = table.find("members")) {
    population.members = static_cast<std::uint32_t>(to_count(*members, limits::kMostIndividuals));
    population.has_members = true;
  }
  if (const auto vary = table.find("vary")) read_vary(*vary, population);
  for (const auto& value : table.texts("between")) population.between.push_back(to_text(read_level(value)));
  if (const auto design = table.find("design")) population.design = read_design(*design);
  if (const auto seed = table.find("seed")) {
    if (seed->whole_number() < 0) seed->refuse("negative-amount", "'seed' is negative", "it counts from 0");
    population.seed = static_cast<std::uint64_t>(seed->whole_number());
  }
  read_groups(table, population);
  read_parts(table, population);
  settle(population);
  return population;
}

std::uint64_t grid_points(const PopulationRequest& population) {
  std::uint64_t points = 1;
  for (const auto& axis : population.grid) points = std::min(points * axis.values.size(), kFarTooMany);
  return points;
}

void settle(PopulationRequest& population) {
  const bool is_listed = !population.grid.empty() || !population.individuals.file.text.empty();
  const bool is_drawn = population.vary ? *population.vary != Vary::nothing : population.members > 1;
  population.varies = is_listed || is_drawn;
}

}  // namespace emtansim::experiment
