// SPDX-License-Identifier: Apache-2.0
/// One member on its way through a lane: its schedule, outputs, events and books. It knows no step size.
#pragma once

#include <chrono>
#include <limits>
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

  /// After the last time of `times`.
  static constexpr double kNever = std::numeric_limits<double>::infinity();

  /// Sets a member to its start. `times` are those of the ensemble and then `kNever`; they must outlive the walk.
  void begin(const network::Member& member, std::size_t index, std::span<const double> times,
             Trajectories& trajectories);

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
  [[nodiscard]] bool is_over() const { return *output_.time == kNever || failure_.has_value(); }

  /// The next output, species first, then observables.
  [[nodiscard]] OutputCursor output() const { return output_; }
  void set_output(OutputCursor output) { output_ = output; }
  void advance_output() { output_ = {.time = output_.time + 1, .place = output_.place + columns_}; }
  /// The sensitivities that belong to it, from `rows` at `time`.
  void observe_sensitivities(double time, std::span<const double> rows);

  /// The triggers at a point between steps, from states of this member.
  void triggers(double time, std::span<const double> states, std::span<double> to) {
    slots_.triggers(time, states, to.data());
  }
  [[nodiscard]] Auditor& auditor() { return *auditor_; }
  [[nodiscard]] MemberReport& costs() { return costs_; }
  [[nodiscard]] double last_time() const { return times_[times_.size() - 2]; }
  /// Actions still to come.
  [[nodiscard]] std::size_t actions_left() const { return schedule_->size() - next_action_; }

  void fail(std::string_view reason, double time, std::optional<std::size_t> species);
  /// Writes report and books. `sharing`: members that had the time together.
  void finish(unsigned sharing);

 private:
  void observe(double time);
  [[nodiscard]] std::size_t output_index() const { return static_cast<std::size_t>(output_.time - times_.data()); }

  const Program& program_;
  const SolveOptions& options_;
  MemberSlots slots_;
  std::vector<double> rows_;
  std::vector<double> tolerances_;
  SensitivityRules sensitivities_;
  Jumps jumps_;
  std::optional<Auditor> auditor_;
  std::vector<std::vector<double>> output_sensitivities_;

  std::span<const double> times_;
  const std::vector<network::Scheduled>* schedule_ = nullptr;
  Trajectories* trajectories_ = nullptr;
  std::size_t member_ = 0;
  std::size_t next_action_ = 0;
  OutputCursor output_{};
  std::size_t columns_ = 0;
  double stop_ = 0;
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
