// SPDX-License-Identifier: Apache-2.0
/// Which parameters drive the spread of which reading: rank correlations over the individuals that were kept whole.
#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "emtansim/report/population.h"

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

Drivers drivers_of(const study::Outcome& outcome, const study::PopulationSeries& series) {
  const auto& summary = *outcome.population;
  Drivers found{.series = &series, .time = series.times.size() - 1, .drivers = {}};
  const Columns columns = columns_of(summary, series, found.time);
  found.individuals = columns.individuals.size();
  if (found.individuals < kFewest) return found;
  for (const auto id : summary.varied) {
    std::vector<double> values;
    for (const std::size_t i : columns.individuals) values.push_back(summary.parameters_of(i)[id.index()]);
    const auto rank = stats::spearman_correlation(values, columns.reading);
    if (std::isfinite(rank.coefficient)) found.drivers.push_back({outcome.model.network[id].name, rank});
  }
  std::ranges::stable_sort(found.drivers, std::greater{},
                           [](const Driver& driver) { return std::abs(driver.rank.coefficient); });
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
