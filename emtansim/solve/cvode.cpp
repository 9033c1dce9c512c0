// SPDX-License-Identifier: Apache-2.0
/// One member through CVODES: segments between actions, roots, sensitivities, books.
#include "emtansim/solve/cvode.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <cvodes/cvodes.h>
#include <fmt/format.h>
#include <nvector/nvector_serial.h>
#include <sunlinsol/sunlinsol_klu.h>
#include <sunmatrix/sunmatrix_sparse.h>

#include "emtansim/solve/books.h"

namespace emtansim::solve {

namespace {

constexpr int kRecoverable = 1;  // tells CVODES to try a smaller step

struct ContextDelete {
  void operator()(SUNContext context) const { SUNContext_Free(&context); }
};
struct VectorDelete {
  void operator()(N_Vector vector) const { N_VDestroy(vector); }
};
struct MatrixDelete {
  void operator()(SUNMatrix matrix) const { SUNMatDestroy(matrix); }
};
struct LinearSolverDelete {
  void operator()(SUNLinearSolver solver) const { SUNLinSolFree(solver); }
};
struct IntegratorDelete {
  void operator()(void* memory) const { CVodeFree(&memory); }
};
using Context = std::unique_ptr<std::remove_pointer_t<SUNContext>, ContextDelete>;
using Vector = std::unique_ptr<std::remove_pointer_t<N_Vector>, VectorDelete>;
using Matrix = std::unique_ptr<std::remove_pointer_t<SUNMatrix>, MatrixDelete>;
using LinearSolver = std::unique_ptr<std::remove_pointer_t<SUNLinearSolver>, LinearSolverDelete>;
using Integrator = std::unique_ptr<void, IntegratorDelete>;

std::span<double> numbers(N_Vector vector) {
  return {N_VGetArrayPointer(vector), static_cast<std::size_t>(NV_LENGTH_S(vector))};
}

bool all_finite(std::span<const double> values) {
  double sum = 0;  // an infinity or a NaN survives the multiplication by zero
  for (const double value : values) sum += value * 0.0;
  return sum == 0;
}

Context make_context() {
  SUNContext context = nullptr;
  SUNContext_Create(nullptr, &context);
  return Context(context);
}

std::string reason_of(int flag, double time) {
  switch (flag) {
    case CV_TOO_MUCH_WORK: return fmt::format("too many steps before t = {:.6g} h", time);
    case CV_TOO_MUCH_ACC: return fmt::format("the tolerances are too tight for double precision at t = {:.6g} h", time);
    case CV_ERR_FAILURE: return fmt::format("the error test failed repeatedly at t = {:.6g} h", time);
    case CV_CONV_FAILURE: return fmt::format("the implicit equations did not converge at t = {:.6g} h", time);
    case CV_RHSFUNC_FAIL:
    case CV_FIRST_RHSFUNC_ERR:
    case CV_REPTD_RHSFUNC_ERR:
    case CV_UNREC_RHSFUNC_ERR: return fmt::format("a rate is not a finite number at t = {:.6g} h", time);
    case CV_LSETUP_FAIL: return fmt::format("the Jacobian could not be factorised at t = {:.6g} h", time);
    default: return fmt::format("CVODES stopped with {} at t = {:.6g} h", CVodeGetReturnFlagName(flag), time);
  }
}

class Run {
 public:
  Run(const Program& program, const NativeProgram* native, const network::Ensemble& ensemble, std::size_t member,
      const SolveOptions& options, Trajectories& trajectories)
      : program_(program),
        member_(ensemble.members[member]),
        times_(ensemble.times),
        index_(member),
        options_(options),
        trajectories_(trajectories),
        report_(trajectories.report(member)),
        slots_(program, native),
        context_(make_context()),
        sensitivity_count_(options.with_sensitivities ? program.sensitivities.size() : 0) {}

