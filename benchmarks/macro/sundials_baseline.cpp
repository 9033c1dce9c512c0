// SPDX-License-Identifier: Apache-2.0
/// CVODES and ARKODE on equations in C.
#include "benchmarks/macro/sundials_baseline.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include <arkode/arkode_erkstep.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunmatrix/sunmatrix_dense.h>
#include <sunnonlinsol/sunnonlinsol_fixedpoint.h>

#include "emtansim/solve/sundials.h"
#include "emtansim/solve/vector_ops.h"

namespace emtansim::benchmarks {

namespace {

namespace sundials = solve::sundials;
using sundials::numbers;

constexpr long kMostSteps = 10'000'000;
constexpr int kMostAttempts = 20;  // for one step; with fewer, CVODE gives up on some members of orego

// Nothing here can fail but for a fault of ours.
void expect(bool is_good, const char* what) {
  if (is_good) return;
  std::fprintf(stderr, "the baseline could not be set up: %s\n", what);
  std::exit(1);
}

struct FreeNonlinear {
  void operator()(SUNNonlinearSolver solver) const { SUNNonlinSolFree(solver); }
};
struct FreeArk {
  void operator()(void* memory) const { ERKStepFree(&memory); }
};

solve::Sparsity pattern_of(const Equations& equations) {
  const auto columns = static_cast<std::size_t>(equations.size);
  const std::span starts(equations.column_starts, columns + 1);
  const std::span rows(equations.rows, static_cast<std::size_t>(starts.back()));
  return {{starts.begin(), starts.end()}, {rows.begin(), rows.end()}};
}

void be_silent(int, const char*, const char*, char*, void*) {}

}  // namespace

std::string name_of(SundialsMethod method, VectorLoops loops) {
  const std::string suffix = loops == VectorLoops::tuned ? ", tuned loops" : "";
  switch (method) {
    case SundialsMethod::bdf_dense: return "CVODE BDF dense" + suffix;
    case SundialsMethod::bdf_klu: return "CVODE BDF KLU" + suffix;
    case SundialsMethod::adams: return "CVODE Adams" + suffix;
    case SundialsMethod::dormand_prince: return "ARKODE Dormand-Prince" + suffix;
    case SundialsMethod::dormand_prince_cubic: return "ARKODE D.-P. cubic" + suffix;
  }
  return {};
}

struct SundialsBaseline::Inside {
  Inside(const Equations& its_equations, SundialsMethod its_method, VectorLoops its_loops, double its_relative)
      : equations(its_equations),
        method(its_method),
        loops(its_loops),
        relative(its_relative),
        context(sundials::make_context()),
        states(make_states()),
        absolute(N_VClone(states.get())),
        pattern(pattern_of(equations)),
        prepared(static_cast<std::size_t>(equations.prepared_count) + 1) {
    N_VConst(0, states.get());
    N_VConst(1, absolute.get());
    if (method == SundialsMethod::dormand_prince || method == SundialsMethod::dormand_prince_cubic) {
      make_arkode();
    } else {
      make_cvode();
    }
  }

  sundials::Vector make_states() {
    if (loops == VectorLoops::tuned) return solve::make_vector(static_cast<std::size_t>(equations.size), context.get());
    return sundials::Vector(N_VNew_Serial(equations.size, context.get()));
  }

  void make_cvode() {
    const bool is_adams = method == SundialsMethod::adams;
    cvode = sundials::Integrator(CVodeCreate(is_adams ? CV_ADAMS : CV_BDF, context.get()));
    expect(CVodeInit(cvode.get(), &Inside::rhs, 0, states.get()) == CV_SUCCESS, "CVodeInit");
    CVodeSetUserData(cvode.get(), this);
    CVodeSetErrHandlerFn(cvode.get(), be_silent, nullptr);
    CVodeSVtolerances(cvode.get(), relative, absolute.get());
    CVodeSetMaxNumSteps(cvode.get(), kMostSteps);
    CVodeSetMaxErrTestFails(cvode.get(), kMostAttempts);
    CVodeSetMaxConvFails(cvode.get(), kMostAttempts);
    if (is_adams) {
      iteration.reset(SUNNonlinSol_FixedPoint(states.get(), 0, context.get()));
      expect(CVodeSetNonlinearSolver(cvode.get(), iteration.get()) == CV_SUCCESS, "fixed-point iteration");
      return;
    }
    if (method == SundialsMethod::bdf_dense) {
      matrix = sundials::Matrix(SUNDenseMatrix(equations.size, equations.size, context.get()));
      linear = sundials::LinearSolver(SUNLinSol_Dense(states.get(), matrix.get(), context.get()));
    } else {
      const auto entries = static_cast<sunindextype>(pattern.rows.size());
      matrix = loops == VectorLoops::tuned
                   ? solve::make_matrix(pattern, context.get())
                   : sundials::Matrix(SUNSparseMatrix(equations.size, equations.size, entries, CSC_MAT, context.get()));
      linear = sundials::LinearSolver(SUNLinSol_KLU(states.get(), matrix.get(), context.get()));
      values.resize(pattern.rows.size());
    }
    values.resize(pattern.rows.size());
    expect(CVodeSetLinearSolver(cvode.get(), linear.get(), matrix.get()) == CV_SUCCESS, "linear solver");
    expect(CVodeSetJacFn(cvode.get(), method == SundialsMethod::bdf_dense ? &Inside::dense : &Inside::sparse) ==
               CV_SUCCESS,
           "Jacobian");
  }

