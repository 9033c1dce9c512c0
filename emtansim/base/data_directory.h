// SPDX-License-Identifier: Apache-2.0
/// Finds the folder with the published parameters, cell lines and conjugates, in a build tree or an
/// installation.
#pragma once

#include <string>

namespace emtansim {

/// The folder that holds parameters/, systems/, conjugates/ and references.bib. Looked for in this order:
/// where the environment variable EMTANSIM_DATA points, beside the running program (../share/emtansim/data,
/// so an installation may be moved), in the source tree of this build, where this build was to be installed.
/// Empty when there is none, or when EMTANSIM_DATA names something that is not a folder (a wrong wish is not
/// silently replaced).
std::string data_directory();

}  // namespace emtansim