  void operator()() {
    const auto start = std::chrono::steady_clock::now();
    report_ = {};
    prepare();
    if (report_.status != Status::failed) walk();
    if (report_.status == Status::failed) forget_from(next_output_);
    collect_costs();
    const auto books = auditor_ ? auditor_->books() : std::span<const MoietyBooks>{};
    for (std::size_t m = 0; m < books.size(); ++m) trajectories_.books(index_, m) = books[m];
    report_.wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }

 private:
  // --- set-up -------------------------------------------------------------------------------------------------------

  void prepare() {
    const auto size = static_cast<sunindextype>(program_.state_count);
    states_ = Vector(N_VNew_Serial(size, context_.get()));
    absolute_ = Vector(N_VNew_Serial(size, context_.get()));
    output_ = Vector(N_VNew_Serial(size, context_.get()));
    start_states();
    if (!all_finite(numbers(states_.get())) || !all_finite(numbers(absolute_.get()))) {
      fail("an initial value is not a finite number", 0);
      return;
    }
    integrator_ = Integrator(CVodeCreate(CV_BDF, context_.get()));
    CVodeInit(integrator_.get(), &Run::rhs, time_, states_.get());
    CVodeSetErrHandlerFn(
        integrator_.get(), [](int, const char*, const char*, char*, void*) {}, nullptr);
    CVodeSetUserData(integrator_.get(), this);
    CVodeSVtolerances(integrator_.get(), options_.relative, absolute_.get());
    CVodeSetMaxNumSteps(integrator_.get(), options_.max_steps);
    CVodeSetMaxErrTestFails(integrator_.get(), 20);
    CVodeSetMaxConvFails(integrator_.get(), 20);
    make_linear_solver();
    const auto triggers = program_.conditional_events.size();
    if (triggers > 0) {
      trigger_values_.resize(triggers);
      CVodeRootInit(integrator_.get(), static_cast<int>(triggers), &Run::triggers);
      const std::vector<int> rising(triggers, 1);
      std::vector<int> directions = rising;
      CVodeSetRootDirection(integrator_.get(), directions.data());
      CVodeSetNoInactiveRootWarn(integrator_.get());
    }
    if (sensitivity_count_ > 0) make_sensitivities();
  }

  void start_states() {
    slots_.set_parameters(member_.parameters);
    time_ = times_.front();
    const auto states = numbers(states_.get());
    const auto absolute = numbers(absolute_.get());
    std::ranges::fill(states, 0.0);
    slots_.run(program_.initial, states.data());
    slots_.run(program_.scales, absolute.data());
    for (double& value : absolute.first(program_.species_count)) value = options_.absolute * std::abs(value);
    for (std::size_t m = 0; m < program_.moieties.size(); ++m) {
      // The ledger only counts; what it counts is held as tightly as the most generous species of that moiety.
      double largest = 0;
      for (std::size_t i = 0; i < program_.species_count; ++i)
        if (program_.moieties[m].weights[i] != 0) largest = std::max(largest, absolute[i]);
      absolute[program_.moieties[m].entered] = largest;
      absolute[program_.moieties[m].left] = largest;
    }
    auditor_ = std::make_unique<Auditor>(program_, states);
  }

  void make_linear_solver() {
    const auto size = static_cast<sunindextype>(program_.state_count);
    const auto entries = static_cast<sunindextype>(program_.sparsity.rows.size());
    matrix_ = Matrix(SUNSparseMatrix(size, size, entries, CSC_MAT, context_.get()));
    linear_solver_ = LinearSolver(SUNLinSol_KLU(states_.get(), matrix_.get(), context_.get()));
    CVodeSetLinearSolver(integrator_.get(), linear_solver_.get(), matrix_.get());
    CVodeSetJacFn(integrator_.get(), &Run::jacobian);
  }

