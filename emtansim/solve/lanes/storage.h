// SPDX-License-Identifier: Apache-2.0
/// The memory of one block of lanes, and the way of one member's numbers into a lane and out of it.
#pragma once

#include <span>

#include "emtansim/solve/lanes/setup.h"

namespace emtansim::solve {

class LaneStorage {
 public:
  LaneStorage(const LaneSetup& setup, int stages);

  [[nodiscard]] Block& block() { return block_; }

  /// A new member: its slots, states with sensitivities, tolerances.
  void put(unsigned lane, std::span<const double> slots, std::span<const double> rows,
           std::span<const double> tolerances);
  /// To and from rows of the block.
  void put_rows(double* rows, unsigned lane, std::span<const double> values) const;
  void get(const double* rows, unsigned lane, std::span<double> values) const;
  /// States inside the last step, at a share of it, of one lane.
  void interpolate_lane(unsigned lane, double share, std::span<double> values) const;

  // Rows for the engine.
  [[nodiscard]] double* share() { return share_.data(); }
  [[nodiscard]] double* output() { return output_.data(); }
  [[nodiscard]] double* observables() { return observables_.data(); }
  [[nodiscard]] double* triggers() { return triggers_.data(); }

 private:
  unsigned width_;
  Block block_;
  LaneRows slots_, elimination_, states_, stages_, dense_, per_lane_;
  LaneRows jacobian_, along_, by_parameter_, parameter_along_, by_time_;
  LaneRows share_, output_, observables_, triggers_;
};

}  // namespace emtansim::solve
