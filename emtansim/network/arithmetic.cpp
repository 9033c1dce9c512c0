// SPDX-License-Identifier: Apache-2.0
/// Arithmetic of the operations.
#include "emtansim/network/arithmetic.h"

#include <cmath>

namespace emtansim::network {

double apply(Op op, double a, double b) {
  switch (op) {
    case Op::add: return a + b;
    case Op::subtract: return a - b;
    case Op::multiply: return a * b;
    case Op::divide: return a / b;
    case Op::power: return std::pow(a, b);
    case Op::negate: return -a;
    case Op::exp: return std::exp(a);
    case Op::log: return std::log(a);
    case Op::sqrt: return std::sqrt(a);
    case Op::minimum: return a < b ? a : b;
    case Op::maximum: return a > b ? a : b;
    case Op::step: return a > 0 ? 1 : 0;
    default: return 0;
  }
}

}  // namespace emtansim::network
