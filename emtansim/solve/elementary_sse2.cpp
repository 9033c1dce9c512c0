// SPDX-License-Identifier: Apache-2.0
/// exp, log and power of two numbers side by side.
#include "emtansim/solve/elementary.h"

#if defined(__x86_64__) && defined(__SSE2__)

#define EMTANSIM_VECTOR_BYTES 16
#define EMTANSIM_ELEMENTARY elementary_sse2
#include "emtansim/solve/elementary_vector.inc"

#else

namespace emtansim::solve {

ElementaryAddresses elementary_sse2() { return {}; }

}  // namespace emtansim::solve

#endif
