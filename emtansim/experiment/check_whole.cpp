// SPDX-License-Identifier: Apache-2.0
/// What one section says about another: names that must exist, times that must be reached, sizes that must be sane.
#include <algorithm>

#include <fmt/format.h>

#include "emtansim/experiment/limits.h"
#include "emtansim/experiment/sections.h"

namespace emtansim::experiment {

namespace {

void expect_arm(const Experiment& experiment, const Named& name) {
  if (find_arm(experiment, name.text) != nullptr) return;
  std::vector<std::string> names;
  for (const auto& arm : experiment.arms) names.push_back(arm.name);
  throw InputError(name.where,
                   {"unknown-arm", fmt::format("no arm is called '{}'", name.text), "", suggestion(name.text, names)});
}

void expect_known_arms(const Experiment& experiment) {
  for (const auto& readout : experiment.readouts)
    for (const auto& arm : readout.arms) expect_arm(experiment, arm);
  for (const auto& analysis : experiment.analyses) {
    for (const auto& arm : analysis.arms) {
      expect_arm(experiment, arm);
      const auto& read = find_readout(experiment, analysis.readout)->arms;
      if (std::ranges::find(read, arm.text, &Named::text) != read.end()) continue;
      throw InputError(arm.where,
                       {"unknown-arm", fmt::format("'{}' is not read in the arm '{}'", analysis.readout, arm.text), "",
                        "add the arm to the readout's 'arms'"});
    }
  }
}

void expect_known_comparisons(const Experiment& experiment) {
  for (const auto& comparison : experiment.comparisons) {
    if (comparison.arm) expect_arm(experiment, *comparison.arm);
    if (find_readout(experiment, comparison.readout) != nullptr) continue;
    std::vector<std::string> names;
    for (const auto& readout : experiment.readouts) names.push_back(readout.name);
    throw InputError(comparison.where,
                     {"unknown-readout", fmt::format("no readout is called '{}'", comparison.readout),
                      "[[compare]] draws data over a readout of this file", suggestion(comparison.readout, names)});
  }
}

// One column of a table holds the doses of all arms.
void expect_one_kind_of_dose(const Experiment& experiment) {
  if (!experiment.body) return;
  const experiment::Dose* first = nullptr;
  for (const auto& arm : experiment.arms) {
    for (const auto& dose : arm.doses) {
      if (first == nullptr) first = &dose;
      if (dose.levels.front().dimension == first->levels.front().dimension) continue;
      throw InputError(dose.where, {"wrong-unit", "doses by weight and doses by mass stand side by side",
                                    fmt::format("the first dose is in line {}", first->where.line),
                                    "write all of them in mg/kg or all in mg"});
    }
  }
}

void expect_seen_doses(const Experiment& experiment) {
  const double end = end_time(experiment);
  for (const auto& arm : experiment.arms) {
    for (const auto& dose : arm.doses) {
      const double last = dose.repeats.empty() ? dose.at : dose.repeats.back();
      if (last <= end) continue;
      throw InputError(dose.where,
                       {"never-seen", fmt::format("the dose at {} h is never seen", to_short(last)),
                        fmt::format("the last readout is at {} h", to_short(end)), "give it earlier or read later"});
    }
  }
}

void expect_feasible_size(const Experiment& experiment) {
  const auto& population = experiment.population;
  const Where where = population.where.file.empty() ? Where{experiment.file, 0} : population.where;
  std::size_t rows = 0;
  for (const auto& arm : experiment.arms) rows += arm.series() != nullptr ? arm.series()->levels.size() : 1;
  if (rows > static_cast<std::size_t>(limits::kMostRows)) {
    throw InputError(where, {"too-many", fmt::format("the experiment has {} treatments", rows),
                             fmt::format("arms and levels together; at most {} are computed", limits::kMostRows),
                             "take fewer levels"});
  }
  const std::uint64_t individuals = population.members * grid_points(population);
  if (individuals > static_cast<std::uint64_t>(limits::kMostIndividuals)) {
    throw InputError(where,
                     {"too-many", fmt::format("the population has {} individuals", individuals),
                      fmt::format("members and points of the grid; at most {} are computed", limits::kMostIndividuals),
                      "take a smaller population or a coarser grid"});
  }
  if (individuals * rows <= static_cast<std::uint64_t>(limits::kMostMembers)) return;
  throw InputError(where,
                   {"too-many", fmt::format("the experiment has {} members", individuals * rows),
                    fmt::format("arms, levels and population together; at most {} are computed", limits::kMostMembers),
                    "take fewer levels or a smaller population"});
}

}  // namespace

void check_whole(const Experiment& experiment) {
  expect_known_arms(experiment);
  expect_known_comparisons(experiment);
  expect_seen_doses(experiment);
  expect_one_kind_of_dose(experiment);
  expect_feasible_size(experiment);
}

}  // namespace emtansim::experiment
