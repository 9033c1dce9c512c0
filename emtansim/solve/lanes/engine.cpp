// SPDX-License-Identifier: Apache-2.0
/// The loop over steps of one block of lanes.
#include "emtansim/solve/lanes/engine.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "emtansim/solve/lanes/dormand_prince.h"
#include "emtansim/solve/lanes/rodas.h"
#include "emtansim/solve/lanes/storage.h"
#include "emtansim/solve/start.h"

namespace emtansim::solve {

namespace {

constexpr double kTimeResolution = 1e-14;  // of the times that a step lies between
constexpr long kMostRejections = 60;       // one after the other
// Progress below this share of the way to go, over so many steps, will not arrive.
constexpr long kStepsToJudge = 1000;
constexpr double kLeastProgress = 1e-9;
// Steps that were short because of stability, one after the other, before a member is called stiff; steps that were
// not, before the count starts anew [hairer1996, section IV.2].
constexpr int kStiffSteps = 15;
constexpr int kEasySteps = 6;
// Implicit steps that a member is expected to need for what is left, and more for every action to come.
constexpr double kImplicitSteps = 60;
constexpr double kImplicitStepsAfterAction = 40;

template <class Work>
void for_lanes(unsigned lanes, Work work) {
  for (; lanes != 0; lanes &= lanes - 1) work(static_cast<unsigned>(std::countr_zero(lanes)));
}

/// What is known of the member in one lane beside its numbers.
struct Lane {
  std::unique_ptr<LaneWalk> walk;
  long steps_since_jump = 0;
  long rejections = 0;
  double judged_time = 0;
  int stiff_steps = 0;
  int easy_steps = 0;
  std::vector<double> triggers;  ///< at the start of the step
};

}  // namespace

struct LaneEngine::Inside {
  Inside(const LaneSetup& its_setup, Steps its_steps)
      : setup(its_setup),
        program(setup.program()),
        options(setup.options()),
        steps(its_steps),
        width(setup.width()),
        kernel(kernels(width)),
        storage(setup, steps == Steps::implicit_ones ? rodas::kStages : dormand_prince::kStages),
        block(storage.block()),
        lanes(width) {
    for (auto& lane : lanes) lane.triggers.resize(program.conditional_events.size());
  }

  void run() {
    for (unsigned l = 0; l < width; ++l) take_next(l);
    while (block.active != 0) {
      while (block.fresh != 0) begin();
      if (block.active == 0) break;
      step();
      finish_step();
    }
  }

  // --- members in and out of lanes ----------------------------------------------------------------------------------

  void take_next(unsigned l) {
    Lane& lane = lanes[l];
    const unsigned bit = 1U << l;
    while (auto underway = (*source)()) {
      lane.walk = std::move(underway->walk);
      if (!lane.walk->is_over()) lane.walk->settle(underway->time);
      if (lane.walk->is_over()) {
        end_member(lane);
        continue;
      }
      storage.put(l, lane.walk->slots(), lane.walk->rows(), lane.walk->tolerances());
      at(block.time, l) = underway->time;
      block.active |= bit;
      restart(l);
      return;
    }
    block.active &= ~bit;
    block.fresh &= ~bit;
  }

  void end_member(Lane& lane) {
    lane.walk->finish(width);
    (*sink)(std::move(lane.walk));
  }

  static double& at(double* row, unsigned l) { return row[l]; }

  // After a start or a jump.
  void restart(unsigned l) {
    Lane& lane = lanes[l];
    block.fresh |= 1U << l;
    at(block.stop, l) = lane.walk->stop();
    show_output(l);
    lane.steps_since_jump = lane.rejections = 0;
    lane.judged_time = at(block.time, l);
    lane.stiff_steps = lane.easy_steps = 0;
    if (lane.triggers.empty()) return;
    lane.walk->triggers(at(block.time, l), lane.walk->states(), lane.triggers);
  }

  void begin() {
    const unsigned fresh = block.fresh;
    for_lanes(fresh, [&](unsigned l) { lanes[l].walk->costs().rhs_evaluations += 2; });
    kernel.begin(block);
    if (!*stiff) return;
    for_lanes(fresh, [&](unsigned l) {
      const double steps_ahead = at(block.stiffness, l) * time_ahead(l) / dormand_prince::kStable;
      if (steps_ahead > implicit_steps_ahead(l) * setup.implicit_cost()) hand_over(l);
    });
  }