  void make_sensitivities() {
    for (std::size_t k = 0; k < sensitivity_count_; ++k) {
      sensitivities_.emplace_back(N_VClone(states_.get()));
      N_VConst(0, sensitivities_.back().get());
      sensitivity_pointers_.push_back(sensitivities_.back().get());
    }
    jacobian_values_.resize(program_.sparsity.rows.size());
    parameter_values_.resize(program_.rhs_by_parameter_entries.size());
    std::vector<double> initial(program_.initial_by_parameter_entries.size());
    slots_.run(program_.initial_by_parameter, initial.data());
    for (std::size_t e = 0; e < initial.size(); ++e) {
      const Entry entry = program_.initial_by_parameter_entries[e];
      numbers(sensitivity_pointers_[entry.column])[entry.row] = initial[e];
    }
    CVodeSensInit(integrator_.get(), static_cast<int>(sensitivity_count_), CV_STAGGERED, &Run::sensitivity_rhs,
                  sensitivity_pointers_.data());
    std::vector<double> typical;
    for (const auto id : program_.sensitivities) {
      const double value = std::abs(member_.parameters[id.index()]);
      typical.push_back(value > 0 ? value : 1.0);
    }
    CVodeSetSensParams(integrator_.get(), nullptr, typical.data(), nullptr);
    CVodeSensEEtolerances(integrator_.get());
    CVodeSetSensErrCon(integrator_.get(), SUNTRUE);
  }

  // --- callbacks ----------------------------------------------------------------------------------------------------

  static Run& self(void* data) { return *static_cast<Run*>(data); }

  static int rhs(realtype time, N_Vector states, N_Vector rates, void* data) {
    Run& run = self(data);
    run.slots_.set_states(time, numbers(states));
    run.slots_.rhs(numbers(rates).data());
    return all_finite(numbers(rates)) ? 0 : kRecoverable;
  }

  static int jacobian(realtype time, N_Vector states, N_Vector, SUNMatrix matrix, void* data, N_Vector, N_Vector,
                      N_Vector) {
    Run& run = self(data);
    const Sparsity& sparsity = run.program_.sparsity;
    std::ranges::copy(sparsity.column_starts, SUNSparseMatrix_IndexPointers(matrix));
    std::ranges::copy(sparsity.rows, SUNSparseMatrix_IndexValues(matrix));
    run.slots_.set_states(time, numbers(states));
    run.slots_.jacobian(SUNSparseMatrix_Data(matrix));
    return 0;
  }

  static int triggers(realtype time, N_Vector states, realtype* values, void* data) {
    Run& run = self(data);
    run.slots_.set_states(time, numbers(states));
    run.slots_.run(run.program_.triggers, values);
    return 0;
  }

  static int sensitivity_rhs(int, realtype time, N_Vector states, N_Vector, N_Vector* sensitivities, N_Vector* rates,
                             void* data, N_Vector, N_Vector) {
    Run& run = self(data);
    const Program& program = run.program_;
    run.slots_.set_states(time, numbers(states));
    run.slots_.jacobian(run.jacobian_values_.data());
    run.slots_.run(program.rhs_by_parameter, run.parameter_values_.data());
    for (std::size_t k = 0; k < run.sensitivity_count_; ++k) {
      const auto to = numbers(rates[k]);
      const auto from = numbers(sensitivities[k]);
      std::ranges::fill(to, 0.0);
      for (std::size_t column = 0; column < program.state_count; ++column) {
        for (auto e = program.sparsity.column_starts[column]; e < program.sparsity.column_starts[column + 1]; ++e)
          to[static_cast<std::size_t>(program.sparsity.rows[static_cast<std::size_t>(e)])] +=
              run.jacobian_values_[static_cast<std::size_t>(e)] * from[column];
      }
    }
    for (std::size_t e = 0; e < run.parameter_values_.size(); ++e) {
      const Entry entry = program.rhs_by_parameter_entries[e];
      numbers(rates[entry.column])[entry.row] += run.parameter_values_[e];
    }
    return 0;
  }

  // --- the walk through time ----------------------------------------------------------------------------------------

