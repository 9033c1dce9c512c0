// SPDX-License-Identifier: Apache-2.0
/// Tumours as the field draws them: mean volume with its standard error by arm, best changes in order (waterfall),
/// changes over time of each animal (spider), and what treatments did as a table.
#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "emtansim/report/parts.h"
#include "emtansim/report/population/population.h"
#include "emtansim/report/report.h"

namespace emtansim::report {

namespace {

using study::PopulationSeries;

constexpr double kDay = 24;
constexpr std::size_t kBarsOfPlot = 60;
constexpr int kDigitsOfCurves = 4;

/// An arm at one of its doses.
struct Group {
  std::string arm;
  double dose = 0;
  std::string name;
};

std::vector<Group> groups_of(const study::Outcome& outcome, const std::string& readout) {
  const std::string unit = experiment::dose_unit(outcome.experiment);
  std::vector<Group> groups;
  for (const auto& row : outcome.readouts.rows) {
    if (row.assay != readout || row.individual != outcome.individual) continue;
    const bool is_known =
        std::ranges::any_of(groups, [&](const Group& known) { return known.arm == row.arm && known.dose == row.dose; });
    if (is_known) continue;
    const auto* arm = experiment::find_arm(outcome.experiment, row.arm);
    const bool has_levels = arm != nullptr && arm->series() != nullptr;
    groups.push_back(
        {row.arm, row.dose, has_levels ? fmt::format("{}, {} {}", row.arm, to_short(row.dose, 3), unit) : row.arm});
  }
  return groups;
}

const PopulationSeries* series_of(const study::Outcome& outcome, const std::string& readout, const Group& group,
                                  const std::string& quantity) {
  if (!outcome.population) return nullptr;
  const auto found = std::ranges::find_if(outcome.population->series, [&](const PopulationSeries& series) {
    return series.readout == readout && series.quantity == quantity && series.arm == group.arm &&
           series.dose == group.dose;
  });
  return found == outcome.population->series.end() ? nullptr : &*found;
}

/// Readings of one quantity of the typical individual, by day.
std::map<double, double> typical_of(const study::Outcome& outcome, const std::string& readout, const Group& group,
                                    const std::string& quantity, std::string& unit) {
  std::map<double, double> values;
  for (const auto& row : outcome.readouts.rows) {
    if (row.assay != readout || row.quantity != quantity || row.replicate != 0 || row.arm != group.arm ||
        row.dose != group.dose)
      continue;
    values.emplace(row.time / kDay, row.value);
    unit = row.unit;
  }
  return values;
}

/// Mean and standard error of the animals, or the typical one where none are drawn.
Json volume_model(const study::Outcome& outcome, const std::string& readout, const Group& group, std::string& unit) {
  std::vector<double> x, y, low, high;
  if (const auto* series = series_of(outcome, readout, group, "volume")) {
    unit = series->unit;
    for (std::size_t t = 0; t < series->times.size(); ++t) {
      const auto& spread = series->spread[t];
      const double error = spread.sd / std::sqrt(static_cast<double>(spread.n));
      x.push_back(series->times[t] / kDay);
      y.push_back(spread.mean);
      low.push_back(spread.mean - error);
      high.push_back(spread.mean + error);
    }
    return {{"x", rounded(x)}, {"y", rounded(y)}, {"low", rounded(low)}, {"high", rounded(high)}};
  }
  for (const auto& [day, value] : typical_of(outcome, readout, group, "volume", unit)) {
    x.push_back(day);
    y.push_back(value);
  }
  return {{"x", rounded(x)}, {"y", rounded(y)}};
}

/// Published volumes that are held against this arm.
void add_observed(const study::Outcome& outcome, const std::string& readout, const Group& group, Json& series) {
  for (const auto& data : outcome.findings.overlays) {
    if (data.readout != readout || data.arm != group.arm || data.quantity != "volume" || data.x_name != "time_h")
      continue;
    std::vector<double> days;
    for (const double time : data.x) days.push_back(time / kDay);
    series["observed"] = {{"x", rounded(days)}, {"y", rounded(data.observed)}};
    series["source"] = data.source;
  }
}

void add_volumes(const study::Outcome& outcome, const std::string& readout, const std::vector<Group>& groups,
                 Keys& keys, Json& plots) {
  Json list = Json::array();
  std::string unit;
  for (const auto& group : groups) {
    Json one = {{"name", group.name}, {"model", volume_model(outcome, readout, group, unit)}};
    add_observed(outcome, readout, group, one);
    list.push_back(std::move(one));
  }
  const std::string who =
      outcome.population ? fmt::format("Mean of {} animals a group with its standard error", outcome.population->done)
                         : "The typical animal";
  plots.push_back({{"id", keys.of("volumes " + readout)},
                   {"kind", "predicted_observed"},
                   {"title", fmt::format("Volumes by group: {}", readout)},
                   {"caption", who + "; points: published means, where the experiment compares with some."},
                   {"x", {{"label", "Time"}, {"unit", "d"}}},
                   {"x_scale", "linear"},
                   {"y", {{"label", "Volume"}, {"unit", unit}}},
                   {"series", std::move(list)}});
}

/// The lowest change of each animal of a group after the start, %, in falling order.
std::vector<double> best_changes(const study::Outcome& outcome, const PopulationSeries& series) {
  std::vector<double> best;
  for (std::size_t i = 1; i <= outcome.population->curve_count(); ++i) {
    const auto curve = outcome.population->curve(i, series);
    double lowest = std::numeric_limits<double>::infinity();
    for (std::size_t t = 0; t < curve.size(); ++t)
      if (series.times[t] > 0 && curve[t] < lowest) lowest = curve[t];
    if (std::isfinite(lowest)) best.push_back(lowest);
  }
  std::ranges::sort(best, std::greater<>());
  return best;
}

void add_waterfall(const study::Outcome& outcome, const std::string& readout, const std::vector<Group>& groups,
                   Keys& keys, Json& plots) {
  struct Bar {
    std::size_t group;
    double value;
  };
  std::vector<Bar> bars;
  for (std::size_t g = 0; g < groups.size(); ++g)
    if (const auto* series = series_of(outcome, readout, groups[g], "change from start"))
      for (const double value : best_changes(outcome, *series)) bars.push_back({g, value});
  if (bars.empty() || bars.size() > kBarsOfPlot) return;
  std::ranges::stable_sort(bars, std::greater<>(), &Bar::value);
  Json categories = Json::array(), values = Json::array();
  for (const auto& bar : bars) {
    categories.push_back(groups[bar.group].name);
    values.push_back(rounded(bar.value));
  }
  plots.push_back({{"id", keys.of("waterfall " + readout)},
                   {"kind", "bars"},
                   {"title", fmt::format("Best change of each animal: {}", readout)},
                   {"caption", "Waterfall: the lowest volume after the start against the start, one bar an animal."},
                   {"y", {{"label", "Best change of volume"}, {"unit", "%"}}},
                   {"categories", std::move(categories)},
                   {"series", Json::array({{{"name", "best change"}, {"values", std::move(values)}}})}});
}

// One series a group: the curves of its animals one after the other, with a gap between them.
void add_spider(const study::Outcome& outcome, const std::string& readout, const std::vector<Group>& groups, Keys& keys,
                Json& plots) {
  Json list = Json::array();
  for (const auto& group : groups) {
    const auto* series = series_of(outcome, readout, group, "change from start");
    if (series == nullptr) continue;
    Json x = Json::array(), y = Json::array();
    for (std::size_t i = 1; i <= outcome.population->curve_count(); ++i) {
      const auto curve = outcome.population->curve(i, *series);
      for (std::size_t t = 0; t < curve.size(); ++t) {
        x.push_back(rounded(series->times[t] / kDay, kDigitsOfCurves));
        y.push_back(rounded(curve[t], kDigitsOfCurves));
      }
      x.push_back(rounded(series->times.back() / kDay, kDigitsOfCurves));
      y.push_back(nullptr);
    }
    list.push_back({{"name", group.name}, {"model", {{"x", std::move(x)}, {"y", std::move(y)}}}});
  }
  if (list.empty()) return;
  plots.push_back({{"id", keys.of("spider " + readout)},
                   {"kind", "predicted_observed"},
                   {"title", fmt::format("Change of each animal: {}", readout)},
                   {"caption", "Spider: volume against the start over time, one line an animal."},
                   {"x", {{"label", "Time"}, {"unit", "d"}}},
                   {"x_scale", "linear"},
                   {"y", {{"label", "Change of volume"}, {"unit", "%"}}},
                   {"series", std::move(list)}});
}

void add_responses(const study::Outcome& outcome, Keys& keys, Json& plots) {
  if (outcome.findings.tumour_responses.empty()) return;
  const auto column = [](const char* key, const std::string& name, const char* kind, const std::string& unit = "") {
    return Json{{"key", key}, {"name", name}, {"unit", unit}, {"kind", kind}};
  };
  const std::string unit = experiment::dose_unit(outcome.experiment);
  Json rows = Json::array();
  for (const auto& found : outcome.findings.tumour_responses)
    rows.push_back({found.readout, found.arm, rounded(found.dose), rounded(found.inhibition),
                    rounded(found.time / kDay), rounded(found.best_change), rounded(found.time_of_best / kDay),
                    rounded(found.doubling / kDay), rounded(found.stasis_dose), rounded(found.static_concentration)});
  plots.push_back(
      {{"id", keys.of("tumour responses")},
       {"kind", "table"},
       {"title", "What treatments did"},
       {"caption",
        "Of the typical animal. Growth inhibition is 100 (1 - (V - V0)/(Vc - Vc0)) against the control; above 100 % "
        "the "
        "tumour shrank. The dose for stasis holds the volume on the schedule of the arm; under it, the mean of the "
        "antibody in plasma over that time is the static concentration. Empty: not reached, or not asked for."},
       {"columns",
        {column("readout", "Readout", "text"), column("arm", "Arm", "text"), column("dose", "Dose", "number", unit),
         column("tgi", "Growth inhibition", "number", "%"), column("at", "on", "number", "d"),
         column("best", "Best change", "number", "%"), column("best_at", "on", "number", "d"),
         column("doubling", "Time to twice the start", "number", "d"),
         column("stasis", "Dose for stasis", "number", unit),
         column("static", "Static concentration", "number", "µg/mL")}},
       {"rows", std::move(rows)}});
}

}  // namespace

void add_tumour_plots(const study::Outcome& outcome, Json& plots) {
  Keys keys;
  for (const auto& readout : outcome.experiment.readouts) {
    if (readout.assay.text != "tumour" || readout.at.size() < 2) continue;
    const auto groups = groups_of(outcome, readout.name);
    add_volumes(outcome, readout.name, groups, keys, plots);
    add_waterfall(outcome, readout.name, groups, keys, plots);
    add_spider(outcome, readout.name, groups, keys, plots);
  }
  add_responses(outcome, keys, plots);
}

}  // namespace emtansim::report
