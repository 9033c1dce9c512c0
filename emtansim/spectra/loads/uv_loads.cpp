// SPDX-License-Identifier: Apache-2.0
/// Drug loads from absorbances, under every set of coefficients.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "emtansim/spectra/loads/load_methods.h"
#include "emtansim/stats/stats.h"

namespace emtansim::spectra {

namespace {

using conjugate::UvCoefficients;

constexpr double kStep = 0.01;           // of the naked ratio, for which the change of the DAR is told
constexpr double kLinear = 2;            // absorbance above which stray light bends most instruments
constexpr double kUsualMost = 10;        // drugs; conjugates are looked for up to D10
constexpr double kPerMicro = 1e6;        // umol in a mol
constexpr double kMilligramPerGram = 1;  // 1 g/L is 1 mg/mL

UvCoefficients with_ratio(UvCoefficients set, double ratio) {
  set.antibody_252 = ratio * set.antibody_280;
  return set;
}

double ratio_of(const UvRow& row) { return row.a252 / row.a280; }

double ratio_of(const UvCoefficients& set) { return set.antibody_252 / set.antibody_280; }

/// From rows of the naked antibody, else from the sets. One measured row has no scatter: then the error of the sets is
/// taken for it.
NakedRatio naked_ratio(const UvTable& table, const std::vector<UvCoefficients>& sets) {
  std::vector<double> measured;
  for (const auto& row : table.rows)
    if (row.is_naked) measured.push_back(ratio_of(row));
  const double error = sets.front().ratio_error;
  NakedRatio naked{
      .value = {}, .is_measured = !measured.empty(), .rows = static_cast<int>(measured.size()), .says = ""};
  if (measured.size() > 1) {
    const auto summary = stats::summarise(measured);
    naked.value = {summary.mean, summary.mean_interval.lower, summary.mean_interval.upper};
    naked.says = fmt::format("mean of {} rows with its 95 % interval", measured.size());
  } else {
    const double value = measured.empty() ? ratio_of(sets.front()) : measured.front();
    naked.value = {value, value - error, value + error};
    naked.says = measured.empty() ? fmt::format("not measured: assumed, within {}", to_short(error))
                                  : fmt::format("one row; its error assumed as {}", to_short(error));
  }
  return naked;
}

double dar_at(const UvCoefficients& set, double ratio, const Where& where) {
  try {
    return conjugate::uv_dar(set, ratio);
  } catch (const InputError& error) {
    throw InputError(where, error.complaint());
  }
}

double mean_over(const std::vector<const UvRow*>& rows, const UvCoefficients& set) {
  double sum = 0;
  for (const auto* row : rows) sum += dar_at(set, ratio_of(*row), row->where);
  return sum / static_cast<double>(rows.size());
}

void add_range(UvLoad& load, const std::vector<const UvRow*>& rows, const UvResult& result) {
  load.lowest_set = *std::ranges::min_element(load.by_set);
  load.highest_set = *std::ranges::max_element(load.by_set);
  load.lowest = load.lowest_set;
  load.highest = load.highest_set;
  for (const auto& set : result.sets)
    for (const double ratio : {result.naked.value.low, result.naked.value.high}) {
      const double dar = mean_over(rows, with_ratio(set, ratio));
      load.lowest = std::min(load.lowest, dar);
      load.highest = std::max(load.highest, dar);
    }
  load.lowest -= load.scatter.value - load.scatter.low;
  load.highest += load.scatter.high - load.scatter.value;
}

void add_warnings(UvLoad& load, const std::vector<const UvRow*>& rows, double naked) {
  const auto warn = [&load](std::string text) { load.warnings.push_back(std::move(text)); };
  for (const auto* row : rows) {
    if (std::max(row->a280, row->a252) > kLinear)
      warn(fmt::format("{}absorbance {} is above {}, where few instruments are linear; dilute", to_prefix(row->where),
                       to_short(std::max(row->a280, row->a252)), to_short(kLinear)));
    if (!std::isnan(load.time) && row->time != load.time)
      warn(fmt::format("{}rows of one sample have different times; give each its own name", to_prefix(row->where)));
  }
  if (load.ratio < naked)
    warn(fmt::format("the ratio {} is below that of the naked antibody, {}: no drug, or a wrong blank",
                     to_short(load.ratio), to_short(naked)));
  if (load.dar > kUsualMost)
    warn(fmt::format("more than {} drugs on an antibody; free drug and its dimers absorb as well",
                     to_short(kUsualMost)));
}

UvLoad load_of(const std::vector<const UvRow*>& rows, const UvResult& result, double antibody_mass) {
  const UvCoefficients& first = result.sets.front();
  UvLoad load{.sample = rows.front()->sample, .time = rows.front()->time, .rows = static_cast<int>(rows.size())};
  std::vector<double> dars;
  for (const auto* row : rows) {
    const double dar = dar_at(first, ratio_of(*row), row->where);
    dars.push_back(dar);
    load.ratio += ratio_of(*row) / static_cast<double>(rows.size());
    load.micromolar += kPerMicro * row->dilution * conjugate::uv_concentration(first, row->a280, dar, row->path_cm) /
                       static_cast<double>(rows.size());
  }
  load.mg_per_ml = load.micromolar / kPerMicro * antibody_mass * kMilligramPerGram;
  for (const auto& set : result.sets) load.by_set.push_back(mean_over(rows, set));
  load.dar = load.by_set.front();
  load.scatter = {load.dar, load.dar, load.dar};
  if (dars.size() > 1) {
    const auto summary = stats::summarise(dars);
    load.scatter = {load.dar, summary.mean_interval.lower, summary.mean_interval.upper};
  }
  load.per_hundredth = mean_over(rows, with_ratio(first, ratio_of(first) + kStep)) - load.dar;
  add_range(load, rows, result);
  add_warnings(load, rows, result.naked.value.value);
  return load;
}

}  // namespace

UvResult uv_loads(const UvTable& table, const UvMethod& method) {
  EMTANSIM_EXPECT(!method.sets.empty());
  UvResult result{.naked = naked_ratio(table, method.sets), .sets = {}, .samples = {}};
  for (const auto& set : method.sets)
    result.sets.push_back(result.naked.is_measured ? with_ratio(set, result.naked.value.value) : set);
  std::vector<std::string> names;
  for (const auto& row : table.rows)
    if (!row.is_naked && std::ranges::find(names, row.sample) == names.end()) names.push_back(row.sample);
  for (const auto& name : names) {
    std::vector<const UvRow*> rows;
    for (const auto& row : table.rows)
      if (!row.is_naked && row.sample == name) rows.push_back(&row);
    result.samples.push_back(load_of(rows, result, method.antibody_mass));
  }
  return result;
}

}  // namespace emtansim::spectra
