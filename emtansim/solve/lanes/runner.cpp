// SPDX-License-Identifier: Apache-2.0
/// Members in lanes on one thread.
#include "emtansim/solve/lanes/runner.h"

#include <utility>

namespace emtansim::solve {

namespace {

constexpr std::size_t kMostWaiting = 512;  // stiff members, before they are gone on with

}  // namespace

LaneRunner::LaneRunner(const LaneSetup& setup) : setup_(setup) {}

std::unique_ptr<LaneWalk> LaneRunner::idle_walk() {
  if (idle_.empty()) return std::make_unique<LaneWalk>(setup_);
  auto walk = std::move(idle_.back());
  idle_.pop_back();
  return walk;
}

LaneEngine& LaneRunner::engine(Steps steps) {
  auto& its = steps == Steps::explicit_ones ? explicit_ : implicit_;
  if (!its) its = std::make_unique<LaneEngine>(setup_, steps);
  return *its;
}

void LaneRunner::run(const network::Ensemble& ensemble, Trajectories& trajectories,
                     const std::function<std::optional<std::size_t>()>& next, const std::function<void()>& finished) {
  std::vector<double> times = ensemble.times;
  times.push_back(LaneWalk::kNever);
  bool has_more = true;
  const LaneEngine::Source fresh_ones = [&]() -> std::optional<Underway> {
    if (stiff_.size() >= kMostWaiting) return std::nullopt;
    const auto member = next();
    has_more = member.has_value();
    if (!member) return std::nullopt;
    auto walk = idle_walk();
    walk->begin(ensemble.members[*member], *member, times, trajectories);
    return Underway{.walk = std::move(walk), .time = ensemble.times.front()};
  };
  const LaneEngine::Source stiff_ones = [&]() -> std::optional<Underway> {
    if (stiff_.empty()) return std::nullopt;
    auto underway = std::move(stiff_.back());
    stiff_.pop_back();
    return underway;
  };
  const LaneEngine::Sink sink = [&](std::unique_ptr<LaneWalk> walk) {
    idle_.push_back(std::move(walk));
    finished();
  };
  switch (setup_.options().method) {
    case Method::explicit_lanes: return engine(Steps::explicit_ones).run(fresh_ones, sink);
    case Method::implicit_lanes: return engine(Steps::implicit_ones).run(fresh_ones, sink);
    default: break;
  }
  while (has_more) {
    engine(Steps::explicit_ones).run(fresh_ones, sink, [&](Underway member) { stiff_.push_back(std::move(member)); });
    if (!stiff_.empty()) engine(Steps::implicit_ones).run(stiff_ones, sink);
  }
}

}  // namespace emtansim::solve
