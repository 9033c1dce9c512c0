// SPDX-License-Identifier: Apache-2.0
/// The libraries that the program uses, with the versions it was compiled against.
#include <string>

#include <Eigen/src/Core/util/Macros.h>
#include <asmjit/core/api-config.h>
#include <ceres/version.h>
#include <fmt/format.h>
#include <klu.h>
#include <sundials/sundials_config.h>
#include <toml++/impl/version.h>
#include <CLI/Version.hpp>
#include <nlohmann/json.hpp>

#include "emtansim/report/parts.h"

namespace emtansim::report {

namespace {

template <class... Numbers>
std::string dotted(Numbers... numbers) {
  std::string text;
  ((text += (text.empty() ? "" : ".") + std::to_string(numbers)), ...);
  return text;
}

}  // namespace

std::vector<Library> libraries() {
  return {
      {"SUNDIALS CVODES", SUNDIALS_VERSION, "BSD-3-Clause"},
      {"SuiteSparse KLU", dotted(KLU_MAIN_VERSION, KLU_SUB_VERSION, KLU_SUBSUB_VERSION), "LGPL-2.1-or-later"},
      {"Ceres Solver", CERES_VERSION_STRING, "BSD-3-Clause"},
      {"Eigen", dotted(EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION), "MPL-2.0"},
      {"AsmJit",
       dotted(ASMJIT_LIBRARY_VERSION >> 16, (ASMJIT_LIBRARY_VERSION >> 8) & 255, ASMJIT_LIBRARY_VERSION & 255), "Zlib"},
      {"Random123", "", "BSD-3-Clause"},
      {"toml++", dotted(TOML_LIB_MAJOR, TOML_LIB_MINOR, TOML_LIB_PATCH), "MIT"},
      {"fmt", dotted(FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100), "MIT"},
      {"nlohmann json", dotted(NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH),
       "MIT"},
      {"CLI11", CLI11_VERSION, "BSD-3-Clause"},
  };
}

}  // namespace emtansim::report
