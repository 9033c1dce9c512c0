// SPDX-License-Identifier: Apache-2.0
/// Problems of a test set as mass-action networks of pure numbers: each reaction runs at its constant times the product
/// of what it takes.
#include <map>

#include <fmt/format.h>

#include "benchmarks/problems/readers.h"

namespace emtansim::benchmarks {

namespace {

using Names = std::map<std::string, network::SpeciesId>;

std::vector<network::Term> terms(const TomlTable& reaction, std::string_view key, const Names& species) {
  std::map<std::string, int> counts;
  for (const auto& name : reaction.texts(key)) {
    if (!species.contains(name.text()))
      name.refuse("unknown-name", fmt::format("there is no species '{}'", name.text()));
    ++counts[name.text()];
  }
  std::vector<network::Term> found;
  for (const auto& [name, count] : counts) found.push_back({species.at(name), static_cast<double>(count)});
  return found;
}

Names add_species(const TomlTable& file, network::Network& network) {
  const auto box = network.add(network::Compartment{.name = "box", .group = "box"});
  const auto start = file.at("start").list();
  const auto scale = file.at("scale").list();
  Names species;
  std::size_t i = 0;
  for (const auto& name : file.texts("species")) {
    species[name.text()] = network.add(network::Species{.name = name.text(),
                                                        .compartment = box,
                                                        .dimension = dimension::kOne,
                                                        .initial = network.constant(start.at(i).number()),
                                                        .scale = network.constant(scale.at(i).number())});
    ++i;
  }
  return species;
}

}  // namespace

Problem read_mass_action(const TomlTable& file) {
  Problem problem;
  auto& network = problem.network;
  const Names species = add_species(file, network);
  std::size_t number = 0;
  for (const auto& reaction : file.tables("reaction")) {
    const auto constant = network.add(network::Parameter{.name = fmt::format("k{}", ++number),
                                                         .value = reaction.at("rate").number(),
                                                         .dimension = dimension::kRate,
                                                         .log_sd = file.at("log_sd").number()});
    network.add_mass_action({.name = fmt::format("r{}", number),
                             .reactants = terms(reaction, "takes", species),
                             .products = terms(reaction, "makes", species)},
                            network.expr(constant));
  }
  network.finish();
  read_frame(file, problem);
  problem.typical = {typical_member(network)};
  const auto published = file.at("published").table();
  problem.published = {.time = published.at("at").number(), .values = {}};
  for (const auto& value : published.at("values").list()) problem.published->values.push_back(value.number());
  return problem;
}

}  // namespace emtansim::benchmarks
