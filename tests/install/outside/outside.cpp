// SPDX-License-Identifier: Apache-2.0
/// Uses the installed library through its doors only.
#include <cstdio>
#include <string>

#include "emtansim/base/base.h"

int main() {
  const std::string version{emtansim::version()};
  std::printf("%s\n%s\n", version.c_str(), DATA_DIRECTORY);
  return version.empty() ? 1 : 0;
}
