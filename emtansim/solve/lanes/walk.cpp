// SPDX-License-Identifier: Apache-2.0
/// One member on its way.
#include "emtansim/solve/lanes/walk.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "emtansim/solve/cvode.h"
#include "emtansim/solve/start.h"

namespace emtansim::solve {

namespace {

SensitivityColumns columns_of(std::vector<double>& rows, std::size_t states) {
  SensitivityColumns columns;
  for (std::size_t begin = states; begin < rows.size(); begin += states)
    columns.push_back(std::span(rows).subspan(begin, states));
  return columns;
}

}  // namespace

LaneWalk::LaneWalk(const LaneSetup& setup)
    : program_(setup.program()),
      options_(setup.options()),
      slots_(setup.program(), setup.native()),
      rows_(program_.state_count * (1 + setup.sensitivity_count())),
      tolerances_(rows_.size()),
      sensitivities_(program_, slots_, columns_of(rows_, program_.state_count)),
      jumps_(program_, slots_, sensitivities_),
      output_sensitivities_(setup.sensitivity_count(), std::vector<double>(program_.state_count)) {}

void LaneWalk::begin(const network::Member& its, std::size_t index, std::span<const double> times,
                     Trajectories& trajectories) {
  started_ = std::chrono::steady_clock::now();
  times_ = times;
  schedule_ = &its.schedule;
  trajectories_ = &trajectories;
  member_ = index;
  next_action_ = 0;
  columns_ = trajectories.column_count();
  output_ = {.time = times.data(), .place = trajectories.row_values(index, 0).data()};
  stop_ = times.front();
  costs_ = {};
  failure_.reset();
  set_start(its, slots_, states());
  sensitivities_.start(its.start_states.empty());
  const auto of_states = std::span(tolerances_).first(program_.state_count);
  set_tolerances(slots_, options_.absolute, of_states);
  for (std::size_t k = 0; k < output_sensitivities_.size(); ++k) {
    const double size = std::abs(its.parameters[program_.sensitivities[k].index()]);
    for (std::size_t i = 0; i < program_.state_count; ++i)
      tolerances_[(k + 1) * program_.state_count + i] = of_states[i] / (size > 0 ? size : 1.0);
  }
  auditor_.emplace(program_, states());
  if (all_finite(states()) && all_finite(of_states)) return;
  std::size_t first = 0;
  while (std::isfinite(states()[first]) && std::isfinite(tolerances_[first])) ++first;
  fail("an initial value or scale is not a finite number", stop_, first);
}

bool LaneWalk::settle(double time) {
  bool has_changed = false;
  for (; next_action_ < schedule_->size() && (*schedule_)[next_action_].time <= time; ++next_action_) {
    has_changed = true;
    if (const auto failure = jumps_.act((*schedule_)[next_action_], time, states(), *auditor_))
      fail(failure->reason, time, failure->species);
  }
  observe(time);
  stop_ = next_action_ < schedule_->size() ? std::min((*schedule_)[next_action_].time, last_time()) : last_time();
  return has_changed;
}

void LaneWalk::fire(std::span<const int> risen, double time) {
  if (const auto failure = jumps_.fire(risen, time, states(), *auditor_))
    return fail(failure->reason, time, failure->species);
  observe(time);
}

// Outputs at this very time, from the states as they are.
void LaneWalk::observe(double time) {
  if (failure_ || *output_.time > time) return;
  auditor_->compare(states());
  while (*output_.time <= time) {
    std::copy_n(rows_.begin(), program_.species_count, output_.place);
    slots_.observables(time, states(), output_.place + program_.species_count);
    observe_sensitivities(time, rows_);
    advance_output();
  }
}

void LaneWalk::observe_sensitivities(double time, std::span<const double> rows) {
  if (output_sensitivities_.empty()) return;
  const std::size_t states = program_.state_count;
  for (std::size_t k = 0; k < output_sensitivities_.size(); ++k)
    std::ranges::copy(rows.subspan((k + 1) * states, states), output_sensitivities_[k].begin());
  sensitivities_.observe(time, rows.first(states), output_sensitivities_,
                         trajectories_->row_sensitivities(member_, output_index()));
}

void LaneWalk::fail(std::string_view reason, double time, std::optional<std::size_t> species) {
  if (failure_) return;
  failure_ = Failure{.text = fmt::format("{} at t = {:.6g} h", reason, time), .time = time, .species = species};
  if (species) failure_->text += fmt::format(", species {}", *species);
}

void LaneWalk::finish(unsigned sharing) {
  MemberReport& report = trajectories_->report(member_) = costs_;
  report.status = failure_ ? Status::failed : Status::finished;
  report.reason = failure_ ? failure_->text : "";
  report.failed_at = failure_ ? failure_->time : 0;
  report.worst_species = failure_ ? failure_->species : std::nullopt;
  report.wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count() / sharing;
  if (failure_) trajectories_->leave_out(member_, output_index());
  for (std::size_t m = 0; m < auditor_->books().size(); ++m) trajectories_->books(member_, m) = auditor_->books()[m];
}

}  // namespace emtansim::solve
