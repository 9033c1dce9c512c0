// SPDX-License-Identifier: Apache-2.0
/// Codes of a program for members in lanes: as machine code, or interpreted.
#include "emtansim/solve/lane_code.h"

#include <algorithm>
#include <new>

#include "emtansim/solve/interpret.h"
#include "emtansim/solve/machine_code.h"

namespace emtansim::solve {

namespace {

constexpr std::size_t kAlignment = 64;
// Beyond so many operations machine code would fill caches and cost more to make than to do without; steps from a table
// then give the same bits.
constexpr std::size_t kLargestElimination = 150000;

void copy_rows(const double* from, double* to, std::size_t rows, unsigned width) {
  std::copy_n(from, rows * width, to);
}

}  // namespace

struct LaneProgram::Inside {
  /// One code, as machine code where there is some, and where the states that it reads belong.
  struct Function {
    const Code& code;
    std::uint32_t states;
    std::size_t states_count;
    NativeCode native = nullptr;
  };

  Inside(const Program& program, const Elimination* planned, unsigned lanes)
      : width(lanes),
        elimination(planned),
        layout(program.layout),
        prologue_code(with_prepared_outputs(program)),
        prologue(of(program, prologue_code)),
        initial(of(program, program.initial)),
        scales(of(program, program.scales)),
        rhs(of(program, program.rhs)),
        jacobian(of(program, program.jacobian)),
        observables(of(program, program.observables)),
        triggers(of(program, program.triggers)),
        rhs_by_time(of(program, program.rhs_by_time)),
        rhs_by_parameter(of(program, program.rhs_by_parameter)),
        jacobian_along(of(program, program.jacobian_along)),
        rhs_by_parameter_along(of(program, program.rhs_by_parameter_along)),
        initial_by_parameter(of(program, program.initial_by_parameter)),
        observables_by_state(of(program, program.observables_by_state)),
        observables_by_parameter(of(program, program.observables_by_parameter)),
        eliminated_jacobian(of(program, planned == nullptr ? kNothing : planned->jacobian_code())) {}

  // What the prologue prepares, as outputs that lie where they are prepared.
  static Code with_prepared_outputs(const Program& program) {
    Code code = program.prologue;
    for (std::uint32_t slot = program.layout.prepared; slot < program.layout.scratch; ++slot)
      code.outputs.push_back(slot);
    return code;
  }
  static Function of(const Program& program, const Code& code) {
    return {.code = code, .states = program.layout.states, .states_count = program.species_count};
  }

  void make_machine_code() {
    for (Function* function : {&initial, &scales, &rhs, &jacobian, &observables, &triggers, &rhs_by_time,
                               &rhs_by_parameter, &jacobian_along, &rhs_by_parameter_along, &initial_by_parameter,
                               &observables_by_state, &observables_by_parameter, &eliminated_jacobian})
      function->native = add(function->code, {.states = function->states, .states_count = count(*function)});
    prologue.native = add(prologue_code, {.outputs_are_slots = true});
    if (elimination == nullptr || elimination->counts().factor_operations > kLargestElimination) return;
    const auto& places = elimination->places();
    factor = add(elimination->factor_code(), {.outputs_are_slots = true});
    solve = add(elimination->solve_code(),
                {.states = places.right, .states_count = static_cast<std::uint32_t>(elimination->size())});
  }
  static std::uint32_t count(const Function& function) { return static_cast<std::uint32_t>(function.states_count); }

  NativeCode add(const Code& code, MachineOptions options) {
    options.width = width;
    return machine.add(code, options);
  }

  void run(const Function& function, double* slots, const double* states, double* to) const {
    if (function.native != nullptr)
      return function.native(slots, states == nullptr ? slots + function.states * width : states, to);
    if (states != nullptr) copy_rows(states, slots + function.states * width, function.states_count, width);
    interpret(function.code, slots, width);
    for (std::size_t i = 0; i < function.code.outputs.size(); ++i)
      copy_rows(slots + function.code.outputs[i] * width, to + i * width, 1, width);
  }

  inline static const Code kNothing;

