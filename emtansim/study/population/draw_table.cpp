// SPDX-License-Identifier: Apache-2.0
/// Covariates, their effects, and individuals from a file.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "emtansim/study/cases/published.h"
#include "emtansim/study/population/draw_parts.h"

namespace emtansim::study {

namespace {

using experiment::Named;

std::vector<double> numbers_of(const Table& table, std::size_t column) {
  std::vector<double> numbers;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    numbers.push_back(table.number(row, column));
    if (std::isfinite(numbers.back())) continue;
    throw InputError({table.file, table.lines[row]},
                     {"not-a-number", fmt::format("'{}' has no number here", table.columns[column]),
                      "an individual needs all its values", "leave out the line or fill it"});
  }
  return numbers;
}

bool are_numbers(const Table& table, std::size_t column) {
  return std::ranges::all_of(table.rows, [&](const auto& row) { return parse_number(row[column]).has_value(); });
}

std::vector<double> read_parameter(const Table& table, const experiment::IndividualsRequest::Column& asked,
                                   const network::Parameter& parameter) {
  const std::size_t column = table.column(asked.column, asked.where);
  const Quantity unit = asked.unit.empty() ? Quantity{1, {}} : parse_unit(asked.unit, asked.where);
  if (unit.dimension != parameter.dimension) {
    throw InputError(asked.where,
                     {"wrong-unit", fmt::format("the column '{}' is in {}", asked.column, to_text(unit.dimension)),
                      fmt::format("'{}' is in {}", parameter.name, to_text(parameter.dimension)),
                      fmt::format("add unit = \"{}\" or the unit that the column has", parameter.unit)});
  }
  std::vector<double> values = numbers_of(table, column);
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (values[row] < 0) {
      throw InputError({table.file, table.lines[row]},
                       {"negative-amount", fmt::format("'{}' is {}", asked.column, to_short(values[row])),
                        "no parameter can be below zero", ""});
    }
    values[row] *= unit.value;
  }
  return values;
}

// Numbers stay numbers; anything else is a category, numbered in the order of the file.
void read_covariate(const Table& table, const experiment::CovariateRequest& asked, DrawCovariate& covariate) {
  const std::size_t column = table.column(asked.column, asked.where);
  if (are_numbers(table, column)) {
    covariate.column = numbers_of(table, column);
    return;
  }
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const std::string& text = table.rows[row][column];
    if (text.empty()) {
      throw InputError({table.file, table.lines[row]}, {"empty-cell", fmt::format("'{}' is empty here", asked.column),
                                                        "an individual needs all its values", ""});
    }
    auto found = std::ranges::find(covariate.categories, text);
    if (found == covariate.categories.end()) found = covariate.categories.insert(found, text);
    covariate.column.push_back(static_cast<double>(found - covariate.categories.begin()));
  }
}

std::vector<double> factors_of(const experiment::EffectRequest& asked, const DrawCovariate& covariate) {
  std::vector<double> factors;
  for (const auto& category : covariate.categories) {
    const auto found = asked.factors.find(category);
    if (found == asked.factors.end()) {
      throw InputError(asked.where,
                       {"missing-key", fmt::format("'factors' has no '{}' of '{}'", category, covariate.name), "",
                        fmt::format("add {} = 1 if it changes nothing", category)});
    }
    factors.push_back(found->second);
  }
  for (const auto& [category, factor] : asked.factors) {
    if (std::ranges::find(covariate.categories, category) != covariate.categories.end()) continue;
    throw InputError(asked.where, {"unknown-word", fmt::format("'{}' has no category '{}'", covariate.name, category),
                                   "", suggestion(category, covariate.categories)});
  }
  return factors;
}

// A power law needs numbers above zero.
void expect_positive_numbers(const experiment::EffectRequest& asked, const DrawCovariate& covariate) {
  if (!covariate.categories.empty()) {
    throw InputError(asked.where, {"contradiction", fmt::format("'{}' is no number", covariate.name),
                                   "a power law is of numbers", "write factors = { ... }"});
  }
  const auto bad = std::ranges::find_if(covariate.column, [](double value) { return !(value > 0); });
  if (bad == covariate.column.end()) return;
  throw InputError(asked.where, {"not-positive",
                                 fmt::format("'{}' is {} in row {}", covariate.name, to_short(*bad),
                                             bad - covariate.column.begin() + 1),
                                 "a power law needs numbers above zero", ""});
}

