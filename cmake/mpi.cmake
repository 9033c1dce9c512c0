# SPDX-License-Identifier: Apache-2.0
# Whether emtansim runs on the ranks of mpirun: emtansim/study/population/mpi.cpp, or mpi_without.cpp in its place.
set(EMTANSIM_MPI AUTO CACHE STRING "Run populations on ranks of MPI: AUTO (where there is one), ON or OFF")
set_property(CACHE EMTANSIM_MPI PROPERTY STRINGS AUTO ON OFF)

set(emtansim_has_mpi FALSE)
if(EMTANSIM_MPI STREQUAL "AUTO")
  set(MPI_CXX_SKIP_MPICXX TRUE)
  find_package(MPI 3 QUIET COMPONENTS CXX)
  set(emtansim_has_mpi ${MPI_CXX_FOUND})
elseif(EMTANSIM_MPI)
  set(emtansim_has_mpi TRUE)
endif()

if(emtansim_has_mpi)
  list(APPEND emtansim_libraries_study mpi)
  set(emtansim_left_out_study population/mpi_without.cpp)
else()
  set(emtansim_left_out_study population/mpi.cpp)
endif()
