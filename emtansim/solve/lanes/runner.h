// SPDX-License-Identifier: Apache-2.0
/// Runs members in lanes on one thread: explicit steps, implicit steps, or the one after the other where it pays.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "emtansim/solve/lanes/engine.h"
#include "emtansim/solve/lanes/setup.h"

namespace emtansim::solve {

/// Owned by one thread. The setup must outlive it.
class LaneRunner {
 public:
  explicit LaneRunner(const LaneSetup& setup);

  /// Runs the members that `next` gives until it gives none; tells of each that has ended.
  void run(const network::Ensemble& ensemble, Trajectories& trajectories,
           const std::function<std::optional<std::size_t>()>& next, const std::function<void()>& finished);

 private:
  std::unique_ptr<LaneWalk> idle_walk();
  LaneEngine& engine(Steps steps);

  const LaneSetup& setup_;
  std::unique_ptr<LaneEngine> explicit_;
  std::unique_ptr<LaneEngine> implicit_;
  std::vector<std::unique_ptr<LaneWalk>> idle_;
  std::vector<Underway> stiff_;
};

}  // namespace emtansim::solve
