// SPDX-License-Identifier: Apache-2.0
/// The walk of one member through time.
#include "emtansim/solve/member_run.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <deque>

#include <fmt/format.h>

namespace emtansim::solve {

namespace {

// An integrator may leave an amount below zero by some local errors. By this many, the equations are at fault (a sink
// that takes from what is empty) or the integrator has jumped over a point that has no beyond.
constexpr double kMostErrorsBelowZero = 1e6;
constexpr std::size_t kMostEventsAtOnce = 1000;  // more at one instant are taken for a circle of events

class MemberRun {
 public:
  MemberRun(const Program& program, const SolveOptions& options, MemberSlots& slots, CvodeIntegrator& integrator,
            const network::Ensemble& ensemble, std::size_t member, Trajectories& trajectories)
      : program_(program),
        options_(options),
        slots_(slots),
        integrator_(integrator),
        sensitivity_rules_(program, slots, integrator),
        member_(ensemble.members[member]),
        times_(ensemble.times),
        index_(member),
        trajectories_(trajectories),
        output_states_(program.state_count),
        output_sensitivities_(integrator.sensitivity_count(), std::vector<double>(program.state_count)),
        triggers_before_(program.conditional_events.size()),
        triggers_after_(program.conditional_events.size()) {}

  MemberReport operator()() {
    if (start()) walk();
    MemberReport report = integrator_.costs();
    report.status = failure_ ? Status::failed : Status::finished;
    report.reason = failure_.value_or("");
    report.failed_at = failure_ ? time_ : 0;
    report.worst_species = worst_species_;
    for (std::size_t m = 0; m < auditor_->books().size(); ++m) trajectories_.books(index_, m) = auditor_->books()[m];
    return report;
  }

 private:
  // --- start --------------------------------------------------------------------------------------------------------

  bool start() {
    time_ = times_.front();
    slots_.set_parameters(member_.parameters);
    set_states(integrator_.states());
    set_tolerances(integrator_.absolute_tolerances());
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

  void set_states(std::span<double> states) {
    std::ranges::fill(states, 0.0);
    for (std::size_t k = 0; k < integrator_.sensitivity_count(); ++k)
      std::ranges::fill(integrator_.sensitivity(k), 0.0);
    if (!member_.start_states.empty()) {
      EMTANSIM_EXPECT(member_.start_states.size() == program_.species_count);
      std::ranges::copy(member_.start_states, states.begin());
      return;
    }
    slots_.run(program_.initial, states.data());
    if (integrator_.sensitivity_count() > 0) sensitivity_rules_.start();
  }

  void set_tolerances(std::span<double> absolute) {
    std::ranges::fill(absolute, 0.0);
    slots_.run(program_.scales, absolute.data());
    const auto of_species = absolute.first(program_.species_count);
    for (double& value : of_species) value = options_.absolute * std::abs(value);
    // A species of scale 0 (of an agent that is not given, say) still needs a tolerance: the tightest of the others.
    double tightest = std::numeric_limits<double>::infinity();
    for (const double value : of_species)
      if (value > 0) tightest = std::min(tightest, value);
    if (std::isinf(tightest)) tightest = options_.absolute;
    for (double& value : of_species)
      if (value == 0) value = tightest;
    // The ledger only counts; what it counts is held as tightly as the most generous species of that moiety.
    for (const auto& moiety : program_.moieties) {
      double largest = 0;
      for (std::size_t i = 0; i < moiety.weights.size(); ++i)
        if (moiety.weights[i] != 0) largest = std::max(largest, absolute[i]);
      absolute[moiety.entered] = largest;
      absolute[moiety.left] = largest;
    }
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
      if (const auto species = first_negative()) {
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

  std::optional<std::size_t> first_negative() {
    const auto states = integrator_.states();
    const auto absolute = integrator_.absolute_tolerances();
    const auto found = std::ranges::find_if(
        program_.amounts, [&](std::uint32_t i) { return states[i] < -kMostErrorsBelowZero * absolute[i]; });
    return found == program_.amounts.end() ? std::nullopt : std::optional<std::size_t>(*found);
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

  void act(const network::Scheduled& scheduled) {
    slots_.set_argument(scheduled.argument);
    std::deque<std::size_t> lifted;
    jump(program_.actions[scheduled.action.index()], {}, lifted);
    fire(lifted, {});
  }

  // Events whose triggers rose during the last step. What the time of the event owes to the parameters goes into the
  // sensitivities before and comes out after, with all that follows at the same instant in between.
  void fire_risen() {
    std::deque<std::size_t> events;
    for (std::size_t e = 0; e < integrator_.risen().size(); ++e)
      if (integrator_.risen()[e] > 0) events.push_back(e);
    if (events.empty()) return;
    if (integrator_.sensitivity_count() == 0) return fire(events, {});
    const auto& first = program_.conditional_events[events.front()];
    const auto shifts = sensitivity_rules_.time_shifts(first, time_, integrator_.states());
    sensitivity_rules_.travel(time_, integrator_.states(), shifts, +1);
    fire(events, shifts);
    sensitivity_rules_.travel(time_, integrator_.states(), shifts, -1);
  }

  // One after the other; a jump that lifts another trigger through zero queues that event as well.
  void fire(std::deque<std::size_t>& events, std::span<const double> shifts) {
    for (std::size_t fired = 0; !events.empty() && !failure_; ++fired) {
      if (fired == kMostEventsAtOnce) return fail("events set each other off without end", std::nullopt);
      const auto& event = program_.conditional_events[events.front()];
      events.pop_front();
      jump(event.jump, shifts, events);
    }
  }

  void jump(const Jump& jump, std::span<const double> shifts, std::deque<std::size_t>& lifted) {
    const auto states = integrator_.states();
    const std::vector<double> before(states.begin(), states.end());
    slots_.triggers(time_, before, triggers_before_.data());
    std::vector<double> values(jump.species.size());
    slots_.set_states(time_, before);
    slots_.run(jump.values, values.data());
    for (std::size_t i = 0; i < values.size(); ++i) {
      states[jump.species[i]] = values[i];
      if (!std::isfinite(values[i])) fail("an action or event sets a value that is not finite", jump.species[i]);
    }
    auditor_->book_jump(before, states);
    if (integrator_.sensitivity_count() > 0) sensitivity_rules_.jump(jump, time_, before, shifts);
    slots_.triggers(time_, states, triggers_after_.data());
    for (std::size_t e = 0; e < triggers_after_.size(); ++e)
      if (triggers_before_[e] < 0 && triggers_after_[e] >= 0) lifted.push_back(e);
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
  const network::Member& member_;
  const std::vector<double>& times_;
  std::size_t index_;
  Trajectories& trajectories_;
  std::optional<Auditor> auditor_;
  double time_ = 0;
  std::size_t next_output_ = 0;
  std::vector<double> output_states_;
  std::vector<std::vector<double>> output_sensitivities_;
  std::vector<double> triggers_before_;
  std::vector<double> triggers_after_;
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
