// SPDX-License-Identifier: Apache-2.0
/// Actions and conditional events.
#include "emtansim/solve/jumps.h"

#include <algorithm>
#include <cmath>

namespace emtansim::solve {

namespace {

constexpr std::size_t kMostEventsAtOnce = 1000;  // more at one instant are taken for a circle of events

}  // namespace

Jumps::Jumps(const Program& program, MemberSlots& slots, SensitivityRules& sensitivities)
    : program_(program),
      slots_(slots),
      sensitivities_(sensitivities),
      before_(program.state_count),
      triggers_before_(program.conditional_events.size()),
      triggers_after_(program.conditional_events.size()) {}

std::optional<JumpFailure> Jumps::act(const network::Scheduled& scheduled, double time, std::span<double> states,
                                      Auditor& auditor) {
  slots_.set_argument(scheduled.argument);
  queued_.clear();
  if (const auto failure = jump(program_.actions[scheduled.action.index()], {}, time, states, auditor)) return failure;
  return fire_queued({}, time, states, auditor);
}

std::optional<JumpFailure> Jumps::fire(std::span<const int> risen, double time, std::span<double> states,
                                       Auditor& auditor) {
  queued_.clear();
  for (std::size_t e = 0; e < risen.size(); ++e)
    if (risen[e] > 0) queued_.push_back(e);
  if (queued_.empty() || sensitivities_.count() == 0) return fire_queued({}, time, states, auditor);
  const auto& first = program_.conditional_events[queued_.front()];
  const auto shifts = sensitivities_.time_shifts(first, time, states);
  sensitivities_.travel(time, states, shifts, +1);
  const auto failure = fire_queued(shifts, time, states, auditor);
  sensitivities_.travel(time, states, shifts, -1);
  return failure;
}

std::optional<JumpFailure> Jumps::fire_queued(std::span<const double> shifts, double time, std::span<double> states,
                                              Auditor& auditor) {
  for (std::size_t fired = 0; !queued_.empty(); ++fired) {
    if (fired == kMostEventsAtOnce) return JumpFailure{"events set each other off without end", std::nullopt};
    const auto& event = program_.conditional_events[queued_.front()];
    queued_.pop_front();
    if (const auto failure = jump(event.jump, shifts, time, states, auditor)) return failure;
  }
  return std::nullopt;
}

std::optional<JumpFailure> Jumps::jump(const Jump& jump, std::span<const double> shifts, double time,
                                       std::span<double> states, Auditor& auditor) {
  std::ranges::copy(states, before_.begin());
  if (!triggers_before_.empty()) slots_.triggers(time, before_, triggers_before_.data());
  values_.resize(jump.species.size());
  slots_.set_states(time, before_);
  slots_.run(jump.values, values_.data());
  std::optional<JumpFailure> failure;
  for (std::size_t i = 0; i < values_.size(); ++i) {
    states[jump.species[i]] = values_[i];
    if (!std::isfinite(values_[i]))
      failure = JumpFailure{"an action or event sets a value that is not finite", jump.species[i]};
  }
  auditor.book_jump(before_, states);
  if (sensitivities_.count() > 0) sensitivities_.jump(jump, time, before_, shifts);
  if (triggers_after_.empty()) return failure;
  slots_.triggers(time, states, triggers_after_.data());
  for (std::size_t e = 0; e < triggers_after_.size(); ++e)
    if (triggers_before_[e] < 0 && triggers_after_[e] >= 0) queued_.push_back(e);
  return failure;
}

}  // namespace emtansim::solve