DrawEffect make_effect(const experiment::EffectRequest& asked, std::size_t covariate,
                       const std::vector<DrawCovariate>& covariates) {
  DrawEffect effect{.covariate = covariate, .factors = {}};
  if (!asked.power) {
    if (covariates[covariate].categories.empty()) {
      throw InputError(asked.where, {"contradiction", fmt::format("'{}' is a number", covariates[covariate].name),
                                     "factors are of categories", "write power = ... and reference = ..."});
    }
    effect.factors = factors_of(asked, covariates[covariate]);
    return effect;
  }
  expect_positive_numbers(asked, covariates[covariate]);
  effect.power = *asked.power;
  effect.reference = asked.reference;
  return effect;
}

}  // namespace

double DrawEffect::at(double value) const {
  if (!factors.empty()) return factors[static_cast<std::size_t>(value)];
  return std::pow(value / reference, power);
}

std::vector<DrawCovariate> make_covariates(const experiment::PopulationRequest& population,
                                           const std::vector<DrawAxis>& axes) {
  std::vector<DrawCovariate> covariates;
  for (std::size_t i = 0; i < population.covariates.size(); ++i) {
    const auto& asked = population.covariates[i];
    if (std::ranges::find(covariates, asked.name, &DrawCovariate::name) != covariates.end()) {
      throw InputError(asked.where, {"duplicate-name", fmt::format("a second covariate is called '{}'", asked.name), "",
                                     "give each its own name"});
    }
    DrawCovariate covariate{
        .name = asked.name, .unit = asked.unit, .categories = {}, .axis = {}, .cumulative = {}, .column = {}};
    for (std::size_t a = 0; a < axes.size(); ++a)
      if (axes[a].target == Target::covariate && axes[a].index == i) covariate.axis = a;
    double sum = 0;
    for (const auto& [category, share] : asked.shares) {
      covariate.categories.push_back(category);
      covariate.cumulative.push_back(sum += share);
    }
    covariates.push_back(std::move(covariate));
  }
  return covariates;
}

IndividualTable read_individual_table(const experiment::Experiment& experiment, const network::Network& network,
                                      std::vector<DrawCovariate>& covariates) {
  const auto& population = experiment.population;
  const auto& asked = population.individuals;
  for (const auto& covariate : population.covariates) {
    if (covariate.column.empty() || !asked.file.text.empty()) continue;
    throw InputError(covariate.where, {"contradiction", fmt::format("'{}' is a column of no file", covariate.name), "",
                                       "add [population.individuals] with file = \"...\""});
  }
  if (asked.file.text.empty()) return {};
  const bool is_absolute = asked.file.text.starts_with('/');
  const std::string path = is_absolute ? asked.file.text : folder_of(experiment.file) + "/" + asked.file.text;
  const Table table = read_table(path, asked.file.where);
  if (table.rows.empty()) throw InputError(asked.file.where, {"no-rows", fmt::format("'{}' has no row", path), "", ""});
  IndividualTable individuals{.size = table.rows.size(), .parameters = {}, .text = {}};
  for (const auto& column : asked.parameters) {
    for (const std::size_t row : rows_of(network, column.parameter))
      individuals.parameters.push_back(
          {.row = row, .values = read_parameter(table, column, network.parameters()[row])});
  }
  for (std::size_t i = 0; i < covariates.size(); ++i)
    if (!population.covariates[i].column.empty()) read_covariate(table, population.covariates[i], covariates[i]);
  if (individuals.parameters.empty() &&
      std::ranges::all_of(covariates, &std::vector<double>::empty, &DrawCovariate::column)) {
    throw InputError(asked.where, {"contradiction", "no column of the file of individuals is used", "",
                                   "add parameters = { \"a.b\" = { column = \"b\", unit = \"1/h\" } } or a covariate"});
  }
  for (const auto& row : table.rows) individuals.text += fmt::format("{}\n", fmt::join(row, ","));
  return individuals;
}

std::vector<DrawEffect> make_effects(const experiment::PopulationRequest& population, const network::Network& network,
                                     const std::vector<DrawCovariate>& covariates) {
  std::vector<DrawEffect> effects;
  for (const auto& asked : population.effects) {
    const auto found = std::ranges::find(covariates, asked.covariate.text, &DrawCovariate::name);
    if (found == covariates.end()) {
      std::vector<std::string> names;
      for (const auto& covariate : covariates) names.push_back(covariate.name);
      throw InputError(asked.covariate.where,
                       {"unknown-covariate", fmt::format("no covariate is called '{}'", asked.covariate.text), "",
                        suggestion(asked.covariate.text, names)});
    }
    DrawEffect effect = make_effect(asked, static_cast<std::size_t>(found - covariates.begin()), covariates);
    for (const std::size_t row : rows_of(network, asked.parameter)) {
      effect.row = row;
      effects.push_back(effect);
    }
  }
  return effects;
}

}  // namespace emtansim::study