  void walk() {
    std::size_t next_action = 0;
    const auto& schedule = member_.schedule;
    while (report_.status != Status::failed) {
      bool jumped = false;
      while (next_action < schedule.size() && schedule[next_action].time <= time_) {
        act(schedule[next_action++]);
        jumped = true;
      }
      if (jumped) restart();
      observe_until(time_, states_.get(), numbers(states_.get()));
      if (next_output_ == times_.size()) {
        report_.status = Status::finished;
        report_.reason.clear();
        return;
      }
      const double stop =
          next_action < schedule.size() ? std::min(schedule[next_action].time, times_.back()) : times_.back();
      advance_to(stop);
    }
  }

  // Steps up to `stop`, which is reached exactly; outputs on the way come from the interpolant.
  void advance_to(double stop) {
    CVodeSetStopTime(integrator_.get(), stop);
    long steps_here = 0;
    while (time_ < stop) {
      const int flag = CVode(integrator_.get(), stop, states_.get(), &time_, CV_ONE_STEP);
      if (flag < 0) return fail(reason_of(flag, time_), flag);
      if (++steps_here > options_.max_steps) return fail(reason_of(CV_TOO_MUCH_WORK, time_), CV_TOO_MUCH_WORK);
      if (!all_finite(numbers(states_.get())))
        return fail(fmt::format("a state is not finite at t = {:.6g} h", time_), 0);
      if (flag == CV_ROOT_RETURN) {
        observe_before(time_);
        fire_events();
        continue;
      }
      if (time_ < stop) observe_before(time_);
    }
    observe_before(stop);
    if (sensitivity_count_ > 0) CVodeGetSens(integrator_.get(), &time_, sensitivity_pointers_.data());
    time_ = stop;
  }

  // Outputs strictly before `time`, all inside the last step.
  void observe_before(double time) {
    while (next_output_ < times_.size() && times_[next_output_] < time) {
      const double at = times_[next_output_];
      CVodeGetDky(integrator_.get(), at, 0, output_.get());
      if (sensitivity_count_ > 0) {
        interpolated_.resize(sensitivity_count_);
        for (std::size_t k = 0; k < sensitivity_count_; ++k) {
          if (!interpolated_[k]) interpolated_[k] = Vector(N_VClone(states_.get()));
          CVodeGetSensDky1(integrator_.get(), at, 0, static_cast<int>(k), interpolated_[k].get());
        }
      }
      observe(at, numbers(output_.get()), true);
    }
  }

  void observe_until(double time, N_Vector, std::span<const double> states) {
    while (next_output_ < times_.size() && times_[next_output_] <= time) observe(time, states, false);
  }

  void observe(double time, std::span<const double> states, bool is_interpolated) {
    auditor_->compare(states);
    const auto row = trajectories_.row_values(index_, next_output_);
    std::copy_n(states.begin(), program_.species_count, row.begin());
    slots_.set_states(time, states);
    slots_.run(program_.observables, row.data() + program_.species_count);
    if (sensitivity_count_ > 0) observe_sensitivities(is_interpolated);
    ++next_output_;
  }

  void observe_sensitivities(bool is_interpolated) {
    const auto row = trajectories_.row_sensitivities(index_, next_output_);
    std::ranges::fill(row, 0.0);
    const auto of = [&](std::size_t k) {
      return numbers(is_interpolated ? interpolated_[k].get() : sensitivity_pointers_[k]);
    };
    for (std::size_t k = 0; k < sensitivity_count_; ++k)
      for (std::size_t i = 0; i < program_.species_count; ++i) row[i * sensitivity_count_ + k] = of(k)[i];
    std::vector<double> slopes(program_.observables_by_state_entries.size());
    slots_.run(program_.observables_by_state, slopes.data());
    for (std::size_t e = 0; e < slopes.size(); ++e) {
      const Entry entry = program_.observables_by_state_entries[e];
      const std::size_t column = (program_.species_count + entry.row) * sensitivity_count_;
      for (std::size_t k = 0; k < sensitivity_count_; ++k) row[column + k] += slopes[e] * of(k)[entry.column];
    }
    slopes.resize(program_.observables_by_parameter_entries.size());
    slots_.run(program_.observables_by_parameter, slopes.data());
    for (std::size_t e = 0; e < slopes.size(); ++e) {
      const Entry entry = program_.observables_by_parameter_entries[e];
      row[(program_.species_count + entry.row) * sensitivity_count_ + entry.column] += slopes[e];
    }
  }

