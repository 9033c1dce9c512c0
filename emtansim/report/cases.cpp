// SPDX-License-Identifier: Apache-2.0
/// Choice of the members that are drawn.
#include "emtansim/report/cases.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "emtansim/report/report.h"

namespace emtansim::report {

namespace {

constexpr std::size_t kDosesDrawn = 6;    // of a series, besides the control
constexpr std::size_t kTimesDrawn = 160;  // of a curve

bool is_drawable(const study::Outcome& outcome, std::size_t member) {
  return outcome.ensemble.members[member].individual == 0 &&
         outcome.trajectories.report(member).status == solve::Status::finished;
}

std::optional<double> half_maximal_dose(const study::Outcome& outcome, std::string_view arm) {
  for (const auto& curve : outcome.findings.dose_responses)
    if ((arm.empty() || curve.arm == arm) && std::isfinite(curve.fit.ic50.value)) return curve.fit.ic50.value;
  return std::nullopt;
}

/// The control, the highest, the one nearest to `middle`, then its neighbours outwards.
std::vector<double> choose_doses(const std::vector<double>& doses, double middle) {
  std::vector<double> positive = doses;
  std::erase_if(positive, [](double dose) { return dose <= 0; });
  if (positive.size() > kDosesDrawn) {
    const double highest = positive.back();
    std::ranges::stable_sort(positive, {}, [middle](double dose) { return std::abs(std::log(dose / middle)); });
    positive.resize(kDosesDrawn);
    if (std::ranges::find(positive, highest) == positive.end()) positive.back() = highest;
  }
  if (doses.front() <= 0) positive.push_back(doses.front());
  std::ranges::sort(positive);
  return positive;
}

double last_reading(const study::Outcome& outcome, std::string_view arm) {
  double last = 0;
  for (const auto& readout : outcome.experiment.readouts) {
    const bool is_read = readout.arms.empty() ||
                         std::ranges::any_of(readout.arms, [arm](const auto& named) { return named.text == arm; });
    if (is_read) last = std::max(last, readout.at.back());
  }
  return last > 0 ? last : std::numeric_limits<double>::infinity();
}

std::vector<std::size_t> choose_times(const study::Outcome& outcome, std::string_view arm) {
  const auto times = outcome.trajectories.times();
  const double last = last_reading(outcome, arm);
  const auto count = static_cast<std::size_t>(std::ranges::upper_bound(times, last) - times.begin());
  const std::size_t stride = std::max<std::size_t>(1, (count + kTimesDrawn - 1) / kTimesDrawn);
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < count; i += stride) chosen.push_back(i);
  if (!chosen.empty() && chosen.back() + 1 != count) chosen.push_back(count - 1);
  return chosen;
}

}  // namespace

std::vector<Case> choose_cases(const study::Outcome& outcome) {
  std::vector<Case> cases;
  for (const auto& arm : outcome.experiment.arms) {
    std::map<double, std::size_t> by_dose;
    for (std::size_t i = 0; i < outcome.ensemble.members.size(); ++i)
      if (outcome.ensemble.members[i].arm == arm.name && is_drawable(outcome, i))
        by_dose.emplace(outcome.ensemble.members[i].dose, i);
    if (by_dose.empty()) continue;
    std::vector<double> doses;
    for (const auto& [dose, member] : by_dose) doses.push_back(dose);
    const double middle = half_maximal_dose(outcome, arm.name).value_or(doses[doses.size() / 2]);
    for (const double dose : choose_doses(doses, middle > 0 ? middle : 1)) {
      const std::size_t member = by_dose.at(dose);
      const bool is_single = by_dose.size() == 1;
      cases.push_back(
          {.member = member,
           .arm = arm.name,
           .label = is_single && dose == 0 ? arm.name : dose_text(dose, experiment::dose_unit(outcome.experiment)),
           .dose = dose,
           .times = choose_times(outcome, arm.name),
           .happenings = happenings(arm, outcome.experiment.conjugate.text)});
    }
  }
  return cases;
}

const Case* leading_case(const study::Outcome& outcome, const std::vector<Case>& cases) {
  const auto middle = half_maximal_dose(outcome, {});
  const Case* best = nullptr;
  double best_distance = std::numeric_limits<double>::infinity();
  for (const auto& item : cases) {
    if (item.dose <= 0) continue;
    const double distance = middle ? std::abs(std::log(item.dose / *middle)) : 0;
    if (distance < best_distance) {
      best = &item;
      best_distance = distance;
    }
  }
  return best == nullptr && !cases.empty() ? &cases.front() : best;
}

std::vector<const model::PopulationInfo*> drawn_populations(const study::Outcome& outcome) {
  int shells = 0;
  for (const auto& population : outcome.model.populations) shells = std::max(shells, population.shell);
  std::vector<const model::PopulationInfo*> drawn;
  for (const auto& population : outcome.model.populations) {
    const int shell = population.shell;
    if (shell <= 1 || shell == shells || shell == (shells + 1) / 2) drawn.push_back(&population);
  }
  return drawn;
}

Folds::Folds(const study::Outcome& outcome) {
  for (const auto& population : outcome.model.populations) {
    if (population.shell <= 1) continue;
    hidden_.insert(population.name);
    hidden_.insert(population.milieu);
  }
}

bool Folds::hides(std::string_view compartment_or_rule) const {
  if (hidden_.contains(compartment_or_rule)) return true;
  const std::string_view front = before_last_dot(compartment_or_rule);
  return !front.empty() && hides(front);
}

Reader::Reader(const study::Outcome& outcome) : outcome_(outcome) {
  const auto observables = outcome.model.network.observables();
  for (std::size_t i = 0; i < observables.size(); ++i) observables_.emplace(observables[i].name, i);
}

std::optional<std::size_t> Reader::find_observable(std::string_view name) const {
  const auto found = observables_.find(name);
  return found == observables_.end() ? std::nullopt : std::optional(found->second);
}

double Reader::objects(std::size_t member, std::size_t time, std::string_view population) const {
  const auto index = find_observable(std::string(population) + ".objects");
  return index ? observable(member, time, *index) : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace emtansim::report
