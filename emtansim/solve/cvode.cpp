// SPDX-License-Identifier: Apache-2.0
/// CVODES set up for a program, and its callbacks.
#include "emtansim/solve/cvode.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "emtansim/solve/sundials.h"
#include "emtansim/solve/vector_ops.h"

namespace emtansim::solve {

namespace {

using sundials::numbers;

constexpr int kRecoverable = 1;    // tells CVODES to try a smaller step
constexpr int kMostAttempts = 20;  // for one step; CVODES gives up after 7 and 10 where a jump needs a few more

// Progress below this share of the way to go, over so many steps, will not arrive.
constexpr long kStepsToJudge = 1000;
constexpr double kLeastProgress = 1e-9;
constexpr int kStalled = -1000;  // beside the flags of CVODES

std::string name_of(int flag) {
  const std::unique_ptr<char, decltype(&std::free)> name(CVodeGetReturnFlagName(flag), &std::free);
  return name.get();
}

std::string reason_of(int flag) {
  switch (flag) {
    case kStalled: return "the steps became too small to arrive";
    case CV_TOO_MUCH_WORK: return "too many steps";
    case CV_TOO_MUCH_ACC: return "the tolerances are too tight for double precision";
    case CV_ERR_FAILURE: return "the error test failed repeatedly";
    case CV_CONV_FAILURE: return "the implicit equations did not converge";
    case CV_RHSFUNC_FAIL:
    case CV_FIRST_RHSFUNC_ERR:
    case CV_REPTD_RHSFUNC_ERR:
    case CV_UNREC_RHSFUNC_ERR: return "a rate is not a finite number";
    case CV_SRHSFUNC_FAIL:
    case CV_FIRST_SRHSFUNC_ERR:
    case CV_REPTD_SRHSFUNC_ERR:
    case CV_UNREC_SRHSFUNC_ERR: return "a derivative of a rate is not a finite number";
    case CV_LSETUP_FAIL: return "the Jacobian could not be factorised";
    case CV_SUCCESS: return "a state is not a finite number";
    default: return fmt::format("CVODES stopped with {}", name_of(flag));
  }
}

// CVodeReInit sets the counters to zero, so they are added up before each.
void add_counts(void* memory, MemberReport& costs) {
  const auto add = [memory](auto query, long& to) {
    long value = 0;
    if (query(memory, &value) == CV_SUCCESS) to += value;
  };
  add(CVodeGetNumSteps, costs.steps);
  add(CVodeGetNumRhsEvals, costs.rhs_evaluations);
  add(CVodeGetNumJacEvals, costs.jacobian_evaluations);
  add(CVodeGetNumLinSolvSetups, costs.factorizations);
  add(CVodeGetNumErrTestFails, costs.error_test_failures);
  add(CVodeGetNumNonlinSolvConvFails, costs.convergence_failures);
}

}  // namespace

bool all_finite(std::span<const double> values) {
  double sums[4] = {0, 0, 0, 0};  // an infinity or a NaN survives the multiplication by zero
  std::size_t i = 0;
  for (; i + 4 <= values.size(); i += 4)
    for (std::size_t part = 0; part < 4; ++part) sums[part] += values[i + part] * 0.0;
  for (; i < values.size(); ++i) sums[0] += values[i] * 0.0;
  return sums[0] + sums[1] + sums[2] + sums[3] == 0;
}

struct CvodeIntegrator::Inside {
  Inside(const Program& its_program, MemberSlots& its_slots, const SolveOptions& options)
      : program(its_program),
        slots(its_slots),
        max_steps(options.max_steps),
        context(sundials::make_context()),
        states(make_vector(program.state_count, context.get())),
        absolute(N_VClone(states.get())),
        interpolated(N_VClone(states.get())),
        sensitivities(options.with_sensitivities ? program.sensitivities.size() : 0, states.get()),
        risen(program.conditional_events.size(), 0),
        relative(options.relative) {
    N_VConst(0, states.get());
    N_VConst(1, absolute.get());
    make_integrator();
    make_linear_solver();
    if (!risen.empty()) make_roots();
    if (sensitivities.count() > 0) make_sensitivities();
  }

  void make_integrator() {
    memory = sundials::Integrator(CVodeCreate(CV_BDF, context.get()));
    CVodeInit(memory.get(), &Inside::rhs, 0, states.get());
    // Failures are told by the member's report, not on the terminal.
    CVodeSetErrHandlerFn(
        memory.get(), [](int, const char*, const char*, char*, void*) {}, nullptr);
    CVodeSetUserData(memory.get(), this);
    CVodeSVtolerances(memory.get(), relative, absolute.get());
    CVodeSetMaxErrTestFails(memory.get(), kMostAttempts);
    CVodeSetMaxConvFails(memory.get(), kMostAttempts);
  }

