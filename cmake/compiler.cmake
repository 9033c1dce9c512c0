# SPDX-License-Identifier: Apache-2.0
# Language, warnings, sanitizers and the tools that shorten a build. Applies to every target below this folder.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release)
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wconversion -Wshadow)
# Designated initialisers name what is set; the rest has its default.
add_compile_options(-Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 sees overlapping copies in `"text" + string` where there are none (GCC bug 105651).
  add_compile_options(-Wno-restrict)
endif()
# Fused multiply-add would make the answers depend on the instruction set.
add_compile_options(-ffp-contract=off)
# __FILE__ and debug information name files from the root of the project, wherever that lies.
add_compile_options(-ffile-prefix-map=${PROJECT_SOURCE_DIR}/=)
# Only libraries that are really used are loaded when the command starts.
add_link_options(-Wl,--as-needed)

if(EMTANSIM_SANITIZE)
  add_compile_options(-fsanitize=${EMTANSIM_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${EMTANSIM_SANITIZE})
endif()
if(EMTANSIM_COVERAGE)
  add_compile_options(--coverage)
  add_link_options(--coverage)
endif()
if(EMTANSIM_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

find_program(EMTANSIM_CCACHE ccache)
if(EMTANSIM_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Paths relative to the root: a second checkout finds what the first one compiled.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${EMTANSIM_CCACHE})
endif()
find_program(EMTANSIM_MOLD mold)
if(EMTANSIM_MOLD)
  add_link_options(-fuse-ld=mold)
endif()
