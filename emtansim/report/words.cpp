// SPDX-License-Identifier: Apache-2.0
/// Names, doses, times and schedules in words.
#include "emtansim/report/words.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "emtansim/report/report.h"

namespace emtansim::report {

namespace {

constexpr std::size_t kTimesInWords = 6;  // more of them are given by their ends
constexpr double kIce = 15;               // °C; below it cells are called cold

std::string slug(std::string_view name) {
  std::string key;
  for (const char c : to_lower(name)) {
    const bool stays = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
    if (stays) {
      key += c;
    } else if (!key.empty() && key.back() != '_') {
      key += '_';
    }
  }
  while (!key.empty() && key.back() == '_') key.pop_back();
  return key.empty() ? "unnamed" : key;
}

std::string amount_text(const Quantity& amount) {
  if (amount.dimension == dimension::kMassConcentration) return fmt::format("{} ng/mL", to_short(amount.value));
  if (amount.dimension == dimension::kOne)
    return fmt::format("{} mg/kg", to_short(amount.value / parse_unit("mg/kg").value));
  if (amount.dimension == dimension::kMass)
    return fmt::format("{} mg", to_short(amount.value / parse_unit("mg").value));
  return fmt::format("{} nM", to_short(amount.value));
}

std::string level_text(const experiment::Dose& dose) {
  if (dose.levels.size() == 1) return amount_text(dose.levels.front());
  const auto first = std::ranges::find_if(dose.levels, [](const Quantity& level) { return level.value > 0; });
  if (first == dose.levels.end()) return amount_text(dose.levels.front());
  const bool has_control = first != dose.levels.begin();
  return fmt::format("{} doses, {}{} to {}", dose.levels.size(), has_control ? "0 and " : "", amount_text(*first),
                     amount_text(dose.levels.back()));
}

const std::string& agent_of(const experiment::Named& agent, const std::string& leading_agent) {
  return agent.text.empty() ? leading_agent : agent.text;
}

}  // namespace

const std::string& Keys::of(const std::string& name) {
  if (const auto known = by_name_.find(name); known != by_name_.end()) return known->second;
  const std::string wish = slug(name);
  std::string key = wish;
  for (int i = 2; !taken_.insert(key).second; ++i) key = fmt::format("{}-{}", wish, i);
  return by_name_.emplace(name, key).first->second;
}

AmountUnit amount_unit(double largest) {
  static const AmountUnit kUnits[] = {{"fmol", 1e6}, {"pmol", 1e3}, {"nmol", 1}};
  for (const auto& unit : kUnits)
    if (largest * unit.factor < 1000) return unit;
  return kUnits[2];
}

std::string dose_text(double dose, std::string_view unit) {
  if (dose == 0) return "untreated";
  return fmt::format("{} {}", to_short(dose, 3), unit);
}

std::string dose_column(const experiment::Experiment& experiment) {
  const std::string unit = experiment::dose_unit(experiment);
  const auto slash = unit.find('/');
  return "dose_" + (slash == std::string::npos ? unit : unit.substr(0, slash) + "_per_" + unit.substr(slash + 1));
}

std::string time_text(double hours) {
  if (hours > 0 && hours < 1) return fmt::format("{} min", to_short(hours * 60, 3));
  constexpr double kHoursPerDay = 24;
  constexpr double kManyHours = 240;  // from here on whole days are easier to read
  if (hours >= kManyHours && std::fmod(hours, kHoursPerDay) == 0)
    return fmt::format("{} days", to_short(hours / kHoursPerDay));
  return fmt::format("{} h", to_short(hours));
}

std::string times_text(const std::vector<double>& times) {
  if (times.empty()) return "";
  if (times.size() == 1) return time_text(times.front());
  if (times.size() > kTimesInWords)
    return fmt::format("{} to {}, {} times", to_short(times.front()), time_text(times.back()), times.size());
  std::string text;
  for (const double time : times) text += fmt::format("{}{}", text.empty() ? "" : ", ", to_short(time));
  return text + " h";
}

std::string schedule_text(const experiment::Arm& arm, const std::string& leading_agent) {
  std::vector<std::string> parts;
  for (const auto& dose : arm.doses) {
    std::string part =
        fmt::format("{} {} at {}", agent_of(dose.agent, leading_agent), level_text(dose), time_text(dose.at));
    if (dose.over > 0) part += fmt::format(" over {}", time_text(dose.over));
    if (!dose.repeats.empty())
      part += fmt::format(", {} times until {}", dose.repeats.size() + 1, time_text(dose.repeats.back()));
    if (dose.removed) part += fmt::format(", removed at {}", time_text(*dose.removed));
    parts.push_back(std::move(part));
  }
  for (const auto& preload : arm.preloads)
    parts.push_back(fmt::format("{} on {} % of the surface antigen at {}", agent_of(preload.agent, leading_agent),
                                to_short(100 * preload.occupied), time_text(preload.at)));
  for (const auto& phase : arm.temperatures)
    parts.push_back(
        fmt::format("{} °C from {} to {}", to_short(phase.celsius), time_text(phase.at), time_text(phase.until)));
  for (const auto& change : arm.medium_changes)
    parts.push_back(change.keep > 0 ? fmt::format("medium changed at {}, {} % kept", time_text(change.at),
                                                  to_short(100 * change.keep))
                                    : fmt::format("medium changed at {}", time_text(change.at)));
  if (parts.empty()) return "untreated";
  return fmt::format("{}", fmt::join(parts, "; "));
}

std::vector<Happening> happenings(const experiment::Arm& arm, const std::string& leading_agent) {
  std::vector<Happening> list;
  for (const auto& dose : arm.doses) {
    list.push_back({dose.at, agent_of(dose.agent, leading_agent)});
    for (const double again : dose.repeats) list.push_back({again, agent_of(dose.agent, leading_agent)});
    if (dose.removed) list.push_back({*dose.removed, "washed"});
  }
  for (const auto& preload : arm.preloads)
    list.push_back({preload.at, fmt::format("{} bound", agent_of(preload.agent, leading_agent))});
  for (const auto& phase : arm.temperatures) {
    list.push_back({phase.at, phase.celsius < kIce ? "on ice" : fmt::format("{} °C", to_short(phase.celsius))});
    list.push_back({phase.until, "37 °C"});
  }
  for (const auto& change : arm.medium_changes) list.push_back({change.at, "medium changed"});
  std::ranges::stable_sort(list, {}, &Happening::time);
  return list;
}

std::string_view before_last_dot(std::string_view name) {
  const auto at = name.rfind('.');
  return at == std::string_view::npos ? std::string_view{} : name.substr(0, at);
}

std::string_view after_last_dot(std::string_view name) {
  const auto at = name.rfind('.');
  return at == std::string_view::npos ? name : name.substr(at + 1);
}

std::string path_text(const std::string& path, const catalogue::Catalogue& catalogue) {
  constexpr std::string_view kLandmark = "references.bib";
  for (const auto& file : catalogue.files()) {
    if (!file.path.ends_with(kLandmark)) continue;
    const std::string root = file.path.substr(0, file.path.size() - kLandmark.size());
    if (path.starts_with(root)) return "data/" + path.substr(root.size());
  }
  return path;
}

std::string place_text(const Where& where, const catalogue::Catalogue& catalogue) {
  const std::string path = path_text(where.file, catalogue);
  return where.line > 0 ? fmt::format("{}:{}", path, where.line) : path;
}

std::string base_name(std::string_view parameter) { return std::string(parameter.substr(0, parameter.find('['))); }

std::string capitalised(std::string_view text) {
  std::string result(text);
  if (!result.empty() && result[0] >= 'a' && result[0] <= 'z') result[0] = static_cast<char>(result[0] - 'a' + 'A');
  return result;
}

}  // namespace emtansim::report
