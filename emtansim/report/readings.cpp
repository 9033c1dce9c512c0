// SPDX-License-Identifier: Apache-2.0
/// What each readout shows besides its dose-response fit: over time, over dose, or as a table.
#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "emtansim/report/parts.h"
#include "emtansim/report/population/population.h"
#include "emtansim/report/report.h"

namespace emtansim::report {

namespace {

using assay::Reading;
using Readings = std::vector<const Reading*>;

constexpr std::size_t kTimesForCurve = 4;  // fewer are a table
constexpr std::size_t kDosesForCurve = 4;
constexpr std::size_t kRowsOfTable = 400;
constexpr std::size_t kCurvesDrawn = 24;  // single individuals; more would only blacken the plot
constexpr int kDigitsOfCurves = 4;

/// A quantity of one population, as one curve.
struct Line {
  std::string quantity, population, unit;
  friend auto operator<=>(const Line&, const Line&) = default;
};

Line line_of(const Reading& row) { return {row.quantity, row.population, row.unit}; }

std::string line_name(const Line& line, bool with_population) {
  return with_population && !line.population.empty() ? fmt::format("{}, {}", line.quantity, line.population)
                                                     : line.quantity;
}

Readings without_noise(const study::Outcome& outcome, const std::string& readout) {
  Readings rows;
  for (const auto& row : outcome.readouts.rows)
    if (row.assay == readout && row.replicate == 0) rows.push_back(&row);
  return rows;
}

std::vector<Line> lines_of(const Readings& rows) {
  std::vector<Line> lines;
  for (const auto* row : rows)
    if (std::ranges::find(lines, line_of(*row)) == lines.end()) lines.push_back(line_of(*row));
  return lines;
}

bool has_several_populations(const std::vector<Line>& lines) {
  std::set<std::string> names;
  for (const auto& line : lines) names.insert(line.population);
  return names.size() > 1;
}

class TimePlot {
 public:
  TimePlot(const study::Outcome& outcome, const experiment::ReadoutRequest& readout, const Readings& rows,
           const std::vector<Case>& cases)
      : outcome_(outcome), readout_(readout), rows_(rows), cases_(cases), lines_(lines_of(rows)) {}

  Json build(Keys& keys) {
    Json plot = {{"id", keys.of("readout " + readout_.name)},
                 {"kind", "time_course"},
                 {"title", capitalised(readout_.name)},
                 {"caption", fmt::format("What the assay {} shows, without its noise.", readout_.assay.text)},
                 {"x", {{"label", "Time"}, {"unit", "h"}}},
                 {"groups", Json::array()},
                 {"quantities", Json::array()},
                 {"cases", Json::array()}};
    const bool with_population = has_several_populations(lines_);
    std::set<std::string> units;
    for (const auto& line : lines_) {
      if (units.insert(line.unit).second)
        plot["groups"].push_back({{"key", keys_.of("unit " + line.unit)},
                                  {"name", capitalised(readout_.name)},
                                  {"unit", line.unit},
                                  {"scale", "linear"}});
      plot["quantities"].push_back(
          {{"key", key(line)}, {"name", line_name(line, with_population)}, {"group", keys_.of("unit " + line.unit)}});
    }
    for (const auto& item : cases_)
      if (Json one = case_of(item); !one["time"].empty()) plot["cases"].push_back(std::move(one));
    if (has_band_) plot["band"] = band_text(outcome_);
    return plot;
  }

 private:
  std::string key(const Line& line) {
    return keys_.of(fmt::format("line {} {} {}", line.quantity, line.population, line.unit));
  }

  Json case_of(const Case& item) {
    std::map<double, std::map<Line, double>> typical;
    for (const auto* row : rows_)
      if (row->member == item.member) typical[row->time][line_of(*row)] = row->value;
    Json one = {{"arm", item.arm},
                {"label", item.label},
                {"dose", rounded(item.dose)},
                {"dose_unit", experiment::dose_unit(outcome_.experiment)},
                {"time", Json::array()},
                {"values", Json::object()},
                {"events", Json::array()}};
    for (const auto& [time, values] : typical) one["time"].push_back(rounded(time));
    for (const auto& line : lines_) {
      Json values = Json::array();
      for (const auto& [time, at] : typical) {
        const auto found = at.find(line);
        values.push_back(found == at.end() ? Json(nullptr) : rounded(found->second));
      }
      one["values"][key(line)] = std::move(values);
      add_individuals(item, line, one);
    }
    for (const auto& event : item.happenings)
      one["events"].push_back({{"time", rounded(event.time)}, {"label", event.label}});
    return one;
  }

