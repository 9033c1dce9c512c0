// SPDX-License-Identifier: Apache-2.0
/// From an experiment to rows of numbers and schedules.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "emtansim/study/members.h"
#include "emtansim/study/population/draws.h"

namespace emtansim::study {

namespace {

using experiment::Arm;
using experiment::Experiment;
using model::Model;
using network::Member;

// What cells notice: below this traffic and cycle stand still, at body temperature they run (°C). Between them no rate
// is published for these cells, so nothing between is accepted.
constexpr double kOnIce = 10;
constexpr double kWarm = 37;

/// Points of the grid that plots draw curves through, between the start and the last reading; fewer where many members
/// would fill the memory with them (numbers of 8 bytes).
constexpr std::size_t kCurvePoints = 96;
constexpr std::size_t kMostCurveValues = 4'000'000;

/// The canonical name of an agent that the user may have called by an alias.
const std::string& agent_name(const experiment::Named& asked, const Experiment& experiment, const Model& model) {
  const auto agents = experiment::agents(experiment);
  const auto found = std::ranges::find(agents, asked.text, &experiment::Named::text);
  EMTANSIM_EXPECT(found != agents.end());
  return model.agents[static_cast<std::size_t>(found - agents.begin())].name;
}

/// The schedule of one arm at one dose level.
class Schedule {
 public:
  Schedule(const Arm& arm, const Experiment& experiment, const Model& model)
      : arm_(arm), experiment_(experiment), network_(model.network), model_(model) {}

  /// `level` picks the concentration of the dose that is a series.
  std::vector<network::Scheduled> at_level(std::size_t level) {
    scheduled_.clear();
    add_temperatures();
    add_washes();
    add_dead_removals();
    add_doses(level);
    add_preloads();
    std::ranges::stable_sort(scheduled_, {}, &network::Scheduled::time);
    return scheduled_;
  }

 private:
  void add(double time, const std::string& action, double argument, const Where& where) {
    const auto id = network_.find_action(action);
    if (!id) {
      throw InputError(where, {"no-such-action", fmt::format("'{}' cannot be done in this experiment", action),
                               "none of the chosen mechanisms provides it", ""});
    }
    scheduled_.push_back({time, *id, argument});
  }

  void add_temperatures() {
    const auto& phases = arm_.temperatures;
    for (std::size_t i = 0; i < phases.size(); ++i) {
      const auto& phase = phases[i];
      if (phase.celsius > kOnIce && phase.celsius != kWarm) {
        throw InputError(phase.where,
                         {"unknown-temperature", fmt::format("{} °C is not modelled", phase.celsius),
                          fmt::format("cells are either on ice, up to {} °C, or at {} °C", kOnIce, kWarm), ""});
      }
      add(phase.at, "set warmth", phase.celsius == kWarm ? 1 : 0, phase.where);
      const bool goes_on = i + 1 < phases.size() && phases[i + 1].at <= phase.until;
      if (!goes_on) add(phase.until, "set warmth", 1, phase.where);
    }
  }

  void add_washes() {
    for (const auto& dose : arm_.doses)
      if (dose.removed) add(*dose.removed, "change medium", 0, dose.where);
    for (const auto& change : arm_.medium_changes) add(change.at, "change medium", change.keep, change.where);
  }

  void add_dead_removals() {
    for (const auto& removal : arm_.dead_removals)
      for (const auto& population : model_.populations)
        add(removal.at, "remove dead " + population.name, removal.share, removal.where);
  }

  void add_doses(std::size_t level) {
    for (const auto& dose : arm_.doses) {
      const std::string& agent = agent_name(dose.agent, experiment_, model_);
      if (experiment_.body) {
        const Quantity& amount = dose.is_series ? dose.levels[level] : dose.levels.front();
        give(dose, agent, amount, dose.at);
        for (const double again : dose.repeats) give(dose, agent, amount, again);
        continue;
      }
      const auto levels = molar_levels(dose, experiment_, model_);
      const double concentration = dose.is_series ? levels[level] : levels.front();
      if (concentration > 0) add(dose.at, "dose " + agent, concentration, dose.where);
    }
  }

  // Into a vein, at once or as an infusion.
  void give(const experiment::Dose& dose, const std::string& agent, const Quantity& amount, double time) {
    if (!(amount.value > 0)) return;
    const std::string unit = amount.dimension == dimension::kMass ? " by mass" : "";
    if (!(dose.over > 0)) {
      add(time, "dose " + agent + unit, amount.value, dose.where);
      return;
    }
    add(time, "infuse " + agent + unit, amount.value / dose.over, dose.where);
    add(time + dose.over, "stop infusion of " + agent, 0, dose.where);
  }

  void add_preloads() {
    for (const auto& preload : arm_.preloads)
      for (const auto& population : model_.populations)
        add(preload.at,
            fmt::format("preload {} on {}", agent_name(preload.agent, experiment_, model_), population.name),
            preload.occupied, preload.where);
  }

