// SPDX-License-Identifier: Apache-2.0
/// Mechanism `cell_cycle`: Erlang stages of G1, S-G2 and M; a poisoned spindle arrests mitosis; arrested cells die or
/// slip on competing clocks; slipped cells die, endocycle or stop; dying cells stay in the count until `lysis`.
///
/// n stages of mean duration m per phase, per-stage rate r = n/m (m of G1 and S-G2 stretched to the line's doubling
/// time); u occupancy, H = u^h/(u^h + u50^h); w warmth; q share of daughters lost at an undisturbed division:
///   (1) stages      x_i -> x_(i+1)  w r x_i, in G1 times the share of the cells that have oxygen, if a tissue says it
///   (2) division    M_n -> 2 G1_1   w r (1 - H)(1 - q) M_n      (3) loss   M_n -> 2 X_1  w r (1 - H) q M_n
///   (4) arrest      M_n -> A_00     w r H M_n
///   (5) clocks      A_ij -> A_(i+1)j  w k_death (1 + g u) A_ij,  A_ij -> A_i(j+1)  w k_slip A_ij
///                   where i = n_d is X_1, and j = n_s is T
///   (6) slipped     T -> X_1 k_tx,  T -> E k_te,  T -> Q k_tq  (each times w)
///   (7) endocycling E -> X_1  w k_multipolar d E,  E -> 2 Q  w k_multipolar (1 - d) E
///   (8) dying       X_i -> X_(i+1)  n_x/m_x X_i,  X_n -> dead  n_x/m_x X_n; the dead wait for `lysis`
/// Start in balanced growth at lambda, 2 (1 - q) prod (1 + lambda m/n)^-n = 1, unless the experiment says how many are
/// in S-G2. Stages and times @gross2023; clocks after @gascoigne2008, @lorz2018. Nutrients and crowding are not
/// modelled: valid below confluence. The population mean of u drives all cells.
#include <array>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "emtansim/mechanism/cycle_start.h"
#include "emtansim/mechanism/rows.h"

namespace emtansim::mechanism {

namespace {

using network::Expr;
using network::SpeciesId;

constexpr std::string_view kNeeds[] = {"cell_cycle.stages_g1",      "cell_cycle.stages_sg2",
                                       "cell_cycle.stages_m",       "cell_cycle.g1_time",
                                       "cell_cycle.sg2_time",       "cell_cycle.m_time",
                                       "cell_cycle.s_share",        "cell_cycle.reference_doubling_time",
                                       "cell_cycle.daughters_lost", "cell_cycle.u50",
                                       "cell_cycle.hill",           "cell_cycle.death_stages",
                                       "cell_cycle.slip_stages",    "cell_cycle.k_death",
                                       "cell_cycle.death_gain",     "cell_cycle.k_slip",
                                       "cell_cycle.k_tx",           "cell_cycle.k_te",
                                       "cell_cycle.k_tq",           "cell_cycle.endocycling_in_sg2",
                                       "cell_cycle.k_multipolar",   "cell_cycle.multipolar_death",
                                       "cell_cycle.dying_stages",   "cell_cycle.dying_time",
                                       "system.doubling_time"};
constexpr std::string_view kUses[] = {"medium or tissue"};
constexpr std::string_view kMakes[] = {"cells"};

/// Builds the cycle of one population.
class Cycle {
 public:
  Cycle(Site& site, const Population& population)
      : site_(site),
        net_(site.network()),
        population_(population),
        subject_{.population = &population},
        compartment_(site.compartment(population.name + ".cycle", "cycle", "cells of " + population.name)) {}

  void build() {
    find_rates();
    add_phases();
    add_arrest();
    add_fates();
    add_dying();
    add_progress();
    define_rules();
    add_observables();
  }

 private:
  Expr number(std::string_view name) {
    return site_.parameter(fmt::format("cell_cycle.{}", name), dimension::kOne, subject_);
  }
  Expr rate(std::string_view name) {
    return site_.parameter(fmt::format("cell_cycle.{}", name), dimension::kRate, subject_);
  }
  Expr time(std::string_view name) {
    return site_.parameter(fmt::format("cell_cycle.{}", name), dimension::kTime, subject_);
  }
  int stages(std::string_view name) { return site_.count(fmt::format("cell_cycle.{}", name), subject_); }

