// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include "emtansim/infer/infer.h"
#include <chrono>
namespace emtansim::infer { namespace {
TEST(Fit, try_it) {
  const std::string data = std::string(EMTANSIM_SOURCE_DIR) + "/data";
  const auto catalogue = catalogue::read_catalogue(data);
  const char* file = getenv("FIT");
  if (!file) return;
  auto request = read_fit(file);
  auto t0 = std::chrono::steady_clock::now();
  const Fit result = fit(request, catalogue, {.data_folder = data, .progress = [](std::string_view w){ fprintf(stderr, "%s\n", std::string(w).c_str()); }});
  printf("%s", to_summary(request, result).c_str());
  printf("%s", to_toml(request, result, catalogue).c_str());
  printf("evals %d wall %g\n", result.evaluations, std::chrono::duration<double>(std::chrono::steady_clock::now()-t0).count());
  if (getenv("RES")) for (auto& r : result.residuals) printf("%s x=%g other=%g obs %g pred %g sd %g\n", r.set.c_str(), r.x, r.other, r.observed, r.predicted, r.sd);
}
} }
