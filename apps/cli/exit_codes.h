// SPDX-License-Identifier: Apache-2.0
/// What the command gives back to the shell; documented in help and in docs/guide/command_line.md.
#pragma once

namespace emtansim::cli {

enum ExitCode : int {
  kAllWell = 0,
  kMembersFailed = 1,   ///< results are written, but some members, or a fit, failed
  kWrongInput = 2,      ///< a file, an option or a name is wrong
  kContradiction = 3,   ///< each input is fine, together they make no model
  kMachineRefused = 4,  ///< disk full, no permission, no data folder
  kFault = 5,           ///< a fault of the program
  kInterrupted = 130,   ///< stopped by Ctrl-C or SIGTERM; no results, but what is finished of a population is kept
};

}  // namespace emtansim::cli
