// SPDX-License-Identifier: Apache-2.0
/// The equations of a problem as plain C, for the integrators that ours is held against. chain24.c is written by hand;
/// the others are written by write_equations.cpp. All know species only, no ledger of what crossed the border.
#pragma once

#include <string_view>

namespace emtansim::benchmarks {

struct Equations {
  int size;            ///< number of equations
  int prepared_count;  ///< numbers that `prepare` makes of a member's parameters
  const int* column_starts;
  const int* rows;
  void (*prepare)(const double* parameters, double* prepared);
  void (*rhs)(double time, const double* states, const double* prepared, double* rates);
  /// Values in compressed columns.
  void (*jacobian)(double time, const double* states, const double* prepared, double* values);
};

/// Null where there are none.
const Equations* find_equations(std::string_view problem);

}  // namespace emtansim::benchmarks
