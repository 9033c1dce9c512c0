// SPDX-License-Identifier: Apache-2.0
/// exp, log and power of eight numbers side by side.
#include "emtansim/solve/elementary.h"

#if defined(__x86_64__) && defined(__AVX512DQ__)

#include "emtansim/solve/elementary_lanes.h"

namespace emtansim::solve {

using Numbers = double __attribute__((vector_size(64)));

template <>
struct elementary::Shape<Numbers> {
  using Bits = std::uint64_t __attribute__((vector_size(64)));
};

namespace {

Numbers exponential_of(Numbers x) { return elementary::exponential(x); }
Numbers logarithm_of(Numbers x) { return elementary::logarithm(x); }
Numbers power_of(Numbers x, Numbers y) { return elementary::power(x, y); }

}  // namespace

ElementaryAddresses elementary_avx512() {
  return {.exponential = reinterpret_cast<std::uint64_t>(&exponential_of),
          .logarithm = reinterpret_cast<std::uint64_t>(&logarithm_of),
          .power = reinterpret_cast<std::uint64_t>(&power_of)};
}

}  // namespace emtansim::solve

#else

namespace emtansim::solve {

ElementaryAddresses elementary_avx512() { return {}; }

}  // namespace emtansim::solve

#endif
