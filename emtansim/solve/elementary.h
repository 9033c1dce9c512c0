// SPDX-License-Identifier: Apache-2.0
/// exp, log and power, defined by us so that every machine and every way of running a code gives the same bits.
#pragma once

#include <cstdint>

namespace emtansim::solve {

// Within 1 (exp, log) and 2 (power) units in the last place; special values as in C.
double exponential(double x);
double logarithm(double x);
double power(double x, double y);

/// Functions in machine code for numbers side by side, which take and return them in vector registers.
struct ElementaryAddresses {
  std::uint64_t exponential = 0;
  std::uint64_t logarithm = 0;
  std::uint64_t power = 0;
};

/// For 1, 2, 4 or 8 numbers; zeros where this build has none. Those for 4 need AVX2, those for 8 AVX-512 (F, DQ, VL).
ElementaryAddresses elementary_addresses(unsigned width);

// One source each, compiled for its instruction set.
ElementaryAddresses elementary_sse2();
ElementaryAddresses elementary_avx2();
ElementaryAddresses elementary_avx512();

}  // namespace emtansim::solve
