// SPDX-License-Identifier: Apache-2.0
/// exp, log and power of eight numbers side by side.
#include "emtansim/solve/elementary.h"

#if defined(__x86_64__) && defined(__AVX512DQ__)

#define EMTANSIM_VECTOR_BYTES 64
#define EMTANSIM_ELEMENTARY elementary_avx512
#include "emtansim/solve/elementary_vector.inc"

#else

namespace emtansim::solve {

ElementaryAddresses elementary_avx512() { return {}; }

}  // namespace emtansim::solve

#endif
