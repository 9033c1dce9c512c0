// SPDX-License-Identifier: Apache-2.0
/// A streamed population as plots, tables and words look at it. Private to report.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emtansim/report/json.h"
#include "emtansim/study/study.h"

namespace emtansim::report {

/// What one series of a population is of.
struct SeriesName {
  std::string_view readout, quantity, population, unit, arm;
  double dose = 0;
};

/// Null where no population was drawn or it has no such series.
const study::PopulationSeries* find_series(const study::Outcome& outcome, const SeriesName& name);

/// The quantiles of a spread that a band is drawn between, and the one in the middle.
double band_low(const study::Spread& spread);
double middle(const study::Spread& spread);
double band_high(const study::Spread& spread);

/// "5 % to 95 % of 200 individuals, dotted line their median".
std::string band_text(const study::Outcome& outcome);

/// How strongly a reading follows a parameter over the kept individuals.
struct Driver {
  std::string parameter;
  stats::Correlation rank;
};

/// A reading that was looked at, with the parameters it follows, the strongest first.
struct Drivers {
  const study::PopulationSeries* series = nullptr;
  std::size_t time = 0;         ///< which of the series
  std::size_t individuals = 0;  ///< with a number
  std::vector<Driver> drivers;
};

/// Of every quantity of every readout, at its last time, in the arm and at the dose where it spreads most.
std::vector<Drivers> find_drivers(const study::Outcome& outcome);

/// "200 individuals by Sobol's sequence, seed 7"; empty without a population.
std::string population_text(const study::Outcome& outcome);

/// What individuals differ in and why, for the list of assumptions.
void add_population_assumptions(const study::Outcome& outcome, Json& list);
/// Members that could not be integrated, with what sets them apart.
void add_population_failures(const study::Outcome& outcome, Json& list);

}  // namespace emtansim::report
