// SPDX-License-Identifier: Apache-2.0
/// The reference integrator: one member at a time with CVODES, BDF and a sparse direct solver.
#pragma once

#include "emtansim/solve/member.h"
#include "emtansim/solve/solve.h"

namespace emtansim::solve {

/// Runs one member and writes its rows, books and report into `trajectories`.
void integrate_with_cvode(const Program& program, const NativeProgram* native, const network::Ensemble& ensemble,
                          std::size_t member, const SolveOptions& options, Trajectories& trajectories);

}  // namespace emtansim::solve