  const Arm& arm_;
  const Experiment& experiment_;
  const network::Network& network_;
  const Model& model_;
  std::vector<network::Scheduled> scheduled_;
};

/// The dose that tables show: that of the series, else the first one.
std::vector<double> leading_levels(const Arm& arm, const Experiment& experiment, const Model& model) {
  if (const auto* series = arm.series()) return molar_levels(*series, experiment, model);
  if (!arm.doses.empty()) return molar_levels(arm.doses.front(), experiment, model);
  return {0};
}

}  // namespace

std::optional<double> dosed_molar_mass(const Arm& arm, const Experiment& experiment, const Model& model) {
  if (arm.doses.empty()) return std::nullopt;
  const auto* series = arm.series();
  const auto& agent = agent_name(series != nullptr ? series->agent : arm.doses.front().agent, experiment, model);
  return molar_mass_of(model.network, agent);
}

std::optional<double> molar_mass_of(const network::Network& network, const std::string& agent) {
  constexpr std::string_view kName = "conjugate.molar_mass";
  auto id = network.find_parameter(fmt::format("{}[{}]", kName, agent));
  if (!id) id = network.find_parameter(kName);
  return id ? std::optional(network[*id].value) : std::nullopt;
}

std::vector<double> molar_levels(const experiment::Dose& dose, const Experiment& experiment, const Model& model) {
  double per_unit = 1;
  if (experiment.body) per_unit = 1 / parse_unit(experiment::dose_unit(experiment)).value;
  if (dose.levels.front().dimension == dimension::kMassConcentration) {
    const std::string& agent = agent_name(dose.agent, experiment, model);
    const auto mass = molar_mass_of(model.network, agent);
    if (!mass) {
      throw InputError(dose.where, {"no-molar-mass", fmt::format("'{}' is dosed by mass", agent),
                                    "its molar mass is not known", "write the dose in nM"});
    }
    per_unit = 1 / *mass;
  }
  std::vector<double> levels;
  for (const auto& level : dose.levels) levels.push_back(level.value * per_unit);
  return levels;
}

namespace {

std::vector<Member> members_of(const Experiment& experiment, const Model& model, const Draws& draws,
                               std::uint64_t first, std::uint64_t count) {
  std::vector<std::vector<double>> parameters;
  for (std::uint64_t i = 0; i < count; ++i) parameters.push_back(draws.parameters(first + i));
  std::vector<Member> members;
  for (const auto& arm : experiment.arms) {
    const auto levels = leading_levels(arm, experiment, model);
    Schedule schedule(arm, experiment, model);
    for (std::size_t level = 0; level < levels.size(); ++level) {
      const auto scheduled = schedule.at_level(level);
      for (std::uint64_t i = 0; i < count; ++i) {
        members.push_back({.arm = arm.name,
                           .individual = first + i,
                           .dose = levels[level],
                           .parameters = parameters[i],
                           .schedule = scheduled});
      }
    }
  }
  return members;
}

}  // namespace

std::vector<Member> plan_members(const Experiment& experiment, const Model& model) {
  const Draws draws(experiment, model);
  return members_of(experiment, model, draws, 0, 1);
}

network::Ensemble plan_individuals(const Experiment& experiment, const Model& model, const Draws& draws,
                                   std::uint64_t first, std::uint64_t count) {
  return {.members = members_of(experiment, model, draws, first, count), .times = assay::times_needed(experiment)};
}

network::Ensemble plan(const Experiment& experiment, const Model& model) {
  network::Ensemble ensemble{.members = plan_members(experiment, model), .times = assay::times_needed(experiment)};
  const std::size_t columns = model.network.species().size() + model.network.observables().size();
  const std::size_t points = std::min(kCurvePoints, kMostCurveValues / (columns * ensemble.members.size()));
  const double end = ensemble.times.back();
  const double step = end / static_cast<double>(std::max<std::size_t>(points, 1));
  std::vector<double> grid;
  for (std::size_t i = 1; i < points; ++i) {
    const double time = step * static_cast<double>(i);
    const auto next = std::ranges::lower_bound(ensemble.times, time);
    // A point beside one that is there anyway would only cost.
    const double gap = std::min(next == ensemble.times.end() ? end : *next - time,
                                next == ensemble.times.begin() ? end : time - *std::prev(next));
    if (gap > step / 2) grid.push_back(time);
  }
  ensemble.times.insert(ensemble.times.end(), grid.begin(), grid.end());
  std::ranges::sort(ensemble.times);
  return ensemble;
}

assay::Names names_of(const model::Model& model) {
  assay::Names names;
  for (const auto& population : model.populations) names.populations.push_back(population.name);
  for (const auto& agent : model.agents) {
    names.agents.push_back({.name = agent.name,
                            .payload = agent.payload,
                            .catabolite = agent.catabolite,
                            .released = agent.released,
                            .has_antibody = agent.has_antibody()});
  }
  return names;
}

solve::SolveOptions solve_options(const Experiment& experiment) {
  const auto& asked = experiment.solver;
  static constexpr std::pair<std::string_view, solve::Method> kMethods[] = {
      {"auto", solve::Method::automatic},
      {"explicit", solve::Method::explicit_lanes},
      {"implicit", solve::Method::implicit_lanes},
      {"cvode", solve::Method::cvode},
  };
  const auto* method = std::ranges::find(kMethods, asked.method.text, [](const auto& known) { return known.first; });
  if (method == std::end(kMethods)) {
    std::vector<std::string> names;
    for (const auto& known : kMethods) names.emplace_back(known.first);
    throw InputError(asked.method.where, {"unknown-method", fmt::format("there is no solver '{}'", asked.method.text),
                                          "", suggestion(asked.method.text, names)});
  }
  const solve::SolveOptions options{.relative = asked.relative, .absolute = asked.absolute, .method = method->second};
  if (const auto complaints = solve::problems(options); !complaints.empty())
    throw InputError(asked.where, {"bad-solver-option", complaints.front(), "", ""});
  return options;
}

}  // namespace emtansim::study