  double time_ahead(unsigned l) const { return lanes[l].walk->last_time() - block.time[l]; }

  double implicit_steps_ahead(unsigned l) const {
    return kImplicitSteps + kImplicitStepsAfterAction * static_cast<double>(lanes[l].walk->actions_left());
  }

  // --- a step -------------------------------------------------------------------------------------------------------

  void step() {
    const bool is_implicit = steps == Steps::implicit_ones;
    is_implicit ? kernel.implicit_step(block) : kernel.explicit_step(block);
    for_lanes(block.active, [&](unsigned l) {
      MemberReport& costs = lanes[l].walk->costs();
      costs.rhs_evaluations += is_implicit ? rodas::kStages : dormand_prince::kStages - 1;
      costs.jacobian_evaluations += is_implicit ? 1 : 0;
      costs.factorizations += is_implicit ? 1 : 0;
      const bool is_good = (block.accepted >> l & 1U) != 0;
      costs.steps += is_good ? 1 : 0;
      costs.error_test_failures += is_good ? 0 : 1;
    });
  }

  void finish_step() {
    const unsigned rejected = block.active & ~block.accepted;
    for_lanes(rejected, [&](unsigned l) { judge_rejection(l); });
    for_lanes(block.active & block.accepted, [&](unsigned l) { lanes[l].rejections = 0; });
    if (block.accepted == 0) return leave_failed(rejected);
    const unsigned bad =
        kernel.far_below_zero(block, program.amounts.data(), program.amounts.size(), kMostErrorsBelowZero);
    for_lanes(block.accepted & bad, [&](unsigned l) { fail_negative(l); });
    block.accepted &= ~bad;
    has_dense = false;
    std::copy_n(block.time_next, width, block.limit);
    const unsigned triggered = program.conditional_events.empty() ? 0 : find_events();
    write_outputs();
    for_lanes(triggered, [&](unsigned l) { keep_event_states(l); });
    const unsigned moved = block.accepted & ~triggered;
    block.accepted = moved;
    steps == Steps::implicit_ones ? kernel.implicit_commit(block) : kernel.explicit_commit(block);
    for_lanes(triggered, [&](unsigned l) { fire(l); });
    for_lanes(moved, [&](unsigned l) { after_move(l); });
    leave_failed(rejected | bad);
  }

  void judge_rejection(unsigned l) {
    Lane& lane = lanes[l];
    const double time = at(block.time, l);
    const bool is_stuck = time + at(block.wanted, l) == time || ++lane.rejections > kMostRejections;
    if (!is_stuck && ++lane.steps_since_jump <= options.max_steps) return;
    const bool has_numbers = std::isfinite(at(block.error_size, l));
    lane.walk->fail(!is_stuck      ? "too many steps"
                    : !has_numbers ? "a rate is not a finite number"
                                   : "the error test failed repeatedly",
                    time, worst_species(l));
  }

  void leave_failed(unsigned which) {
    for_lanes(which & block.active, [&](unsigned l) {
      if (!lanes[l].walk->is_over()) return;
      end_member(lanes[l]);
      take_next(l);
    });
  }

  void fail_negative(unsigned l) {
    storage.get(block.next, l, lanes[l].walk->rows());
    const auto species =
        first_negative(program, lanes[l].walk->states(), lanes[l].walk->tolerances().first(program.state_count));
    lanes[l].walk->fail("an amount is negative", at(block.time_next, l), species);
  }

  // The species with the largest error over what is allowed, or the first whose error is no number.
  std::optional<std::size_t> worst_species(unsigned l) const {
    std::optional<std::size_t> worst;
    double largest = 0;
    for (std::size_t i = 0; i < block.species; ++i) {
      const double error = steps == Steps::implicit_ones
                               ? block.stages[((rodas::kStages - 1) * block.rows + i) * width + l]
                               : block.error[i * width + l];
      const double size =
          std::abs(error) / (block.absolute[i * width + l] + block.relative * std::abs(block.now[i * width + l]));
      if (!std::isfinite(size)) return i;
      if (size > largest) worst = i;
      largest = std::max(largest, size);
    }
    return worst;
  }

