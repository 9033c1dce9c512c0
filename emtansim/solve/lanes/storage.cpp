// SPDX-License-Identifier: Apache-2.0
/// Memory of a block of lanes.
#include "emtansim/solve/lanes/storage.h"

#include "emtansim/solve/lanes/walk.h"

#include <algorithm>

namespace emtansim::solve {

namespace {

constexpr std::size_t kStateRows = 7;     // now, next, work, right, error, absolute, weights
constexpr std::size_t kRowsPerLane = 10;  // from time to limit

}  // namespace

LaneStorage::LaneStorage(const LaneSetup& setup, int stages) : width_(setup.width()) {
  const Program& program = setup.program();
  const std::size_t parameters = setup.sensitivity_count();
  const std::size_t rows = program.state_count * (1 + parameters);
  slots_ = LaneRows(program.layout.end, width_);
  states_ = LaneRows(kStateRows * rows, width_);
  stages_ = LaneRows(static_cast<std::size_t>(stages) * rows, width_);
  dense_ = LaneRows(4 * rows, width_);
  per_lane_ = LaneRows(kRowsPerLane, width_);
  share_ = LaneRows(1, width_);
  output_ = LaneRows(rows, width_);
  observables_ = LaneRows(program.observables.outputs.size(), width_);
  triggers_ = LaneRows(program.triggers.outputs.size(), width_);
  by_time_ = LaneRows(program.rhs_by_time_states.size(), width_);
  block_ = {.width = width_,
            .species = program.species_count,
            .states = program.state_count,
            .parameters = parameters,
            .rows = rows,
            .relative = setup.options().relative,
            .program = &setup.lanes(),
            .slots = slots_.data(),
            .time_slot = slots_.row(program.layout.time),
            .timed = program.rhs_by_time_states.data(),
            .timed_count = program.rhs_by_time_states.size(),
            .rhs_by_time = by_time_.data(),
            .now = states_.row(0),
            .next = states_.row(rows),
            .stages = stages_.data(),
            .work = states_.row(2 * rows),
            .right = states_.row(3 * rows),
            .error = states_.row(4 * rows),
            .weights = states_.row(6 * rows),
            .absolute = states_.row(5 * rows),
            .dense = dense_.data(),
            .time = per_lane_.row(0),
            .time_next = per_lane_.row(1),
            .stop = per_lane_.row(2),
            .wanted = per_lane_.row(3),
            .taken = per_lane_.row(4),
            .error_size = per_lane_.row(5),
            .error_before = per_lane_.row(6),
            .stiffness = per_lane_.row(7),
            .output_columns = program.species_count + program.observables.outputs.size(),
            .output_time = per_lane_.row(8),
            .limit = per_lane_.row(9)};
  if (const Elimination* elimination = setup.elimination()) {
    elimination_ = LaneRows(elimination->places().end, width_);
    std::fill_n(elimination_.row(0), width_, 1.0);
    block_.elimination = elimination_.data();
    block_.shift = elimination_.row(elimination->places().shift);
  }
  static constexpr double kNever = LaneWalk::kNever;
  for (auto& output : block_.output) output = {.time = &kNever, .place = block_.work};
  // Lanes that never get a member compute along; with these they meet no division by zero.
  std::fill_n(block_.absolute, rows * width_, 1.0);
  for (double* row : {block_.stop, block_.wanted, block_.taken, block_.time_next}) std::fill_n(row, width_, 1.0);
  if (parameters == 0) return;
  jacobian_ = LaneRows(setup.sparsity().size(), width_);
  along_ = LaneRows(setup.along_places().size(), width_);
  by_parameter_ = LaneRows(setup.parameter_places().size(), width_);
  parameter_along_ = LaneRows(setup.parameter_along_places().size(), width_);
  block_.stage_jacobian = jacobian_.data();
  block_.sparsity = setup.sparsity().data();
  block_.entries = setup.sparsity().size();
  block_.parameter_places = setup.parameter_places().data();
  block_.parameter_entries = setup.parameter_places().size();
  block_.rhs_by_parameter = by_parameter_.data();
  block_.direction = slots_.row(program.layout.direction);
  block_.along_places = setup.along_places().data();
  block_.along_entries = setup.along_places().size();
  block_.parameter_along_places = setup.parameter_along_places().data();
  block_.parameter_along_entries = setup.parameter_along_places().size();
  block_.jacobian_along = along_.data();
  block_.rhs_by_parameter_along = parameter_along_.data();
}

void LaneStorage::put(unsigned lane, std::span<const double> slots, std::span<const double> rows,
                      std::span<const double> tolerances) {
  double* to = slots_.data() + lane;
  for (std::size_t i = 0; i < slots.size(); ++i) to[i * width_] = slots[i];
  put_rows(block_.now, lane, rows);
  put_rows(block_.absolute, lane, tolerances);
}

void LaneStorage::put_rows(double* rows, unsigned lane, std::span<const double> values) const {
  for (std::size_t i = 0; i < values.size(); ++i) rows[i * width_ + lane] = values[i];
}

void LaneStorage::get(const double* rows, unsigned lane, std::span<double> values) const {
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = rows[i * width_ + lane];
}

void LaneStorage::interpolate_lane(unsigned lane, double share, std::span<double> values) const {
  const std::size_t n = block_.rows;
  const auto dense = [&](std::size_t row) { return block_.dense[row * width_ + lane]; };
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = block_.now[i * width_ + lane] +
                share * (dense(i) + share * (dense(i + n) + share * (dense(i + 2 * n) + share * dense(i + 3 * n))));
}

}  // namespace emtansim::solve
