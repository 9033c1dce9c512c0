// SPDX-License-Identifier: Apache-2.0
/// A network with nothing biological in it whose columns assays can read: every answer is known by hand.
#pragma once

#include <string>
#include <vector>

#include "emtansim/assay/assay.h"

namespace emtansim::assay::testing {

/// Label on a surface goes inside (0.1 1/h), is digested (0.5 1/h) and leaves (0.2 1/h); some falls off (0.05 1/h).
/// Cells: `living` decay into `dying` at 0.02 1/h. Two populations "P" and "Q", Q with twice of everything.
class Bench {
 public:
  Bench() {
    medium_ = network_.add(network::Compartment{
        .name = "medium", .group = "medium", .volume = network_.constant(kMedium, dimension::kVolume)});
    network_.add(
        network::Parameter{.name = "culture.medium", .symbol = "V", .value = kMedium, .dimension = dimension::kVolume});
    shed_ = amount("medium.A", medium_, 0);
    free_ = amount("medium.M", medium_, 3e-6);
  }

  void add_population(const std::string& p, double size) {
    names_.populations.push_back(p);
    const auto place = [&](const char* group) {
      return network_.add(network::Compartment{.name = p + "." + group, .group = group});
    };
    const auto surface = amount(p + ".surface.A", place("surface"), size);
    const auto endosome = amount(p + ".endosome.A", place("endosome"), 0);
    const auto lysosome = place("lysosome");
    const auto digested = amount(p + ".lysosome.A.digested", lysosome, 0);
    const auto lost = amount(p + ".lysosome.A.label_lost", lysosome, 0);
    move(p + " in", surface, endosome, kIn);
    move(p + " off", surface, shed_, kOff);
    move(p + " digest", endosome, digested, kDigest);
    move(p + " leave", digested, lost, kLeave);
    observe(p + ".antibody.surface.A", network_.expr(surface));
    observe(p + ".antibody.endosome.A", network_.expr(endosome));
    observe(p + ".antibody.digested.A", network_.expr(digested));
    observe(p + ".antibody.label_lost.A", network_.expr(lost));
    observe(p + ".payload.conjugated.A", 3.5 * network_.expr(surface));
    observe(p + ".payload.inside.M", network_.constant(2e-6 * size, dimension::kAmount));
    const auto cycle = place("cycle");
    const auto living = cells(p + ".cycle.living", cycle, 1000 * size);
    const auto dying = cells(p + ".cycle.dying", cycle, 0);
    move(p + " die", living, dying, kDie);
    observe(p + ".living", network_.expr(living));
    observe(p + ".objects", network_.expr(living) + network_.expr(dying));
    observe(p + ".volume", network_.constant(4e-12 * 1000 * size, dimension::kVolume));
    for (const char* pool : {"G1", "S", "G2", "M", "arrested", "slipped", "endocycling", "stopped"})
      observe(p + ".cells." + pool, 0.125 * network_.expr(living));
    observe(p + ".cells.dying", network_.expr(dying));
    observe(p + ".cells.living", network_.expr(living));
    observe(p + ".cells.objects", network_.expr(living) + network_.expr(dying));
    observe(p + ".cells.reporter_sg2", 0.5 * network_.expr(living));
  }

  /// Reads the [[readout]] sections of `text` on one arm "a" with a control and a treated member.
  Readouts measure(const std::string& text, std::vector<network::Member> members = {{.arm = "a"}}) {
    const auto experiment = parse(text);
    check(experiment, network_, names_);
    for (auto& member : members)
      for (const auto& parameter : network_.parameters()) member.parameters.push_back(parameter.value);
    const network::Ensemble ensemble{.members = std::move(members), .times = times_needed(experiment)};
    const auto trajectories =
        solve::simulate(solve::compile(network_), ensemble, {.relative = 1e-10, .absolute = 1e-13});
    return assay::measure(experiment, network_, names_, ensemble, trajectories);
  }

  /// The code of the complaint about these readouts, or "accepted".
  std::string refusal(const std::string& text) {
    try {
      const auto experiment = parse(text);
      check(experiment, network_, names_);
      (void)times_needed(experiment);
    } catch (const InputError& error) {
      return error.complaint().code;
    }
    return "accepted";
  }

  static experiment::Experiment parse(const std::string& readouts) {
    std::string text = R"(
title = "bench"
conjugate = "A"
system = "P"
[culture]
medium = "1 mL"
cells = "1000 cells"
)";
    text += readouts.find("[[arm]]") == std::string::npos
                ? "[[arm]]\nname = \"a\"\nmedium_change = { at = \"0 h\", keep = \"0 %\" }\n"
                : "";
    return experiment::parse_experiment(text + readouts, "bench.toml");
  }

  network::Network& network() { return network_; }
  Names& names() { return names_; }

  static constexpr double kIn = 0.1, kOff = 0.05, kDigest = 0.5, kLeave = 0.2, kDie = 0.02, kMedium = 1e-3;

 private:
  network::SpeciesId amount(const std::string& name, network::CompartmentId at, double initial) {
    return network_.add(network::Species{.name = name,
                                         .compartment = at,
                                         .composition = {{"A", 1.0}},
                                         .initial = network_.constant(initial, dimension::kAmount),
                                         .scale = network_.constant(1, dimension::kAmount)});
  }
  network::SpeciesId cells(const std::string& name, network::CompartmentId at, double initial) {
    return network_.add(network::Species{.name = name,
                                         .compartment = at,
                                         .dimension = dimension::kCells,
                                         .composition = {{"cell", 1.0}},
                                         .initial = network_.constant(initial, dimension::kCells),
                                         .scale = network_.constant(1, dimension::kCells)});
  }
  void move(const std::string& name, network::SpeciesId from, network::SpeciesId to, double rate) {
    network_.add_mass_action({.name = name, .reactants = {{from}}, .products = {{to}}},
                             network_.constant(rate, dimension::kRate));
  }
  void observe(const std::string& name, network::Expr value) {
    network_.add(network::Observable{.name = name, .value = value});
  }

  network::Network network_;
  Names names_{.populations = {},
               .agents = {{.name = "A", .payload = "X", .catabolite = "M", .released = "", .has_antibody = true}}};
  network::CompartmentId medium_;
  network::SpeciesId shed_, free_;
};

/// The reading of replicate 0 that fits; fails where there is none.
inline Reading find(const Readouts& readouts, const std::string& quantity, double time,
                    const std::string& population = "P", const std::string& unit = "%", std::size_t member = 0) {
  for (const auto& row : readouts.rows)
    if (row.quantity == quantity && row.time == time && row.population == population && row.unit == unit &&
        row.member == member && row.replicate == 0)
      return row;
  throw std::runtime_error("no reading of " + quantity);
}

}  // namespace emtansim::assay::testing
