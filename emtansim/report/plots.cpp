// SPDX-License-Identifier: Apache-2.0
/// What the kinds of plot have in common.
#include "emtansim/report/parts.h"

namespace emtansim::report {

Json time_axis() { return {{"label", "Time"}, {"unit", "h"}}; }

Json case_head(const study::Outcome& outcome, const Case& item) {
  Json times = Json::array();
  for (const std::size_t time : item.times) times.push_back(rounded(outcome.trajectories.times()[time]));
  Json events = Json::array();
  for (const auto& event : item.happenings) events.push_back({{"time", rounded(event.time)}, {"label", event.label}});
  return {{"arm", item.arm},
          {"label", item.label},
          {"dose", rounded(item.dose)},
          {"dose_unit", experiment::dose_unit(outcome.experiment)},
          {"time", std::move(times)},
          {"events", std::move(events)},
          {"values", Json::object()}};
}

}  // namespace emtansim::report
