// SPDX-License-Identifier: Apache-2.0
/// exp, log and power of four numbers side by side.
#include "emtansim/solve/elementary.h"

#if defined(__x86_64__) && defined(__AVX2__)

#define EMTANSIM_VECTOR_BYTES 32
#define EMTANSIM_ELEMENTARY elementary_avx2
#include "emtansim/solve/elementary_vector.inc"

#else

namespace emtansim::solve {

ElementaryAddresses elementary_avx2() { return {}; }

}  // namespace emtansim::solve

#endif
