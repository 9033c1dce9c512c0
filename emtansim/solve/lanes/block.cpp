// SPDX-License-Identifier: Apache-2.0
/// What the kernels call, and which kernels there are.
#include "emtansim/solve/lanes/block.h"

#include "emtansim/base/base.h"
#include "emtansim/solve/lane_code.h"

namespace emtansim::solve {

const Kernels& kernels_of_1();
const Kernels& kernels_of_2();
const Kernels& kernels_of_4();
const Kernels& kernels_of_8();

const Kernels& kernels(unsigned width) {
  switch (width) {
    case 8: return kernels_of_8();
    case 4: return kernels_of_4();
    case 2: return kernels_of_2();
    default: EMTANSIM_EXPECT(width == 1); return kernels_of_1();
  }
}

void run_rhs(const Block& block, const double* states, double* to) { block.program->rhs(block.slots, states, to); }

void run_jacobian(const Block& block, const double* states, double* to) {
  block.program->jacobian(block.slots, states, to);
}

void run_eliminated_jacobian(const Block& block, const double* states) {
  block.program->eliminated_jacobian(block.slots, states, block.elimination);
}

void run_rhs_by_time(const Block& block, const double* states) {
  block.program->rhs_by_time(block.slots, states, block.rhs_by_time);
}

void run_rhs_by_parameter(const Block& block, const double* states) {
  block.program->rhs_by_parameter(block.slots, states, block.rhs_by_parameter);
}

void run_along(const Block& block, const double* states) {
  block.program->jacobian_along(block.slots, states, block.jacobian_along);
  block.program->rhs_by_parameter_along(block.slots, states, block.rhs_by_parameter_along);
}

void run_factor(const Block& block) { block.program->factor(block.elimination); }

void run_solve(const Block& block, const double* right, double* solution) {
  block.program->solve(block.elimination, right, solution);
}

}  // namespace emtansim::solve