  void make_arkode() {
    arkode.reset(ERKStepCreate(&Inside::rhs, 0, states.get(), context.get()));
    expect(ERKStepSetTableNum(arkode.get(), ARKODE_DORMAND_PRINCE_7_4_5) == ARK_SUCCESS, "table");
    ERKStepSetUserData(arkode.get(), this);
    ERKStepSetErrHandlerFn(arkode.get(), be_silent, nullptr);
    ERKStepSVtolerances(arkode.get(), relative, absolute.get());
    ERKStepSetMaxNumSteps(arkode.get(), kMostSteps);
    if (method == SundialsMethod::dormand_prince_cubic) ERKStepSetInterpolantDegree(arkode.get(), 3);
  }

  static Inside& self(void* data) { return *static_cast<Inside*>(data); }

  static int rhs(realtype time, N_Vector states, N_Vector rates, void* data) {
    const Inside& in = self(data);
    in.equations.rhs(time, N_VGetArrayPointer(states), in.prepared.data(), N_VGetArrayPointer(rates));
    return 0;
  }

  static int dense(realtype time, N_Vector states, N_Vector, SUNMatrix matrix, void* data, N_Vector, N_Vector,
                   N_Vector) {
    Inside& in = self(data);
    in.equations.jacobian(time, N_VGetArrayPointer(states), in.prepared.data(), in.values.data());
    for (int column = 0; column < in.equations.size; ++column) {
      realtype* to = SUNDenseMatrix_Column(matrix, column);
      for (int e = in.equations.column_starts[column]; e < in.equations.column_starts[column + 1]; ++e)
        to[in.equations.rows[e]] = in.values[static_cast<std::size_t>(e)];
    }
    return 0;
  }

  static int sparse(realtype time, N_Vector states, N_Vector, SUNMatrix matrix, void* data, N_Vector, N_Vector,
                    N_Vector) {
    Inside& in = self(data);
    in.equations.jacobian(time, N_VGetArrayPointer(states), in.prepared.data(), SUNSparseMatrix_Data(matrix));
    if (in.loops == VectorLoops::tuned) return 0;  // keeps its pattern
    std::ranges::copy(in.pattern.column_starts, SUNSparseMatrix_IndexPointers(matrix));
    std::ranges::copy(in.pattern.rows, SUNSparseMatrix_IndexValues(matrix));
    return 0;
  }

  bool start(double time) {
    if (arkode)
      return ERKStepReInit(arkode.get(), &Inside::rhs, time, states.get()) == ARK_SUCCESS &&
             ERKStepSVtolerances(arkode.get(), relative, absolute.get()) == ARK_SUCCESS;
    return CVodeReInit(cvode.get(), time, states.get()) == CV_SUCCESS &&
           CVodeSVtolerances(cvode.get(), relative, absolute.get()) == CV_SUCCESS;
  }

  bool advance(double until) {
    double reached = 0;
    if (arkode) return ERKStepEvolve(arkode.get(), until, states.get(), &reached, ARK_NORMAL) >= 0;
    return CVode(cvode.get(), until, states.get(), &reached, CV_NORMAL) >= 0;
  }

  void count() {
    long value = 0;
    const auto add = [&](auto query, void* memory, long& to) {
      value = 0;
      query(memory, &value);
      to += value;
    };
    if (arkode) {
      add(ERKStepGetNumSteps, arkode.get(), costs.steps);
      add(ERKStepGetNumRhsEvals, arkode.get(), costs.rhs);
      return;
    }
    add(CVodeGetNumSteps, cvode.get(), costs.steps);
    add(CVodeGetNumRhsEvals, cvode.get(), costs.rhs);
    if (method == SundialsMethod::adams) return;
    add(CVodeGetNumJacEvals, cvode.get(), costs.jacobians);
    add(CVodeGetNumLinSolvSetups, cvode.get(), costs.factorizations);
  }

  const Equations& equations;
  SundialsMethod method;
  VectorLoops loops;
  double relative;
  sundials::Context context;
  sundials::Vector states;
  sundials::Vector absolute;
  solve::Sparsity pattern;
  std::vector<double> prepared;
  std::vector<double> values;
  sundials::Matrix matrix;
  sundials::LinearSolver linear;
  sundials::Owner<SUNNonlinearSolver, FreeNonlinear> iteration;
  sundials::Integrator cvode;
  std::unique_ptr<void, FreeArk> arkode;
  Costs costs;
};

SundialsBaseline::SundialsBaseline(const Equations& equations, SundialsMethod method, VectorLoops loops,
                                   double relative)
    : inside_(std::make_unique<Inside>(equations, method, loops, relative)) {}
SundialsBaseline::~SundialsBaseline() = default;

void SundialsBaseline::run(std::span<const double> parameters, std::span<const double> start,
                           std::span<const double> absolute, std::span<const double> times, std::span<double> into) {
  Inside& in = *inside_;
  in.equations.prepare(parameters.data(), in.prepared.data());
  std::ranges::copy(start, numbers(in.states.get()).begin());
  std::ranges::copy(absolute, numbers(in.absolute.get()).begin());
  std::ranges::copy(start, into.begin());
  bool is_well = in.start(times.front());
  for (std::size_t t = 1; t < times.size() && is_well; ++t) {
    is_well = in.advance(times[t]);
    std::ranges::copy(numbers(in.states.get()), into.begin() + static_cast<std::ptrdiff_t>(t * start.size()));
  }
  if (!is_well) ++in.costs.failed_members;
  in.count();
}

const Costs& SundialsBaseline::costs() const { return inside_->costs; }

}  // namespace emtansim::benchmarks
