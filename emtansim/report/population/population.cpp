// SPDX-License-Identifier: Apache-2.0
/// What a population shows: readings over dose with bands, percentiles, what drives the spread, what it cost.
#include "emtansim/report/population/population.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

#include "emtansim/report/parts.h"
#include "emtansim/report/report.h"

namespace emtansim::report {

namespace {

using study::PopulationSeries;
using study::Spread;

constexpr std::size_t kRowsOfTable = 400;
constexpr std::size_t kTimesInTable = 4;  // of a series; of more the last one and the area stand for all
constexpr std::size_t kDosesForBand = 4;
constexpr std::size_t kSeriesOfPlot = 8;
constexpr std::size_t kDriversShown = 10;
constexpr std::size_t kDriversListed = 5;  // for each reading, in the table
constexpr std::size_t kDriverPlots = 3;

Json column(const char* key, const char* name, const char* kind, const char* unit = "") {
  return {{"key", key}, {"name", name}, {"unit", unit}, {"kind", kind}};
}

std::string series_title(const study::Outcome& outcome, const PopulationSeries& series) {
  std::string title =
      series.quantity == series.readout ? series.quantity : fmt::format("{}: {}", series.readout, series.quantity);
  if (outcome.model.populations.size() > 1 && !series.population.empty()) title += ", " + series.population;
  return title;
}

/// The rows of one readout in the table of percentiles.
class Percentiles {
 public:
  Percentiles(const study::Outcome& outcome, std::string readout) : outcome_(outcome), readout_(std::move(readout)) {}

  Json build(Keys& keys) {
    for (const auto& series : outcome_.population->series)
      if (series.readout == readout_) add(series);
    std::string caption = fmt::format(
        "Of {} individuals; the typical one has the published values. Missing are those that failed or have no such "
        "number; they are in no percentile.",
        outcome_.population->done);
    if (is_cut_) caption += fmt::format(" The first {} rows.", kRowsOfTable);
    if (outcome_.population->quantile_error > 0)
      caption += fmt::format(" Percentiles are within {} %.", to_short(100 * outcome_.population->quantile_error, 2));
    const std::string unit = experiment::dose_unit(outcome_.experiment);
    return {{"id", keys.of("percentiles " + readout_)},
            {"kind", "table"},
            {"title", fmt::format("{}: percentiles", capitalised(readout_))},
            {"caption", caption},
            {"columns",
             {column("quantity", "Quantity", "text"), column("arm", "Arm", "text"),
              column("dose", "Dose", "number", unit.c_str()), column("at", "At", "text"),
              column("unit", "Unit", "text"), column("typical", "Typical", "number"), column("p5", "5 %", "number"),
              column("p25", "25 %", "number"), column("p50", "Median", "number"), column("p75", "75 %", "number"),
              column("p95", "95 %", "number"), column("mean", "Mean", "number"), column("sd", "SD", "number"),
              column("n", "Individuals", "number"), column("missing", "Missing", "number")}},
            {"rows", std::move(rows_)}};
  }

 private:
  void add(const PopulationSeries& series) {
    const std::size_t first = series.times.size() > kTimesInTable ? series.times.size() - 1 : 0;
    for (std::size_t t = first; t < series.times.size(); ++t)
      add_row(series, time_text(series.times[t]), series.unit, series.typical[t], series.spread[t]);
    constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
    const std::string span = fmt::format("{} to {}", to_short(series.times.front()), time_text(series.times.back()));
    if (series.area)
      add_row(series, "area, " + span, series.unit.empty() ? "h" : fmt::format("({}) h", series.unit), kNaN,
              *series.area);
    if (series.peak) add_row(series, "highest, " + span, series.unit, kNaN, *series.peak);
    if (series.time_of_peak) add_row(series, "time of the highest", "h", kNaN, *series.time_of_peak);
  }

  void add_row(const PopulationSeries& series, const std::string& at, const std::string& unit, double typical,
               const Spread& spread) {
    is_cut_ = rows_.size() >= kRowsOfTable;
    if (is_cut_) return;
    Json row = {series_title(outcome_, series), series.arm, rounded(series.dose), at, unit, rounded(typical)};
    for (const double quantile : spread.quantiles) row.push_back(rounded(quantile));
    row.push_back(rounded(spread.mean));
    row.push_back(rounded(spread.sd));
    row.push_back(spread.n);
    row.push_back(spread.failed + spread.undefined);
    rows_.push_back(std::move(row));
  }

