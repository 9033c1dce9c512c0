// SPDX-License-Identifier: Apache-2.0
/// What is kept of a streamed population: percentiles, failures, cost, and the first individuals whole.
#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "emtansim/network/network.h"

namespace emtansim::study {

/// The shares of individuals below each of `Spread::quantiles`.
inline constexpr std::array<double, 5> kQuantileShares = {0.05, 0.25, 0.5, 0.75, 0.95};
/// So many individuals are drawn as curves of their own.
inline constexpr std::size_t kCurvesKept = 100;
/// At most so many individuals are kept with their parameters and readings, for rank correlations.
inline constexpr std::size_t kIndividualsKept = 2000;
/// At most so many failures are listed; all are counted.
inline constexpr std::size_t kFailuresListed = 100;

/// How a number differs between the drawn individuals (1, 2, ...; the typical one is not among them). Failed and
/// undefined ones are counted beside the numbers, never left out silently: n + failed + undefined is the population.
struct Spread {
  std::size_t n = 0;            ///< individuals that gave a number
  std::size_t failed = 0;       ///< could not be integrated
  std::size_t undefined = 0;    ///< no number although integrated: 0/0
  std::size_t below_limit = 0;  ///< of the n, below the assay's limit of quantification
  double mean = std::numeric_limits<double>::quiet_NaN();
  double sd = std::numeric_limits<double>::quiet_NaN();  ///< with n - 1 in the denominator
  double minimum = std::numeric_limits<double>::quiet_NaN();
  double maximum = std::numeric_limits<double>::quiet_NaN();
  /// At `kQuantileShares`: exact for few individuals, else within `PopulationSummary::quantile_error`. NaN for n = 0.
  std::array<double, kQuantileShares.size()> quantiles = {
      std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN(),
      std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN(),
      std::numeric_limits<double>::quiet_NaN()};
};

/// One quantity of one readout in one arm at one dose, over the times of the readout; without noise.
struct PopulationSeries {
  std::string readout, quantity, population, arm, unit;
  double dose = 0;              ///< nM, the leading dose
  std::vector<double> times;    ///< h
  std::vector<double> typical;  ///< individual 0; NaN where it has none
  std::vector<Spread> spread;   ///< at each time
  /// Of each individual's own curve; only where there is more than one time. An individual that lacks a value at one of
  /// the times counts as undefined.
  std::optional<Spread> area;          ///< in unit * h, linear trapezoids
  std::optional<Spread> peak;          ///< the largest value (Cmax)
  std::optional<Spread> time_of_peak;  ///< h, the first time of the largest value (Tmax)
  std::size_t first_value = 0;         ///< place of its first time in a row of `PopulationSummary::readings`
};

/// A member that could not be integrated.
struct PopulationFailure {
  std::size_t individual = 0;
  std::string arm;
  double dose = 0;       ///< nM
  double failed_at = 0;  ///< h
  std::string reason;
  std::string worst_species;       ///< empty where none is to blame
  std::vector<double> parameters;  ///< one for each row of the network's parameter table, internal units
};

/// What the streamed members cost. Counts are the same for any number of threads and ranks.
struct PopulationCost {
  std::size_t members = 0;
  long long steps = 0;
  long long rhs_evaluations = 0;
  long long jacobian_evaluations = 0;
  long long factorizations = 0;
  long long error_test_failures = 0;
  long long convergence_failures = 0;
};

/// How long it took. Differs from run to run: for the terminal and provenance.json only.
struct PopulationTiming {
  double wall_seconds = 0;    ///< of all sittings, where a run was stopped and resumed
  double member_seconds = 0;  ///< sum over the members
  std::size_t workers = 1;    ///< threads of all ranks
  std::size_t ranks = 1;
  std::size_t sittings = 1;  ///< 1 for an undisturbed run
};

/// A population in bounded memory, whatever the number of individuals.
struct PopulationSummary {
  std::size_t individuals = 0;  ///< asked for; each is a member in every arm at every dose
  std::size_t done = 0;         ///< of them run, failed ones included; fewer where the run was stopped
  std::size_t finished = 0;     ///< individuals of which every member finished
  std::vector<PopulationSeries> series;
  double quantile_error = 0;  ///< relative, of quantiles that are not exact; 0 where all are exact

  /// Individuals 1 ... kept_count() whole: parameters (all rows of the network's table, internal units) and readings
  /// (the values of all series one after the other, NaN where there is none).
  std::vector<double> parameters;  ///< [individual - 1][parameter]
  std::vector<double> readings;    ///< [individual - 1][value]
  std::size_t parameter_count = 0;
  std::size_t reading_count = 0;
  /// Rows of the parameter table that differ between the kept individuals.
  std::vector<network::ParameterId> varied;

  std::size_t failed_members = 0;
  std::vector<PopulationFailure> failures;  ///< the first ones, in the order of individuals, arms, doses
  double worst_residual = 0;                ///< of all books of all finished members, relative
  PopulationCost cost;
  PopulationTiming timing;

  [[nodiscard]] std::size_t kept_count() const { return reading_count == 0 ? 0 : readings.size() / reading_count; }
  /// Curves to draw one by one.
  [[nodiscard]] std::size_t curve_count() const { return kept_count() < kCurvesKept ? kept_count() : kCurvesKept; }
  /// The parameters of a kept individual; `individual` counts from 1.
  [[nodiscard]] std::span<const double> parameters_of(std::size_t individual) const {
    return std::span(parameters).subspan((individual - 1) * parameter_count, parameter_count);
  }
  /// The curve of a kept individual in a series: one value for each of its times.
  [[nodiscard]] std::span<const double> curve(std::size_t individual, const PopulationSeries& of) const {
    return std::span(readings).subspan((individual - 1) * reading_count + of.first_value, of.times.size());
  }
};

}  // namespace emtansim::study
