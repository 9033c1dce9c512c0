// SPDX-License-Identifier: Apache-2.0
/// Drawing of networks.
#include "tests/laws/random_network.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "tests/support/network_builder.h"

namespace emtansim::laws {

namespace {

using network::Exchange;
using network::Expr;
using network::SpeciesId;
using network::Term;
using testing_support::NetworkBuilder;

/// Draws; uneven by nothing that matters here.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed, 0, StreamUse::optimiser) {}
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_.below(bound)); }
  /// Log-uniform between two ends.
  double between(double low, double high) { return low * std::pow(high / low, random_.uniform()); }
  template <class T>
  const T& of(const std::vector<T>& list) {
    return list[below(list.size())];
  }

 private:
  RandomStream random_;
};

class NetworkDrawer {
 public:
  explicit NetworkDrawer(std::uint64_t seed) : dice_(seed) {}

  Case operator()() {
    draw_species();
    draw_rule();
    const std::size_t reactions = 4 + dice_.below(8);
    for (std::size_t i = 0; i < reactions; ++i) draw_reaction(fmt::format("r{}", i));
    draw_clock();
    draw_actions();
    Expr all = build_[free_.front()];
    for (const auto id : free_) all = all + 2.0 * build_[id];
    build_.network.add(network::Observable{.name = "all", .value = all});
    build_.network.add(network::Observable{.name = "share", .value = build_[free_.front()] / (all + build_.amount(1))});
    Case drawn{.name = "random", .network = {}, .ensemble = draw_ensemble()};
    drawn.network = std::move(build_.network);
    drawn.network.finish();
    return drawn;
  }

 private:
  Expr rate_constant(const std::string& name) { return build_[build_.parameter(name, dice_.between(0.02, 2))]; }
  Expr level(const std::string& name) {
    return build_[build_.parameter(name, dice_.between(0.1, 10), dimension::kAmount)];
  }

  // Each moiety free in two places, and complexes of two moieties.
  void draw_species() {
    const std::size_t moieties = 1 + dice_.below(3);
    for (std::size_t m = 0; m < moieties; ++m) {
      const std::string name = fmt::format("m{}", m);
      for (const char* place : {".in", ".out"})
        free_.push_back(build_.species(name + place, dice_.between(0.1, 10), {{name, 1.0}}));
    }
    for (std::size_t m = 0; m + 1 < moieties; ++m)
      complexes_.push_back(build_.species(fmt::format("c{}", m), dice_.between(0.01, 1),
                                          {{fmt::format("m{}", m), 1.0}, {fmt::format("m{}", m + 1), 1.0}}));
    warmth_ = build_.network.add(network::Species{.name = "warmth",
                                                  .compartment = network::CompartmentId(0),
                                                  .dimension = {},
                                                  .initial = build_.network.constant(1),
                                                  .scale = build_.network.constant(1)});
  }

  void draw_rule() {
    crowding_ = build_.network.rule("crowding", dimension::kOne);
    build_.network.define("crowding", 1.0 + build_[dice_.of(free_)] / level("crowding.level"), "", "");
  }

  // A pure number that changes with some species, each kind of function in turn.
  Expr modulation(const std::string& name) {
    const Expr x = build_[dice_.of(free_)] / level(name + ".level");
    const Expr held = max(x, build_.network.constant(0));
    switch (dice_.below(8)) {
      case 0: return build_[warmth_];
      case 1: return 1.0 / crowding_;
      case 2: return exp(-held);
      case 3: return min(held, build_.network.constant(1.5));
      case 4: return x / (1.0 + x);
      case 5: {
        const Expr n = build_[build_.parameter(name + ".n", 1 + dice_.between(0.1, 2), {})];
        return pow(held, n) / (1.0 + pow(held, n));
      }
      case 6: return sqrt(1.0 + held) - 0.5 * log(1.0 + pow(held, 2));
      default: return build_.network.constant(1);
    }
  }

  void draw_reaction(const std::string& name) {
    const Expr constant = rate_constant("k." + name) * modulation(name);
    const std::size_t kind = dice_.below(complexes_.empty() ? 3 : 5);
    network::Reaction reaction{.name = name};
    if (kind == 0) {  // from one place to the other
      const std::size_t at = dice_.below(free_.size());
      reaction.reactants = {{free_[at]}};
      reaction.products = {{free_[at % 2 == 0 ? at + 1 : at - 1]}};
    } else if (kind == 1) {
      reaction.reactants = {{dice_.of(free_)}};
      reaction.exchange = Exchange::sink;
    } else if (kind == 2) {
      reaction.products = {{dice_.of(free_), 1.0 + static_cast<double>(dice_.below(2))}};
      reaction.exchange = Exchange::source;
      reaction.rate = constant * build_.amount(1);
      build_.network.add(std::move(reaction));
      return;
    } else {
      const std::size_t pair = dice_.below(complexes_.size());
      const std::vector<Term> apart{{free_[2 * pair]}, {free_[2 * pair + 2]}};
      const std::vector<Term> together{{complexes_[pair]}};
      reaction.reactants = kind == 3 ? apart : together;
      reaction.products = kind == 3 ? together : apart;
      if (kind == 3) {
        const Expr volume = build_.network.constant(1, dimension::kVolume);
        const Expr association = constant * build_.network.constant(0.3, dimension::kVolume / dimension::kAmount);
        build_.network.add_mass_action(std::move(reaction), association, volume);
        return;
      }
    }
    build_.network.add_mass_action(std::move(reaction), constant);
  }

