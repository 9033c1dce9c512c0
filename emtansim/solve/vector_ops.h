// SPDX-License-Identifier: Apache-2.0
/// Arithmetic of SUNDIALS' vectors and of matrices of one pattern, compiled with our optimisation. A distribution may
/// build SUNDIALS without any (Debian 12 does), and then it takes more time than the equations and KLU together.
#pragma once

#include "emtansim/solve/program.h"
#include "emtansim/solve/sundials.h"

namespace emtansim::solve {

/// A serial vector with our operations in place of SUNDIALS'; its clones inherit them.
sundials::Vector make_vector(std::size_t size, SUNContext context);

/// A compressed-column matrix whose pattern never changes, as SUNDIALS and KLU want it, with our operations.
sundials::Matrix make_matrix(const Sparsity& sparsity, SUNContext context);

}  // namespace emtansim::solve
