// SPDX-License-Identifier: Apache-2.0
/// From the number of an individual to its parameters.
#include "emtansim/study/population/draws.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "emtansim/stats/stats.h"
#include "emtansim/study/population/draw_parts.h"

namespace emtansim::study {

namespace {

using experiment::Design;
using experiment::Experiment;
using experiment::Level;
using experiment::PopulationRequest;

// Streams of member 0, who is never drawn, hold what all individuals share: keys of permutations, digital shifts.
constexpr std::uint64_t kEveryone = 0;
constexpr std::uint64_t kWord = std::uint64_t{1} << 52;
// Within its stratum a point is at one of so many middles, so that no sum is ever rounded into the next stratum.
constexpr double kWithinStratum = 0x1.0p24;

/// Where an individual stands in the design; each counts from 0.
struct Place {
  std::uint64_t point = 0;                                           ///< of the grid
  std::uint64_t sample = 0;                                          ///< of those at this point
  std::array<std::uint64_t, experiment::kLevels.size()> group = {};  ///< by level
};

/// One axis of the grid.
struct GridAxis {
  std::vector<std::size_t> rows;
  std::vector<double> values;
  bool are_factors = false;
};

GridAxis make_grid_axis(const experiment::GridRequest& asked, const network::Network& network) {
  GridAxis axis{.rows = rows_of(network, asked.parameter), .values = {}, .are_factors = asked.are_factors};
  for (const auto& value : asked.values) axis.values.push_back(value.value);
  for (const std::size_t row : axis.rows) {
    const auto& parameter = network.parameters()[row];
    const auto dimension = asked.values.front().dimension;
    if (asked.are_factors || dimension == parameter.dimension) continue;
    throw InputError(asked.where,
                     {"wrong-unit", fmt::format("the grid of '{}' is in {}", parameter.name, to_text(dimension)),
                      fmt::format("the parameter is in {}", to_text(parameter.dimension)), ""});
  }
  return axis;
}

}  // namespace

struct Draws::Inside {
  std::uint64_t seed = 1;
  Design design = Design::random;
  std::uint64_t laboratories = 0;
  std::uint64_t experiments = 0;
  std::uint64_t samples = 0;  ///< at each point of the grid
  std::uint64_t points = 1;
  bool is_bootstrap = false;
  std::vector<double> typical;
  std::vector<DrawAxis> axes;
  std::vector<std::uint64_t> shared;  ///< for each axis: key of its permutation or its digital shift
  std::vector<GridAxis> grid;
  std::vector<DrawCovariate> covariates;
  std::vector<DrawEffect> effects;
  IndividualTable table;
  std::vector<network::ParameterId> varying;
  std::vector<Covariate> public_covariates;

  [[nodiscard]] Place place_of(std::uint64_t individual) const;
  /// Groups that individuals come from at a level.
  [[nodiscard]] std::uint64_t groups(Level level) const;
  [[nodiscard]] double share(std::size_t axis, const Place& place) const;
  [[nodiscard]] std::vector<double> scores(const Place& place) const;
  [[nodiscard]] std::uint64_t table_row(const Place& place) const;
  [[nodiscard]] std::vector<double> covariate_values(const Place& place, const std::vector<double>& scores) const;
  void set_values(const Place& place, std::vector<double>& values) const;

