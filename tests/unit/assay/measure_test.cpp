// SPDX-License-Identifier: Apache-2.0
/// Requests, noise and limits that all assays share.
#include <cmath>

#include <gtest/gtest.h>

#include "tests/unit/assay/bench.h"

namespace emtansim::assay {
namespace {

using testing::Bench;

const std::string kNoisy = R"(
[[readout]]
assay = "counts"
at = ["10 h"]
replicates = 400
noise = { cv = "20 %" }
)";

std::vector<double> noisy(const Readouts& readouts, const std::string& quantity) {
  std::vector<double> values;
  for (const auto& row : readouts.rows)
    if (row.quantity == quantity && row.replicate > 0) values.push_back(row.value);
  return values;
}

TEST(Measure, noise_keeps_the_mean_and_has_the_asked_width) {
  Bench bench;
  bench.add_population("P", 1);
  const auto values = noisy(bench.measure(kNoisy), "objects");
  ASSERT_EQ(values.size(), 400u);
  double mean = 0;
  double squares = 0;
  for (const double value : values) mean += value / 400;
  for (const double value : values) squares += (value - mean) * (value - mean) / 399;
  EXPECT_NEAR(mean, 1000, 4 * 200 / std::sqrt(400.0));
  EXPECT_NEAR(std::sqrt(squares), 200, 40);
}

TEST(Measure, noise_of_a_reading_does_not_depend_on_what_else_is_read) {
  Bench bench;
  bench.add_population("P", 1);
  const auto alone = noisy(bench.measure(kNoisy), "objects");
  const auto among =
      noisy(bench.measure("[[readout]]\nassay = \"mitosis\"\nat = [\"3 h\", \"10 h\"]\n" + kNoisy), "objects");
  EXPECT_EQ(alone, among);
}

TEST(Measure, noise_differs_between_members_and_quantities) {
  Bench bench;
  bench.add_population("P", 1);
  const Readouts readouts = bench.measure(kNoisy, {{.arm = "a"}, {.arm = "a", .individual = 1}});
  const auto values = noisy(readouts, "objects");
  EXPECT_NE(values[0], values[400]);
  EXPECT_NE(noisy(readouts, "living")[0] / noisy(readouts, "living")[1], values[0] / values[1]);
}

TEST(Measure, marks_what_is_below_the_limit) {
  Bench bench;
  bench.add_population("P", 1);
  const Readouts readouts =
      bench.measure("[[readout]]\nassay = \"counts\"\nat = [\"0 h\", \"10 h\"]\nloq = \"100 cells\"\n");
  EXPECT_EQ(testing::find(readouts, "dead", 0, "P", "cells").status, "below LOQ");
  EXPECT_EQ(testing::find(readouts, "dead", 10, "P", "cells").status, "ok");
  EXPECT_EQ(testing::find(readouts, "dead relative to start", 0, "P", "").status, "ok");  // another unit
}

TEST(Measure, needs_a_column_at_every_reading_and_reference) {
  const auto experiment = Bench::parse(R"(
[[arm]]
name = "a"
medium_change = { at = "2 h", keep = "0 %" }
[[readout]]
assay = "pulse_chase"
at = ["3 h", "5 h"]
)");
  EXPECT_EQ(times_needed(experiment), (std::vector<double>{0, 2, 3, 5}));
}

TEST(Check, points_out_what_is_unknown) {
  Bench bench;
  bench.add_population("P", 1);
  EXPECT_EQ(bench.refusal("[[readout]]\nassay = \"viabilty\"\nat = [\"1 h\"]\n"), "unknown-assay");
  EXPECT_EQ(bench.refusal("[[readout]]\nassay = \"phases\"\nat = [\"1 h\"]\nviews = \"dna\"\n"), "unknown-key");
  EXPECT_EQ(bench.refusal("[[readout]]\nassay = \"phases\"\nat = [\"1 h\"]\nview = \"rna\"\n"), "unknown-choice");
  EXPECT_EQ(bench.refusal("[[readout]]\nassay = \"pulse_chase\"\nat = [\"1 h\"]\nagent = \"B\"\n"), "unknown-agent");
  EXPECT_EQ(bench.refusal("[[readout]]\nassay = \"counts\"\nat = [\"1 h\"]\nreplicates = 3\n"), "no-noise");
  EXPECT_EQ(bench.refusal("[[readout]]\nassay = \"occupancy\"\nat = [\"1 h\"]\n"), "no-such-column");
}

TEST(AssayKinds, all_say_what_they_are) {
  EXPECT_GE(assay_kinds().size(), 10u);
  for (const auto& kind : assay_kinds()) {
    EXPECT_FALSE(kind.says.empty()) << kind.name;
    EXPECT_FALSE(kind.quantities.empty()) << kind.name;
  }
}

}  // namespace
}  // namespace emtansim::assay