  // --- events -------------------------------------------------------------------------------------------------------

  // Lanes in which a trigger rose during the step; `limit` is set to the time of the first that did.
  unsigned find_events() {
    std::copy_n(block.time_next, width, block.time_slot);
    setup.lanes().triggers(block.slots, block.next, storage.triggers());
    unsigned found = 0;
    for_lanes(block.accepted, [&](unsigned l) {
      Lane& lane = lanes[l];
      bool is_risen = false;
      for (std::size_t e = 0; e < lane.triggers.size(); ++e) {
        const double after = storage.triggers()[e * width + l];
        is_risen |= lane.triggers[e] < 0 && after >= 0;
      }
      if (is_risen) {
        found |= 1U << l;
        locate_event(l);
      } else {
        for (std::size_t e = 0; e < lane.triggers.size(); ++e) lane.triggers[e] = storage.triggers()[e * width + l];
      }
    });
    return found;
  }

  void need_dense() {
    if (!has_dense) steps == Steps::implicit_ones ? kernel.implicit_dense(block) : kernel.explicit_dense(block);
    has_dense = true;
  }

  // By bisection of the step: the first of the triggers to rise, up to the resolution of the time.
  void locate_event(unsigned l) {
    need_dense();
    Lane& lane = lanes[l];
    const double start = at(block.time, l);
    const double taken = at(block.taken, l);
    std::vector<double> values(lane.triggers.size());
    double low = 0;
    double high = 1;
    while (high - low > 1e-15 && start + low * taken < start + high * taken) {
      const double middle = 0.5 * (low + high);
      if (middle <= low || middle >= high) break;
      storage.interpolate_lane(l, middle, lane.walk->rows());
      lane.walk->triggers(start + middle * taken, lane.walk->states(), values);
      bool is_risen = false;
      for (std::size_t e = 0; e < values.size(); ++e) is_risen |= lane.triggers[e] < 0 && values[e] >= 0;
      (is_risen ? high : low) = middle;
    }
    const double time = high < 1 ? start + high * taken : at(block.time_next, l);
    // An output at the time of the event is taken after it, so one closer than a time can be told must wait as well.
    block.limit[l] = time - kTimeResolution * (std::abs(start) + taken);
    event_share[l] = high;
    event_time[l] = time;
  }

  // The states at the event, while the step they lie in is still there.
  void keep_event_states(unsigned l) {
    const auto rows = lanes[l].walk->rows();
    if (event_share[l] < 1)
      storage.interpolate_lane(l, event_share[l], rows);
    else
      storage.get(block.next, l, rows);
  }

  void fire(unsigned l) {
    Lane& lane = lanes[l];
    const double time = at(block.time, l) = event_time[l];
    std::vector<double> values(lane.triggers.size());
    lane.walk->triggers(time, lane.walk->states(), values);
    std::vector<int> risen(values.size());
    for (std::size_t e = 0; e < values.size(); ++e) risen[e] = lane.triggers[e] < 0 && values[e] >= 0 ? 1 : 0;
    lane.walk->fire(risen, time);
    go_on(l, true);
  }

  // --- outputs ------------------------------------------------------------------------------------------------------

  void write_outputs() {
    const unsigned first = kernel.due(block);
    if (first == 0) return;
    need_dense();
    if (program.observables.outputs.empty() && block.parameters == 0) {
      kernel.write_species(block, first, true);
      for_lanes(first, [&](unsigned l) { lanes[l].walk->set_output(block.output[l]); });
    } else {
      for (unsigned due = first; due != 0; due = kernel.due(block)) write_one_output(due);
    }
    audit(first);
  }

  void write_one_output(unsigned due) {
    kernel.write_species(block, due, false);
    std::copy_n(block.output_time, width, block.time_slot);
    kernel.interpolate(block, storage.output());
    setup.lanes().observables(block.slots, storage.output(), storage.observables());
    const std::size_t observables = program.observables.outputs.size();
    for_lanes(due, [&](unsigned l) {
      LaneWalk& walk = *lanes[l].walk;
      double* row = block.output[l].place + block.species;
      for (std::size_t i = 0; i < observables; ++i) row[i] = storage.observables()[i * width + l];
      if (block.parameters > 0) {
        storage.get(storage.output(), l, walk.rows());
        walk.observe_sensitivities(block.output_time[l], walk.rows());
      }
      walk.advance_output();
      show_output(l);
    });
  }