  void find_rates() {
    // The whole cycle stretches with the line's doubling time, mitosis takes its hour everywhere.
    const Expr g1 = time("g1_time");
    const Expr sg2 = time("sg2_time");
    const Expr m = time("m_time");
    const Expr cycle = (g1 + sg2 + m) * site_.parameter("system.doubling_time", dimension::kTime, subject_) /
                       time("reference_doubling_time");
    const Expr stretch = (cycle - m) / (g1 + sg2);
    phases_ = {PhaseTimes{stages("stages_g1"), g1 * stretch}, PhaseTimes{stages("stages_sg2"), sg2 * stretch},
               PhaseTimes{stages("stages_m"), m}};
    lost_daughters_ = number("daughters_lost");
  }

  SpeciesId add_pool(const std::string& name, Expr initial, const std::string& label) {
    return net_.add(network::Species{.name = fmt::format("{}.cycle.{}", population_.name, name),
                                     .compartment = compartment_,
                                     .dimension = dimension::kCells,
                                     .composition = {{"cell", 1.0}},
                                     .initial = initial,
                                     .scale = site_.cells_at_start(population_),
                                     .label = label});
  }
  SpeciesId add_empty_pool(const std::string& name, const std::string& label) {
    return add_pool(name, site_.zero(dimension::kCells), label);
  }

  void add_phases() {
    const auto start = starting_cells(site_, population_, phases_, lost_daughters_);
    static constexpr std::array<const char*, 3> kNames = {"G1", "SG2", "M"};
    for (std::size_t p = 0; p < kNames.size(); ++p)
      for (std::size_t i = 0; i < start[p].size(); ++i)
        pools_[p].push_back(add_pool(fmt::format("{}.{}", kNames[p], i + 1), start[p][i],
                                     fmt::format("cells in {}, stage {}", kNames[p], i + 1)));
  }

  void move(const std::string& name, SpeciesId from, std::vector<network::Term> to, Expr rate_constant,
            const std::string& says, network::Exchange exchange = network::Exchange::none) {
    net_.add_mass_action({.name = fmt::format("{} in {}", name, population_.name),
                          .reactants = {{from}},
                          .products = std::move(to),
                          .exchange = exchange,
                          .mechanism = "cell_cycle",
                          .says = says},
                         rate_constant);
  }

  void add_arrest() {
    death_stages_ = stages("death_stages");
    slip_stages_ = stages("slip_stages");
    for (int i = 0; i < death_stages_; ++i)
      for (int j = 0; j < slip_stages_; ++j)
        arrested_.push_back(add_empty_pool(fmt::format("A.{}.{}", i, j), "cells arrested in mitosis"));
  }

  void add_fates() {
    slipped_ = add_empty_pool("T", "cells that slipped out of mitosis, 4N");
    endocycling_ = add_empty_pool("E", "endocycling, multinucleate cells");
    stopped_ = add_empty_pool("Q", "cells that stopped for good");
    for (int i = 0; i < stages("dying_stages"); ++i)
      dying_.push_back(add_empty_pool(fmt::format("X.{}", i + 1), "dying cells"));
    dead_ = add_empty_pool("dead", "dead cells, still attached");
  }

  void add_dying() {
    const Expr step = site_.constant(static_cast<double>(dying_.size())) / time("dying_time");
    for (std::size_t i = 0; i < dying_.size(); ++i)
      move(fmt::format("dying, stage {}", i + 1), dying_[i], {{i + 1 < dying_.size() ? dying_[i + 1] : dead_}}, step,
           "dying goes on");
  }