  // A conditional event that cannot be missed or grazed: a clock reaches its level at a good speed.
  void draw_clock() {
    const auto clock = build_.species("clock", 0.0, {{"tick", 1.0}});
    build_.source("tick",
                  build_[build_.parameter("tick", dice_.between(0.1, 1), dimension::kAmount / dimension::kTime)] *
                      (1.0 + 0.1 / crowding_),
                  clock);
    const SpeciesId from = free_[0], to = free_[1];
    build_.network.add(network::ConditionalEvent{
        .name = "strike",
        .trigger = build_[clock] - level("strike.level"),
        .assignments = {{clock, build_.amount(0)}, {from, 0.6 * build_[from]}, {to, build_[to] + 0.4 * build_[from]}}});
  }

  void draw_actions() {
    dose_ = build_.dosing("dose", dice_.of(free_));
    auto& graph = build_.network.graph();
    wash_ = build_.network.add(network::Action{
        .name = "wash", .argument = {}, .assignments = {{free_[1], build_[free_[1]] * graph.argument({})}}});
    cool_ = build_.network.add(
        network::Action{.name = "cool", .argument = {}, .assignments = {{warmth_, graph.argument({})}}});
  }

  network::Ensemble draw_ensemble() {
    network::Ensemble ensemble = build_.ensemble({0, 1, 2.7, 6, 11.3, 12, 19, 24.1});
    ensemble.members.front().schedule = {{.time = 0, .action = dose_, .argument = dice_.between(0.1, 10)},
                                         {.time = 3, .action = cool_, .argument = 0.1},
                                         {.time = 6, .action = wash_, .argument = 0.2},
                                         {.time = 6, .action = cool_, .argument = 1}};
    ensemble.members.push_back(ensemble.members.front());
    ensemble.members.back().schedule.clear();
    for (double& value : ensemble.members.back().parameters) value *= dice_.between(0.7, 1.4);
    return ensemble;
  }

  Dice dice_;
  NetworkBuilder build_;
  std::vector<SpeciesId> free_;
  std::vector<SpeciesId> complexes_;
  SpeciesId warmth_;
  Expr crowding_;
  network::ActionId dose_, wash_, cool_;
};

}  // namespace

Case random_network(std::uint64_t seed) { return NetworkDrawer(seed)(); }

Case random_formulas(std::uint64_t seed) {
  Dice dice(seed);
  NetworkBuilder build;
  auto& network = build.network;
  std::vector<Expr> made;
  std::vector<SpeciesId> species;
  for (int i = 0; i < 4; ++i) {
    species.push_back(network.add(network::Species{.name = fmt::format("x{}", i),
                                                   .compartment = network::CompartmentId(0),
                                                   .dimension = {},
                                                   .initial = network.constant(dice.between(0.1, 10)),
                                                   .scale = network.constant(1)}));
    made.push_back(build[species.back()]);
    made.push_back(build[build.parameter(fmt::format("p{}", i), dice.between(0.01, 100), {})]);
  }
  made.push_back(network.constant(2));
  made.push_back(network.constant(-1));
  const std::size_t count = 5 + dice.below(60);
  for (std::size_t i = 0; i < count; ++i) {
    const Expr a = dice.of(made), b = dice.of(made);
    const auto op = static_cast<network::Op>(static_cast<std::size_t>(network::Op::add) + dice.below(12));
    made.push_back(op == network::Op::power && dice.below(2) == 0 ? pow(a, static_cast<int>(dice.below(12)) - 5)
                   : network::is_binary(op)                       ? network.graph().binary(op, a, b)
                                                                  : network.graph().unary(op, a));
  }
  const Expr per_hour = network.constant(1, dimension::kRate);
  for (std::size_t i = 0; i < species.size(); ++i)
    network.add(network::Reaction{
        .name = fmt::format("r{}", i), .products = {{species[i]}}, .rate = made[made.size() - 1 - i] * per_hour});
  network.add(network::Observable{.name = "o", .value = made.back()});
  Case drawn{.name = "formulas", .network = {}, .ensemble = build.ensemble({0, 1})};
  drawn.network = std::move(network);
  return drawn;
}

}  // namespace emtansim::laws