  unsigned width;
  const Elimination* elimination;
  Layout layout;
  Code prologue_code;
  Function prologue, initial, scales, rhs, jacobian, observables, triggers, rhs_by_time, rhs_by_parameter,
      jacobian_along, rhs_by_parameter_along, initial_by_parameter, observables_by_state, observables_by_parameter,
      eliminated_jacobian;
  MachineCode machine;
  NativeCode factor = nullptr;
  NativeCode solve = nullptr;
};

unsigned widest_lanes() {
  for (const unsigned width : {8U, 4U, 2U})
    if (MachineCode::is_possible(width)) return width;
  return 1;
}

std::unique_ptr<LaneProgram> LaneProgram::make(const Program& program, const Elimination* elimination, unsigned width,
                                               Backend backend) {
  EMTANSIM_EXPECT(width == 1 || width == 2 || width == 4 || width == 8);
  auto inside = std::make_unique<Inside>(program, elimination, width);
  if (backend == Backend::native && MachineCode::is_possible(width)) inside->make_machine_code();
  return std::unique_ptr<LaneProgram>(new LaneProgram(std::move(inside), width));
}

LaneProgram::LaneProgram(std::unique_ptr<Inside> inside, unsigned width) : inside_(std::move(inside)), width_(width) {}
LaneProgram::~LaneProgram() = default;

bool LaneProgram::is_native() const { return inside_->rhs.native != nullptr; }

void LaneProgram::prologue(double* slots) const {
  inside_->run(inside_->prologue, slots, nullptr, slots + inside_->layout.prepared * width_);
}
void LaneProgram::initial(double* slots, double* to) const { inside_->run(inside_->initial, slots, nullptr, to); }
void LaneProgram::scales(double* slots, double* to) const { inside_->run(inside_->scales, slots, nullptr, to); }
void LaneProgram::initial_by_parameter(double* slots, double* to) const {
  inside_->run(inside_->initial_by_parameter, slots, nullptr, to);
}
void LaneProgram::rhs(double* slots, const double* states, double* to) const {
  inside_->run(inside_->rhs, slots, states, to);
}
void LaneProgram::jacobian(double* slots, const double* states, double* to) const {
  inside_->run(inside_->jacobian, slots, states, to);
}
void LaneProgram::observables(double* slots, const double* states, double* to) const {
  inside_->run(inside_->observables, slots, states, to);
}
void LaneProgram::triggers(double* slots, const double* states, double* to) const {
  inside_->run(inside_->triggers, slots, states, to);
}
void LaneProgram::rhs_by_time(double* slots, const double* states, double* to) const {
  inside_->run(inside_->rhs_by_time, slots, states, to);
}
void LaneProgram::rhs_by_parameter(double* slots, const double* states, double* to) const {
  inside_->run(inside_->rhs_by_parameter, slots, states, to);
}
void LaneProgram::jacobian_along(double* slots, const double* states, double* to) const {
  inside_->run(inside_->jacobian_along, slots, states, to);
}
void LaneProgram::rhs_by_parameter_along(double* slots, const double* states, double* to) const {
  inside_->run(inside_->rhs_by_parameter_along, slots, states, to);
}
void LaneProgram::observables_by_state(double* slots, const double* states, double* to) const {
  inside_->run(inside_->observables_by_state, slots, states, to);
}
void LaneProgram::observables_by_parameter(double* slots, const double* states, double* to) const {
  inside_->run(inside_->observables_by_parameter, slots, states, to);
}

void LaneProgram::eliminated_jacobian(double* slots, const double* states, double* work) const {
  EMTANSIM_EXPECT(inside_->elimination != nullptr);
  inside_->run(inside_->eliminated_jacobian, slots, states, work + inside_->elimination->places().numbers * width_);
}

void LaneProgram::factor(double* work) const {
  const auto& elimination = *inside_->elimination;
  if (inside_->factor != nullptr) return inside_->factor(work, nullptr, work + elimination.places().factors * width_);
  solve::run(elimination.factor_steps(), work, width_);
}

void LaneProgram::solve(double* work, const double* right, double* solution) const {
  const auto& elimination = *inside_->elimination;
  if (inside_->solve != nullptr) return inside_->solve(work, right, solution);
  copy_rows(right, work + elimination.places().right * width_, elimination.size(), width_);
  solve::run(elimination.solve_steps(), work, width_);
  copy_rows(work + elimination.solution_slots().front() * width_, solution, elimination.size(), width_);
}

LaneRows::LaneRows(std::size_t rows, unsigned width) : rows_(rows), width_(width) {
  const std::size_t size = rows * width;
  data_.reset(static_cast<double*>(::operator new (size * sizeof(double), std::align_val_t{kAlignment})));
  std::fill_n(data_.get(), size, 0.0);
}

void LaneRows::Free::operator()(double* data) const { ::operator delete (data, std::align_val_t{kAlignment}); }

}  // namespace emtansim::solve
