// SPDX-License-Identifier: Apache-2.0
/// Points at which code is tried.
#include "tests/laws/points.h"

#include <algorithm>
#include <cmath>

#include "emtansim/solve/interpret.h"

namespace emtansim::laws {

namespace {

constexpr std::size_t kMembers = 3;
constexpr std::size_t kTimes = 4;

// `count` indices spread over 0..size-1, both ends included.
std::vector<std::size_t> spread(std::size_t size, std::size_t count) {
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < std::min(size, count); ++i)
    chosen.push_back(count == 1 || size <= count ? i : i * (size - 1) / (count - 1));
  return chosen;
}

}  // namespace

std::vector<double> scales_of(const solve::Program& program, const network::Member& member) {
  std::vector<double> slots(program.layout.end, 0.0);
  std::ranges::copy(program.constants, slots.begin() + program.layout.constants);
  std::ranges::copy(member.parameters, slots.begin() + program.layout.parameters);
  solve::interpret(program.prologue, slots.data());
  solve::interpret(program.scales, slots.data());
  std::vector<double> scales;
  for (const auto output : program.scales.outputs) scales.push_back(std::abs(slots[output]));
  return scales;
}

std::vector<Point> points_of(const Case& given, const solve::Program& program) {
  const auto runs = solve::simulate(program, given.ensemble, {});
  std::vector<Point> points;
  RandomStream random(1, 0, StreamUse::optimiser);
  for (const auto member : spread(given.ensemble.members.size(), kMembers)) {
    const auto scales = scales_of(program, given.ensemble.members[member]);
    for (const auto time : spread(given.ensemble.times.size(), kTimes)) {
      Point point{.member = member, .time = given.ensemble.times[time], .states = {}};
      for (std::size_t i = 0; i < program.species_count; ++i)
        point.states.push_back(runs.species(member, time, network::SpeciesId(i)));
      point.states.resize(program.state_count, 0.0);
      if (!std::ranges::all_of(point.states, [](double x) { return std::isfinite(x); })) continue;
      Point moved = point;
      for (std::size_t i = 0; i < program.species_count; ++i) {
        const double size = std::max(std::abs(point.states[i]), 1e-3 * scales[i]);
        moved.states[i] = size * std::exp2(2 * random.uniform() - 1);
      }
      points.push_back(std::move(point));
      points.push_back(std::move(moved));
    }
  }
  return points;
}

}  // namespace emtansim::laws
