// SPDX-License-Identifier: Apache-2.0
/// Runs members in the lanes of one block: each has its own time, step and error; a lane whose member is done takes the
/// next one.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "emtansim/solve/lanes/setup.h"
#include "emtansim/solve/lanes/walk.h"

namespace emtansim::solve {

/// Which steps an engine makes.
enum class Steps { explicit_ones, implicit_ones };

/// A member somewhere between its start and its end, to be gone on with.
struct Underway {
  std::unique_ptr<LaneWalk> walk;
  double time = 0;
};

/// Owned by one thread. The setup must outlive it.
class LaneEngine {
 public:
  LaneEngine(const LaneSetup& setup, Steps steps);
  ~LaneEngine();
  LaneEngine(const LaneEngine&) = delete;
  LaneEngine& operator=(const LaneEngine&) = delete;

  /// Gives the next member to run, if there is one.
  using Source = std::function<std::optional<Underway>()>;
  /// Takes a member that has ended.
  using Sink = std::function<void(std::unique_ptr<LaneWalk>)>;
  /// Takes a member for which implicit steps would be cheaper; empty: all are kept to the end.
  using Stiff = std::function<void(Underway)>;

  void run(const Source& source, const Sink& sink, const Stiff& stiff = {});

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace emtansim::solve
