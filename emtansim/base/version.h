// SPDX-License-Identifier: Apache-2.0
/// The version of the program and the state of the sources it was built from, for --version and provenance
/// records.
#pragma once

#include <string_view>

namespace emtansim {

/// The released version, for example "0.1.0".
std::string_view version();

/// The commit the sources were at when the build was configured; ends in "-dirty" when they had been changed
/// since, empty when they were not under version control.
std::string_view commit();

/// Name and version of the compiler.
std::string_view compiler();

}  // namespace emtansim
