# SPDX-License-Identifier: Apache-2.0
# Writes what the program knows about its own build: version, commit, and where data/ lies.
set(emtansim_commit "")
find_package(Git QUIET)
if(Git_FOUND)
  execute_process(
    COMMAND ${GIT_EXECUTABLE} describe --always --dirty --abbrev=10
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
    OUTPUT_VARIABLE emtansim_commit
    OUTPUT_STRIP_TRAILING_WHITESPACE
    ERROR_QUIET)
endif()

file(RELATIVE_PATH emtansim_data_from_program ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_FULL_DATADIR}/emtansim/data)

set(emtansim_generated ${PROJECT_BINARY_DIR}/generated)
configure_file(${PROJECT_SOURCE_DIR}/emtansim/base/version.cpp.in ${emtansim_generated}/emtansim/base/version.cpp @ONLY)
configure_file(${PROJECT_SOURCE_DIR}/emtansim/base/build_paths.cpp.in
               ${emtansim_generated}/emtansim/base/build_paths.cpp @ONLY)
