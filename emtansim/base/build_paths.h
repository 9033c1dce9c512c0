// SPDX-License-Identifier: Apache-2.0
/// Where the build and the installation keep data/, as configured by CMake; only `data_directory` reads it.
#pragma once

namespace emtansim::build_paths {

/// data/ in the source tree of this build.
extern const char* const source_data;
/// data/ of an installation, relative to the folder of the program.
extern const char* const installed_data_from_program;
/// data/ of the installation this build was configured for.
extern const char* const installed_data;

}  // namespace emtansim::build_paths
