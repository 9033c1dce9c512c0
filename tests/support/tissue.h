// SPDX-License-Identifier: Apache-2.0
/// Tissue for tests, with few words: a cylinder or a sphere of one litre with a solute, fed through an edge by a bath
/// of constant concentration. Lengths in dm, times in h.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "emtansim/network/network.h"
#include "emtansim/solve/solve.h"

namespace emtansim::testing_support {

inline constexpr double kMicrometre = 1e-5;  // dm
inline constexpr double kDay = 24;           // h

struct TissueNumbers {
  network::Geometry geometry = network::Geometry::sphere;
  double inner = 0;
  double outer = 1;
  std::vector<double> edges;
  double diffusivity = 1;   ///< dm²/h
  double open_share = 1;    ///< ε
  double bath = 1;          ///< nM, constant
  double permeability = 0;  ///< of the wall between bath and tissue, dm/h; 0 for none
  bool is_fed_inside = false;
};

class Tissue {
 public:
  explicit Tissue(const TissueNumbers& numbers) : numbers_(numbers) {
    box_ = network.add(network::Compartment{.name = "tissue", .group = "tissue"});
    domain_ = network.add(
        network::Domain{.name = "tissue",
                        .geometry = numbers.geometry,
                        .inner = number(numbers.inner, dimension::kLength),
                        .outer = number(numbers.outer, dimension::kLength),
                        .filled = network::filled_by(numbers.edges, numbers.geometry, numbers.inner / numbers.outer),
                        .says = ""});
    free = species("free");
    network.add(network::Transport{.name = "diffusion",
                                   .domain = domain_,
                                   .species = free,
                                   .diffusivity = number(numbers.diffusivity, dimension::kArea / dimension::kTime),
                                   .mechanism = "",
                                   .says = ""});
    feed();
  }

  [[nodiscard]] std::size_t shells() const { return free.size(); }
  [[nodiscard]] double middle(std::size_t shell) const { return value(domain().middle(shell)); }
  /// L: the whole is one litre.
  [[nodiscard]] double volume(std::size_t shell) const { return domain().share(shell); }

  std::vector<network::SpeciesId> species(const std::string& name) {
    std::vector<network::SpeciesId> ids;
    for (std::size_t i = 0; i < domain().shells(); ++i)
      ids.push_back(network.add(network::Species{.name = name + "." + std::to_string(i + 1),
                                                 .compartment = box_,
                                                 .composition = {{"solute", 1.0}},
                                                 .initial = number(0, dimension::kAmount),
                                                 .scale = number(numbers_.bath, dimension::kAmount)}));
    return ids;
  }

  /// Loss of the free solute at a rate, per open volume.
  void consume(double rate) {
    for (std::size_t i = 0; i < shells(); ++i)
      network.add_mass_action({.name = "loss " + std::to_string(i),
                               .reactants = {{free[i]}},
                               .products = {},
                               .exchange = network::Exchange::sink},
                              number(rate, dimension::kRate));
  }

  /// Receptors (nM of tissue, of which none is ever lost) that bind the free solute, and swallow it.
  void bind(double receptors, double k_on, double k_off, double k_int) {
    bound = species("bound");
    inside = species("inside");
    for (std::size_t i = 0; i < shells(); ++i) {
      const std::string shell = " " + std::to_string(i);
      const double v = volume(i);
      const auto free_receptors = number(receptors * v, dimension::kAmount) - network.expr(bound[i]);
      const auto per_receptor = number(k_on / (numbers_.open_share * v), dimension::kAssociation / dimension::kVolume);
      network.add(network::Reaction{.name = "bind" + shell,
                                    .reactants = {{free[i]}},
                                    .products = {{bound[i]}},
                                    .rate = per_receptor * network.expr(free[i]) * free_receptors});
      move("unbind" + shell, bound[i], free[i], k_off);
      if (k_int > 0) move("internalise" + shell, bound[i], inside[i], k_int);
    }
  }

  solve::Trajectories run(std::vector<double> times, const solve::SolveOptions& options) {
    network::Ensemble ensemble{.members = {network::Member{.arm = "arm"}}, .times = std::move(times)};
    return solve::simulate(solve::compile(network), ensemble, options);
  }

  /// Amount over all the tissue, which is its mean concentration per tissue volume, nM.
  [[nodiscard]] static double mean(const solve::Trajectories& run, std::size_t time,
                                   const std::vector<network::SpeciesId>& species) {
    double sum = 0;
    for (const auto id : species) sum += run.species(0, time, id);
    return sum;
  }
  /// Concentration per tissue volume in a shell, nM.
  [[nodiscard]] double in_shell(const solve::Trajectories& run, std::size_t time,
                                const std::vector<network::SpeciesId>& species, std::size_t shell) const {
    return run.species(0, time, species[shell]) / volume(shell);
  }
  /// Between shells, the radius at which the concentration passes `level`; 0 where it never does.
  [[nodiscard]] double radius_of(double level, const solve::Trajectories& run, std::size_t time,
                                 const std::vector<network::SpeciesId>& species) const {
    for (std::size_t i = 0; i + 1 < shells(); ++i) {
      const double a = in_shell(run, time, species, i) - level;
      const double b = in_shell(run, time, species, i + 1) - level;
      if (a * b <= 0) return middle(i) + (middle(i + 1) - middle(i)) * a / (a - b);
    }
    return 0;
  }

  network::Network network;
  std::vector<network::SpeciesId> free, bound, inside;

 private:
  [[nodiscard]] const network::Domain& domain() const { return network[domain_]; }
  [[nodiscard]] double value(network::Expr expression) const { return network.value_at_start(expression).value(); }
  network::Expr number(double value, Dimension dimension) { return network.constant(value, dimension); }

  void move(const std::string& name, network::SpeciesId from, network::SpeciesId to, double rate) {
    network.add_mass_action({.name = name, .reactants = {{from}}, .products = {{to}}}, number(rate, dimension::kRate));
  }

  // The wall and the way from the edge to the middle of the first shell stand one after the other.
  void feed() {
    const std::size_t edge = numbers_.is_fed_inside ? 0 : domain().shells();
    const std::size_t shell = numbers_.is_fed_inside ? 0 : domain().shells() - 1;
    const double inwards = value(domain().distance(edge)) / (numbers_.diffusivity * numbers_.open_share);
    const double wall = numbers_.permeability > 0 ? 1 / numbers_.permeability : 0;
    const double per_volume = value(domain().face_per_volume(edge, shell)) / (wall + inwards);
    network.add(network::Reaction{
        .name = "feed",
        .reactants = {},
        .products = {{free[shell]}},
        .rate = number(per_volume * volume(shell) * numbers_.bath, dimension::kAmount / dimension::kTime),
        .exchange = network::Exchange::source});
    network.add_mass_action(
        {.name = "back", .reactants = {{free[shell]}}, .products = {}, .exchange = network::Exchange::sink},
        number(per_volume / numbers_.open_share, dimension::kRate));
  }

  TissueNumbers numbers_;
  network::CompartmentId box_;
  network::DomainId domain_;
};

}  // namespace emtansim::testing_support
