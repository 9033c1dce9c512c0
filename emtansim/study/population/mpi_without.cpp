// SPDX-License-Identifier: Apache-2.0
/// Stands in for mpi.cpp where emtansim is built without MPI.
#include <fmt/format.h>

#include "emtansim/base/base.h"
#include "emtansim/study/population/ranks.h"

namespace emtansim::study {

bool has_mpi() { return false; }

std::unique_ptr<MpiWorld> join_mpi() {
  throw SystemError({}, {"no-mpi", fmt::format("mpirun has started {} ranks of emtansim", launched_ranks()),
                         "this emtansim was built without MPI, so each of them would do all the work",
                         "run it without mpirun and with --threads, or build it with -DEMTANSIM_MPI=ON"});
}

}  // namespace emtansim::study