  const study::Outcome& outcome_;
  std::string readout_;
  Json rows_ = Json::array();
  bool is_cut_ = false;
};

/// Bands over the dose at the last time of each readout, one plot for each unit.
void add_dose_bands(const study::Outcome& outcome, const std::string& readout, Keys& keys, Json& plots) {
  std::map<std::string, std::map<std::string, std::map<double, const PopulationSeries*>>> by_unit_and_name;
  const bool with_arm = outcome.experiment.arms.size() > 1;
  for (const auto& series : outcome.population->series) {
    if (series.readout != readout || !(series.dose > 0)) continue;
    std::string name = series_title(outcome, series);
    if (with_arm) name += ", " + series.arm;
    by_unit_and_name[series.unit][name].emplace(series.dose, &series);
  }
  for (const auto& [unit, by_name] : by_unit_and_name) {
    Json list = Json::array();
    for (const auto& [name, by_dose] : by_name) {
      if (by_dose.size() < kDosesForBand || list.size() >= kSeriesOfPlot) continue;
      Json model = {{"x", Json::array()}, {"y", Json::array()}, {"low", Json::array()}, {"high", Json::array()}};
      for (const auto& [dose, series] : by_dose) {
        const Spread& spread = series->spread.back();
        model["x"].push_back(rounded(dose));
        model["y"].push_back(rounded(middle(spread)));
        model["low"].push_back(rounded(band_low(spread)));
        model["high"].push_back(rounded(band_high(spread)));
      }
      list.push_back({{"name", name}, {"model", std::move(model)}});
    }
    if (list.empty()) continue;
    const double time = by_unit_and_name[unit].begin()->second.begin()->second->times.back();
    plots.push_back(
        {{"id", keys.of(fmt::format("dose bands {} {}", readout, unit))},
         {"kind", "predicted_observed"},
         {"title", fmt::format("{} at {}, by dose", capitalised(readout), time_text(time))},
         {"caption",
          fmt::format("Median of {} individuals and the band from 5 % to 95 % of them.", outcome.population->done)},
         {"x", {{"label", outcome.model.agents.front().name}, {"unit", experiment::dose_unit(outcome.experiment)}}},
         {"x_scale", "log"},
         {"y", {{"label", capitalised(readout)}, {"unit", unit}}},
         {"series", std::move(list)}});
  }
}

std::string reading_text(const study::Outcome& outcome, const Drivers& of) {
  std::string text = fmt::format("{} at {}", series_title(outcome, *of.series), time_text(of.series->times[of.time]));
  if (outcome.experiment.arms.size() > 1) text += ", " + of.series->arm;
  return of.series->dose > 0
             ? fmt::format("{}, {}", text, dose_text(of.series->dose, experiment::dose_unit(outcome.experiment)))
             : text;
}

Json driver_bars(const study::Outcome& outcome, const Drivers& of, Keys& keys) {
  Json categories = Json::array(), values = Json::array(), low = Json::array(), high = Json::array();
  for (const auto& driver : of.drivers) {
    if (categories.size() == kDriversShown) break;
    categories.push_back(driver.parameter);
    values.push_back(rounded(driver.rank.coefficient));
    low.push_back(rounded(driver.rank.interval.lower));
    high.push_back(rounded(driver.rank.interval.upper));
  }
  const std::string reading = reading_text(outcome, of);
  return {
      {"id", keys.of("drivers " + reading)},
      {"kind", "bars"},
      {"title", fmt::format("What drives {}", reading)},
      {"caption",
       fmt::format(
           "Spearman's rank correlation of the reading with each parameter that differs, over {} "
           "individuals, with 95 % intervals; the surest first. To the right: the reading rises with the parameter.",
           of.individuals)},
      {"y", {{"label", "Rank correlation"}, {"unit", ""}}},
      {"categories", std::move(categories)},
      {"series",
       {{{"name", reading}, {"values", std::move(values)}, {"low", std::move(low)}, {"high", std::move(high)}}}}};
}

Json driver_table(const study::Outcome& outcome, const std::vector<Drivers>& all, Keys& keys) {
  Json rows = Json::array();
  for (const auto& of : all) {
    for (std::size_t i = 0; i < std::min(kDriversListed, of.drivers.size()); ++i) {
      const auto& rank = of.drivers[i].rank;
      rows.push_back({reading_text(outcome, of), of.drivers[i].parameter, rounded(rank.coefficient),
                      rounded(rank.interval.lower), rounded(rank.interval.upper), rank.count});
    }
  }
  return {{"id", keys.of("drivers of all readings")},
          {"kind", "table"},
          {"title", "What drives each reading"},
          {"caption",
           "Each reading in the arm and at the dose where it spreads most, with the parameters it follows most "
           "closely. Of two parameters that are correlated both get the credit. A parameter that the members of a "
           "laboratory or experiment share is held against the mean reading of each of these."},
          {"columns",
           {column("reading", "Reading", "text"), column("parameter", "Parameter", "text"),
            column("rank", "Rank correlation", "number"), column("low", "from", "number"),
            column("high", "to", "number"), column("n", "Over", "number")}},
          {"rows", std::move(rows)}};
}

// Counts alone: how long it took differs from run to run, and stands on the terminal and in provenance.json.
Json cost_table(const study::Outcome& outcome, Keys& keys) {
  const auto& summary = *outcome.population;
  const auto& cost = summary.cost;
  const double per_member =
      static_cast<double>(cost.steps) / static_cast<double>(std::max<std::size_t>(1, cost.members));
  Json rows = Json::array();
  const auto add = [&](const char* what, const Json& number) { rows.push_back(Json::array({what, number})); };
  add("individuals", summary.done);
  add("individuals of which every member finished", summary.finished);
  add("members", cost.members);
  add("members that failed", summary.failed_members);
  add("steps", cost.steps);
  add("steps of a member, on average", rounded(per_member));
  add("evaluations of the right-hand side", cost.rhs_evaluations);
  add("evaluations of the Jacobian", cost.jacobian_evaluations);
  add("factorizations", cost.factorizations);
  add("steps that were too inaccurate", cost.error_test_failures);
  return {{"id", keys.of("cost of the population")},
          {"kind", "table"},
          {"title", "Cost"},
          {"caption", fmt::format("Worst error of a mass balance: {} of what was there. How long it took stands in "
                                  "provenance.json.",
                                  to_short(summary.worst_residual, 2))},
          {"columns", {column("what", "What", "text"), column("number", "Number", "number")}},
          {"rows", std::move(rows)}};
}

}  // namespace

const PopulationSeries* find_series(const study::Outcome& outcome, const SeriesName& name) {
  if (!outcome.population) return nullptr;
  const auto found = std::ranges::find_if(outcome.population->series, [&](const PopulationSeries& series) {
    return series.readout == name.readout && series.quantity == name.quantity && series.population == name.population &&
           series.unit == name.unit && series.arm == name.arm && series.dose == name.dose;
  });
  return found == outcome.population->series.end() ? nullptr : &*found;
}

double band_low(const Spread& spread) { return spread.quantiles.front(); }
double middle(const Spread& spread) { return spread.quantiles[spread.quantiles.size() / 2]; }
double band_high(const Spread& spread) { return spread.quantiles.back(); }

std::string band_text(const study::Outcome& outcome) {
  return fmt::format("5 % to 95 % of {} individuals; the dotted line is their median, the full line the typical one",
                     outcome.population->done);
}

void add_population_plots(const study::Outcome& outcome, Json& plots) {
  if (!outcome.population) return;
  Keys keys;
  const auto drivers = find_drivers(outcome);
  for (std::size_t i = 0; i < std::min(kDriverPlots, drivers.size()); ++i)
    plots.push_back(driver_bars(outcome, drivers[i], keys));
  if (!drivers.empty()) plots.push_back(driver_table(outcome, drivers, keys));
  for (const auto& readout : outcome.experiment.readouts) {
    add_dose_bands(outcome, readout.name, keys, plots);
    plots.push_back(Percentiles(outcome, readout.name).build(keys));
  }
  plots.push_back(cost_table(outcome, keys));
}

}  // namespace emtansim::report
