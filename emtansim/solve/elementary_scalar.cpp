// SPDX-License-Identifier: Apache-2.0
/// exp, log and power of one number.
#include "emtansim/solve/elementary.h"
#include "emtansim/solve/elementary_lanes.h"

namespace emtansim::solve {

double exponential(double x) { return elementary::exponential(x); }
double logarithm(double x) { return elementary::logarithm(x); }
double power(double x, double y) { return elementary::power(x, y); }

ElementaryAddresses elementary_addresses(unsigned width) {
  switch (width) {
    case 1:
      return {.exponential = reinterpret_cast<std::uint64_t>(&exponential),
              .logarithm = reinterpret_cast<std::uint64_t>(&logarithm),
              .power = reinterpret_cast<std::uint64_t>(&power)};
    case 2: return elementary_sse2();
    case 4: return elementary_avx2();
    default: return elementary_avx512();
  }
}

}  // namespace emtansim::solve
