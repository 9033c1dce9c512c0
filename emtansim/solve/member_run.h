// SPDX-License-Identifier: Apache-2.0
/// One member from its start to the last output: actions, conditional events, outputs, books.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emtansim/solve/books.h"
#include "emtansim/solve/cvode.h"
#include "emtansim/solve/member.h"
#include "emtansim/solve/sensitivity.h"
#include "emtansim/solve/solve.h"

namespace emtansim::solve {

/// Slots and integrator for one member after the other. Owned by one thread; the program must outlive it.
class MemberRunner {
 public:
  MemberRunner(const Program& program, const NativeProgram* native, const SolveOptions& options);

  /// Runs a member and writes its rows, books and report.
  void run(const network::Ensemble& ensemble, std::size_t member, Trajectories& trajectories);

 private:
  const Program& program_;
  const SolveOptions& options_;
  MemberSlots slots_;
  CvodeIntegrator integrator_;
};

}  // namespace emtansim::solve
