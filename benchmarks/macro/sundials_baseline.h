// SPDX-License-Identifier: Apache-2.0
/// The usual way: SUNDIALS on the equations in C, one member after another, all objects used again.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "benchmarks/macro/equations.h"

namespace emtansim::benchmarks {

enum class SundialsMethod {
  bdf_dense,            ///< CVODES, BDF, Newton with the analytic Jacobian, dense
  bdf_klu,              ///< the same, sparse
  adams,                ///< CVODES, Adams-Moulton, fixed-point iteration
  dormand_prince,       ///< ARKODE, explicit Runge-Kutta 5(4)
  dormand_prince_cubic  ///< the same with cubic interpolation of outputs: less exact, three evaluations a step fewer
};

/// Whose vector loops SUNDIALS uses. A distribution may build it without optimisation (Debian 12 does); `tuned`
/// replaces them by those that our own use of CVODES has.
enum class VectorLoops { of_distribution, tuned };

/// What one member, or many, cost.
struct Costs {
  long steps = 0;
  long rhs = 0;
  long jacobians = 0;
  long factorizations = 0;
  long failed_members = 0;
};

class SundialsBaseline {
 public:
  SundialsBaseline(const Equations& equations, SundialsMethod method, VectorLoops loops, double relative);
  ~SundialsBaseline();
  SundialsBaseline(const SundialsBaseline&) = delete;
  SundialsBaseline& operator=(const SundialsBaseline&) = delete;

  /// One member from `start` at the first time; `into` gets the states at all times.
  void run(std::span<const double> parameters, std::span<const double> start, std::span<const double> absolute,
           std::span<const double> times, std::span<double> into);
  [[nodiscard]] const Costs& costs() const;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

std::string name_of(SundialsMethod method, VectorLoops loops);

}  // namespace emtansim::benchmarks
