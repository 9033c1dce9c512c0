// SPDX-License-Identifier: Apache-2.0
/// Pulse and chase, internalisation: first-order chains with known answers.
#include <cmath>

#include <gtest/gtest.h>

#include "tests/unit/assay/bench.h"

namespace emtansim::assay {
namespace {

using testing::Bench;
using testing::find;

constexpr double kLoss = Bench::kIn + Bench::kOff;

double surface(double t) { return std::exp(-kLoss * t); }

double endosome(double t) {
  return Bench::kIn / (Bench::kDigest - kLoss) * (std::exp(-kLoss * t) - std::exp(-Bench::kDigest * t));
}

const std::string kChase = R"(
[[readout]]
assay = "pulse_chase"
at = ["0 h", "3 h", "10 h"]
)";

TEST(PulseChase, follows_the_chain_of_label) {
  Bench bench;
  bench.add_population("P", 2);
  const Readouts readouts = bench.measure(kChase);
  for (const double t : {0.0, 3.0, 10.0}) {
    EXPECT_NEAR(find(readouts, "surface", t).value, 100 * surface(t), 1e-6);
    EXPECT_NEAR(find(readouts, "internalised", t).value, 100 * endosome(t), 1e-6);
    EXPECT_NEAR(find(readouts, "dissociated", t).value, 100 * Bench::kOff / kLoss * (1 - surface(t)), 1e-6);
  }
}

TEST(PulseChase, shares_of_a_co_culture_add_up_with_the_common_medium) {
  Bench bench;
  bench.add_population("P", 1);
  bench.add_population("Q", 2);
  const Readouts readouts = bench.measure(kChase);
  double sum = 0;
  for (const auto& row : readouts.rows)
    if (row.time == 10) sum += row.value;
  EXPECT_NEAR(sum, 100, 1e-6);
  EXPECT_NEAR(find(readouts, "surface", 10, "Q").value, 2 * find(readouts, "surface", 10, "P").value, 1e-9);
  EXPECT_EQ(find(readouts, "dissociated", 10, "").population, "");
}

TEST(PulseChase, counts_from_the_last_wash_before_the_first_reading) {
  Bench bench;
  bench.add_population("P", 2);
  const Readouts readouts = bench.measure(R"(
[[arm]]
name = "a"
medium_change = [{ at = "1 h", keep = "50 %" }, { at = "2 h", keep = "50 %" }, { at = "9 h", keep = "50 %" }]
[[readout]]
assay = "pulse_chase"
at = ["2 h", "8 h"]
)");
  EXPECT_NEAR(find(readouts, "surface", 2).value + find(readouts, "internalised", 2).value, 100, 7);
  const double whole = surface(2) + endosome(2);
  const double digested_by_2 = 1 - whole - Bench::kOff / kLoss * (1 - surface(2));
  EXPECT_LT(find(readouts, "catabolised", 2).value, 100 * digested_by_2 / whole);
  EXPECT_GT(find(readouts, "surface", 8).value, 100 * surface(8));
}

TEST(PulseChase, option_since_overrules_the_wash) {
  Bench bench;
  bench.add_population("P", 2);
  const Readouts readouts = bench.measure(R"(
[[readout]]
assay = "pulse_chase"
at = ["0 h", "4 h", "10 h"]
since = "4 h"
)");
  EXPECT_THROW(find(readouts, "surface", 0), std::runtime_error);  // before the chase there is nothing to read
  EXPECT_EQ(find(readouts, "dissociated", 4).value, 0);
}

TEST(PulseChase, refuses_an_arm_that_is_never_washed) {
  Bench bench;
  bench.add_population("P", 2);
  EXPECT_EQ(bench.refusal("[[arm]]\nname = \"a\"\n" + kChase), "no-pulse");
}

TEST(PulseChase, without_label_is_undefined_and_not_zero) {
  Bench bench;
  bench.add_population("P", 0);
  const Reading row = find(bench.measure(kChase), "surface", 3);
  EXPECT_TRUE(std::isnan(row.value));
  EXPECT_EQ(row.status, "undefined");
}

TEST(Internalisation, surface_loss_contains_dissociation_and_share_inside_does_not) {
  Bench bench;
  bench.add_population("P", 2);
  const Readouts readouts = bench.measure("[[readout]]\nassay = \"internalisation\"\nat = [\"5 h\"]\n");
  EXPECT_NEAR(find(readouts, "loss of surface signal", 5).value, 100 * (1 - surface(5)), 1e-6);
  EXPECT_NEAR(find(readouts, "share inside", 5).value, 100 * endosome(5) / (surface(5) + endosome(5)), 1e-6);
  EXPECT_NEAR(find(readouts, "taken up", 5).value, 100 * Bench::kIn / kLoss * (1 - surface(5)), 1e-6);
  EXPECT_GT(find(readouts, "residualising label inside", 5).value, find(readouts, "share inside", 5).value);
}

}  // namespace
}  // namespace emtansim::assay
