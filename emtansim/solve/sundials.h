// SPDX-License-Identifier: Apache-2.0
/// Owners of what SUNDIALS hands out, so that nothing has to be freed by hand.
#pragma once

#include <memory>
#include <span>
#include <type_traits>
#include <vector>

#include <cvodes/cvodes.h>
#include <nvector/nvector_serial.h>
#include <sunlinsol/sunlinsol_klu.h>
#include <sunmatrix/sunmatrix_sparse.h>

namespace emtansim::solve::sundials {

struct FreeContext {
  void operator()(SUNContext context) const { SUNContext_Free(&context); }
};
struct FreeVector {
  void operator()(N_Vector vector) const { N_VDestroy(vector); }
};
struct FreeMatrix {
  void operator()(SUNMatrix matrix) const { SUNMatDestroy(matrix); }
};
struct FreeLinearSolver {
  void operator()(SUNLinearSolver solver) const { SUNLinSolFree(solver); }
};
struct FreeIntegrator {
  void operator()(void* memory) const { CVodeFree(&memory); }
};
template <class Handle, class Free>
using Owner = std::unique_ptr<std::remove_pointer_t<Handle>, Free>;

using Context = Owner<SUNContext, FreeContext>;
using Vector = Owner<N_Vector, FreeVector>;
using Matrix = Owner<SUNMatrix, FreeMatrix>;
using LinearSolver = Owner<SUNLinearSolver, FreeLinearSolver>;
using Integrator = std::unique_ptr<void, FreeIntegrator>;

Context make_context();

/// The numbers of a serial vector.
std::span<double> numbers(N_Vector vector);

/// Several vectors of one size, and the list of them that CVODES asks for.
class VectorList {
 public:
  VectorList(std::size_t count, N_Vector like);
  [[nodiscard]] N_Vector* pointers() { return pointers_.data(); }
  [[nodiscard]] std::span<double> operator[](std::size_t k) const { return numbers(pointers_[k]); }
  [[nodiscard]] std::size_t count() const { return pointers_.size(); }

 private:
  std::vector<Vector> owners_;
  std::vector<N_Vector> pointers_;
};

}  // namespace emtansim::solve::sundials