  // --- jumps --------------------------------------------------------------------------------------------------------

  void act(const network::Scheduled& scheduled) {
    slots_.set_argument(scheduled.argument);
    jump(program_.actions[scheduled.action.index()], nullptr);
  }

  void fire_events() {
    std::vector<int> found(program_.conditional_events.size());
    CVodeGetRootInfo(integrator_.get(), found.data());
    if (sensitivity_count_ > 0) CVodeGetSens(integrator_.get(), &time_, sensitivity_pointers_.data());
    for (std::size_t e = 0; e < found.size(); ++e)
      if (found[e] > 0) jump(program_.conditional_events[e].jump, &program_.conditional_events[e]);
    restart();
  }

  void jump(const Jump& jump, const TriggeredJump* trigger) {
    const auto states = numbers(states_.get());
    const std::vector<double> before(states.begin(), states.end());
    std::vector<double> values(jump.species.size());
    slots_.set_states(time_, before);
    slots_.run(jump.values, values.data());
    for (std::size_t i = 0; i < values.size(); ++i) states[jump.species[i]] = values[i];
    auditor_->book_jump(before, states);
    if (sensitivity_count_ > 0) jump_sensitivities(jump, trigger, before);
  }

  // s+ = G_y (s- + f- t') + G_p - f+ t', with t' = -(h_y s- + h_p) / (h_y f-) for a trigger h, else t' = 0.
  void jump_sensitivities(const Jump& jump, const TriggeredJump* trigger, std::span<const double> before) {
    std::vector<double> rates_before(program_.state_count);
    slots_.set_states(time_, before);
    slots_.rhs(rates_before.data());
    const std::vector<double> shift =
        trigger == nullptr ? std::vector<double>(sensitivity_count_, 0.0) : time_shifts(*trigger, rates_before);
    std::vector<double> by_state(jump.by_state_entries.size());
    std::vector<double> by_parameter(jump.by_parameter_entries.size());
    slots_.run(jump.by_state, by_state.data());
    slots_.run(jump.by_parameter, by_parameter.data());
    std::vector<double> rates_after(program_.state_count);
    slots_.set_states(time_, numbers(states_.get()));
    slots_.rhs(rates_after.data());
    for (std::size_t k = 0; k < sensitivity_count_; ++k) {
      const auto s = numbers(sensitivity_pointers_[k]);
      for (std::size_t i = 0; i < s.size(); ++i) s[i] += rates_before[i] * shift[k];
      std::vector<double> assigned(jump.species.size(), 0.0);
      for (std::size_t e = 0; e < by_state.size(); ++e)
        assigned[jump.by_state_entries[e].row] += by_state[e] * s[jump.by_state_entries[e].column];
      for (std::size_t e = 0; e < by_parameter.size(); ++e)
        if (jump.by_parameter_entries[e].column == k) assigned[jump.by_parameter_entries[e].row] += by_parameter[e];
      for (std::size_t i = 0; i < assigned.size(); ++i) s[jump.species[i]] = assigned[i];
      for (std::size_t i = 0; i < s.size(); ++i) s[i] -= rates_after[i] * shift[k];
    }
  }

