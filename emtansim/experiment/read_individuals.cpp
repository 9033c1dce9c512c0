// SPDX-License-Identifier: Apache-2.0
/// Reader of [[population.covariate]], [[population.effect]], [[population.grid]] and [population.individuals].
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "emtansim/experiment/limits.h"
#include "emtansim/experiment/population_parts.h"
#include "emtansim/experiment/sections.h"
#include "emtansim/experiment/values.h"

namespace emtansim::experiment {

namespace {

double above_zero(const TomlValue& value) {
  const double number = value.number();
  if (!(number > 0)) value.refuse("not-positive", fmt::format("{} must be above zero", value.name()));
  return number;
}

Named to_parameter(const TomlValue& value) {
  (void)to_override(value.text(), value.where());  // refuses what is not the name of a parameter
  return to_named(value);
}

std::vector<std::pair<std::string, double>> read_shares(const TomlTable& table) {
  std::vector<std::pair<std::string, double>> shares;
  double sum = 0;
  for (const auto& key : table.keys()) {
    shares.emplace_back(key, to_share(table.at(key)));
    sum += shares.back().second;
  }
  if (std::abs(sum - 1) > 1e-6)
    table.refuse("not-a-share", fmt::format("the shares of {} sum to {}", table.name(), to_short(sum)),
                 "together they are 1");
  return shares;
}

std::vector<Quantity> listed_values(const TomlValue& list) {
  std::vector<Quantity> values;
  for (const auto& item : list.list()) {
    values.push_back(item.quantity());
    if (values.back().dimension != values.front().dimension)
      item.refuse("wrong-unit", fmt::format("{} has another kind of unit than the first", item.name()));
    if (values.back().value < 0)
      item.refuse("negative-amount", fmt::format("{} is negative", item.name()), "no parameter can be below zero");
  }
  if (values.empty()) list.refuse("empty-list", fmt::format("{} is empty", list.name()), "one value at least");
  return values;
}

std::vector<Quantity> spaced_values(const TomlTable& table) {
  static const std::vector<std::string> kSpacings = {"even", "logarithmic"};
  const Quantity from = table.at("from").quantity();
  const TomlValue upper = table.at("to");
  const Quantity to = upper.quantity();
  const std::int64_t points = to_count(table.at("points"));
  const std::string spacing = table.has("spacing") ? table.at("spacing").text() : kSpacings.front();
  if (std::ranges::find(kSpacings, spacing) == kSpacings.end()) {
    table.at("spacing").refuse("unknown-word", fmt::format("'spacing' is \"{}\"", spacing), "",
                               suggestion(spacing, kSpacings));
  }
  if (points < 2) table.at("points").refuse("too-few", "'points' must be at least 2", "both ends count");
  if (from.dimension != to.dimension) upper.refuse("wrong-unit", "'from' and 'to' have units of different kinds");
  const bool is_even = spacing == kSpacings.front();
  if (from.value < 0 || (!is_even && !(from.value > 0)))
    table.at("from").refuse("not-positive", fmt::format("'from' must be {} zero", is_even ? "at least" : "above"));
  if (!(to.value > from.value)) upper.refuse("out-of-order", "'to' must be above 'from'");
  std::vector<Quantity> values;
  for (std::int64_t i = 0; i + 1 < points; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(points - 1);
    const double value =
        is_even ? from.value + (to.value - from.value) * share : from.value * std::pow(to.value / from.value, share);
    values.push_back({value, from.dimension});
  }
  values.push_back(to);
  return values;
}

}  // namespace

CovariateRequest read_covariate(const TomlTable& table) {
  static const std::vector<std::string> kKeys = {"name", "unit", "median",   "mean",   "distribution", "cv",
                                                 "from", "to",   "factor95", "shares", "column"};
  table.refuse_unknown_keys(kKeys);
  CovariateRequest covariate;
  covariate.where = table.where();
  covariate.name = table.at("name").text();
  if (covariate.name.find('.') != std::string::npos)
    table.at("name").refuse("bad-name", fmt::format("'{}' looks like a parameter", covariate.name),
                            "names with a dot are parameters", "leave out the dot");
  covariate.unit = table.text_or_empty("unit");
  const bool is_drawn = table.has("cv") || table.has("factor95") || table.has("distribution");
  if (is_drawn + table.has("shares") + table.has("column") != 1) {
    table.refuse("no-distribution",
                 fmt::format("the covariate '{}' needs one of a distribution, 'shares' and 'column'", covariate.name),
                 "", "write for example median = 70 and cv = \"20 %\"");
  }
  if (table.has("column")) covariate.column = table.at("column").text();
  if (table.has("shares")) covariate.shares = read_shares(table.at("shares").table());
  if (is_drawn) {
    covariate.distribution = read_distribution(table, fmt::format("the covariate '{}'", covariate.name));
    const Shape shape = covariate.distribution->shape;
    if (shape == Shape::lognormal) covariate.median = above_zero(table.at("median"));
    if (shape == Shape::normal) covariate.median = above_zero(table.at("mean"));
    if (!covariate.distribution->to.dimension.is_one())
      table.at("to").refuse("wrong-unit", "covariates are bare numbers", "", "name their unit with unit = \"kg\"");
  }
  return covariate;
}

EffectRequest read_effect(const TomlTable& table) {
  static const std::vector<std::string> kKeys = {"on", "of", "power", "reference", "factors", "because"};
  table.refuse_unknown_keys(kKeys);
  EffectRequest effect;
  effect.where = table.where();
  effect.parameter = to_parameter(table.at("on"));
  effect.covariate = to_named(table.at("of"));
  const auto power = table.find("power");
  const auto factors = table.find("factors");
  if (power.has_value() == factors.has_value()) {
    table.refuse("contradiction", "an effect needs either 'power' or 'factors'",
                 power ? "both are given" : "neither is given",
                 "write for example power = 0.75 and reference = 70, or factors = { female = 0.8, male = 1 }");
  }
  if (power) {
    effect.power = power->number();
    effect.reference = above_zero(table.at("reference"));
  } else {
    const TomlTable given = factors->table();
    for (const auto& key : given.keys()) effect.factors[key] = above_zero(given.at(key));
  }
  if (!table.has("because")) {
    table.refuse("missing-reason", fmt::format("the effect on '{}' needs a reason", effect.parameter.text), "",
                 "add because = \"...\"");
  }
  effect.because = table.at("because").text();
  return effect;
}

GridRequest read_grid(const TomlTable& table) {
  static const std::vector<std::string> kKeys = {"parameter", "values", "factors", "from", "to", "points", "spacing"};
  table.refuse_unknown_keys(kKeys);
  GridRequest grid;
  grid.where = table.where();
  grid.parameter = to_parameter(table.at("parameter"));
  if (table.has("values") + table.has("factors") + table.has("from") != 1) {
    table.refuse("contradiction", "a grid needs one of 'values', 'factors' and 'from'", "",
                 "write for example from = \"1 1/h\", to = \"10 1/h\", points = 5");
  }
  grid.are_factors = table.has("factors");
  grid.values =
      table.has("from") ? spaced_values(table) : listed_values(table.at(grid.are_factors ? "factors" : "values"));
  if (grid.are_factors && !grid.values.front().dimension.is_one())
    table.at("factors").refuse("wrong-unit", "'factors' are bare numbers", "", "write 'values' for values with a unit");
  return grid;
}

IndividualsRequest read_individuals(const TomlTable& table) {
  static const std::vector<std::string> kKeys = {"file", "pick", "parameters"};
  static const std::vector<std::string> kPicks = {"in order", "bootstrap"};
  table.refuse_unknown_keys(kKeys);
  IndividualsRequest individuals;
  individuals.where = table.where();
  individuals.file = to_named(table.at("file"));
  if (const auto pick = table.find("pick")) {
    const std::string word = pick->text();
    if (std::ranges::find(kPicks, word) == kPicks.end())
      pick->refuse("unknown-word", fmt::format("'pick' is \"{}\"", word), "", suggestion(word, kPicks));
    individuals.is_bootstrap = word == kPicks.back();
  }
  if (!table.has("parameters")) return individuals;
  static const std::vector<std::string> kColumnKeys = {"column", "unit"};
  const TomlTable parameters = table.at("parameters").table();
  for (const auto& key : parameters.keys()) {
    const TomlTable column = parameters.at(key).table();
    column.refuse_unknown_keys(kColumnKeys);
    (void)to_override(key, column.where());
    individuals.parameters.push_back({.parameter = {key, column.where()},
                                      .column = column.at("column").text(),
                                      .unit = column.text_or_empty("unit"),
                                      .where = column.where()});
  }
  return individuals;
}

}  // namespace emtansim::experiment
