// SPDX-License-Identifier: Apache-2.0
/// Viability, counts, phases: shares of pools that are known.
#include <cmath>

#include <gtest/gtest.h>

#include "tests/unit/assay/bench.h"

namespace emtansim::assay {
namespace {

using testing::Bench;
using testing::find;

double alive(double t) { return std::exp(-Bench::kDie * t); }

TEST(Viability, of_the_start_counts_living_cells) {
  Bench bench;
  bench.add_population("P", 1);
  const Readouts readouts =
      bench.measure("[[readout]]\nassay = \"viability\"\nat = [\"30 h\"]\nrelative_to = \"start\"\n");
  EXPECT_NEAR(find(readouts, "viability", 30).value, 100 * alive(30), 1e-6);
}

TEST(Viability, counts_the_dead_by_their_weight) {
  Bench bench;
  bench.add_population("P", 1);
  const Readouts readouts = bench.measure(
      "[[readout]]\nassay = \"viability\"\nat = [\"30 h\"]\nrelative_to = \"start\"\ndead_weight = 0.25\n");
  EXPECT_NEAR(find(readouts, "viability", 30).value, 100 * (alive(30) + 0.25 * (1 - alive(30))), 1e-6);
}

TEST(Viability, is_relative_to_the_control_of_the_same_arm_and_individual) {
  Bench bench;
  bench.add_population("P", 1);
  const std::string text = R"(
[[arm]]
name = "a"
dose = { at = "0 h", levels = ["1 nM"] }
[[readout]]
assay = "viability"
at = ["30 h"]
)";
  const Readouts readouts = bench.measure(text, {{.arm = "a", .individual = 0, .dose = 0},
                                                 {.arm = "a", .individual = 1, .dose = 0},
                                                 {.arm = "a", .individual = 1, .dose = 1}});
  EXPECT_NEAR(find(readouts, "viability", 30, "P", "%", 2).value, 100, 1e-9);
}

TEST(Viability, refuses_an_arm_without_control) {
  Bench bench;
  bench.add_population("P", 1);
  const std::string arm = "[[arm]]\nname = \"a\"\ndose = { amount = \"1 nM\", at = \"0 h\" }\n";
  const std::string readout = "[[readout]]\nassay = \"viability\"\nat = [\"30 h\"]\n";
  EXPECT_EQ(bench.refusal(arm + readout), "no-control");
  EXPECT_EQ(bench.refusal(arm + readout + "relative_to = \"start\"\n"), "accepted");
  EXPECT_EQ(bench.refusal(arm + "[[arm]]\nname = \"untreated\"\n" + readout), "accepted");
  EXPECT_EQ(bench.refusal(arm + readout + "control = \"b\"\n"), "unknown-arm");
  EXPECT_EQ(bench.refusal(arm + readout + "relative_to = \"startt\"\n"), "unknown-choice");
  EXPECT_EQ(bench.refusal(arm + readout + "relative_to = \"start\"\ndead_weight = 2\n"), "out-of-range");
}

TEST(Viability, of_cells_with_a_preload_is_not_relative_to_themselves) {
  Bench bench;
  bench.add_population("P", 1);
  const std::string arms = R"(
[[arm]]
name = "b"
preload = { occupied = "50 %", at = "0 h" }
[[arm]]
name = "a"
)";
  const std::string readout = "[[readout]]\nassay = \"viability\"\nat = [\"30 h\"]\n";
  EXPECT_EQ(bench.refusal("[[arm]]\nname = \"b\"\npreload = { occupied = \"50 %\", at = \"0 h\" }\n" + readout),
            "no-control");
  EXPECT_EQ(bench.refusal(arms + readout + "control = \"b\"\n"), "no-control");
  const Readouts readouts = bench.measure(arms + readout, {{.arm = "b"}, {.arm = "a"}});
  EXPECT_NEAR(find(readouts, "viability", 30, "P", "%", 0).value, 100, 1e-9);
}

TEST(Counts, objects_stay_while_cells_die) {
  Bench bench;
  bench.add_population("P", 1);
  const Readouts readouts = bench.measure("[[readout]]\nassay = \"counts\"\nat = [\"30 h\"]\n");
  EXPECT_NEAR(find(readouts, "objects", 30, "P", "cells").value, 1000, 1e-6);
  EXPECT_NEAR(find(readouts, "dead", 30, "P", "cells").value, 1000 * (1 - alive(30)), 1e-5);
  EXPECT_NEAR(find(readouts, "living relative to start", 30, "P", "").value, alive(30), 1e-8);
}

TEST(Phases, of_both_views_add_up_and_differ_for_slipped_cells) {
  Bench bench;
  bench.add_population("P", 1);
  const auto sum = [](const Readouts& readouts) {
    double total = 0;
    for (const auto& row : readouts.rows) total += row.value;
    return total;
  };
  const Readouts dna = bench.measure("[[readout]]\nassay = \"phases\"\nat = [\"30 h\"]\n");
  const Readouts reporter = bench.measure("[[readout]]\nassay = \"phases\"\nat = [\"30 h\"]\nview = \"reporter\"\n");
  EXPECT_NEAR(sum(dna), 100, 1e-6);
  EXPECT_NEAR(sum(reporter), 100, 1e-6);
  EXPECT_NEAR(find(dna, "G1", 30).value, 100 * 0.125 * alive(30), 1e-6);  // dead objects count, slipped ones are 4N
  EXPECT_NEAR(find(reporter, "G1", 30).value, 50, 1e-6);
}

TEST(Mitosis, counts_unperturbed_and_arrested_cells) {
  Bench bench;
  bench.add_population("P", 1);
  const Readouts readouts = bench.measure("[[readout]]\nassay = \"mitosis\"\nat = [\"30 h\"]\n");
  EXPECT_NEAR(find(readouts, "mitotic index", 30).value, 25, 1e-6);
  EXPECT_NEAR(find(readouts, "arrested", 30).value, 12.5, 1e-6);
}

}  // namespace
}  // namespace emtansim::assay