  void add_progress() {
    const Expr w = site_.warmth();
    for (std::size_t p = 0; p < pools_.size(); ++p) {
      const Expr step = (p == 0 ? w * oxygen() : w) * phases_[p].rate_per_stage();
      for (std::size_t i = 0; i + 1 < pools_[p].size(); ++i)
        move(fmt::format("progress of {}", net_[pools_[p][i]].name), pools_[p][i], {{pools_[p][i + 1]}}, step,
             "next stage");
      if (p + 1 < pools_.size())
        move(fmt::format("progress of {}", net_[pools_[p].back()].name), pools_[p].back(), {{pools_[p + 1].front()}},
             step, "next phase");
    }
    add_exit(w * phases_.back().rate_per_stage());
    add_clocks(w);
    add_slipped(w);
  }

  // Where a tissue says how much of it has oxygen, the rest of the cells waits in G1.
  Expr oxygen() {
    const std::string name = population_.name + ".oxygen";
    return net_.has_rule_defined(name) ? net_.rule(name, dimension::kOne) : site_.constant(1);
  }

  // What poisons the spindle: whichever of the two mechanisms is there, or both.
  Expr occupancy() {
    Expr spared;
    for (const char* source : {".tip_occupancy", ".direct_effect"}) {
      if (!net_.has_rule_defined(population_.name + source)) continue;
      const Expr free = 1.0 - net_.rule(population_.name + source, dimension::kOne);
      spared = spared.is_valid() ? spared * free : free;
    }
    return spared.is_valid() ? 1.0 - spared : site_.constant(0);
  }

  void add_exit(Expr leave) {
    const Expr arrest = hill(occupancy() / number("u50"), number("hill"));
    net_.define(population_.name + ".arrest", arrest, "share of mitoses that cannot end", "cell_cycle");
    const Expr H = net_.rule(population_.name + ".arrest", dimension::kOne);
    const SpeciesId last = pools_.back().back();
    const SpeciesId first = pools_.front().front();
    const auto source = network::Exchange::source;
    move("division", last, {{first, 2}}, leave * (1.0 - H) * (1.0 - lost_daughters_), "two daughters", source);
    move("loss at division", last, {{dying_.front(), 2}}, leave * (1.0 - H) * lost_daughters_,
         "daughters that do not live", source);
    move("arrest", last, {{arrested_.front()}}, leave * H, "the spindle checkpoint holds");
    divisions_ = leave * (1.0 - H) * net_.expr(last);
  }

  void add_clocks(Expr w) {
    const Expr k_death = w * rate("k_death") * (1.0 + number("death_gain") * occupancy());
    const Expr k_slip = w * rate("k_slip");
    const auto at = [this](int i, int j) { return arrested_[static_cast<std::size_t>(i * slip_stages_ + j)]; };
    for (int i = 0; i < death_stages_; ++i) {
      for (int j = 0; j < slip_stages_; ++j) {
        const SpeciesId dies = i + 1 < death_stages_ ? at(i + 1, j) : dying_.front();
        const SpeciesId slips = j + 1 < slip_stages_ ? at(i, j + 1) : slipped_;
        move(fmt::format("death clock {}.{}", i, j), at(i, j), {{dies}}, k_death, "caspases rise");
        move(fmt::format("slippage clock {}.{}", i, j), at(i, j), {{slips}}, k_slip, "cyclin B1 falls");
      }
    }
  }

  void add_slipped(Expr w) {
    move("death of slipped cells", slipped_, {{dying_.front()}}, w * rate("k_tx"), "dies after slippage");
    move("endocycling of slipped cells", slipped_, {{endocycling_}}, w * rate("k_te"), "copies DNA without dividing");
    move("stop of slipped cells", slipped_, {{stopped_}}, w * rate("k_tq"), "stops for good");
    const Expr multipolar = w * rate("k_multipolar");
    const Expr kills = number("multipolar_death");
    move("multipolar death", endocycling_, {{dying_.front()}}, multipolar * kills, "a bad division kills");
    move("multipolar division", endocycling_, {{stopped_, 2}}, multipolar * (1.0 - kills),
         "a bad division leaves two cells that stop", network::Exchange::source);
    divisions_ = divisions_ + multipolar * (1.0 - kills) * net_.expr(endocycling_);
  }

