// SPDX-License-Identifier: Apache-2.0
/// Mechanism `tumour_growth`: cells of a tumour grow exponentially, then linearly, up to a plateau; payload kills them
/// with a saturable rate, and killed cells count as volume until they have passed three stages.
///
/// N living cells of a population, X_1..X_3 dying ones; V volume of the whole tumour (L), the sum of all objects over
/// the cell density; C_j payload j in the cytosol, free and bound, per volume of the cells (nM):
///   (1) growth   2 N <- N  g (1 - V/V_max) / (1 + (g V/k_lin)^psi)^(1/psi) N,  g = ln 2/t_d
///   (2) kill     N -> X_1  k_max s^n/(1 + s^n) N,  s = sum of C_j/kc50_j
///   (3) dying    X_i -> X_(i+1)  X_i/tau;  X_3 breaks up at 1/tau, by `lysis`
/// @shah2012, @scheuher2023 with the whole cell model in the place of their lumped one. Valid for the mean of treated
/// groups; the cycle, arrest and slippage are not resolved.
#include <array>
#include <numbers>

#include <fmt/format.h>

#include "emtansim/mechanism/cytosol.h"
#include "emtansim/mechanism/rows.h"
#include "emtansim/mechanism/tissue_volume.h"

namespace emtansim::mechanism {

namespace {

using network::Expr;
using network::SpeciesId;

constexpr Dimension kVolumeRate = dimension::kVolume / dimension::kTime;

constexpr std::string_view kNeeds[] = {"tumour_growth.doubling_time", "tumour_growth.k_lin", "tumour_growth.V_max",
                                       "tumour_growth.psi",           "tumour_growth.k_max", "tumour_growth.kc50",
                                       "tumour_growth.hill",          "tumour_growth.tau"};
constexpr std::string_view kUses[] = {"tissue"};
constexpr std::string_view kMakes[] = {"cells"};

constexpr std::size_t kDyingStages = 3;

bool applies(const Site& site) { return site.body().has_value() && site.tissue().has_value(); }

/// Growth and kill of one population.
class Growth {
 public:
  Growth(Site& site, const Population& population)
      : site_(site), net_(site.network()), population_(population), subject_{.population = &population} {}

  void build() {
    add_pools();
    add_growth();
    add_kill();
    define_rules();
  }

 private:
  Expr parameter(std::string_view name, Dimension wanted) {
    return site_.parameter(fmt::format("tumour_growth.{}", name), wanted, subject_);
  }

  SpeciesId add_pool(const std::string& name, Expr initial, const std::string& label) {
    return net_.add(network::Species{
        .name = fmt::format("{}.cycle.{}", population_.name, name),
        .compartment = site_.compartment(population_.name + ".cycle", "cycle", "cells of " + population_.name),
        .dimension = dimension::kCells,
        .composition = {{"cell", 1.0}},
        .initial = initial,
        .scale = site_.cells_at_start(population_),
        .label = label});
  }

  void add_pools() {
    living_ = add_pool("growing", site_.cells_at_start(population_), "growing cells");
    for (std::size_t i = 0; i < kDyingStages; ++i) {
      dying_[i] = add_pool(fmt::format("X.{}", i + 1), site_.zero(dimension::kCells),
                           fmt::format("dying cells, stage {}", i + 1));
    }
  }

  void add_growth() {
    const Expr volume = tissue_volume_now(site_);
    const Expr exponential = std::numbers::ln2 / parameter("doubling_time", dimension::kTime);
    const Expr room = network::max(1.0 - volume / parameter("V_max", dimension::kVolume), site_.constant(0));
    const Expr psi = parameter("psi", dimension::kOne);
    const Expr steepness = network::exp(psi * network::log(exponential * volume / parameter("k_lin", kVolumeRate)));
    const Expr rate = exponential * room * network::exp(-network::log(1.0 + steepness) / psi);
    net_.add_mass_action({.name = "growth of " + population_.name,
                          .reactants = {{living_}},
                          .products = {{living_, 2}},
                          .exchange = network::Exchange::source,
                          .mechanism = "tumour_growth",
                          .says = "exponential, then linear growth, slower near the plateau"},
                         rate);
    divisions_ = rate * net_.expr(living_);
  }

  // Payload inside over what kills at half the greatest rate, summed; invalid where nothing kills.
  Expr burden() {
    Expr sum;
    for (const auto& payload : site_.payloads()) {
      const auto free = cytosolic_payload(site_, population_, payload);
      const Expr half = site_.parameter_if_any("tumour_growth.kc50", dimension::kConcentration,
                                               {.population = &population_, .payload = payload});
      if (!free || !half.is_valid()) continue;
      std::vector<Expr> inside{net_.expr(*free)};
      for (const char* where : {"tubulin", "tips"})
        if (const auto bound = net_.find_species(fmt::format("{} on {}", net_[*free].name, where)))
          inside.push_back(net_.expr(*bound));
      const Expr share = network::sum(inside) / cytosol_volume(site_, population_) / half;
      sum = sum.is_valid() ? sum + share : share;
    }
    return sum;
  }

  void add_kill() {
    const Expr s = burden();
    const Expr kill = s.is_valid() ? parameter("k_max", dimension::kRate) * hill(s, parameter("hill", dimension::kOne))
                                   : site_.constant(0, dimension::kRate);
    net_.define(population_.name + ".kill_rate", kill, "share of the growing cells killed per hour", "tumour_growth");
    const Expr rate = net_.rule(population_.name + ".kill_rate", dimension::kRate);
    net_.add(network::Observable{.name = population_.name + ".kill_rate", .value = rate, .label = "killing rate"});
    step_ = 1.0 / parameter("tau", dimension::kTime);
    move("kill", living_, dying_.front(), rate, "payload inside kills");
    for (std::size_t i = 0; i + 1 < kDyingStages; ++i)
      move(fmt::format("dying, stage {}", i + 1), dying_[i], dying_[i + 1], step_, "killed cells still fill space");
  }

  void move(const std::string& name, SpeciesId from, SpeciesId to, Expr rate, const std::string& says) {
    net_.add_mass_action({.name = fmt::format("{} in {}", name, population_.name),
                          .reactants = {{from}},
                          .products = {{to}},
                          .mechanism = "tumour_growth",
                          .says = says},
                         rate);
  }

  void define_rules() {
    const std::string& name = population_.name;
    std::vector<Expr> objects{net_.expr(living_)};
    for (const auto stage : dying_) objects.push_back(net_.expr(stage));
    net_.define(name + ".living", net_.expr(living_), "growing cells", "tumour_growth");
    net_.define(name + ".objects", network::sum(objects), "growing and dying cells", "tumour_growth");
    net_.define(name + ".divisions", divisions_, "new cells per hour", "tumour_growth");
    net_.define(name + ".breakup", step_, "dying cells of the last stage that break up", "tumour_growth");
  }

  Site& site_;
  network::Network& net_;
  const Population& population_;
  Subject subject_;
  SpeciesId living_;
  std::array<SpeciesId, kDyingStages> dying_;
  Expr step_;
  Expr divisions_;
};

void add_to(Site& site) {
  for (const auto& population : site.populations()) Growth(site, population).build();
}

}  // namespace

const Mechanism& tumour_growth_row() {
  static constexpr Mechanism kRow{
      .name = "tumour_growth",
      .states = "tumour cells grow up to a plateau, are killed by payload inside and stay as volume while they die",
      .needs = kNeeds,
      .uses = kUses,
      .makes = kMakes,
      .is_default = true,
      .applies = applies,
      .add_to = add_to};
  return kRow;
}

}  // namespace emtansim::mechanism
