// SPDX-License-Identifier: Apache-2.0
/// Kernels for 8 lanes, for AVX-512.
#include "emtansim/solve/lanes/block.h"
#include "emtansim/solve/lanes/dormand_prince.h"
#include "emtansim/solve/lanes/rodas.h"

#define EMTANSIM_LANES 8

namespace emtansim::solve {

namespace {
#include "emtansim/solve/lanes/kernels.inc"
}  // namespace

const Kernels& kernels_of_8() { return kKernels; }

}  // namespace emtansim::solve
