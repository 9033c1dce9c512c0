// SPDX-License-Identifier: Apache-2.0
/// Kernels for 1 lane, for every machine.
#include "emtansim/solve/lanes/block.h"
#include "emtansim/solve/lanes/dormand_prince.h"
#include "emtansim/solve/lanes/rodas.h"

#define EMTANSIM_LANES 1

namespace emtansim::solve {

namespace {
#include "emtansim/solve/lanes/kernels.inc"
}  // namespace

const Kernels& kernels_of_1() { return kKernels; }

}  // namespace emtansim::solve
