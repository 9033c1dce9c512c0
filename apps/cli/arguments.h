// SPDX-License-Identifier: Apache-2.0
/// From the words of the command line to what is asked.
#pragma once

#include <string>

#include "commands.h"

namespace emtansim::cli {

struct Arguments {
  std::string command;      ///< empty: none was given
  bool wants_help = false;  ///< of the command, or of all
  bool wants_version = false;
  Request request;
};

/// Throws InputError "bad-argument" with a suggestion for what is nearly right.
Arguments parse_arguments(int argc, const char* const* argv);

}  // namespace emtansim::cli
