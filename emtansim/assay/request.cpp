// SPDX-License-Identifier: Apache-2.0
/// Options of readouts, and the time from which a chase is followed.
#include "emtansim/assay/request.h"

#include <algorithm>

#include <fmt/format.h>

#include "emtansim/assay/view.h"

namespace emtansim::assay {

std::vector<const experiment::Arm*> Request::arms() const {
  std::vector<const experiment::Arm*> arms;
  for (const auto& arm : experiment_.arms)
    if (asked_.arms.empty() || std::ranges::find(asked_.arms, arm.name, &experiment::Named::text) != asked_.arms.end())
      arms.push_back(&arm);
  return arms;
}

const experiment::Option* Request::option(std::string_view key) const {
  const auto found = asked_.options.find(key);
  return found == asked_.options.end() ? nullptr : &found->second;
}

void Request::refuse(std::string_view key, std::string code, std::string what, std::string why,
                     std::string try_this) const {
  const auto* at = option(key);
  throw InputError(at != nullptr ? at->where : asked_.where,
                   {std::move(code), std::move(what), std::move(why), std::move(try_this)});
}

std::string_view Request::choice(std::string_view key, std::span<const std::string_view> words) const {
  const auto* given = option(key);
  if (given == nullptr) return words.front();
  const auto found = std::ranges::find(words, given->text);
  if (found != words.end()) return *found;
  const std::vector<std::string> known(words.begin(), words.end());
  refuse(key, "unknown-choice", fmt::format("{} = '{}' is not known", key, given->text), "",
         suggestion(given->text, known));
}

double Request::share(std::string_view key) const {
  const auto* given = option(key);
  if (given == nullptr) return 0;
  const double value =
      parse_quantity_of(given->text, dimension::kOne, fmt::format("the option '{}'", key), given->where).value;
  if (value >= 0 && value <= 1) return value;
  refuse(key, "out-of-range", fmt::format("'{}' is {}", key, given->text), "it is a share from 0 to 1");
}

std::vector<std::string> Request::units(std::span<const std::string_view> known) const {
  const auto* given = option("unit");
  if (given == nullptr) return {known.begin(), known.end()};
  for (const auto& unit : given->items) {
    const Dimension dimension = parse_unit(unit, given->where).dimension;
    const bool fits = std::ranges::any_of(known, [&](auto u) { return parse_unit(u).dimension == dimension; });
    if (!fits) {
      refuse("unit", "wrong-unit", fmt::format("'{}' is no unit for '{}'", unit, asked_.assay.text),
             fmt::format("it is in {}", to_text(dimension)), fmt::format("one of {}", fmt::join(known, ", ")));
    }
  }
  return given->items;
}

const Names::Agent& Request::agent(bool with_antibody) const {
  const auto fits = [&](const Names::Agent& agent) { return agent.has_antibody || !with_antibody; };
  const auto* given = option("agent");
  for (const auto& agent : names_.agents)
    if (fits(agent) && (given == nullptr || to_key(agent.name) == to_key(given->text))) return agent;
  std::vector<std::string> known;
  for (const auto& agent : names_.agents)
    if (fits(agent)) known.push_back(agent.name);
  if (given == nullptr) {
    refuse("agent", "no-agent", fmt::format("'{}' follows an antibody, and none is given", asked_.assay.text), "",
           "give a conjugate or an antibody in a dose");
  }
  refuse("agent", "unknown-agent", fmt::format("no agent '{}' is given in this experiment", given->text), "",
         suggestion(given->text, known));
}

std::string Request::control_arm() const {
  if (const auto* given = option("control")) {
    if (const auto* arm = experiment::find_arm(experiment_, given->text)) {
      const auto* series = arm->series();
      const bool has_untreated =
          series != nullptr ? series->levels.front().value == 0 : arm->doses.empty() && arm->preloads.empty();
      if (has_untreated) return given->text;
      refuse("control", "no-control", fmt::format("all cells of the arm '{}' are treated", given->text));
    }
    std::vector<std::string> known;
    for (const auto& arm : experiment_.arms) known.push_back(arm.name);
    refuse("control", "unknown-arm", fmt::format("no arm is called '{}'", given->text), "",
           suggestion(given->text, known));
  }
  for (const auto& arm : experiment_.arms)
    if (arm.doses.empty() && arm.preloads.empty()) return arm.name;
  return {};
}

void Request::expect_observable(std::string_view what, std::string_view who) const {
  for (const auto& population : names_.populations) {
    const std::string name = fmt::format("{}.{}", population, what);
    const auto observables = network_.observables();
    if (std::ranges::find(observables, name, &network::Observable::name) != observables.end()) continue;
    throw InputError(asked_.assay.where,
                     {"no-such-column", fmt::format("'{}' cannot be read in this experiment", asked_.assay.text),
                      fmt::format("nothing in the model makes '{}'", name), fmt::format("add {}", who)});
  }
}

std::optional<double> reference_time(const experiment::Arm& arm, const experiment::ReadoutRequest& asked) {
  if (const auto since = asked.options.find("since"); since != asked.options.end()) {
    const auto& option = since->second;
    const double time = parse_quantity_of(option.text, dimension::kTime, "the option 'since'", option.where).value;
    if (time >= 0) return time;
    throw InputError(option.where, {"negative-time", fmt::format("'since' is {}", option.text), "", ""});
  }
  std::vector<double> washes;
  for (const auto& dose : arm.doses)
    if (dose.removed) washes.push_back(*dose.removed);
  for (const auto& change : arm.medium_changes) washes.push_back(change.at);
  for (const auto& preload : arm.preloads) washes.push_back(preload.at);
  if (washes.empty()) return std::nullopt;
  std::ranges::sort(washes);
  const auto later = std::ranges::upper_bound(washes, asked.at.front() + kSameTime);
  return later == washes.begin() ? washes.front() : *std::prev(later);
}

}  // namespace emtansim::assay