  // The next output of the member, to the kernels.
  void show_output(unsigned l) {
    block.output[l] = lanes[l].walk->output();
    block.output_time[l] = *block.output[l].time;
  }

  // The books are compared where the step ends: what the outputs inside it hold are sums of what the step made.
  void audit(unsigned which) {
    for (std::size_t m = 0; m < program.moieties.size(); ++m) {
      const Weights& weights = setup.moieties()[m];
      kernel.weigh(block, block.next, weights.rows.data(), weights.values.data(), weights.rows.size(), storage.share());
      for_lanes(which, [&](unsigned l) {
        lanes[l].walk->auditor().compare(m, storage.share()[l], block.next[program.moieties[m].entered * width + l],
                                         block.next[program.moieties[m].left * width + l]);
      });
    }
  }

  // --- on the way ---------------------------------------------------------------------------------------------------

  void after_move(unsigned l) {
    Lane& lane = lanes[l];
    const double time = at(block.time, l);
    if (time >= at(block.stop, l)) {
      storage.get(block.now, l, lane.walk->rows());
      const bool has_changed = lane.walk->settle(time);
      return go_on(l, has_changed);
    }
    if (++lane.steps_since_jump > options.max_steps) {
      lane.walk->fail("too many steps", time, worst_species(l));
    } else if (lane.steps_since_jump % kStepsToJudge == 0) {
      if (time - lane.judged_time < kLeastProgress * (at(block.stop, l) - time))
        lane.walk->fail("the steps became too small to arrive", time, worst_species(l));
      lane.judged_time = time;
    }
    if (lane.walk->is_over()) return go_on(l, false);
    if (*stiff && is_stiff(l)) hand_over(l);
  }

  // After something happened at a point: the lane goes on from what the walk holds, or its member is done.
  void go_on(unsigned l, bool has_changed) {
    Lane& lane = lanes[l];
    if (lane.walk->is_over()) {
      end_member(lane);
      return take_next(l);
    }
    at(block.stop, l) = lane.walk->stop();
    show_output(l);
    if (!has_changed) return;
    storage.put_rows(block.now, l, lane.walk->rows());
    restart(l);
  }

  // Steps as long as stability allows, and more of them ahead than implicit steps would cost.
  bool is_stiff(unsigned l) {
    Lane& lane = lanes[l];
    if (at(block.stiffness, l) > dormand_prince::kStable * 0.8) {
      lane.easy_steps = 0;
      ++lane.stiff_steps;
    } else if (++lane.easy_steps == kEasySteps) {
      lane.stiff_steps = 0;
    }
    if (lane.stiff_steps < kStiffSteps) return false;
    return time_ahead(l) / at(block.taken, l) > implicit_steps_ahead(l) * setup.implicit_cost();
  }

  void hand_over(unsigned l) {
    storage.get(block.now, l, lanes[l].walk->rows());
    (*stiff)({.walk = std::move(lanes[l].walk), .time = at(block.time, l)});
    take_next(l);
  }

  const LaneSetup& setup;
  const Program& program;
  const SolveOptions& options;
  Steps steps;
  unsigned width;
  const Kernels& kernel;
  LaneStorage storage;
  Block& block;
  std::vector<Lane> lanes;
  double event_share[8] = {};  ///< where in the step the event of a lane lies
  double event_time[8] = {};
  bool has_dense = false;
  const Source* source = nullptr;
  const Sink* sink = nullptr;
  const Stiff* stiff = nullptr;
};

LaneEngine::LaneEngine(const LaneSetup& setup, Steps steps) : inside_(std::make_unique<Inside>(setup, steps)) {}
LaneEngine::~LaneEngine() = default;

void LaneEngine::run(const Source& source, const Sink& sink, const Stiff& stiff) {
  inside_->source = &source;
  inside_->sink = &sink;
  inside_->stiff = &stiff;
  inside_->run();
}

}  // namespace emtansim::solve
