// SPDX-License-Identifier: Apache-2.0
/// Random streams: known answers, independence of streams, and the distributions made from them.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "emtansim/base/base.h"

namespace emtansim {
namespace {

// Largest distance between the empirical distribution of `values` and `distribution`.
template <class Distribution>
double kolmogorov_distance(std::vector<double> values, Distribution distribution) {
  std::ranges::sort(values);
  const auto n = static_cast<double>(values.size());
  double largest = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double p = distribution(values[i]);
    largest = std::max({largest, p - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - p});
  }
  return largest;
}

constexpr int kDraws = 20000;
const double kCriticalDistance = 1.95 / std::sqrt(kDraws);  // one sample in a thousand lies above

TEST(random_stream, is_philox_as_published) {
  // Random123's known answer for philox4x32-10 with counter and key zero: 6627e8d5 e169c58d bc57ac4c 9b00dbd8.
  RandomStream stream(0, 0, static_cast<StreamUse>(0));
  EXPECT_EQ(stream.uniform(), to_open_unit(0x6627e8d5e169c58dULL));
  EXPECT_EQ(stream.uniform(), to_open_unit(0xbc57ac4c9b00dbd8ULL));
}

TEST(random_stream, same_key_gives_same_numbers_and_a_copy_goes_on_alike) {
  RandomStream first(7, 3, StreamUse::assay_noise);
  RandomStream second(7, 3, StreamUse::assay_noise);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(first.uniform(), second.uniform());
  RandomStream copy = first;
  EXPECT_EQ(copy.uniform(), first.uniform());
}

TEST(random_stream, seed_member_use_and_index_each_give_another_stream) {
  const double base = RandomStream(7, 3, StreamUse::parameters, 0).uniform();
  EXPECT_NE(RandomStream(8, 3, StreamUse::parameters, 0).uniform(), base);
  EXPECT_NE(RandomStream(7, 4, StreamUse::parameters, 0).uniform(), base);
  EXPECT_NE(RandomStream(7, 3, StreamUse::assay_noise, 0).uniform(), base);
  EXPECT_NE(RandomStream(7, 3, StreamUse::parameters, 1).uniform(), base);
  EXPECT_NE(RandomStream(7 + (1ULL << 40), 3, StreamUse::parameters, 0).uniform(), base);
  EXPECT_NE(RandomStream(7, 3 + (1ULL << 40), StreamUse::parameters, 0).uniform(), base);
}

TEST(random_stream, uniform_never_reaches_its_ends) {
  EXPECT_GT(to_open_unit(0), 0.0);
  EXPECT_LT(to_open_unit(std::numeric_limits<std::uint64_t>::max()), 1.0);
  EXPECT_EQ(to_open_unit(0) + to_open_unit(std::numeric_limits<std::uint64_t>::max()), 1.0);
}

TEST(random_stream, uniform_is_uniform) {
  RandomStream stream(1, 2, StreamUse::bootstrap);
  std::vector<double> values(kDraws);
  std::ranges::generate(values, [&] { return stream.uniform(); });
  EXPECT_LT(kolmogorov_distance(values, [](double x) { return x; }), kCriticalDistance);
}

TEST(random_stream, normal_is_normal) {
  RandomStream stream(1, 2, StreamUse::between_cells);
  std::vector<double> values(kDraws);
  std::ranges::generate(values, [&] { return stream.normal(); });
  EXPECT_LT(kolmogorov_distance(values, [](double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }),
            kCriticalDistance);
}

TEST(random_stream, below_is_even_and_stays_below) {
  RandomStream stream(5, 5, StreamUse::optimiser);
  std::vector<int> counts(6, 0);
  for (int i = 0; i < 60000; ++i) ++counts.at(stream.below(6));
  // Chi-square with 5 degrees of freedom: 20.5 is passed by one sample in a thousand.
  double chi_square = 0;
  for (const int count : counts) chi_square += (count - 10000.0) * (count - 10000.0) / 10000.0;
  EXPECT_LT(chi_square, 20.5);
}

TEST(normal_quantile, inverts_the_distribution_in_both_tails) {
  for (const double p : {1e-300, 1e-20, 1e-5, 0.02425, 0.1, 0.3, 0.5}) {
    const double x = normal_quantile(p);
    EXPECT_NEAR(0.5 * std::erfc(-x / std::sqrt(2.0)) / p, 1, 1e-12) << p;
  }
  for (const double p : {0.0625, 0.25, 0.375}) EXPECT_EQ(normal_quantile(1 - p), -normal_quantile(p));
  // Tables: 1.959963984540054 for 97.5 %.
  EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-14);
}

}  // namespace
}  // namespace emtansim
