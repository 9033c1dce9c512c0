// SPDX-License-Identifier: Apache-2.0
/// Ensemble: what is to be simulated with one network, one row of numbers and one schedule per member.
#pragma once

#include <string>
#include <vector>

#include "emtansim/network/expression.h"

namespace emtansim::network {

/// An action at a time. Actions at the same time happen in the order of the schedule.
struct Scheduled {
  double time = 0;  ///< h
  ActionId action;
  double argument = 0;  ///< internal units, of the action's argument dimension
};

/// One simulated individual, dose level or replicate.
struct Member {
  std::string arm;
  std::size_t individual = 0;       ///< which virtual individual; 0 for the typical one
  double dose = 0;                  ///< nM, the leading dose of the arm, for tables and dose-response analyses
  std::vector<double> parameters;   ///< one for each row of the network's parameter table, internal units
  std::vector<Scheduled> schedule;  ///< sorted by time
  /// Species at the start, to go on from where another run stopped; empty for the network's initial values. Their
  /// sensitivities are then taken as zero.
  std::vector<double> start_states;
};

/// Members and the times at which all of them are observed.
struct Ensemble {
  std::vector<Member> members;
  std::vector<double> times;  ///< h, sorted, the first is the start
};

}  // namespace emtansim::network
