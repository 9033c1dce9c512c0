// SPDX-License-Identifier: Apache-2.0
/// Any species or observable by its name.
#include <algorithm>

#include <fmt/format.h>

#include "emtansim/assay/kinds.h"

namespace emtansim::assay {

namespace {

/// A column that was asked for.
struct Column {
  std::string quantity;    ///< name without the population
  std::string population;  ///< whose; empty for the medium and for conditions
  bool is_in_medium = false;
  bool is_species = false;
  network::SpeciesId species;
  std::string observable;
  Dimension dimension;
};

std::optional<Column> find_exact(const Request& request, const std::string& name) {
  const network::Network& network = request.network();
  Column column{.quantity = name};
  for (const auto& population : request.names().populations) {
    if (!name.starts_with(population + ".")) continue;
    column.population = population;
    column.quantity = name.substr(population.size() + 1);
  }
  if (const auto id = network.find_species(name)) {
    column.is_species = true;
    column.species = *id;
    column.dimension = network[*id].dimension;
    column.is_in_medium = network[network[*id].compartment].group == "medium";
    return column;
  }
  const auto observables = network.observables();
  const auto found = std::ranges::find(observables, name, &network::Observable::name);
  if (found == observables.end()) return std::nullopt;
  column.observable = name;
  column.dimension = found->value.dimension();
  return column;
}

std::vector<Column> find_columns(const Request& request, const std::string& name) {
  if (auto column = find_exact(request, name)) return {*column};
  std::vector<Column> columns;
  for (const auto& population : request.names().populations)
    if (auto column = find_exact(request, fmt::format("{}.{}", population, name))) columns.push_back(*column);
  if (!columns.empty()) return columns;
  std::vector<std::string> known;
  for (const auto& species : request.network().species()) known.push_back(species.name);
  for (const auto& observable : request.network().observables()) known.push_back(observable.name);
  request.refuse("of", "unknown-column", fmt::format("the model has no '{}'", name), "", suggestion(name, known));
}

std::vector<Column> asked_columns(const Request& request) {
  const auto* of = request.option("of");
  if (of == nullptr) {
    request.refuse("of", "missing-key", "'amounts' does not say of what", "",
                   "write of = \"medium.T-DM1\" or a list; 'emtansim show' prints all names");
  }
  std::vector<Column> columns;
  for (const auto& name : of->items)
    for (auto& column : find_columns(request, name)) columns.push_back(std::move(column));
  return columns;
}

std::string unit_of_column(const Request& request, const Column& column) {
  if (const auto* unit = request.option("unit")) return unit->text;
  return column.dimension.is_one() ? std::string() : to_text(column.dimension);
}

bool can_be_in(Dimension have, Dimension wanted) {
  const bool is_derived = wanted == dimension::kPerCell || wanted == dimension::kConcentration;
  return have == wanted || (have == dimension::kAmount && is_derived);
}

void check(const Request& request) {
  for (const auto& column : asked_columns(request)) {
    const std::string unit = unit_of_column(request, column);
    if (unit.empty()) continue;
    const auto* option = request.option("unit");
    const Dimension wanted = parse_unit(unit, option != nullptr ? option->where : request.asked().where).dimension;
    if (can_be_in(column.dimension, wanted)) continue;
    request.refuse("unit", "wrong-unit", fmt::format("'{}' cannot be given in {}", column.quantity, unit),
                   fmt::format("it is in {}", to_text(column.dimension)));
  }
}

/// What an amount is divided by to be in a unit of the wanted dimension.
double divisor(const View& view, const Column& column, Dimension wanted) {
  if (wanted == column.dimension) return 1;
  const bool is_of_all = column.population.empty();
  if (wanted == dimension::kConcentration && column.is_in_medium) return view.parameter("culture.medium");
  const std::string_view basis = wanted == dimension::kConcentration ? "volume" : "objects";
  return is_of_all ? over_all(view, basis) : view.observable(fmt::format("{}.{}", column.population, basis));
}

void read(const View& view, const Request& request, std::optional<double> /*since*/, Values& values) {
  for (const auto& column : asked_columns(request)) {
    const std::string unit = unit_of_column(request, column);
    const Quantity one = unit.empty() ? Quantity{1, {}} : parse_unit(unit);
    const double raw = column.is_species ? view.species(column.species) : view.observable(column.observable);
    const std::string population = column.population.empty() ? shared_population(request.names()) : column.population;
    values.push_back({column.quantity, population, raw / divisor(view, column, one.dimension) / one.value, unit});
  }
}

}  // namespace

Kind amounts_kind() {
  static constexpr std::string_view kQuantities[] = {"(as named in 'of')"};
  static constexpr std::string_view kOptions[] = {"of", "unit"};
  return {.about = {.name = "amounts",
                    .says = "any species or observable of the model by its name",
                    .quantities = kQuantities,
                    .options = kOptions},
          .reference = Reference::none,
          .check = check,
          .read = read};
}

}  // namespace emtansim::assay