  void make_linear_solver() {
    matrix = make_matrix(program.sparsity, context.get());
    linear_solver = sundials::LinearSolver(SUNLinSol_KLU(states.get(), matrix.get(), context.get()));
    CVodeSetLinearSolver(memory.get(), linear_solver.get(), matrix.get());
    CVodeSetJacFn(memory.get(), &Inside::jacobian);
  }

  void make_roots() {
    CVodeRootInit(memory.get(), static_cast<int>(risen.size()), &Inside::triggers);
    std::vector<int> rising(risen.size(), 1);
    CVodeSetRootDirection(memory.get(), rising.data());
    CVodeSetNoInactiveRootWarn(memory.get());
  }

  void make_sensitivities() {
    jacobian_values.resize(program.sparsity.rows.size());
    parameter_values.resize(program.rhs_by_parameter_entries.size());
    CVodeSensInit(memory.get(), static_cast<int>(sensitivities.count()), CV_STAGGERED, &Inside::sensitivity_rhs,
                  sensitivities.pointers());
    CVodeSensEEtolerances(memory.get());
    CVodeSetSensErrCon(memory.get(), SUNTRUE);
  }

  bool has_stalled(double stop) {
    if (steps_since_start % kStepsToJudge != 0) return false;
    const double progress = time - judged_time;
    judged_time = time;
    // Against the time passed as well: a run may go on for far longer than what it resolves at its beginning.
    return progress < kLeastProgress * std::min(stop - time, std::abs(time));
  }

  // --- callbacks ----------------------------------------------------------------------------------------------------

  static Inside& self(void* data) { return *static_cast<Inside*>(data); }

  static int rhs(realtype time, N_Vector states, N_Vector rates, void* data) {
    Inside& in = self(data);
    in.slots.rhs(time, numbers(states), numbers(rates).data());
    return all_finite(numbers(rates)) ? 0 : kRecoverable;
  }

  static int jacobian(realtype time, N_Vector states, N_Vector, SUNMatrix matrix, void* data, N_Vector, N_Vector,
                      N_Vector) {
    Inside& in = self(data);
    in.slots.jacobian(time, numbers(states), SUNSparseMatrix_Data(matrix));
    return all_finite({SUNSparseMatrix_Data(matrix), in.program.sparsity.rows.size()}) ? 0 : kRecoverable;
  }

  static int triggers(realtype time, N_Vector states, realtype* values, void* data) {
    Inside& in = self(data);
    in.slots.triggers(time, numbers(states), values);
    return 0;
  }

  // s_k' = J s_k + df/dp_k
  static int sensitivity_rhs(int, realtype time, N_Vector states, N_Vector, N_Vector* sensitivities, N_Vector* rates,
                             void* data, N_Vector, N_Vector) {
    Inside& in = self(data);
    const Program& program = in.program;
    in.slots.jacobian(time, numbers(states), in.jacobian_values.data());
    in.slots.rhs_by_parameter(time, numbers(states), in.parameter_values.data());
    if (!all_finite(in.jacobian_values) || !all_finite(in.parameter_values)) return kRecoverable;
    for (std::size_t k = 0; k < in.sensitivities.count(); ++k)
      multiply(program.sparsity, in.jacobian_values, numbers(sensitivities[k]), numbers(rates[k]));
    for (std::size_t e = 0; e < in.parameter_values.size(); ++e) {
      const Entry entry = program.rhs_by_parameter_entries[e];
      numbers(rates[entry.column])[entry.row] += in.parameter_values[e];
    }
    return 0;
  }

  static void multiply(const Sparsity& sparsity, std::span<const double> matrix, std::span<const double> from,
                       std::span<double> to) {
    std::ranges::fill(to, 0.0);
    for (std::size_t column = 0; column < from.size(); ++column) {
      const auto end = static_cast<std::size_t>(sparsity.column_starts[column + 1]);
      for (auto e = static_cast<std::size_t>(sparsity.column_starts[column]); e < end; ++e)
        to[static_cast<std::size_t>(sparsity.rows[e])] += matrix[e] * from[column];
    }
  }

