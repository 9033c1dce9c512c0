// SPDX-License-Identifier: Apache-2.0
/// A population's summary is the same bits for any number of threads and ranks and any chunk, and tells what its
/// individuals are when each is run alone.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "emtansim/study/study.h"

namespace emtansim::study {
namespace {

const std::string kData = std::string(EMTANSIM_SOURCE_DIR) + "/data";

constexpr std::string_view kExperiment = R"(
title = "a population"
conjugate = "T-DM1"
system = "SK-BR-3"
[culture]
medium = "0.1 mL"
cells = "1e4 cells"
[[arm]]
name = "doses"
dose = { at = "0 h", levels = ["0 nM", "1 nM"] }
[[arm]]
name = "pulse"
dose = { amount = "10 nM", at = "0 h", removed = "1 h" }
[[readout]]
assay = "viability"
at = ["6 h", "12 h"]
arms = ["doses"]
replicates = 3
noise = { cv = "5 %" }
[[readout]]
assay = "catabolites"
unit = "molecules/cell"
at = ["0 h", "6 h", "12 h"]
loq = "1e5 molecules/cell"
[population]
members = 24
vary = "spread"
seed = 3
)";

const catalogue::Catalogue& shipped() {
  static const catalogue::Catalogue kCatalogue = catalogue::read_catalogue(kData);
  return kCatalogue;
}

Outcome run_with(Executor* executor, std::size_t chunk = 0, std::optional<std::size_t> individual = {}) {
  return run(experiment::parse_experiment(kExperiment, "test.toml"), shipped(),
             {.data_folder = kData, .progress = {}, .executor = executor, .individual = individual, .chunk = chunk});
}

std::vector<std::uint64_t> bits_of(const Spread& spread) {
  std::vector<std::uint64_t> bits{spread.n, spread.failed, spread.undefined, spread.below_limit};
  for (const double value : {spread.mean, spread.sd, spread.minimum, spread.maximum})
    bits.push_back(std::bit_cast<std::uint64_t>(value));
  for (const double value : spread.quantiles) bits.push_back(std::bit_cast<std::uint64_t>(value));
  return bits;
}

/// Everything in a summary that must not depend on how it was made.
std::vector<std::uint64_t> bits_of(const PopulationSummary& summary) {
  std::vector<std::uint64_t> bits{summary.individuals, summary.done, summary.finished, summary.failed_members};
  const auto add = [&bits](const Spread& spread) {
    const auto more = bits_of(spread);
    bits.insert(bits.end(), more.begin(), more.end());
  };
  for (const auto& series : summary.series) {
    for (const auto& spread : series.spread) add(spread);
    for (const auto* spread : {&series.area, &series.peak, &series.time_of_peak})
      if (*spread) add(**spread);
  }
  for (const auto* values : {&summary.parameters, &summary.readings})
    for (const double value : *values) bits.push_back(std::bit_cast<std::uint64_t>(value));
  bits.push_back(std::bit_cast<std::uint64_t>(summary.worst_residual));
  for (const long long count : {summary.cost.steps, summary.cost.rhs_evaluations, summary.cost.factorizations})
    bits.push_back(static_cast<std::uint64_t>(count));
  return bits;
}

const Outcome& on_one_thread() {
  static const Outcome kOutcome = run_with(nullptr);
  return kOutcome;
}

void expect_the_same(const Outcome& outcome) {
  ASSERT_TRUE(outcome.population.has_value());
  EXPECT_EQ(bits_of(*outcome.population), bits_of(*on_one_thread().population));
}

TEST(Populations, are_the_same_bits_for_any_number_of_threads) {
  for (const std::size_t threads : {std::size_t{1}, std::size_t{2}, std::size_t{3}}) {
    const auto executor = on_threads(threads);
    expect_the_same(run_with(executor.get()));
  }
}

TEST(Populations, are_the_same_bits_for_any_number_of_pretended_ranks) {
  for (const std::size_t ranks : {std::size_t{1}, std::size_t{2}, std::size_t{4}}) {
    const auto executor = on_pretended_ranks(ranks);
    expect_the_same(run_with(executor.get()));
  }
}

TEST(Populations, are_the_same_bits_for_any_chunk) {
  const auto executor = on_threads(2);
  for (const std::size_t chunk : {std::size_t{1}, std::size_t{5}, std::size_t{100}})
    expect_the_same(run_with(executor.get(), chunk));
}

TEST(Populations, count_every_individual_beside_every_number) {
  const auto& summary = *on_one_thread().population;
  EXPECT_EQ(summary.done, 24u);
  EXPECT_EQ(summary.cost.members, 24u * 3u);
  for (const auto& series : summary.series) {
    ASSERT_EQ(series.spread.size(), series.times.size());
    for (const auto& spread : series.spread)
      EXPECT_EQ(spread.n + spread.failed + spread.undefined, 24u) << series.readout << ' ' << series.quantity;
  }
}

TEST(Populations, are_told_of_without_the_noise_of_assays) {
  const auto& outcome = on_one_thread();
  for (const auto& row : outcome.readouts.rows) EXPECT_EQ(row.individual, 0u);
  for (const auto& series : outcome.population->series) {
    if (series.readout != "viability" || series.dose != 0) continue;
    for (const auto& spread : series.spread) EXPECT_EQ(spread.sd, 0);  // each relative to its own control
  }
}

TEST(Populations, count_what_is_below_the_limit_of_quantification) {
  std::size_t below = 0;
  for (const auto& series : on_one_thread().population->series)
    for (const auto& spread : series.spread) {
      EXPECT_LE(spread.below_limit, spread.n);
      below += spread.below_limit;
    }
  EXPECT_GT(below, 0u);
}

TEST(Populations, have_the_areas_and_peaks_of_their_curves) {
  const auto& summary = *on_one_thread().population;
  for (const auto& series : summary.series) {
    ASSERT_TRUE(series.area && series.peak && series.time_of_peak);
    if (series.peak->n < summary.individuals) continue;
    double area = 0, peak = 0;
    for (std::size_t i = 1; i <= summary.individuals; ++i) {
      const auto curve = summary.curve(i, series);
      area += stats::area_under_curve(series.times, curve);
      peak += std::ranges::max(curve);
    }
    EXPECT_NEAR(series.area->mean, area / 24, 1e-12 * std::abs(area));
    EXPECT_NEAR(series.peak->mean, peak / 24, 1e-12 * std::abs(peak));
  }
}

TEST(Populations, hold_what_an_individual_shows_when_run_alone) {
  const auto& summary = *on_one_thread().population;
  const Outcome alone = run_with(nullptr, 0, 7);
  EXPECT_FALSE(alone.population.has_value());
  EXPECT_EQ(alone.individual, 7u);
  const auto parameters = summary.parameters_of(7);
  for (std::size_t row = 0; row < parameters.size(); ++row)
    EXPECT_EQ(alone.model.network[network::ParameterId(row)].value, parameters[row]);
  std::size_t compared = 0;
  for (const auto& series : summary.series) {
    for (const auto& row : alone.readouts.rows) {
      const bool fits = row.replicate == 0 && row.assay == series.readout && row.quantity == series.quantity &&
                        row.population == series.population && row.arm == series.arm && row.dose == series.dose;
      if (!fits || !std::isfinite(row.value)) continue;
      const auto at = std::ranges::find(series.times, row.time) - series.times.begin();
      // A grid of output times between the readings changes no step of the integrator.
      EXPECT_EQ(summary.curve(7, series)[static_cast<std::size_t>(at)], row.value) << series.quantity;
      ++compared;
    }
  }
  EXPECT_GT(compared, 10u);
}

TEST(Populations, leave_no_failed_member_out_of_a_count) {
  const auto outcome = run(experiment::parse_experiment(std::string(kExperiment) + R"(
[[population.spread]]
parameter = "payload.k_perm"
distribution = "loguniform"
from = "1e-150 1/h"
to = "1e150 1/h"
because = "a test: half of these rates are too large for any integrator"
)",
                                                        "test.toml"),
                           shipped(), {.data_folder = kData, .progress = {}});
  const auto& summary = *outcome.population;
  EXPECT_EQ(summary.done, 24u);
  EXPECT_LT(summary.finished, 24u);
  ASSERT_GT(summary.failed_members, 0u);
  ASSERT_EQ(summary.failures.size(), summary.failed_members);
  const auto rows = outcome.model.network.parameters();
  const auto found = std::ranges::find_if(rows, [](const auto& one) { return one.name.starts_with("payload.k_perm"); });
  ASSERT_NE(found, rows.end());
  const auto row = static_cast<std::size_t>(found - rows.begin());
  for (const auto& failure : summary.failures) {
    EXPECT_FALSE(failure.reason.empty());
    ASSERT_GT(failure.parameters.size(), row);
    ASSERT_GT(summary.parameters_of(failure.individual).size(), row);
    EXPECT_EQ(failure.parameters[row], summary.parameters_of(failure.individual)[row]);
  }
  std::size_t failed = 0;
  for (const auto& series : summary.series)
    for (const auto& spread : series.spread) {
      EXPECT_EQ(spread.n + spread.failed + spread.undefined, 24u) << series.readout << ' ' << series.quantity;
      failed += spread.failed;
    }
  EXPECT_GT(failed, 0u);
}

TEST(Populations, refuse_an_individual_that_is_not_there) { EXPECT_THROW(run_with(nullptr, 0, 25), InputError); }

}  // namespace
}  // namespace emtansim::study
