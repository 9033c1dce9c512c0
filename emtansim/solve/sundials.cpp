// SPDX-License-Identifier: Apache-2.0
/// Making of what SUNDIALS hands out.
#include "emtansim/solve/sundials.h"

#include <new>

namespace emtansim::solve::sundials {

Context make_context() {
  SUNContext context = nullptr;
  if (SUNContext_Create(nullptr, &context) != 0) throw std::bad_alloc();
  return Context(context);
}

std::span<double> numbers(N_Vector vector) {
  return {NV_DATA_S(vector), static_cast<std::size_t>(NV_LENGTH_S(vector))};
}

VectorList::VectorList(std::size_t count, N_Vector like) {
  for (std::size_t k = 0; k < count; ++k) {
    owners_.emplace_back(N_VClone(like));
    pointers_.push_back(owners_.back().get());
    N_VConst(0, pointers_.back());
  }
}

}  // namespace emtansim::solve::sundials