  std::vector<double> time_shifts(const TriggeredJump& trigger, std::span<const double> rates) {
    std::vector<double> by_state(trigger.trigger_by_state_columns.size());
    std::vector<double> by_parameter(trigger.trigger_by_parameter_columns.size());
    slots_.run(trigger.trigger_by_state, by_state.data());
    slots_.run(trigger.trigger_by_parameter, by_parameter.data());
    double slope = 0;
    for (std::size_t e = 0; e < by_state.size(); ++e) slope += by_state[e] * rates[trigger.trigger_by_state_columns[e]];
    std::vector<double> shift(sensitivity_count_, 0.0);
    for (std::size_t k = 0; k < sensitivity_count_; ++k) {
      const auto s = numbers(sensitivity_pointers_[k]);
      for (std::size_t e = 0; e < by_state.size(); ++e)
        shift[k] -= by_state[e] * s[trigger.trigger_by_state_columns[e]];
      for (std::size_t e = 0; e < by_parameter.size(); ++e)
        if (trigger.trigger_by_parameter_columns[e] == k) shift[k] -= by_parameter[e];
      shift[k] /= slope;
    }
    return shift;
  }

  void restart() {
    add_costs();
    CVodeReInit(integrator_.get(), time_, states_.get());
    if (sensitivity_count_ > 0) CVodeSensReInit(integrator_.get(), CV_STAGGERED, sensitivity_pointers_.data());
  }

  // --- how it ended -------------------------------------------------------------------------------------------------

  void fail(std::string reason, int flag) {
    report_.status = Status::failed;
    report_.reason = std::move(reason);
    report_.failed_at = time_;
    if (flag == CV_ERR_FAILURE || flag == CV_CONV_FAILURE || flag == CV_TOO_MUCH_WORK) find_worst_species();
  }

  void find_worst_species() {
    const Vector weights(N_VClone(states_.get()));
    const Vector errors(N_VClone(states_.get()));
    if (CVodeGetErrWeights(integrator_.get(), weights.get()) != CV_SUCCESS) return;
    if (CVodeGetEstLocalErrors(integrator_.get(), errors.get()) != CV_SUCCESS) return;
    double largest = -1;
    for (std::size_t i = 0; i < program_.species_count; ++i) {
      const double size = std::abs(numbers(weights.get())[i] * numbers(errors.get())[i]);
      if (size <= largest) continue;
      largest = size;
      report_.worst_species = i;
    }
  }

  void forget_from(std::size_t output) {
    for (; output < times_.size(); ++output) std::ranges::fill(trajectories_.row_values(index_, output), std::nan(""));
  }

  // CVodeReInit sets the counters to zero, so they are added up before each.
  void add_costs() {
    long value = 0;
    const auto add = [&](auto query, long& to) {
      if (query(integrator_.get(), &value) == CV_SUCCESS) to += value;
    };
    add(CVodeGetNumSteps, report_.steps);
    add(CVodeGetNumRhsEvals, report_.rhs_evaluations);
    add(CVodeGetNumJacEvals, report_.jacobian_evaluations);
    add(CVodeGetNumLinSolvSetups, report_.factorizations);
    add(CVodeGetNumErrTestFails, report_.error_test_failures);
    add(CVodeGetNumNonlinSolvConvFails, report_.convergence_failures);
  }

  void collect_costs() {
    if (integrator_) add_costs();
  }

  const Program& program_;
  const network::Member& member_;
  const std::vector<double>& times_;
  std::size_t index_;
  const SolveOptions& options_;
  Trajectories& trajectories_;
  MemberReport& report_;
  MemberSlots slots_;
  Context context_;
  std::size_t sensitivity_count_;
  double time_ = 0;
  std::size_t next_output_ = 0;
  Vector states_;
  Vector absolute_;
  Vector output_;
  Matrix matrix_;
  LinearSolver linear_solver_;
  Integrator integrator_;
  std::vector<Vector> sensitivities_;
  std::vector<N_Vector> sensitivity_pointers_;
  std::vector<Vector> interpolated_;
  std::vector<double> jacobian_values_;
  std::vector<double> parameter_values_;
  std::vector<double> trigger_values_;
  std::unique_ptr<Auditor> auditor_;
};

}  // namespace

void integrate_with_cvode(const Program& program, const NativeProgram* native, const network::Ensemble& ensemble,
                          std::size_t member, const SolveOptions& options, Trajectories& trajectories) {
  Run(program, native, ensemble, member, options, trajectories)();
}

}  // namespace emtansim::solve
