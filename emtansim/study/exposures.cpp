// SPDX-License-Identifier: Apache-2.0
/// Non-compartmental analyses: the course after each dose of a schedule, analysed by `stats`.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "emtansim/study/findings.h"

namespace emtansim::study {

namespace {

using experiment::Analysis;

constexpr double kSameTime = 1e-8;  // h
constexpr double kHoursPerDay = 24;

const experiment::Option* find_option(const Analysis& analysis, std::string_view key) {
  const auto found = analysis.options.find(key);
  return found == analysis.options.end() ? nullptr : &found->second;
}

/// One of the words of an option, the first where it is not given.
template <std::size_t size>
std::size_t choice(const Analysis& analysis, std::string_view key, const std::array<std::string_view, size>& words) {
  const auto* option = find_option(analysis, key);
  if (option == nullptr) return 0;
  const auto found = std::ranges::find(words, option->text);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  const std::vector<std::string> known(words.begin(), words.end());
  throw InputError(option->where, {"unknown-choice", fmt::format("{} = '{}' is not known", key, option->text), "",
                                   suggestion(option->text, known)});
}

stats::AreaRule rule_of(const Analysis& analysis) {
  static constexpr std::array<std::string_view, 3> kWords = {"linear up log down", "linear", "log"};
  static constexpr std::array kRules = {stats::AreaRule::linear_up_log_down, stats::AreaRule::linear,
                                        stats::AreaRule::logarithmic};
  return kRules[choice(analysis, "rule", kWords)];
}

stats::BelowLimit below_of(const Analysis& analysis) {
  static constexpr std::array<std::string_view, 3> kWords = {"left out", "zero", "half"};
  static constexpr std::array kMeanings = {stats::BelowLimit::left_out, stats::BelowLimit::zero,
                                           stats::BelowLimit::half_limit};
  return kMeanings[choice(analysis, "below", kWords)];
}

std::optional<std::size_t> terminal_of(const Analysis& analysis) {
  const auto* option = find_option(analysis, "terminal");
  if (option == nullptr) return std::nullopt;
  const double count = parse_quantity_of(option->text, dimension::kOne, "the option 'terminal'", option->where).value;
  if (count >= 2 && count == std::floor(count)) return static_cast<std::size_t>(count);
  throw InputError(option->where, {"out-of-range", fmt::format("'terminal' is {}", option->text),
                                   "it is the number of last samples on the line", "write for example terminal = 3"});
}

/// Times of all doses of the arm's first agent, ascending; the infusion's length, h.
struct Schedule {
  std::vector<double> times;
  double over = 0;
};

Schedule schedule_of(const experiment::Arm& arm) {
  Schedule schedule;
  for (const auto& dose : arm.doses) {
    if (to_key(dose.agent.text) != to_key(arm.doses.front().agent.text)) continue;
    schedule.times.push_back(dose.at);
    schedule.times.insert(schedule.times.end(), dose.repeats.begin(), dose.repeats.end());
    schedule.over = std::max(schedule.over, dose.over);
  }
  std::ranges::sort(schedule.times);
  return schedule;
}

/// The dose that a member got, µg; NaN where its unit is not known.
double dose_in_micrograms(const Run& run, double dose) {
  const std::string unit = experiment::dose_unit(run.experiment);
  if (unit == "mg") return dose * parse_unit("mg").value;
  const auto weight = run.model.network.find_parameter("host.weight");
  if (!weight) return std::nan("");
  return dose * parse_unit("mg/kg").value * run.model.network[*weight].value;
}

using Key = std::tuple<std::string, double, std::string, std::string>;  // arm, dose, quantity, unit

/// Readings of the typical individual by course, in order of time.
std::map<Key, std::vector<const assay::Reading*>> courses_of(const Run& run, const Analysis& analysis) {
  const auto* asked = find_option(analysis, "quantity");
  std::map<Key, std::vector<const assay::Reading*>> courses;
  for (const auto& row : run.readouts.rows) {
    if (row.assay != analysis.readout || row.individual != 0 || row.replicate != 0 || row.unit.empty()) continue;
    if (asked != nullptr && row.quantity != asked->text) continue;
    const bool is_in = analysis.arms.empty() ||
                       std::ranges::find(analysis.arms, row.arm, &experiment::Named::text) != analysis.arms.end();
    if (is_in && row.dose > 0) courses[{row.arm, row.dose, row.quantity, row.unit}].push_back(&row);
  }
  return courses;
}

/// Clearances belong to what was dosed: the antibody, with its payload or not.
bool is_dosed(const std::string& quantity) { return quantity == "conjugate" || quantity == "total antibody"; }

/// The analysis of one dose of a schedule.
Exposure analyse_dose(const Run& run, const Analysis& analysis, const Key& key,
                      const std::vector<const assay::Reading*>& rows, const Schedule& schedule, std::size_t number) {
  const auto& [arm, dose, quantity, unit] = key;
  const double from = schedule.times[number];
  const bool is_last = number + 1 == schedule.times.size();
  const double until = is_last ? std::numeric_limits<double>::infinity() : schedule.times[number + 1];
  std::vector<double> times;
  std::vector<double> values;
  for (const auto* row : rows) {
    // A value at the time of the next dose is drawn before an infusion, but after a bolus.
    const bool is_before_next = schedule.over > 0 ? row->time <= until + kSameTime : row->time < until - kSameTime;
    if (row->time < from - kSameTime || !is_before_next || !std::isfinite(row->value)) continue;
    times.push_back(std::max(0.0, row->time - from) / kHoursPerDay);
    values.push_back(std::max(row->value, 0.0));
  }
  const auto* readout = experiment::find_readout(run.experiment, analysis.readout);
  const Quantity one = parse_unit(unit);
  stats::NcaOptions options{
      .rule = rule_of(analysis), .below = below_of(analysis), .terminal_samples = terminal_of(analysis)};
  if (readout->loq && readout->loq->dimension == one.dimension) options.lower_limit = readout->loq->value / one.value;
  options.route = schedule.over > 0 ? stats::DoseRoute::infusion : stats::DoseRoute::bolus;
  options.duration = schedule.over / kHoursPerDay;
  if (!is_last) options.interval = (until - from) / kHoursPerDay;
  if (is_last && number > 0) options.interval = (from - schedule.times[number - 1]) / kHoursPerDay;
  // Only the first dose meets nothing of an earlier one.
  if (number == 0 && is_dosed(quantity) && one.dimension == dimension::kMassConcentration)
    options.dose = dose_in_micrograms(run, dose) / one.value;
  return {.readout = analysis.readout,
          .quantity = quantity,
          .arm = arm,
          .unit = unit,
          .dose = dose,
          .number = number + 1,
          .from = from,
          .rule = options.rule,
          .nca = stats::analyse_exposure({.times = times, .concentrations = values}, options),
          .accumulation = {}};
}

}  // namespace

void check_exposure(const Analysis& analysis, const experiment::Experiment& experiment) {
  (void)rule_of(analysis);
  (void)below_of(analysis);
  (void)terminal_of(analysis);
  if (experiment.body) return;
  throw InputError(analysis.where, {"contradiction", "'nca' needs a [body]", "a culture clears nothing", ""});
}

std::vector<std::string> exposure_keys() { return {"quantity", "rule", "below", "terminal"}; }

std::vector<Exposure> analyse_exposures(const Run& run) {
  std::vector<Exposure> all;
  for (const auto& analysis : run.experiment.analyses) {
    if (analysis.kind.text != "nca") continue;
    for (const auto& [key, rows] : courses_of(run, analysis)) {
      const auto* arm = experiment::find_arm(run.experiment, std::get<0>(key));
      const Schedule schedule = schedule_of(*arm);
      const std::size_t first = all.size();
      for (std::size_t number = 0; number < schedule.times.size(); ++number) {
        Exposure exposure = analyse_dose(run, analysis, key, rows, schedule, number);
        if (number > 0 && exposure.nca.is_usable() && all[first].nca.is_usable())
          exposure.accumulation = stats::accumulation(all[first].nca, exposure.nca);
        all.push_back(std::move(exposure));
      }
    }
  }
  return all;
}

std::optional<double> value_of(const Exposure& exposure, std::string_view name) {
  const auto& nca = exposure.nca;
  const std::pair<std::string_view, double> kValues[] = {{"peak", nca.peak},
                                                         {"peak_time", nca.peak_time},
                                                         {"trough", nca.trough},
                                                         {"area", nca.area},
                                                         {"area_to_last", nca.area_to_last},
                                                         {"interval_area", nca.interval_area},
                                                         {"half_life", nca.terminal.half_life},
                                                         {"clearance", nca.clearance},
                                                         {"steady_volume", nca.steady_volume},
                                                         {"terminal_volume", nca.terminal_volume},
                                                         {"residence_time", nca.residence_time},
                                                         {"accumulation", exposure.accumulation.by_area}};
  for (const auto& [known, value] : kValues)
    if (known == name) return value;
  return std::nullopt;
}

}  // namespace emtansim::study
