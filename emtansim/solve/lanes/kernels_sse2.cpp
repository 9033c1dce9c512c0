// SPDX-License-Identifier: Apache-2.0
/// Kernels for 2 lanes, for SSE2.
#include "emtansim/solve/lanes/block.h"
#include "emtansim/solve/lanes/dormand_prince.h"
#include "emtansim/solve/lanes/rodas.h"

#define EMTANSIM_LANES 2

namespace emtansim::solve {

namespace {
#include "emtansim/solve/lanes/kernels.inc"
}  // namespace

const Kernels& kernels_of_2() { return kKernels; }

}  // namespace emtansim::solve
