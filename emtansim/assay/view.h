// SPDX-License-Identifier: Apache-2.0
/// What an assay looks at: one member at one time, columns found by name.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emtansim/assay/assay.h"

namespace emtansim::assay {

/// Two times (h) nearer than this are one.
inline constexpr double kSameTime = 1e-8;

/// A finished run with its columns by name. Refers to what it was made from.
class Source {
 public:
  Source(const experiment::Experiment& experiment, const network::Network& network, const Names& names,
         const network::Ensemble& ensemble, const solve::Trajectories& trajectories);

  [[nodiscard]] const experiment::Experiment& experiment() const { return experiment_; }
  [[nodiscard]] const network::Network& network() const { return network_; }
  [[nodiscard]] const Names& names() const { return names_; }
  [[nodiscard]] const network::Ensemble& ensemble() const { return ensemble_; }
  [[nodiscard]] const solve::Trajectories& trajectories() const { return trajectories_; }

  [[nodiscard]] std::optional<std::size_t> find_observable(std::string_view name) const;
  /// Column of a time that `times_needed` named (contract).
  [[nodiscard]] std::size_t time_index(double time) const;
  /// The member of `arm` with dose 0 and the same individual as `member`.
  [[nodiscard]] std::optional<std::size_t> untreated(std::size_t member, const std::string& arm) const;

 private:
  const experiment::Experiment& experiment_;
  const network::Network& network_;
  const Names& names_;
  const network::Ensemble& ensemble_;
  const solve::Trajectories& trajectories_;
  std::map<std::string, std::size_t, std::less<>> observables_;
  std::map<std::pair<std::string, std::size_t>, std::size_t> untreated_;  // arm and individual to member
};

/// One member at one time. Cheap to copy.
class View {
 public:
  View(const Source& source, std::size_t member, double time)
      : source_(&source), member_(member), time_(time), index_(source.time_index(time)) {}

  [[nodiscard]] const Source& source() const { return *source_; }
  [[nodiscard]] const network::Member& member() const { return source_->ensemble().members[member_]; }
  [[nodiscard]] std::size_t member_index() const { return member_; }
  [[nodiscard]] double time() const { return time_; }
  [[nodiscard]] bool has_failed() const;

  /// Zero where the network has no such observable or species: what is not modelled holds nothing.
  [[nodiscard]] double observable(std::string_view name) const;
  [[nodiscard]] double species(std::string_view name) const;
  [[nodiscard]] double species(network::SpeciesId id) const;
  [[nodiscard]] double parameter(std::string_view name) const;

  [[nodiscard]] View at(double time) const { return {*source_, member_, time}; }
  [[nodiscard]] View of(std::size_t member) const { return {*source_, member, time_}; }

 private:
  const Source* source_;
  std::size_t member_;
  double time_;
  std::size_t index_;
};

/// Sum of "<population>.<what>" over all populations.
double over_all(const View& view, std::string_view what);

/// Whose the medium is: the only population's, or nobody's.
std::string shared_population(const Names& names);

}  // namespace emtansim::assay