  void add_individuals(const Case& item, const Line& line, Json& one) {
    const auto* series =
        find_series(outcome_, {readout_.name, line.quantity, line.population, line.unit, item.arm, item.dose});
    if (series == nullptr || series->times.size() != one["time"].size()) return;
    has_band_ = true;
    for (const auto& spread : series->spread) {
      one["low"][key(line)].push_back(rounded(band_low(spread)));
      one["median"][key(line)].push_back(rounded(middle(spread)));
      one["high"][key(line)].push_back(rounded(band_high(spread)));
    }
    for (std::size_t i = 1; i <= std::min(kCurvesDrawn, outcome_.population->curve_count()); ++i)
      one["individuals"][key(line)].push_back(rounded(outcome_.population->curve(i, *series), kDigitsOfCurves));
  }

  const study::Outcome& outcome_;
  const experiment::ReadoutRequest& readout_;
  const Readings& rows_;
  const std::vector<Case>& cases_;
  std::vector<Line> lines_;
  Keys keys_;
  bool has_band_ = false;
};

/// One plot for each unit and time: quantities over the dose of the members with published values.
void add_dose_plots(const study::Outcome& outcome, const experiment::ReadoutRequest& readout, const Readings& rows,
                    Keys& keys, Json& plots) {
  const std::vector<Line> lines = lines_of(rows);
  const bool with_population = has_several_populations(lines);
  std::map<std::string, Json> series_by_unit;
  std::set<std::pair<double, std::string>> time_and_arm;
  for (const auto* row : rows) time_and_arm.emplace(row->time, row->arm);
  for (const auto& [time, arm] : time_and_arm) {
    for (const auto& line : lines) {
      std::map<double, double> points;
      for (const auto* row : rows)
        if (row->time == time && row->arm == arm && row->individual == 0 && row->dose > 0 && line_of(*row) == line)
          points.emplace(row->dose, row->value);
      if (points.size() < kDosesForCurve) continue;
      std::vector<double> x, y;
      for (const auto& [dose, value] : points) {
        x.push_back(dose);
        y.push_back(value);
      }
      std::string name = line_name(line, with_population);
      if (readout.at.size() > 1) name += fmt::format(", {}", time_text(time));
      if (outcome.experiment.arms.size() > 1 && readout.arms.size() != 1) name += fmt::format(", {}", arm);
      series_by_unit[line.unit].push_back({{"name", name}, {"model", {{"x", rounded(x)}, {"y", rounded(y)}}}});
    }
  }
  for (auto& [unit, series] : series_by_unit)
    plots.push_back(
        {{"id", keys.of(fmt::format("readout {} {}", readout.name, unit))},
         {"kind", "predicted_observed"},
         {"title", fmt::format("{} by dose", capitalised(readout.name))},
         {"caption", fmt::format("What the assay {} shows, without its noise.", readout.assay.text)},
         {"x", {{"label", outcome.model.agents.front().name}, {"unit", experiment::dose_unit(outcome.experiment)}}},
         {"x_scale", "log"},
         {"y", {{"label", capitalised(readout.name)}, {"unit", unit}}},
         {"series", std::move(series)}});
}

Json table_of(const experiment::Experiment& experiment, const experiment::ReadoutRequest& readout, const Readings& rows,
              Keys& keys) {
  Json table = {{"id", keys.of("table " + readout.name)},
                {"kind", "table"},
                {"title", capitalised(readout.name)},
                {"caption", fmt::format("What the assay {} shows, without its noise.", readout.assay.text)},
                {"columns",
                 {{{"key", "arm"}, {"name", "Arm"}, {"unit", ""}, {"kind", "text"}},
                  {{"key", "dose"}, {"name", "Dose"}, {"unit", experiment::dose_unit(experiment)}, {"kind", "number"}},
                  {{"key", "time"}, {"name", "Time"}, {"unit", "h"}, {"kind", "number"}},
                  {{"key", "population"}, {"name", "Cells"}, {"unit", ""}, {"kind", "text"}},
                  {{"key", "quantity"}, {"name", "Quantity"}, {"unit", ""}, {"kind", "text"}},
                  {{"key", "value"}, {"name", "Value"}, {"unit", ""}, {"kind", "number"}},
                  {{"key", "unit"}, {"name", "Unit"}, {"unit", ""}, {"kind", "text"}}}},
                {"rows", Json::array()}};
  for (const auto* row : rows) {
    if (row->individual > 0 || table["rows"].size() >= kRowsOfTable) continue;
    table["rows"].push_back({row->arm, rounded(row->dose), rounded(row->time), row->population, row->quantity,
                             rounded(row->value), row->unit});
  }
  return table;
}

/// Bars for a reading at one time and a few doses, where everything is in one unit.
Json bars_of(const study::Outcome& outcome, const experiment::ReadoutRequest& readout, const Readings& rows,
             Keys& keys) {
  const std::vector<Line> lines = lines_of(rows);
  const bool with_population = has_several_populations(lines);
  const bool with_arm = outcome.experiment.arms.size() > 1;
  std::vector<std::string> categories;
  std::map<std::string, std::map<Line, const Reading*>> values;
  for (const auto* row : rows) {
    const std::string dose = dose_text(row->dose, experiment::dose_unit(outcome.experiment));
    std::string category = with_arm ? fmt::format("{}, {}", row->arm, dose) : dose;
    values[category][line_of(*row)] = row;
    if (std::ranges::find(categories, category) == categories.end()) categories.push_back(std::move(category));
  }
  Json plot = {{"id", keys.of("bars " + readout.name)},
               {"kind", "bars"},
               {"title", fmt::format("{} at {}", capitalised(readout.name), time_text(readout.at.front()))},
               {"caption", fmt::format("What the assay {} shows, without its noise.{}", readout.assay.text,
                                       outcome.population ? " Whiskers: 5 % to 95 % of the individuals." : "")},
               {"y", {{"label", capitalised(readout.name)}, {"unit", lines.front().unit}}},
               {"categories", categories},
               {"series", Json::array()}};
  for (const auto& line : lines) {
    Json heights = Json::array(), low = Json::array(), high = Json::array();
    for (const auto& category : categories) {
      const auto found = values[category].find(line);
      const Reading* row = found == values[category].end() ? nullptr : found->second;
      const auto* series =
          row == nullptr
              ? nullptr
              : find_series(outcome, {readout.name, line.quantity, line.population, line.unit, row->arm, row->dose});
      heights.push_back(row == nullptr ? Json(nullptr) : rounded(row->value));
      low.push_back(series == nullptr ? Json(nullptr) : rounded(band_low(series->spread.front())));
      high.push_back(series == nullptr ? Json(nullptr) : rounded(band_high(series->spread.front())));
    }
    plot["series"].push_back({{"name", line_name(line, with_population)}, {"values", std::move(heights)}});
    if (!outcome.population) continue;
    plot["series"].back()["low"] = std::move(low);
    plot["series"].back()["high"] = std::move(high);
  }
  return plot;
}

bool fits_bars(const experiment::ReadoutRequest& readout, const Readings& rows) {
  constexpr std::size_t kSeries = 6;
  const std::vector<Line> lines = lines_of(rows);
  const bool has_one_unit = std::ranges::all_of(lines, [&](const Line& line) { return line.unit == lines[0].unit; });
  return readout.at.size() == 1 && has_one_unit && lines.size() <= kSeries;
}

bool is_dose_response(const study::Outcome& outcome, const std::string& readout) {
  return std::ranges::any_of(outcome.findings.dose_responses,
                             [&](const auto& curve) { return curve.readout == readout; });
}

std::size_t doses_of(const Readings& rows) {
  std::set<double> doses;
  for (const auto* row : rows)
    if (row->dose > 0) doses.insert(row->dose);
  return doses.size();
}

}  // namespace

void add_readout_plots(const study::Outcome& outcome, const std::vector<Case>& cases, Json& plots) {
  Keys keys;
  for (const auto& readout : outcome.experiment.readouts) {
    const Readings rows = without_noise(outcome, readout.name);
    if (rows.empty()) continue;
    if (readout.at.size() >= kTimesForCurve) {
      plots.push_back(TimePlot(outcome, readout, rows, cases).build(keys));
    } else if (!is_dose_response(outcome, readout.name)) {
      if (doses_of(rows) >= kDosesForCurve)
        add_dose_plots(outcome, readout, rows, keys, plots);
      else if (fits_bars(readout, rows))
        plots.push_back(bars_of(outcome, readout, rows, keys));
      else
        plots.push_back(table_of(outcome.experiment, readout, rows, keys));
    }
  }
}

}  // namespace emtansim::report
