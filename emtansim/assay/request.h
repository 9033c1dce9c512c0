// SPDX-License-Identifier: Apache-2.0
/// A [[readout]] with the names it may use: options read and refused at the user's line.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emtansim/assay/assay.h"

namespace emtansim::assay {

/// One request. Refers to what it was made from. Every getter throws InputError at the option's line.
class Request {
 public:
  Request(const experiment::Experiment& experiment, const experiment::ReadoutRequest& asked,
          const network::Network& network, const Names& names)
      : experiment_(experiment), asked_(asked), network_(network), names_(names) {}

  [[nodiscard]] const experiment::ReadoutRequest& asked() const { return asked_; }
  [[nodiscard]] const network::Network& network() const { return network_; }
  [[nodiscard]] const Names& names() const { return names_; }
  /// The arms it reads.
  [[nodiscard]] std::vector<const experiment::Arm*> arms() const;

  [[nodiscard]] const experiment::Option* option(std::string_view key) const;
  /// One of the words, the first where the option is not given.
  [[nodiscard]] std::string_view choice(std::string_view key, std::span<const std::string_view> words) const;
  /// A fraction in [0, 1], 0 where the option is not given.
  [[nodiscard]] double share(std::string_view key) const;
  /// Units of the option "unit"; those of `known` where it is not given. Each must have a dimension that `known` has.
  [[nodiscard]] std::vector<std::string> units(std::span<const std::string_view> known) const;

  /// The agent of the option "agent", else the first one; `with_antibody` narrows that to agents with an antibody.
  [[nodiscard]] const Names::Agent& agent(bool with_antibody) const;

  /// The arm of the option "control" (one with untreated cells), else an arm where nothing is given; empty where there
  /// is neither.
  [[nodiscard]] std::string control_arm() const;

  /// Throws InputError "no-such-column" unless every population has the observable; `who` makes it.
  void expect_observable(std::string_view what, std::string_view who) const;
  [[noreturn]] void refuse(std::string_view key, std::string code, std::string what, std::string why = {},
                           std::string try_this = {}) const;

 private:
  const experiment::Experiment& experiment_;
  const experiment::ReadoutRequest& asked_;
  const network::Network& network_;
  const Names& names_;
};

/// From when on an arm is followed: the last wash, medium change or preload at or before the first reading, else the
/// first one after it; the option "since" overrules. Nothing where cells stay in their drug.
std::optional<double> reference_time(const experiment::Arm& arm, const experiment::ReadoutRequest& asked);

}  // namespace emtansim::assay
