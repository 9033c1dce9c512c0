// SPDX-License-Identifier: Apache-2.0
/// One member on its way through a lane: its schedule, outputs, events and books. It knows no step size.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "emtansim/solve/jumps.h"
#include "emtansim/solve/lanes/setup.h"
#include "emtansim/solve/member.h"
#include "emtansim/solve/sensitivity.h"
#include "emtansim/solve/solve.h"

namespace emtansim::solve {

/// Goes from one member to the next; what one did leaves no trace in another. The setup must outlive it.
class LaneWalk {
 public:
  explicit LaneWalk(const LaneSetup& setup);
  LaneWalk(const LaneWalk&) = delete;
  LaneWalk& operator=(const LaneWalk&) = delete;

  /// Sets a member to its start.
  void begin(const network::Ensemble& ensemble, std::size_t member, Trajectories& trajectories);

  /// Where the member stands: states and sensitivities, one parameter after the other. The lane's numbers are brought
  /// here before anything is done to them, and taken back after.
  [[nodiscard]] std::span<double> rows() { return rows_; }
  [[nodiscard]] std::span<double> states() { return std::span(rows_).first(program_.state_count); }
  /// Tolerances of all rows.
  [[nodiscard]] std::span<const double> tolerances() const { return tolerances_; }
  /// The member's slots: constants, parameters and prepared numbers.
  [[nodiscard]] std::span<const double> slots() const { return slots_.all(); }

  /// Does all that is due at `time`: actions, then outputs. Gives whether states have changed.
  bool settle(double time);
  /// The events of which `risen` is above 0 happen at `time`, then outputs.
  void fire(std::span<const int> risen, double time);
  /// The next time at which something is due; no step may go beyond.
  [[nodiscard]] double stop() const { return stop_; }
  [[nodiscard]] bool is_over() const { return is_over_ || failure_.has_value(); }

  [[nodiscard]] double next_output() const { return next_output_; }
  /// Where the next output goes: species, then observables.
  [[nodiscard]] std::span<double> output_row() { return trajectories_->row_values(member_, output_index_); }
  /// The sensitivities that belong to it, from `rows` at `time`.
  void observe_sensitivities(double time, std::span<const double> rows);
  /// The next output has been written.
  void advance_output();

  /// The triggers at a point between steps, from states of this member.
  void triggers(double time, std::span<const double> states, std::span<double> to) {
    slots_.triggers(time, states, to.data());
  }
  [[nodiscard]] Auditor& auditor() { return *auditor_; }
  [[nodiscard]] MemberReport& costs() { return costs_; }
  [[nodiscard]] double last_time() const { return times_->back(); }
  /// Actions still to come.
  [[nodiscard]] std::size_t actions_left() const { return schedule_->size() - next_action_; }

  void fail(std::string_view reason, double time, std::optional<std::size_t> species);
  /// Writes report and books. `sharing`: members that had the time together.
  void finish(unsigned sharing);

 private:
  void observe(double time);

  const Program& program_;
  const SolveOptions& options_;
  MemberSlots slots_;
  std::vector<double> rows_;
  std::vector<double> tolerances_;
  SensitivityRules sensitivities_;
  Jumps jumps_;
  std::optional<Auditor> auditor_;
  std::vector<std::vector<double>> output_sensitivities_;

  const std::vector<double>* times_ = nullptr;
  const std::vector<network::Scheduled>* schedule_ = nullptr;
  Trajectories* trajectories_ = nullptr;
  std::size_t member_ = 0;
  std::size_t next_action_ = 0;
  std::size_t output_index_ = 0;
  double next_output_ = 0;
  double stop_ = 0;
  bool is_over_ = false;
  MemberReport costs_;
  struct Failure {
    std::string text;
    double time;
    std::optional<std::size_t> species;
  };
  std::optional<Failure> failure_;
  std::chrono::steady_clock::time_point started_;
};

}  // namespace emtansim::solve
