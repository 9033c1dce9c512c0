// SPDX-License-Identifier: Apache-2.0
/// Reader of [[arm]]: doses, preloads, temperature, medium changes, and what contradicts within one arm.
#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "emtansim/experiment/limits.h"
#include "emtansim/experiment/sections.h"
#include "emtansim/experiment/values.h"

namespace emtansim::experiment {

namespace {

double time_or_start(const TomlTable& table) {
  const auto at = table.find("at");
  return at ? to_time(*at) : 0;
}

Named agent_or(const TomlTable& table, const Named& conjugate) {
  if (const auto agent = table.find("agent")) return to_named(*agent);
  if (!conjugate.text.empty()) return conjugate;
  table.refuse("missing-key", "'agent' is missing", "the experiment names no 'conjugate' to stand for it",
               "add agent = \"T-DM1\"");
}

// The first time and all that follow: at = ["0 d", "21 d"], or every = "21 d" with times = 6.
void read_schedule(const TomlTable& table, Dose& dose) {
  const auto at = table.find("at");
  const auto every = table.find("every");
  const auto times = table.find("times");
  if (every.has_value() != times.has_value()) {
    table.refuse("contradiction", "'every' and 'times' belong together",
                 every ? "how often the dose is given is missing" : "the interval is missing",
                 "write for example every = \"21 d\", times = 6");
  }
  if (at && at->is_list()) {
    if (every) every->refuse("contradiction", "the times of the dose are given twice", "'at' lists all of them");
    auto all = read_times(*at);
    dose.at = all.front();
    dose.repeats.assign(all.begin() + 1, all.end());
    return;
  }
  dose.at = time_or_start(table);
  if (!every) return;
  const double interval = to_time(*every);
  if (!(interval > limits::kSameTime)) every->refuse("not-positive", "'every' must be above 0 h");
  const std::int64_t count = to_count(*times);
  for (std::int64_t i = 1; i < count; ++i) dose.repeats.push_back(dose.at + interval * static_cast<double>(i));
}

void read_infusion(const TomlTable& table, Dose& dose) {
  const auto over = table.find("over");
  if (!over) return;
  dose.over = to_time(*over);
  double before = dose.at;
  for (const double next : dose.repeats) {
    if (next < before + dose.over) {
      over->refuse("contradiction", fmt::format("an infusion lasts {} h", to_short(dose.over)),
                   fmt::format("the next one starts {} h after it began", to_short(next - before)),
                   "shorten the infusion or give it less often");
    }
    before = next;
  }
}

Dose read_dose(const TomlTable& table, const Named& conjugate, bool is_in_body) {
  static const std::vector<std::string> kCulture = {"agent", "amount", "levels", "at", "removed"};
  static const std::vector<std::string> kBody = {"agent", "amount", "levels", "at", "every", "times", "over"};
  table.refuse_unknown_keys(is_in_body ? kBody : kCulture);
  Dose dose{.agent = agent_or(table, conjugate), .levels = {}, .removed = {}, .where = table.where()};
  if (is_in_body) {
    read_schedule(table, dose);
    read_infusion(table, dose);
  } else {
    dose.at = time_or_start(table);
  }
  const auto amount = table.find("amount");
  const auto levels = table.find("levels");
  if (amount.has_value() == levels.has_value()) {
    table.refuse("contradiction", "a dose needs either 'amount' or 'levels'",
                 amount ? "both are given" : "neither is given",
                 fmt::format("write for example amount = \"{}\"", is_in_body ? "3.6 mg/kg" : "10 nM"));
  }
  dose.is_series = levels.has_value();
  const ToLevel to_level = is_in_body ? to_body_dose : to_concentration;
  dose.levels = levels ? read_levels(*levels, to_level) : std::vector{to_level(*amount)};
  if (const auto removed = table.find("removed")) {
    dose.removed = to_time(*removed);
    if (!(*dose.removed > dose.at + limits::kSameTime)) {
      removed->refuse("out-of-order", fmt::format("the dose is removed at {} h", to_short(*dose.removed)),
                      fmt::format("it is given at {} h", to_short(dose.at)), "remove it later, or leave 'removed' out");
    }
  }
  return dose;
}

Preload read_preload(const TomlTable& table, const Named& conjugate) {
  static const std::vector<std::string> kKeys = {"agent", "occupied", "at"};
  table.refuse_unknown_keys(kKeys);
  Preload preload{.agent = agent_or(table, conjugate), .at = time_or_start(table), .where = table.where()};
  preload.occupied = to_share(table.at("occupied"));
  if (!(preload.occupied > 0)) table.at("occupied").refuse("not-positive", "'occupied' must be above zero");
  return preload;
}

TemperaturePhase read_temperature(const TomlTable& table) {
  static const std::vector<std::string> kKeys = {"at", "until", "celsius"};
  table.refuse_unknown_keys(kKeys);
  TemperaturePhase phase{.at = time_or_start(table), .where = table.where()};
  phase.until = to_time(table.at("until"));
  if (!(phase.until > phase.at + limits::kSameTime)) {
    table.at("until").refuse("out-of-order", fmt::format("the temperature ends at {} h", to_short(phase.until)),
                             fmt::format("it begins at {} h", to_short(phase.at)));
  }
  phase.celsius = table.at("celsius").number();
  if (!(phase.celsius >= limits::kColdest && phase.celsius <= limits::kHottest)) {
    table.at("celsius").refuse("out-of-range", fmt::format("the medium is at {} °C", to_short(phase.celsius)),
                               fmt::format("it is liquid from {} to {} °C", limits::kColdest, limits::kHottest));
  }
  return phase;
}

MediumChange read_medium_change(const TomlTable& table) {
  static const std::vector<std::string> kKeys = {"at", "keep"};
  table.refuse_unknown_keys(kKeys);
  MediumChange change{.at = to_time(table.at("at")), .where = table.where()};
  if (const auto keep = table.find("keep")) change.keep = to_share(*keep);
  if (change.keep >= 1) table.at("keep").refuse("contradiction", "all of the medium is kept", "then nothing changes");
  return change;
}

DeadRemoval read_dead_removal(const TomlTable& table) {
  static const std::vector<std::string> kKeys = {"at", "share"};
  table.refuse_unknown_keys(kKeys);
  DeadRemoval removal{.at = to_time(table.at("at")), .where = table.where()};
  if (const auto share = table.find("share")) removal.share = to_share(*share);
  if (removal.share <= 0) table.at("share").refuse("contradiction", "no dead cell is removed", "then nothing changes");
  return removal;
}

template <class Entry>
void expect_order(const std::vector<Entry>& entries, std::string_view what) {
  for (std::size_t i = 1; i < entries.size(); ++i) {
    if (entries[i].at >= entries[i - 1].at) continue;
    throw InputError(entries[i].where, {"out-of-order",
                                        fmt::format("this {} is at {} h, the one before at {} h", what,
                                                    to_short(entries[i].at), to_short(entries[i - 1].at)),
                                        "", "write them in the order of time"});
  }
}

void expect_no_overlap(const std::vector<TemperaturePhase>& phases) {
  for (std::size_t i = 1; i < phases.size(); ++i) {
    if (phases[i].at >= phases[i - 1].until - limits::kSameTime) continue;
    throw InputError(phases[i].where,
                     {"contradiction", "two temperatures at one time",
                      fmt::format("the one before lasts until {} h", to_short(phases[i - 1].until)), ""});
  }
}

void expect_one_start(const Arm& arm) {
  double occupied = 0;
  for (const auto& preload : arm.preloads) {
    for (const auto& dose : arm.doses) {
      if (to_key(dose.agent.text) != to_key(preload.agent.text) || std::abs(dose.at - preload.at) > limits::kSameTime)
        continue;
      throw InputError(preload.where, {"contradiction",
                                       fmt::format("'{}' is both dosed and preloaded at {} h", preload.agent.text,
                                                   to_short(preload.at)),
                                       "a preload stands instead of a dose", "remove one of them"});
    }
    occupied += preload.occupied;
    if (occupied > 1 + 1e-9) {
      throw InputError(preload.where,
                       {"not-a-share", fmt::format("preloads occupy {} of the antigen", to_short(occupied)),
                        "together they are at most 1", ""});
    }
  }
}

// A vein takes one infusion of an agent at a time, so that a schedule written twice is noticed.
void expect_separate_infusions(const std::vector<Dose>& doses) {
  struct Span {
    double from, to;
    const Dose* dose;
  };
  std::map<std::string, std::vector<Span>> by_agent;
  for (const auto& dose : doses) {
    auto& spans = by_agent[to_key(dose.agent.text)];
    spans.push_back({dose.at, dose.at + dose.over, &dose});
    for (const double again : dose.repeats) spans.push_back({again, again + dose.over, &dose});
  }
  for (auto& [agent, spans] : by_agent) {
    std::ranges::stable_sort(spans, {}, &Span::from);
    for (std::size_t i = 1; i < spans.size(); ++i) {
      const bool is_same_start = spans[i].from - spans[i - 1].from <= limits::kSameTime;
      if (!is_same_start && spans[i].from >= spans[i - 1].to - limits::kSameTime) continue;
      throw InputError(spans[i].dose->where,
                       {"contradiction", fmt::format("two doses of '{}' overlap", spans[i].dose->agent.text),
                        fmt::format("one begins at {} h, the other runs from {} h to {} h", to_short(spans[i].from),
                                    to_short(spans[i - 1].from), to_short(spans[i - 1].to)),
                        "check the times, or add up the doses"});
    }
  }
}

void expect_one_series(const std::vector<Dose>& doses) {
  const Dose* first = nullptr;
  for (const auto& dose : doses) {
    if (!dose.is_series) continue;
    if (first != nullptr) {
      throw InputError(dose.where, {"contradiction", "a second series of levels in one arm",
                                    fmt::format("the first is in line {}", first->where.line),
                                    "write one arm for each level of the other agent"});
    }
    first = &dose;
  }
}

// An untreated control goes in front of a series, unless it is there or not wanted.
void add_control(const TomlTable& table, std::vector<Dose>& doses) {
  const auto series = std::ranges::find(doses, true, &Dose::is_series);
  const auto control = table.find("control");
  if (series == doses.end()) {
    if (control) {
      control->refuse("contradiction", "'control' without a series of levels", "it belongs to a dose-response",
                      "write an arm of its own for the untreated cells");
    }
    return;
  }
  const bool is_wanted = !control || control->truth();
  if (is_wanted && series->levels.front().value > 0)
    series->levels.insert(series->levels.begin(), {0, series->levels.front().dimension});
}

// What is done to a plate cannot be done to a body.
void refuse_handling(const TomlTable& table) {
  for (const std::string_view key : {"preload", "temperature", "medium_change", "remove_dead"}) {
    if (const auto found = table.find(key)) {
      found->refuse("contradiction", fmt::format("'{}' needs a culture", key), "this experiment doses a [body]",
                    "remove it");
    }
  }
}

}  // namespace

Arm read_arm(const TomlTable& table, const Named& conjugate, bool is_in_body) {
  static const std::vector<std::string> kKeys = {"name",          "dose",        "preload", "temperature",
                                                 "medium_change", "remove_dead", "control"};
  table.refuse_unknown_keys(kKeys);
  if (is_in_body) refuse_handling(table);
  Arm arm;
  arm.name = table.at("name").text();
  arm.where = table.where();
  for (const auto& dose : table.tables("dose")) arm.doses.push_back(read_dose(dose, conjugate, is_in_body));
  for (const auto& preload : table.tables("preload")) arm.preloads.push_back(read_preload(preload, conjugate));
  for (const auto& phase : table.tables("temperature")) arm.temperatures.push_back(read_temperature(phase));
  for (const auto& change : table.tables("medium_change")) arm.medium_changes.push_back(read_medium_change(change));
  for (const auto& removal : table.tables("remove_dead")) arm.dead_removals.push_back(read_dead_removal(removal));
  expect_order(arm.doses, "dose");
  expect_order(arm.preloads, "preload");
  expect_order(arm.temperatures, "temperature");
  expect_order(arm.medium_changes, "medium change");
  expect_order(arm.dead_removals, "removal of dead cells");
  expect_no_overlap(arm.temperatures);
  expect_one_series(arm.doses);
  if (is_in_body) expect_separate_infusions(arm.doses);
  expect_one_start(arm);
  add_control(table, arm.doses);
  return arm;
}

}  // namespace emtansim::experiment
