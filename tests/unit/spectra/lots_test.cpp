// SPDX-License-Identifier: Apache-2.0
/// Comparing lots: differences with intervals, the high end of a load, the list of samples, the loss in time.
#include "emtansim/spectra/loads/lots.h"

#include <cmath>
#include <functional>

#include <gtest/gtest.h>

namespace emtansim::spectra {
namespace {

TEST(Difference, adds_the_halves_of_independent_intervals_as_squares) {
  const auto apart = difference({3.5, 3.2, 3.9}, {3.0, 2.6, 3.1});
  EXPECT_DOUBLE_EQ(apart.value, 0.5);
  EXPECT_NEAR(apart.low, 0.5 - std::hypot(0.3, 0.1), 1e-12);   // the first could be lower, the second higher
  EXPECT_NEAR(apart.high, 0.5 + std::hypot(0.4, 0.4), 1e-12);  // the first higher, the second lower
  const auto bare = difference({3.5, 3.5, 3.5}, {3.0, 3.0, 3.0});
  EXPECT_EQ(bare.low, bare.high);
}

TEST(Difference, holds_the_truth_as_often_as_it_says) {
  RandomStream random(11, 0, StreamUse::assay_noise);
  int covered = 0;
  constexpr int kCases = 2000;
  for (int i = 0; i < kCases; ++i) {
    const double a = 0.1 * random.normal(), b = 0.03 * random.normal();
    const auto apart = difference({a, a - 0.196, a + 0.196}, {b, b - 0.0588, b + 0.0588});
    covered += apart.low <= 0 && apart.high >= 0 ? 1 : 0;
  }
  EXPECT_NEAR(covered / static_cast<double>(kCases), 0.95, 0.02);
}

TEST(Tail, counts_the_loads_from_a_number_on) {
  Composition composition;
  composition.at_least = {{1, 1, 1}, {0.9, 0.8, 1}, {0.5, 0.4, 0.6}, {0.1, 0.05, 0.2}};
  EXPECT_EQ(tail_of(composition, 2).value, 0.5);
  EXPECT_EQ(tail_of(composition, 9).value, 0);
  composition.drugs_per_step = 2;  // 0, 2, 4, 6 drugs
  EXPECT_EQ(tail_of(composition, 6).value, 0.1);
  EXPECT_EQ(tail_of(composition, 5).value, 0.1);
  EXPECT_EQ(tail_of(composition, 4).value, 0.5);
}

TEST(Loss, gives_back_the_rate_that_made_it) {
  std::vector<TimedDar> points;
  for (const double day : {0.0, 7.0, 14.0, 28.0}) {
    const double dar = 3.6 * std::exp(-0.02 * day) * (1 + (day == 7.0 ? 0.01 : day == 14.0 ? -0.01 : 0));
    points.push_back({.time = day, .dar = {dar, dar - 0.1, dar + 0.1}});
  }
  const auto fit = fit_loss(points);
  ASSERT_TRUE(fit.problem.empty());
  EXPECT_NEAR(fit.rate.value, 0.02, 0.001);
  EXPECT_LT(fit.rate.low, 0.02);
  EXPECT_GT(fit.rate.high, 0.02);
  EXPECT_NEAR(fit.half_life.value, std::log(2) / fit.rate.value, 1e-9);
  EXPECT_NEAR(fit.start.value, 3.6, 0.05);
}

TEST(Loss, needs_three_times) {
  const std::vector<TimedDar> points = {{0, {3.5, 3.4, 3.6}}, {7, {3.3, 3.2, 3.4}}, {7, {3.3, 3.2, 3.4}}};
  EXPECT_FALSE(fit_loss(points).problem.empty());
}

std::string complaint(const std::string& text) {
  try {
    parse_samples(parse_table(text, "list.csv"), "lots");
  } catch (const InputError& error) {
    return to_prefix(error.where()) + error.complaint().code;
  }
  return "nothing";
}

TEST(Samples, have_names_lots_and_times) {
  const auto list =
      parse_samples(parse_table("file,name,lot,time_d\na.mzML,first,A,0\nb.csv,,A,7\n", "lots/list.csv"), "lots");
  EXPECT_EQ(list.time_unit, "d");
  ASSERT_EQ(list.entries.size(), 2U);
  EXPECT_EQ(list.entries[0].file, "lots/a.mzML");
  EXPECT_EQ(list.entries[1].name, "b");
  EXPECT_EQ(list.entries[1].time, 7);
  EXPECT_EQ(list.entries[1].lot, "A");
}

TEST(Samples, complain_with_their_line) {
  EXPECT_EQ(complaint("file,time\na.csv,0\n"), "list.csv:1: unit");
  EXPECT_EQ(complaint("name,time_d\na,0\n"), "list.csv:1: unknown-column");
  EXPECT_EQ(complaint("file,name\na.csv,x\nb.csv,x\n"), "list.csv:3: bad-table");
  EXPECT_EQ(complaint("file,name\n,x\n"), "list.csv:2: bad-table");
  EXPECT_EQ(complaint("file,time_d\na.csv,soon\n"), "list.csv:2: not-a-number");
  EXPECT_EQ(complaint("file\n"), "list.csv:1: bad-table");
}

}  // namespace
}  // namespace emtansim::spectra