  void prepare(const Experiment& experiment, const network::Network& network);
  void expect_one_origin(const network::Network& network, const Where& where) const;
  void expect_something_varies(const PopulationRequest& population) const;
  void list_varying();
};

namespace {

std::uint64_t members_of(const Experiment& experiment, std::size_t rows) {
  const auto& population = experiment.population;
  if (rows == 0) return population.members;
  if (!population.has_members) return rows;
  if (population.members <= rows || population.individuals.is_bootstrap) return population.members;
  throw InputError(population.where, {"too-many", fmt::format("{} members are wanted", population.members),
                                      fmt::format("the file of individuals has {} rows", rows),
                                      "leave out 'members', or draw with replacement: pick = \"bootstrap\""});
}

}  // namespace

std::uint64_t Draws::Inside::groups(Level level) const {
  std::uint64_t wanted = samples;
  if (level == Level::laboratories && laboratories > 0) wanted = laboratories;
  if (level == Level::experiments && experiments > 0) wanted = laboratories * experiments;
  return std::min(wanted, samples);
}

Place Draws::Inside::place_of(std::uint64_t individual) const {
  EMTANSIM_EXPECT(individual >= 1 && individual <= samples * points);
  Place place{.point = (individual - 1) % points, .sample = (individual - 1) / points};
  for (const Level level : experiment::kLevels)
    place.group[static_cast<std::size_t>(level)] = place.sample % groups(level);
  return place;
}

// The coordinate of the point that an axis is, above 0 and below 1.
double Draws::Inside::share(std::size_t axis, const Place& place) const {
  const Level level = axes[axis].level;
  const std::uint64_t group = place.group[static_cast<std::size_t>(level)];
  RandomStream stream(seed, group + 1, StreamUse::parameters, axes[axis].stream);
  if (design == Design::latin_hypercube) {
    const std::uint64_t size = groups(level);
    const double within = (std::floor(stream.uniform() * kWithinStratum) + 0.5) / kWithinStratum;
    return (static_cast<double>(stats::permuted(group, size, shared[axis])) + within) / static_cast<double>(size);
  }
  if (design == Design::sobol) {
    const std::uint64_t digits = stats::sobol_digits(axis, static_cast<std::uint32_t>(group));
    return (static_cast<double>((digits << 20U) ^ shared[axis]) + 0.5) / static_cast<double>(kWord);
  }
  return stream.uniform();
}

std::vector<double> Draws::Inside::scores(const Place& place) const {
  std::vector<double> independent(axes.size());
  for (std::size_t a = 0; a < axes.size(); ++a) independent[a] = normal_quantile(share(a, place));
  std::vector<double> scores = independent;
  for (std::size_t a = 0; a < axes.size(); ++a) {
    if (axes[a].mix.empty()) continue;
    scores[a] = 0;
    for (const auto& [other, weight] : axes[a].mix) scores[a] += weight * independent[other];
  }
  return scores;
}

std::uint64_t Draws::Inside::table_row(const Place& place) const {
  if (!is_bootstrap) return place.sample;
  return RandomStream(seed, place.sample + 1, StreamUse::bootstrap).below(table.size);
}

std::vector<double> Draws::Inside::covariate_values(const Place& place, const std::vector<double>& scores) const {
  std::vector<double> values;
  for (const auto& covariate : covariates) {
    if (!covariate.axis) {
      values.push_back(covariate.column[table_row(place)]);
      continue;
    }
    const double drawn = value_at(axes[*covariate.axis], scores[*covariate.axis]);
    if (covariate.categories.empty()) {
      values.push_back(drawn);
      continue;
    }
    const auto found = std::ranges::upper_bound(covariate.cumulative, drawn);
    const auto last = static_cast<std::ptrdiff_t>(covariate.categories.size()) - 1;
    values.push_back(static_cast<double>(std::min(found - covariate.cumulative.begin(), last)));
  }
  return values;
}

// What the grid and the table say; of the first axis of a grid the point changes fastest.
void Draws::Inside::set_values(const Place& place, std::vector<double>& values) const {
  std::uint64_t rest = place.point;
  for (const auto& axis : grid) {
    const double value = axis.values[rest % axis.values.size()];
    rest /= axis.values.size();
    for (const std::size_t row : axis.rows) values[row] = axis.are_factors ? typical[row] * value : value;
  }
  for (const auto& column : table.parameters) values[column.row] = column.values[table_row(place)];
}

void Draws::Inside::prepare(const Experiment& experiment, const network::Network& network) {
  const auto& population = experiment.population;
  seed = population.seed;
  design = population.design;
  laboratories = population.laboratories;
  experiments = population.experiments;
  is_bootstrap = population.individuals.is_bootstrap;
  axes = make_axes(population, network);
  correlate(population, network, axes);
  for (const auto& asked : population.grid) grid.push_back(make_grid_axis(asked, network));
  covariates = make_covariates(population, axes);
  table = read_individual_table(experiment, network, covariates);
  effects = make_effects(population, network, covariates);
  samples = members_of(experiment, table.size);
  points = grid_points(population);
  for (const auto& axis : axes) {
    RandomStream stream(seed, kEveryone, StreamUse::parameters, axis.stream);
    shared.push_back(stream.below(kWord));
  }
  for (const auto& covariate : covariates)
    public_covariates.push_back({.name = covariate.name, .unit = covariate.unit, .categories = covariate.categories});
}

// At most one thing gives a parameter its value; any number may multiply it.
void Draws::Inside::expect_one_origin(const network::Network& network, const Where& where) const {
  std::map<std::size_t, std::string> origins;
  const auto add = [&](std::size_t row, const std::string& origin) {
    const auto [found, is_new] = origins.emplace(row, origin);
    if (is_new) return;
    throw InputError(where, {"contradiction", fmt::format("'{}' gets its value twice", network.parameters()[row].name),
                             fmt::format("from {} and from {}", found->second, origin), "leave one"});
  };
  for (const auto& axis : grid)
    for (const std::size_t row : axis.rows) add(row, "the grid");
  for (const auto& column : table.parameters) add(column.row, "the file of individuals");
  for (const auto& axis : axes)
    if (axis.target == Target::parameter && sets_value(axis.distribution))
      add(axis.index, "its spread from one end to another");
}

void Draws::Inside::expect_something_varies(const PopulationRequest& population) const {
  if (design == Design::sobol && axes.size() > stats::kSobolDimensions) {
    throw InputError(population.where, {"too-many", fmt::format("{} values are drawn", axes.size()),
                                        fmt::format("Sobol's sequence is known here for {}", stats::kSobolDimensions),
                                        "write design = \"latin hypercube\", or name in 'vary' what matters"});
  }
  if (!axes.empty() || !grid.empty() || table.size > 0) return;
  throw InputError(population.where,
                   {"nothing-varies", "the members of the population do not differ",
                    "no parameter of this experiment has such a spread", "add a [[population.spread]], or see 'vary'"});
}

void Draws::Inside::list_varying() {
  std::set<std::size_t> rows;
  for (const auto& axis : grid) rows.insert(axis.rows.begin(), axis.rows.end());
  for (const auto& column : table.parameters) rows.insert(column.row);
  for (const auto& effect : effects) rows.insert(effect.row);
  for (const auto& axis : axes)
    if (axis.target == Target::parameter) rows.insert(axis.index);
  for (const std::size_t row : rows) varying.emplace_back(row);
}

Draws::Draws(const Experiment& experiment, const model::Model& model) {
  auto inside = std::make_unique<Inside>();
  for (const auto& parameter : model.network.parameters()) inside->typical.push_back(parameter.value);
  if (experiment.population.varies) {
    inside->prepare(experiment, model.network);
    inside->expect_one_origin(model.network, experiment.population.where);
    inside->expect_something_varies(experiment.population);
    inside->list_varying();
  }
  inside_ = std::move(inside);
}

Draws::~Draws() = default;
Draws::Draws(Draws&&) noexcept = default;
Draws& Draws::operator=(Draws&&) noexcept = default;

std::uint64_t Draws::count() const { return inside_->samples * inside_->points; }
const std::vector<network::ParameterId>& Draws::varying() const { return inside_->varying; }
const std::vector<Draws::Covariate>& Draws::covariates() const { return inside_->public_covariates; }
std::uint64_t Draws::laboratories() const { return inside_->laboratories; }

std::uint64_t Draws::laboratory(std::uint64_t individual) const {
  return inside_->place_of(individual).group[static_cast<std::size_t>(Level::laboratories)];
}

std::vector<double> Draws::parameters(std::uint64_t individual) const {
  const Inside& in = *inside_;
  std::vector<double> values = in.typical;
  if (individual == 0) return values;
  const Place place = in.place_of(individual);
  const std::vector<double> scores = in.scores(place);
  in.set_values(place, values);
  // First what gives a value, then what multiplies it.
  for (std::size_t a = 0; a < in.axes.size(); ++a) {
    const auto& axis = in.axes[a];
    if (axis.target == Target::parameter && sets_value(axis.distribution))
      values[axis.index] = value_at(axis, scores[a]);
  }
  for (std::size_t a = 0; a < in.axes.size(); ++a) {
    const auto& axis = in.axes[a];
    if (axis.target == Target::parameter && !sets_value(axis.distribution))
      values[axis.index] *= value_at(axis, scores[a]);
  }
  if (in.effects.empty()) return values;
  const std::vector<double> covariates = in.covariate_values(place, scores);
  for (const auto& effect : in.effects) values[effect.row] *= effect.at(covariates[effect.covariate]);
  return values;
}

std::vector<double> Draws::covariates(std::uint64_t individual) const {
  const Place place = inside_->place_of(individual);
  return inside_->covariate_values(place, inside_->scores(place));
}

std::vector<std::string> Draws::descriptions() const {
  std::vector<std::string> lines;
  for (const auto& axis : inside_->axes) {
    if (axis.target == Target::covariate) continue;
    lines.push_back(fmt::format("{}: {}, between {}", axis.name, describe(axis.distribution), to_text(axis.level)));
  }
  return lines;
}

std::string Draws::fingerprint() const {
  const Inside& in = *inside_;
  std::string text = fmt::format("{} {} {} {} {} {} {}\n", in.seed, static_cast<int>(in.design), in.laboratories,
                                 in.experiments, in.samples, in.points, in.is_bootstrap);
  for (const double value : in.typical) text += to_exact(value) + "\n";
  for (const auto& axis : in.axes) {
    text += fmt::format("{} {} {} {}", axis.index, axis.stream, static_cast<int>(axis.distribution.shape),
                        static_cast<int>(axis.target));
    for (const double value :
         {axis.centre, axis.distribution.spread, axis.distribution.from.value, axis.distribution.to.value})
      text += " " + to_exact(value);
    for (const auto& [other, weight] : axis.mix) text += fmt::format(" {} {}", other, to_exact(weight));
    text += "\n";
  }
  for (const auto& axis : in.grid)
    for (const double value : axis.values) text += fmt::format("{} {}\n", axis.rows.front(), to_exact(value));
  for (const auto& covariate : in.covariates)
    for (const double share : covariate.cumulative) text += to_exact(share) + "\n";
  for (const auto& effect : in.effects) {
    text +=
        fmt::format("{} {} {} {}", effect.row, effect.covariate, to_exact(effect.power), to_exact(effect.reference));
    for (const double factor : effect.factors) text += " " + to_exact(factor);
    text += "\n";
  }
  return sha256(text + in.table.text);
}

}  // namespace emtansim::study