  Expr total(const std::vector<SpeciesId>& pools) {
    std::vector<Expr> terms;
    for (const auto pool : pools) terms.push_back(net_.expr(pool));
    return network::sum(terms);
  }

  Expr living() {
    return total(pools_[0]) + total(pools_[1]) + total(pools_[2]) + total(arrested_) + net_.expr(slipped_) +
           net_.expr(endocycling_) + net_.expr(stopped_);
  }

  void define_rules() {
    const std::string& name = population_.name;
    net_.define(name + ".living", living(), "cells that are not dying", "cell_cycle");
    net_.define(name + ".objects", site_.living(population_) + total(dying_) + net_.expr(dead_),
                "cells and dead cells still attached", "cell_cycle");
    net_.define(name + ".divisions", divisions_, "new cells per hour", "cell_cycle");
  }

  void observe(const std::string& what, Expr value, const std::string& label) {
    net_.add(network::Observable{
        .name = fmt::format("{}.cells.{}", population_.name, what), .value = value, .label = label});
  }

  void add_observables() {
    // The DNA view cuts S-G2 where DNA has doubled.
    const auto& sg2 = pools_[1];
    const Expr share = number("s_share");
    const double s_share = net_[network::ParameterId(net_.graph().node(share.index()).a)].value;
    const auto cut = static_cast<std::ptrdiff_t>(std::lround(s_share * static_cast<double>(sg2.size())));
    const auto at = sg2.begin() + std::clamp<std::ptrdiff_t>(cut, 1, static_cast<std::ptrdiff_t>(sg2.size()) - 1);
    observe("objects", site_.objects(population_), "cells and dead cells still attached");
    observe("living", site_.living(population_), "living cells");
    observe("G1", total(pools_[0]), "cells in G1");
    observe("S", total({sg2.begin(), at}), "cells in S");
    observe("G2", total({at, sg2.end()}), "cells in G2");
    observe("M", total(pools_[2]), "cells in unperturbed mitosis");
    observe("arrested", total(arrested_), "cells arrested in mitosis");
    observe("slipped", net_.expr(slipped_), "cells slipped out of mitosis");
    observe("endocycling", net_.expr(endocycling_), "endocycling, multinucleate cells");
    observe("stopped", net_.expr(stopped_), "cells that stopped for good");
    observe("dying", total(dying_), "dying cells");
    observe("dead", net_.expr(dead_), "dead cells still attached");
    observe("reporter_sg2",
            total(sg2) + total(pools_[2]) + total(arrested_) + number("endocycling_in_sg2") * net_.expr(endocycling_),
            "cells in S-G2 by a live reporter");
    net_.add(network::Observable{.name = population_.name + ".arrest",
                                 .value = net_.rule(population_.name + ".arrest", dimension::kOne),
                                 .label = "share of mitoses that cannot end"});
  }

  Site& site_;
  network::Network& net_;
  const Population& population_;
  Subject subject_;
  network::CompartmentId compartment_;
  std::array<PhaseTimes, 3> phases_;
  Expr lost_daughters_;
  std::array<std::vector<SpeciesId>, 3> pools_;
  std::vector<SpeciesId> arrested_;
  int death_stages_ = 0;
  int slip_stages_ = 0;
  SpeciesId slipped_, endocycling_, stopped_;
  std::vector<SpeciesId> dying_;
  SpeciesId dead_;
  Expr divisions_;
};

// A tumour in a body grows by `tumour_growth` unless the experiment says otherwise.
bool applies(const Site& site) {
  return !site.populations().empty() && !(site.body().has_value() && site.tissue().has_value());
}

void add_to(Site& site) {
  for (const auto& population : site.populations()) Cycle(site, population).build();
}

}  // namespace

const Mechanism& cell_cycle_row() {
  static constexpr Mechanism kRow{.name = "cell_cycle",
                                  .states = "cells cycle, are arrested in mitosis, die, slip, endocycle or stop",
                                  .needs = kNeeds,
                                  .uses = kUses,
                                  .makes = kMakes,
                                  .is_default = true,
                                  .applies = applies,
                                  .add_to = add_to};
  return kRow;
}

}  // namespace emtansim::mechanism
