// SPDX-License-Identifier: Apache-2.0
/// The search for data/, see the header for its order.
#include "emtansim/base/data_directory.h"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "emtansim/base/build_paths.h"

namespace emtansim {
namespace {

namespace fs = std::filesystem;

bool is_folder(const fs::path& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

fs::path program_folder() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  return error ? fs::path{} : program.parent_path();
}

}  // namespace

std::string data_directory() {
  if (const char* wish = std::getenv("EMTANSIM_DATA"); wish != nullptr && *wish != '\0') {
    return is_folder(wish) ? std::string{wish} : std::string{};
  }
  const std::array candidates = {
      program_folder() / build_paths::installed_data_from_program,
      fs::path{build_paths::source_data},
      fs::path{build_paths::installed_data},
  };
  for (const fs::path& candidate : candidates) {
    if (is_folder(candidate)) {
      return candidate.lexically_normal().string();
    }
  }
  return {};
}

}  // namespace emtansim
