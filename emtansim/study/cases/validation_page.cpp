// SPDX-License-Identifier: Apache-2.0
/// The validation page in Markdown.
#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "emtansim/study/cases/validation.h"

namespace emtansim::study {

namespace {

std::string band(const Case& asked) {
  if (std::isinf(asked.low)) return fmt::format("at most {}", to_short(asked.high));
  if (std::isinf(asked.high)) return fmt::format("at least {}", to_short(asked.low));
  return fmt::format("{} to {}", to_short(asked.low), to_short(asked.high));
}

std::string key_of(const std::string& source) { return source.substr(0, source.find(',')); }

std::string row(const Verdict& verdict) {
  const Case& asked = verdict.asked;
  const std::string predicted = verdict.problem.empty() ? to_short(verdict.predicted, 3) : "–";
  return fmt::format("| `{}` | {} | {} | {} {} | **{}** | {} | {} | {} |\n", asked.key, asked.says, asked.observed,
                     band(asked), asked.unit, predicted, verdict.passed ? "pass" : "miss", asked.role, asked.trust);
}

std::string misses(const std::vector<const Verdict*>& group) {
  std::string text;
  for (const auto* verdict : group) {
    if (verdict->passed) continue;
    const std::string why = !verdict->problem.empty()        ? verdict->problem
                            : verdict->asked.on_miss.empty() ? "no explanation yet"
                                                             : verdict->asked.on_miss;
    text += fmt::format("- `{}` misses: {}.\n", verdict->asked.key, why);
  }
  return text.empty() ? text : "\n" + text;
}

std::string references(const std::vector<Verdict>& verdicts, const catalogue::Catalogue& catalogue) {
  std::set<std::string> keys;
  for (const auto& verdict : verdicts) keys.insert(key_of(verdict.asked.source));
  std::string text = "\n## References\n\n";
  for (const auto& key : keys)
    if (const auto* reference = catalogue.find_reference(key))
      text += fmt::format("- [@{}] {}\n", key, reference->citation);
  return text;
}

}  // namespace

std::string to_markdown(const std::vector<Verdict>& verdicts, const catalogue::Catalogue& catalogue) {
  const auto passed = std::ranges::count_if(verdicts, &Verdict::passed);
  std::string page = fmt::format(
      "# Validation\n\n"
      "Made by `emtansim validate --page > docs/validation.md`; do not edit. Research use only.\n\n"
      "Every published case that the model is held against, as it comes out: **{} of {}** inside their band. "
      "*Calibrated*: "
      "the data were used in a fit (data/fits). *Predicted*: they were not. *Direction*: only the direction is known, "
      "and "
      "the band says how much change counts. Trust: A primary number with conditions, B digitised or second-hand, C "
      "direction or a single second-hand number.\n",
      passed, verdicts.size());
  std::vector<std::string> groups;
  for (const auto& verdict : verdicts)
    if (std::ranges::find(groups, verdict.asked.group) == groups.end()) groups.push_back(verdict.asked.group);
  for (const auto& name : groups) {
    std::vector<const Verdict*> group;
    page += fmt::format(
        "\n## {}\n\n| case | what | observed | counts as agreement | predicted | verdict | role | trust |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- |\n",
        name);
    for (const auto& verdict : verdicts) {
      if (verdict.asked.group != name) continue;
      group.push_back(&verdict);
      page += row(verdict);
    }
    page += "\n";
    std::set<std::string> tolerances;
    for (const auto* verdict : group)
      if (!verdict->asked.tolerance.empty())
        tolerances.insert(
            fmt::format("- {} Source: [@{}].\n", verdict->asked.tolerance, key_of(verdict->asked.source)));
    for (const auto& tolerance : tolerances) page += tolerance;
    page += misses(group);
  }
  return page + references(verdicts, catalogue);
}

}  // namespace emtansim::study
