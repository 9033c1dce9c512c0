// SPDX-License-Identifier: Apache-2.0
/// The command `emtansim`.
#include <cstdio>
#include <string_view>

#include "emtansim/base/base.h"

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view{argv[1]} == "--version") {
    const std::string_view version = emtansim::version();
    std::printf("emtansim %.*s\n", static_cast<int>(version.size()), version.data());
    return 0;
  }
  std::fputs("usage: emtansim --version\n", stderr);
  return 2;
}
