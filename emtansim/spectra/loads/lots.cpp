// SPDX-License-Identifier: Apache-2.0
/// Comparison of lots.
#include "emtansim/spectra/loads/lots.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>

#include "emtansim/spectra/loads/load_tables.h"

namespace emtansim::spectra {

namespace {

constexpr std::size_t kFewestTimes = 3;  // two give a line but nothing to judge it by

}  // namespace

SampleList parse_samples(const Table& given, const std::string& folder) {
  std::vector<std::string> known = {"file", "name", "lot", "time"};
  std::ranges::copy(time_columns(), std::back_inserter(known));
  const Table table = known_table(given, known);
  const Where head{table.file, 1};
  const auto file = table.column("file", head);
  const auto time = time_column(table);
  if (table.rows.empty()) throw InputError(head, {"bad-table", "the list names no file", "", "add a row per spectrum"});
  SampleList list{.entries = {}, .time_unit = time ? time->unit : ""};
  const auto text = [&table, &head](std::size_t row, const char* name) {
    return table.has(name) ? table.rows[row][table.column(name, head)] : std::string();
  };
  std::set<std::string> names;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    SampleEntry entry{.where = {table.file, table.lines[i]}};
    if (table.rows[i][file].empty()) throw InputError(entry.where, {"bad-table", "the row names no file", "", ""});
    entry.file = (std::filesystem::path(folder) / table.rows[i][file]).string();
    entry.name = text(i, "name");
    if (entry.name.empty()) entry.name = std::filesystem::path(entry.file).stem().string();
    if (!names.insert(entry.name).second)
      throw InputError(entry.where, {"bad-table", "the name '" + entry.name + "' stands twice", "",
                                     "give each spectrum a name of its own in a column name"});
    entry.lot = text(i, "lot");
    if (time) entry.time = table.number(i, time->index);
    list.entries.push_back(std::move(entry));
  }
  return list;
}

Estimated difference(const Estimated& a, const Estimated& b) {
  const double value = a.value - b.value;
  return {value, value - std::hypot(a.value - a.low, b.high - b.value),
          value + std::hypot(a.high - a.value, b.value - b.low)};
}

Estimated tail_of(const Composition& composition, int drugs) {
  const int step = std::max(composition.drugs_per_step, 1);
  const auto first = static_cast<std::size_t>((std::max(drugs, 0) + step - 1) / step);
  return first < composition.at_least.size() ? composition.at_least[first] : Estimated{};
}

LossFit fit_loss(std::span<const TimedDar> points) {
  LossFit fit;
  std::vector<double> time, dar, weights;
  std::set<double> times;
  for (const auto& point : points) {
    if (!std::isfinite(point.time) || !(point.dar.value > 0)) continue;
    time.push_back(point.time);
    dar.push_back(point.dar.value);
    times.insert(point.time);
    const double width = point.dar.low > 0 ? std::log(point.dar.high / point.dar.low) : 0;
    if (width > 0) weights.push_back(1 / (width * width));
  }
  if (times.size() < kFewestTimes) {
    fit.problem = "fewer than three times with a DAR";
    return fit;
  }
  if (weights.size() < time.size()) weights.clear();
  fit.line = stats::fit_log_line({.x = time, .y = dar, .weights = weights});
  if (fit.line.status == stats::FitStatus::failed) {
    fit.problem = fit.line.reason;
    return fit;
  }
  const auto& [intercept, slope] = std::pair(fit.line.intercept, fit.line.slope);
  fit.rate = {-slope.value, -slope.wald.upper, -slope.wald.lower};
  fit.start = {std::exp(intercept.value), std::exp(intercept.wald.lower), std::exp(intercept.wald.upper)};
  const auto half = stats::half_life(fit.line);
  fit.half_life = {half.value, half.wald.lower, half.wald.upper};
  return fit;
}

}  // namespace emtansim::spectra
