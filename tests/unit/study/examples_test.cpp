// SPDX-License-Identifier: Apache-2.0
/// Every example in experiments/ runs to its end: all members, books balanced, readings as numbers.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "emtansim/study/study.h"

namespace emtansim {
namespace {

const std::string kRoot = EMTANSIM_SOURCE_DIR;

// What moieties may be off by, relative to all that was ever there: a thousand times the solver's tolerance of 1e-9
// would still be far below anything a reading shows.
constexpr double kBooks = 1e-6;

std::vector<std::string> examples() {
  std::vector<std::string> stems;
  for (const auto& entry : std::filesystem::directory_iterator(kRoot + "/experiments"))
    if (entry.path().extension() == ".toml") stems.push_back(entry.path().stem().string());
  std::ranges::sort(stems);
  return stems;
}

const catalogue::Catalogue& shipped_catalogue() {
  static const catalogue::Catalogue kCatalogue = catalogue::read_catalogue(kRoot + "/data");
  return kCatalogue;
}

class Example : public ::testing::TestWithParam<std::string> {};

TEST_P(Example, runs_to_its_end) {
  const std::string path = kRoot + "/experiments/" + GetParam() + ".toml";
  const auto outcome =
      study::run(experiment::read_experiment(path), shipped_catalogue(), {.data_folder = kRoot + "/data"});
  ASSERT_FALSE(outcome.readouts.rows.empty());
  for (const auto& row : outcome.readouts.rows) {
    EXPECT_NE(row.status, "failed") << row.arm << ' ' << row.dose;
    if (row.status == "undefined") continue;  // a share of nothing, before anything was released
    EXPECT_TRUE(std::isfinite(row.value)) << row.quantity << " at " << row.time << " h";
  }
  EXPECT_LT(outcome.findings.worst_residual, kBooks);
}

INSTANTIATE_TEST_SUITE_P(Shipped, Example, ::testing::ValuesIn(examples()), [](const auto& example) {
  std::string name = example.param;
  std::ranges::replace(name, '-', '_');  // GoogleTest allows no dashes
  return name;
});

}  // namespace
}  // namespace emtansim
