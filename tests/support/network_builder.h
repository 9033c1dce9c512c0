// SPDX-License-Identifier: Apache-2.0
/// Small networks for tests, with few words: one box of one litre, species in nmol, parameters by name.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "emtansim/network/network.h"

namespace emtansim::testing_support {

class NetworkBuilder {
 public:
  NetworkBuilder() {
    box_ = network.add(
        network::Compartment{.name = "box", .group = "box", .volume = network.constant(1, dimension::kVolume)});
  }

  network::ParameterId parameter(const std::string& name, double value, Dimension dimension = dimension::kRate) {
    return network.add(network::Parameter{.name = name, .symbol = name, .value = value, .dimension = dimension});
  }

  /// A species made of itself, unless a composition is given; its scale is 1 nmol.
  network::SpeciesId species(const std::string& name, network::Expr initial, network::Composition composition = {}) {
    if (composition.empty()) composition = {{name, 1.0}};
    return network.add(network::Species{.name = name,
                                        .compartment = box_,
                                        .composition = std::move(composition),
                                        .initial = initial,
                                        .scale = amount(1)});
  }
  network::SpeciesId species(const std::string& name, double initial, network::Composition composition = {}) {
    return species(name, amount(initial), std::move(composition));
  }

  network::Expr operator[](network::SpeciesId id) { return network.expr(id); }
  network::Expr operator[](network::ParameterId id) { return network.expr(id); }
  network::Expr amount(double value) { return network.constant(value, dimension::kAmount); }

  void decay(const std::string& name, network::ParameterId rate, network::SpeciesId from,
             std::vector<network::Term> to = {}) {
    const auto exchange = to.empty() ? network::Exchange::sink : network::Exchange::none;
    network.add_mass_action({.name = name, .reactants = {{from}}, .products = std::move(to), .exchange = exchange},
                            network.expr(rate));
  }
  void source(const std::string& name, network::Expr rate, network::SpeciesId to) {
    network.add(
        network::Reaction{.name = name, .products = {{to}}, .rate = rate, .exchange = network::Exchange::source});
  }

  /// An action that adds its argument to the species.
  network::ActionId dosing(const std::string& name, network::SpeciesId species) {
    return network.add(network::Action{
        .name = name,
        .argument = dimension::kAmount,
        .assignments = {{species, network.expr(species) + network.graph().argument(dimension::kAmount)}}});
  }

  [[nodiscard]] network::Member member() const {
    network::Member member{.arm = "arm"};
    for (const auto& row : network.parameters()) member.parameters.push_back(row.value);
    return member;
  }
  [[nodiscard]] network::Ensemble ensemble(std::vector<double> times) const {
    return {.members = {member()}, .times = std::move(times)};
  }

  network::Network network;

 private:
  network::CompartmentId box_;
};

}  // namespace emtansim::testing_support
