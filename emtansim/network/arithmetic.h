// SPDX-License-Identifier: Apache-2.0
/// What each operation of an expression computes: for folding constants and for values at the start.
#pragma once

#include "emtansim/network/expression.h"

namespace emtansim::network {

/// `a op b`, or `op a` where there is one operand. For leaves 0.
double apply(Op op, double a, double b);

}  // namespace emtansim::network
