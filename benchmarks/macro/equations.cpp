// SPDX-License-Identifier: Apache-2.0
/// The table of equations in C.
#include "benchmarks/macro/equations.h"

#define EMTANSIM_EQUATIONS(name)                                                               \
  extern "C" {                                                                                 \
  extern const int name##_size;                                                                \
  extern const int name##_prepared_count;                                                      \
  extern const int name##_column_starts[];                                                     \
  extern const int name##_rows[];                                                              \
  void name##_prepare(const double*, double*);                                                 \
  void name##_rhs(double, const double*, const double*, double*);                              \
  void name##_jacobian(double, const double*, const double*, double*);                         \
  }                                                                                            \
  namespace {                                                                                  \
  const emtansim::benchmarks::Equations& name##_equations() {                                  \
    static const emtansim::benchmarks::Equations kEquations = {                                \
        name##_size, name##_prepared_count, name##_column_starts, name##_rows, name##_prepare, \
        name##_rhs,  name##_jacobian};                                                         \
    return kEquations;                                                                         \
  }                                                                                            \
  }

EMTANSIM_EQUATIONS(chain24)
EMTANSIM_EQUATIONS(cell)
EMTANSIM_EQUATIONS(robertson)
EMTANSIM_EQUATIONS(hires)
EMTANSIM_EQUATIONS(orego)
EMTANSIM_EQUATIONS(pollu)

namespace emtansim::benchmarks {

const Equations* find_equations(std::string_view problem) {
  if (problem == "chain24") return &chain24_equations();
  if (problem == "cell") return &cell_equations();
  if (problem == "robertson") return &robertson_equations();
  if (problem == "hires") return &hires_equations();
  if (problem == "orego") return &orego_equations();
  if (problem == "pollu") return &pollu_equations();
  return nullptr;
}

}  // namespace emtansim::benchmarks
