// SPDX-License-Identifier: Apache-2.0
/// Columns by name, times by value, controls of members.
#include "emtansim/assay/view.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace emtansim::assay {

Source::Source(const experiment::Experiment& experiment, const network::Network& network, const Names& names,
               const network::Ensemble& ensemble, const solve::Trajectories& trajectories)
    : experiment_(experiment), network_(network), names_(names), ensemble_(ensemble), trajectories_(trajectories) {
  const auto observables = network.observables();
  for (std::size_t i = 0; i < observables.size(); ++i) observables_.emplace(observables[i].name, i);
  for (std::size_t i = 0; i < ensemble.members.size(); ++i)
    if (const auto& member = ensemble.members[i]; member.dose == 0)
      untreated_.emplace(std::pair(member.arm, member.individual), i);
}

std::optional<std::size_t> Source::find_observable(std::string_view name) const {
  const auto found = observables_.find(name);
  return found == observables_.end() ? std::nullopt : std::optional(found->second);
}

std::size_t Source::time_index(double time) const {
  const auto times = trajectories_.times();
  const auto found = std::ranges::lower_bound(times, time - kSameTime);
  EMTANSIM_EXPECT(found != times.end() && std::abs(*found - time) <= kSameTime);
  return static_cast<std::size_t>(found - times.begin());
}

std::optional<std::size_t> Source::untreated(std::size_t member, const std::string& arm) const {
  const auto found = untreated_.find({arm, ensemble_.members[member].individual});
  return found == untreated_.end() ? std::nullopt : std::optional(found->second);
}

bool View::has_failed() const { return source_->trajectories().report(member_).status != solve::Status::finished; }

double View::observable(std::string_view name) const {
  const auto index = source_->find_observable(name);
  return index ? source_->trajectories().observable(member_, index_, *index) : 0;
}

double View::species(std::string_view name) const {
  const auto id = source_->network().find_species(name);
  return id ? species(*id) : 0;
}

double View::species(network::SpeciesId id) const { return source_->trajectories().species(member_, index_, id); }

double View::parameter(std::string_view name) const {
  const auto id = source_->network().find_parameter(name);
  EMTANSIM_EXPECT(id.has_value());
  return member().parameters[id->index()];
}

double over_all(const View& view, std::string_view what) {
  double sum = 0;
  for (const auto& population : view.source().names().populations)
    sum += view.observable(fmt::format("{}.{}", population, what));
  return sum;
}

std::string shared_population(const Names& names) {
  return names.populations.size() == 1 ? names.populations.front() : std::string();
}

}  // namespace emtansim::assay
