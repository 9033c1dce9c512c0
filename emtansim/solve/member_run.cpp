// SPDX-License-Identifier: Apache-2.0
/// The walk of one member through time.
#include "emtansim/solve/member_run.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "emtansim/solve/jumps.h"
#include "emtansim/solve/start.h"

namespace emtansim::solve {

namespace {

SensitivityColumns columns_of(CvodeIntegrator& integrator) {
  SensitivityColumns columns;
  for (std::size_t k = 0; k < integrator.sensitivity_count(); ++k) columns.push_back(integrator.sensitivity(k));
  return columns;
}

class MemberRun {
 public:
  MemberRun(const Program& program, const SolveOptions& options, MemberSlots& slots, CvodeIntegrator& integrator,
            const network::Ensemble& ensemble, std::size_t member, Trajectories& trajectories)
      : program_(program),
        options_(options),
        slots_(slots),
        integrator_(integrator),
        sensitivity_rules_(program, slots, columns_of(integrator)),
        jumps_(program, slots, sensitivity_rules_),
        member_(ensemble.members[member]),
        times_(ensemble.times),
        index_(member),
        trajectories_(trajectories),
        output_states_(program.state_count),
        output_sensitivities_(integrator.sensitivity_count(), std::vector<double>(program.state_count)) {}

  MemberReport operator()() {
    if (start()) walk();
    MemberReport report = integrator_.costs();
    report.status = failure_ ? Status::failed : Status::finished;
    report.reason = failure_.value_or("");
    report.failed_at = failure_ ? time_ : 0;
    report.worst_species = worst_species_;
    if (failure_) trajectories_.leave_out(index_, next_output_);
    for (std::size_t m = 0; m < auditor_->books().size(); ++m) trajectories_.books(index_, m) = auditor_->books()[m];
    return report;
  }

 private:
  // --- start --------------------------------------------------------------------------------------------------------

  bool start() {
    time_ = times_.front();
    set_start(member_, slots_, integrator_.states());
    sensitivity_rules_.start(member_.start_states.empty());
    set_tolerances(slots_, options_.absolute, integrator_.absolute_tolerances());
    auditor_.emplace(program_, integrator_.states());
    if (!all_finite(integrator_.states()) || !all_finite(integrator_.absolute_tolerances())) {
      fail("an initial value or scale is not a finite number", first_not_finite());
      return false;
    }
    std::vector<double> sizes;
    for (const auto id : program_.sensitivities) {
      const double size = std::abs(member_.parameters[id.index()]);
      sizes.push_back(size > 0 ? size : 1.0);
    }
    integrator_.begin(time_, sizes);
    return true;
  }

  std::optional<std::size_t> first_not_finite() {
    for (std::size_t i = 0; i < program_.species_count; ++i)
      if (!std::isfinite(integrator_.states()[i]) || !std::isfinite(integrator_.absolute_tolerances()[i])) return i;
    return std::nullopt;
  }

  // --- through time -------------------------------------------------------------------------------------------------

  void walk() {
    const auto& schedule = member_.schedule;
    std::size_t next_action = 0;
    while (true) {
      bool acted = false;
      for (; next_action < schedule.size() && schedule[next_action].time <= time_; acted = true)
        act(schedule[next_action++]);
      if (failure_) return;
      if (acted) integrator_.restart(time_);
      observe_here();
      if (next_output_ == times_.size()) return;
      const double last = times_.back();
      if (!advance_to(next_action < schedule.size() ? std::min(schedule[next_action].time, last) : last)) return;
    }
  }

  // Steps up to `stop`, which is reached exactly; outputs on the way come from the interpolant.
  bool advance_to(double stop) {
    while (time_ < stop) {
      const StepEnd end = integrator_.step(stop);
      if (end == StepEnd::failed) {
        time_ = integrator_.time();
        fail(integrator_.reason(), integrator_.worst_species());
        return false;
      }
      time_ = std::min(integrator_.time(), stop);
      if (const auto species = first_negative(program_, integrator_.states(), integrator_.absolute_tolerances())) {
        fail("an amount is negative", species);
        return false;
      }
      observe_before(time_);
      if (end != StepEnd::triggered) continue;
      fire_risen();
      if (failure_) return false;
      integrator_.restart(time_);
      observe_here();
    }
    return true;
  }

  // --- outputs ------------------------------------------------------------------------------------------------------

  // Outputs before `time`, all of them inside the last step.
  void observe_before(double time) {
    for (; next_output_ < times_.size() && times_[next_output_] < time; ++next_output_) {
      const double at = times_[next_output_];
      integrator_.interpolate(at, output_states_);
      for (std::size_t k = 0; k < output_sensitivities_.size(); ++k)
        integrator_.interpolate_sensitivity(at, k, output_sensitivities_[k]);
      observe(at);
    }
  }

  // Outputs at this very time, from the states as they are.
  void observe_here() {
    if (next_output_ == times_.size() || times_[next_output_] > time_) return;
    std::ranges::copy(integrator_.states(), output_states_.begin());
    for (std::size_t k = 0; k < output_sensitivities_.size(); ++k)
      std::ranges::copy(integrator_.sensitivity(k), output_sensitivities_[k].begin());
    for (; next_output_ < times_.size() && times_[next_output_] <= time_; ++next_output_) observe(time_);
  }

  void observe(double time) {
    auditor_->compare(output_states_);
    const auto row = trajectories_.row_values(index_, next_output_);
    std::copy_n(output_states_.begin(), program_.species_count, row.begin());
    slots_.observables(time, output_states_, row.data() + program_.species_count);
    if (!output_sensitivities_.empty())
      sensitivity_rules_.observe(time, output_states_, output_sensitivities_,
                                 trajectories_.row_sensitivities(index_, next_output_));
  }

  // --- jumps --------------------------------------------------------------------------------------------------------

  void act(const network::Scheduled& scheduled) { note(jumps_.act(scheduled, time_, integrator_.states(), *auditor_)); }

  void fire_risen() { note(jumps_.fire(integrator_.risen(), time_, integrator_.states(), *auditor_)); }

  void note(const std::optional<JumpFailure>& failure) {
    if (failure) fail(failure->reason, failure->species);
  }

  void fail(std::string_view reason, std::optional<std::size_t> species) {
    failure_ = fmt::format("{} at t = {:.6g} h", reason, time_);
    if (species) *failure_ += fmt::format(", species {}", *species);
    worst_species_ = species;
  }

  const Program& program_;
  const SolveOptions& options_;
  MemberSlots& slots_;
  CvodeIntegrator& integrator_;
  SensitivityRules sensitivity_rules_;
  Jumps jumps_;
  const network::Member& member_;
  const std::vector<double>& times_;
  std::size_t index_;
  Trajectories& trajectories_;
  std::optional<Auditor> auditor_;
  double time_ = 0;
  std::size_t next_output_ = 0;
  std::vector<double> output_states_;
  std::vector<std::vector<double>> output_sensitivities_;
  std::optional<std::string> failure_;
  std::optional<std::size_t> worst_species_;
};

}  // namespace

MemberRunner::MemberRunner(const Program& program, const NativeProgram* native, const SolveOptions& options)
    : program_(program), options_(options), slots_(program, native), integrator_(program, slots_, options) {}

void MemberRunner::run(const network::Ensemble& ensemble, std::size_t member, Trajectories& trajectories) {
  const auto start = std::chrono::steady_clock::now();
  MemberRun run(program_, options_, slots_, integrator_, ensemble, member, trajectories);
  MemberReport& report = trajectories.report(member) = run();
  report.wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace emtansim::solve
