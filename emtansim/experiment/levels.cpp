// SPDX-License-Identifier: Apache-2.0
/// The series of a dose-response, made explicit: decades come out exactly, and both ends are kept.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "emtansim/experiment/limits.h"
#include "emtansim/experiment/values.h"

namespace emtansim::experiment {

namespace {

constexpr double kSameLevel = 1e-6;  // levels nearer than this, relative, are one

// 10^(step / per_decade) times `from`; whole decades by an exact power of ten.
double level_at(double from, std::int64_t step, std::int64_t per_decade) {
  const std::int64_t whole = step / per_decade;
  const double decades = std::pow(10.0, static_cast<double>(whole));
  const double within = static_cast<double>(step % per_decade) / static_cast<double>(per_decade);
  return step % per_decade == 0 ? from * decades : from * decades * std::pow(10.0, within);
}

void expect_few(const TomlValue& value, double levels) {
  if (levels < static_cast<double>(limits::kMostRows)) return;
  value.refuse("too-many", fmt::format("{} asks for more than {} levels", value.name(), limits::kMostRows));
}

std::vector<double> per_decade_levels(double from, double to, const TomlValue& per_decade) {
  const std::int64_t count = to_count(per_decade);
  expect_few(per_decade, static_cast<double>(count) * std::log10(to / from));
  std::vector<double> levels;
  for (std::int64_t step = 0;; ++step) {
    const double level = level_at(from, step, count);
    if (level >= to * (1 - kSameLevel)) break;
    levels.push_back(level);
  }
  levels.push_back(to);
  return levels;
}

std::vector<double> spaced_levels(double from, double to, const TomlValue& points) {
  const std::int64_t count = to_count(points);
  if (count < 2) points.refuse("too-few", "'points' must be at least 2", "both ends count");
  std::vector<double> levels;
  for (std::int64_t i = 0; i + 1 < count; ++i)
    levels.push_back(from * std::pow(to / from, static_cast<double>(i) / static_cast<double>(count - 1)));
  levels.push_back(to);
  return levels;
}

std::vector<Quantity> read_level_grid(const TomlTable& grid, ToLevel to_level) {
  static const std::vector<std::string> kKeys = {"from", "to", "per_decade", "points"};
  grid.refuse_unknown_keys(kKeys);
  const TomlValue upper = grid.at("to");
  const Quantity from = to_level(grid.at("from"));
  const Quantity to = to_level(upper);
  if (!(from.value > 0)) {
    grid.at("from").refuse("not-positive", "'from' must be above zero", "levels are spaced by a factor",
                           "start for example at \"1 pM\"; the untreated control is added by itself");
  }
  if (from.dimension != to.dimension) upper.refuse("wrong-unit", "'from' and 'to' have units of different kinds");
  if (!(to.value > from.value * (1 + kSameLevel)) || !std::isfinite(to.value / from.value)) {
    upper.refuse("out-of-order", "'to' must be above 'from'",
                 fmt::format("from {0} to {1} {2}", to_short(from.value), to_short(to.value), to_text(to.dimension)));
  }
  const auto per_decade = grid.find("per_decade");
  const auto points = grid.find("points");
  if (per_decade.has_value() == points.has_value()) {
    grid.refuse("contradiction", fmt::format("{} needs either 'per_decade' or 'points'", grid.name()),
                points ? "both are given" : "neither is given",
                "write for example { from = \"1 pM\", to = \"100 nM\", per_decade = 3 }");
  }
  std::vector<Quantity> levels;
  for (const double level :
       per_decade ? per_decade_levels(from.value, to.value, *per_decade) : spaced_levels(from.value, to.value, *points))
    levels.push_back({level, from.dimension});
  return levels;
}

std::vector<Quantity> read_level_list(const TomlValue& list, ToLevel to_level) {
  std::vector<Quantity> levels;
  for (const auto& item : list.list()) {
    const Quantity level = to_level(item);
    if (!levels.empty() && level.dimension != levels.front().dimension)
      item.refuse("wrong-unit", fmt::format("{} has another kind of unit than the first", item.name()));
    if (std::ranges::find(levels, level) != levels.end())
      item.refuse("duplicate-level", fmt::format("{} stands twice in the series", item.as_text()));
    levels.push_back(level);
  }
  if (levels.empty())
    list.refuse("empty-list", fmt::format("{} is empty", list.name()), "at least one level is needed");
  std::ranges::sort(levels, {}, &Quantity::value);
  return levels;
}

}  // namespace

Quantity to_concentration(const TomlValue& value) {
  const Quantity quantity = value.quantity();
  const Quantity found =
      quantity.dimension == dimension::kMassConcentration ? quantity : value.quantity_of(dimension::kConcentration);
  if (found.value < 0) {
    value.refuse("negative-amount", fmt::format("{} is negative", value.name()),
                 fmt::format("{} {}", to_short(found.value), to_text(found.dimension)));
  }
  return found;
}

Quantity to_body_dose(const TomlValue& value) {
  const std::string text = value.as_text();
  const Quantity quantity = value.quantity();
  const bool is_per_weight = quantity.dimension == dimension::kOne && unit_of(text).find("/kg") != std::string::npos;
  if (!is_per_weight && quantity.dimension != dimension::kMass) {
    value.refuse("wrong-unit", fmt::format("{} is \"{}\"", value.name(), text),
                 "a body is given a mass, or a mass per body weight", "write for example \"3.6 mg/kg\" or \"252 mg\"");
  }
  if (quantity.value < 0) value.refuse("negative-amount", fmt::format("{} is negative", value.name()), text);
  return quantity;
}

std::vector<Quantity> read_levels(const TomlValue& value, ToLevel to_level) {
  return value.is_table() ? read_level_grid(value.table(), to_level) : read_level_list(value, to_level);
}

}  // namespace emtansim::experiment
