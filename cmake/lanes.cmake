# SPDX-License-Identifier: Apache-2.0
# What runs members in lanes is compiled once for each instruction set, and chosen when the program runs.
# Fused operations are off, so that all of them give the same bits; and they are always optimised.
set(emtansim_lane_flags "-O3;-ffp-contract=off;-fno-math-errno;-fno-trapping-math")
foreach(set IN ITEMS scalar sse2 avx2 avx512)
  set(flags "${emtansim_lane_flags}")
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    if(set STREQUAL "avx2")
      list(APPEND flags -mavx2)
    elseif(set STREQUAL "avx512")
      list(APPEND flags -mavx512f -mavx512dq -mavx512vl -mprefer-vector-width=512)
    endif()
  endif()
  foreach(file IN ITEMS lanes/kernels elementary)
    set_source_files_properties(${PROJECT_SOURCE_DIR}/emtansim/solve/${file}_${set}.cpp PROPERTIES COMPILE_OPTIONS
                                                                                                   "${flags}")
  endforeach()
endforeach()

# The composition fit spends its time in the inner loops of this file, which want whole lanes too.
set_source_files_properties(${PROJECT_SOURCE_DIR}/emtansim/spectra/composition/grid.cpp PROPERTIES COMPILE_OPTIONS
                                                                                                   "${emtansim_lane_flags}")