  const Program& program;
  MemberSlots& slots;
  long max_steps;
  sundials::Context context;
  sundials::Vector states;
  sundials::Vector absolute;
  sundials::Vector interpolated;
  sundials::VectorList sensitivities;
  std::vector<int> risen;
  double relative;
  sundials::Matrix matrix;
  sundials::LinearSolver linear_solver;
  sundials::Integrator memory;
  std::vector<double> jacobian_values;
  std::vector<double> parameter_values;
  double time = 0;
  long steps_since_start = 0;
  double judged_time = 0;
  MemberReport costs;  ///< of this member before the last restart; only the counts are used
  int flag = CV_SUCCESS;
};

CvodeIntegrator::CvodeIntegrator(const Program& program, MemberSlots& slots, const SolveOptions& options)
    : inside_(std::make_unique<Inside>(program, slots, options)) {}
CvodeIntegrator::~CvodeIntegrator() = default;

std::span<double> CvodeIntegrator::states() { return numbers(inside_->states.get()); }
std::span<double> CvodeIntegrator::sensitivity(std::size_t k) { return inside_->sensitivities[k]; }
std::span<double> CvodeIntegrator::absolute_tolerances() { return numbers(inside_->absolute.get()); }
std::size_t CvodeIntegrator::sensitivity_count() const { return inside_->sensitivities.count(); }
double CvodeIntegrator::time() const { return inside_->time; }
std::span<const int> CvodeIntegrator::risen() const { return inside_->risen; }

void CvodeIntegrator::begin(double time, std::span<const double> parameter_sizes) {
  CVodeSVtolerances(inside_->memory.get(), inside_->relative, inside_->absolute.get());
  if (sensitivity_count() > 0) {
    std::vector<double> sizes(parameter_sizes.begin(), parameter_sizes.end());  // CVODES copies them
    CVodeSetSensParams(inside_->memory.get(), nullptr, sizes.data(), nullptr);
  }
  restart(time);
  inside_->costs = {};
}

void CvodeIntegrator::restart(double time) {
  Inside& in = *inside_;
  add_counts(in.memory.get(), in.costs);
  in.time = time;
  in.steps_since_start = 0;
  in.judged_time = time;
  in.flag = CVodeReInit(in.memory.get(), time, in.states.get());
  if (in.flag == CV_SUCCESS && sensitivity_count() > 0)
    in.flag = CVodeSensReInit(in.memory.get(), CV_STAGGERED, in.sensitivities.pointers());
}

StepEnd CvodeIntegrator::step(double stop) {
  Inside& in = *inside_;
  if (in.flag < 0) return StepEnd::failed;
  in.flag = ++in.steps_since_start > in.max_steps ? CV_TOO_MUCH_WORK : CVodeSetStopTime(in.memory.get(), stop);
  if (in.flag == CV_SUCCESS) in.flag = CVode(in.memory.get(), stop, in.states.get(), &in.time, CV_ONE_STEP);
  if (in.flag < 0) return StepEnd::failed;
  const bool is_triggered = in.flag == CV_ROOT_RETURN;
  in.flag = in.has_stalled(stop) ? kStalled : CV_SUCCESS;
  if (in.flag != CV_SUCCESS || !all_finite(numbers(in.states.get()))) return StepEnd::failed;
  double time = in.time;
  if (sensitivity_count() > 0 && (is_triggered || in.time >= stop))
    in.flag = CVodeGetSens(in.memory.get(), &time, in.sensitivities.pointers());
  if (is_triggered) CVodeGetRootInfo(in.memory.get(), in.risen.data());
  return in.flag < 0 ? StepEnd::failed : is_triggered ? StepEnd::triggered : StepEnd::reached;
}

void CvodeIntegrator::interpolate(double time, std::span<double> states) const {
  CVodeGetDky(inside_->memory.get(), time, 0, inside_->interpolated.get());
  std::ranges::copy(numbers(inside_->interpolated.get()), states.begin());
}

void CvodeIntegrator::interpolate_sensitivity(double time, std::size_t k, std::span<double> sensitivity) const {
  CVodeGetSensDky1(inside_->memory.get(), time, 0, static_cast<int>(k), inside_->interpolated.get());
  std::ranges::copy(numbers(inside_->interpolated.get()), sensitivity.begin());
}

std::string CvodeIntegrator::reason() const { return reason_of(inside_->flag); }

std::optional<std::size_t> CvodeIntegrator::worst_species() const {
  const Inside& in = *inside_;
  // A rate that is not a number names its state at once.
  std::vector<double> rates(in.program.state_count);
  in.slots.rhs(in.time, numbers(in.states.get()), rates.data());
  for (std::size_t i = 0; i < in.program.species_count; ++i)
    if (!std::isfinite(rates[i])) return i;
  const sundials::Vector weights(N_VClone(in.states.get()));
  const sundials::Vector errors(N_VClone(in.states.get()));
  if (CVodeGetErrWeights(in.memory.get(), weights.get()) != CV_SUCCESS) return std::nullopt;
  if (CVodeGetEstLocalErrors(in.memory.get(), errors.get()) != CV_SUCCESS) return std::nullopt;
  std::optional<std::size_t> worst;
  double largest = 0;
  for (std::size_t i = 0; i < in.program.species_count; ++i) {
    const double size = std::abs(numbers(weights.get())[i] * numbers(errors.get())[i]);
    if (size > largest) worst = i;
    largest = std::max(largest, size);
  }
  return worst;
}

MemberReport CvodeIntegrator::costs() const {
  MemberReport costs = inside_->costs;
  add_counts(inside_->memory.get(), costs);
  return costs;
}

}  // namespace emtansim::solve
