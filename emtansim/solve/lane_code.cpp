// SPDX-License-Identifier: Apache-2.0
/// Codes of a program for members in lanes: interpreted.
#include "emtansim/solve/lane_code.h"

#include <algorithm>
#include <cstring>
#include <new>

#include "emtansim/solve/interpret.h"

namespace emtansim::solve {

namespace {

constexpr std::size_t kAlignment = 64;

void copy_rows(const double* from, double* to, std::size_t rows, unsigned width) {
  std::copy_n(from, rows * width, to);
}

}  // namespace

struct LaneProgram::Inside {
  const Program& program;
  const Elimination* elimination;
  unsigned width;

  void run(const Code& code, double* slots, const double* states, double* to) const {
    if (states != nullptr) copy_rows(states, slots + program.layout.states * width, program.species_count, width);
    interpret(code, slots, width);
    if (to == nullptr) return;
    for (std::size_t i = 0; i < code.outputs.size(); ++i)
      copy_rows(slots + code.outputs[i] * width, to + i * width, 1, width);
  }
};

unsigned widest_lanes() { return 1; }

std::unique_ptr<LaneProgram> LaneProgram::make(const Program& program, const Elimination* elimination, unsigned width,
                                               Backend) {
  EMTANSIM_EXPECT(width == 1 || width == 2 || width == 4 || width == 8);
  auto inside = std::make_unique<Inside>(Inside{.program = program, .elimination = elimination, .width = width});
  return std::unique_ptr<LaneProgram>(new LaneProgram(std::move(inside), width));
}

LaneProgram::LaneProgram(std::unique_ptr<Inside> inside, unsigned width) : inside_(std::move(inside)), width_(width) {}
LaneProgram::~LaneProgram() = default;

bool LaneProgram::is_native() const { return false; }

void LaneProgram::prologue(double* slots) const { inside_->run(inside_->program.prologue, slots, nullptr, nullptr); }
void LaneProgram::initial(double* slots, double* to) const {
  inside_->run(inside_->program.initial, slots, nullptr, to);
}
void LaneProgram::scales(double* slots, double* to) const { inside_->run(inside_->program.scales, slots, nullptr, to); }
void LaneProgram::initial_by_parameter(double* slots, double* to) const {
  inside_->run(inside_->program.initial_by_parameter, slots, nullptr, to);
}
void LaneProgram::rhs(double* slots, const double* states, double* to) const {
  inside_->run(inside_->program.rhs, slots, states, to);
}
void LaneProgram::jacobian(double* slots, const double* states, double* to) const {
  inside_->run(inside_->program.jacobian, slots, states, to);
}
void LaneProgram::observables(double* slots, const double* states, double* to) const {
  inside_->run(inside_->program.observables, slots, states, to);
}
void LaneProgram::triggers(double* slots, const double* states, double* to) const {
  inside_->run(inside_->program.triggers, slots, states, to);
}
void LaneProgram::rhs_by_time(double* slots, const double* states, double* to) const {
  inside_->run(inside_->program.rhs_by_time, slots, states, to);
}
void LaneProgram::rhs_by_parameter(double* slots, const double* states, double* to) const {
  inside_->run(inside_->program.rhs_by_parameter, slots, states, to);
}
void LaneProgram::jacobian_along(double* slots, const double* states, double* to) const {
  inside_->run(inside_->program.jacobian_along, slots, states, to);
}
void LaneProgram::rhs_by_parameter_along(double* slots, const double* states, double* to) const {
  inside_->run(inside_->program.rhs_by_parameter_along, slots, states, to);
}
void LaneProgram::observables_by_state(double* slots, const double* states, double* to) const {
  inside_->run(inside_->program.observables_by_state, slots, states, to);
}
void LaneProgram::observables_by_parameter(double* slots, const double* states, double* to) const {
  inside_->run(inside_->program.observables_by_parameter, slots, states, to);
}

void LaneProgram::factor(double* work) const { solve::run(inside_->elimination->factor_steps(), work, width_); }

void LaneProgram::solve(double* work, const double* right, double* solution) const {
  const auto& elimination = *inside_->elimination;
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
