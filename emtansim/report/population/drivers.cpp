// SPDX-License-Identifier: Apache-2.0
/// Which parameters drive the spread of which reading: rank correlations over the individuals that were kept whole.
#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <tuple>

#include "emtansim/report/population/population.h"

namespace emtansim::report {

namespace {

// Fewer individuals say nothing about a correlation.
constexpr std::size_t kFewest = 20;
constexpr std::size_t kReadingsLooked = 12;

/// Width of the band relative to its larger end.
double relative_width(const study::Spread& spread) {
  const double largest = std::max(std::abs(band_low(spread)), std::abs(band_high(spread)));
  return largest > 0 ? (band_high(spread) - band_low(spread)) / largest : 0;
}

/// Parameters and readings of the individuals that gave a number.
struct Columns {
  std::vector<std::size_t> individuals;
  std::vector<double> reading;
};

Columns columns_of(const study::PopulationSummary& summary, const study::PopulationSeries& series, std::size_t time) {
  Columns columns;
  for (std::size_t i = 1; i <= summary.kept_count(); ++i) {
    const double value = summary.curve(i, series)[time];
    if (!std::isfinite(value)) continue;
    columns.individuals.push_back(i);
    columns.reading.push_back(value);
  }
  return columns;
}

/// Of each group of individuals that share the draws of a laboratory or an experiment, its number; empty where none do.
std::vector<std::vector<std::size_t>> groupings(const study::Outcome& outcome, const Columns& columns) {
  const auto& asked = outcome.experiment.population;
  if (asked.laboratories == 0) return {};
  std::vector<std::size_t> sizes = {asked.laboratories};
  if (asked.experiments > 0) sizes.push_back(std::size_t{asked.laboratories} * asked.experiments);
  std::vector<std::vector<std::size_t>> all;
  for (const std::size_t size : sizes) {
    all.emplace_back();
    for (const std::size_t i : columns.individuals)
      all.back().push_back((i - 1) / experiment::grid_points(asked) % size);
  }
  return all;
}

/// The correlation over groups, by the mean reading of each, where the parameter is the same within every one: the
/// members of a laboratory are one witness of what its laboratory does, not many.
std::optional<stats::Correlation> over_groups(const std::vector<std::size_t>& group, const std::vector<double>& values,
                                              const std::vector<double>& reading) {
  struct Sum {
    double value = 0, total = 0, count = 0;
  };
  std::map<std::size_t, Sum> sums;
  for (std::size_t i = 0; i < group.size(); ++i) {
    Sum& sum = sums.try_emplace(group[i], Sum{values[i], 0, 0}).first->second;
    if (sum.value != values[i]) return std::nullopt;
    sum.total += reading[i];
    ++sum.count;
  }
  std::vector<double> parameter, mean;
  for (const auto& [number, sum] : sums) {
    parameter.push_back(sum.value);
    mean.push_back(sum.total / sum.count);
  }
  return stats::spearman_correlation(parameter, mean);
}

/// How strong a correlation is at least: the end of its interval that is nearer to zero, and then the coefficient.
std::pair<double, double> certain(const stats::Correlation& rank) {
  const double strength = std::abs(rank.coefficient);
  const auto& interval = rank.interval;
  if (!std::isfinite(interval.lower) || !std::isfinite(interval.upper)) return {strength, strength};
  if (interval.contains(0)) return {0, strength};
  return {std::min(std::abs(interval.lower), std::abs(interval.upper)), strength};
}

Drivers drivers_of(const study::Outcome& outcome, const study::PopulationSeries& series) {
  const auto& summary = *outcome.population;
  Drivers found{.series = &series, .time = series.times.size() - 1, .drivers = {}};
  const Columns columns = columns_of(summary, series, found.time);
  found.individuals = columns.individuals.size();
  if (found.individuals < kFewest) return found;
  const auto groups = groupings(outcome, columns);
  for (const auto id : summary.varied) {
    std::vector<double> values;
    for (const std::size_t i : columns.individuals) values.push_back(summary.parameters_of(i)[id.index()]);
    std::optional<stats::Correlation> rank;
    for (const auto& group : groups)
      if (!rank) rank = over_groups(group, values, columns.reading);
    if (!rank) rank = stats::spearman_correlation(values, columns.reading);
    if (std::isfinite(rank->coefficient)) found.drivers.push_back({outcome.model.network[id].name, *rank});
  }
  std::ranges::stable_sort(found.drivers, std::greater{}, [](const Driver& driver) { return certain(driver.rank); });
  return found;
}

}  // namespace

std::vector<Drivers> find_drivers(const study::Outcome& outcome) {
  std::vector<Drivers> all;
  if (!outcome.population) return all;
  using Key = std::tuple<std::string, std::string, std::string, std::string>;
  std::vector<Key> order;
  std::map<Key, const study::PopulationSeries*> widest;
  for (const auto& series : outcome.population->series) {
    if (series.spread.empty() || series.spread.back().n < kFewest || !(relative_width(series.spread.back()) > 0))
      continue;
    const Key key{series.readout, series.quantity, series.population, series.unit};
    const auto [at, is_new] = widest.emplace(key, &series);
    if (is_new) order.push_back(key);
    if (relative_width(series.spread.back()) > relative_width(at->second->spread.back())) at->second = &series;
  }
  for (const auto& key : order) {
    if (all.size() == kReadingsLooked) break;
    Drivers found = drivers_of(outcome, *widest.at(key));
    if (!found.drivers.empty()) all.push_back(std::move(found));
  }
  return all;
}

}  // namespace emtansim::report
