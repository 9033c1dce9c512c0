// SPDX-License-Identifier: Apache-2.0
/// Designs: Sobol's first points and balance, permutations that hit everything once and favour nothing.
#include <cmath>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "emtansim/stats/stats.h"

namespace emtansim::stats {
namespace {

double sobol(std::size_t dimension, std::uint32_t index) {
  return static_cast<double>(sobol_digits(dimension, index)) * 0x1.0p-32;
}

// Points 1, 2 and 4 are the direction numbers themselves: m_1 / 2, m_2 / 4 and m_3 / 8 of new-joe-kuo-6 [@joe2008].
TEST(Sobol, begins_with_the_published_direction_numbers) {
  const std::vector<std::vector<double>> first = {{1, 1, 1}, {1, 3, 5}, {1, 3, 3}, {1, 3, 1}, {1, 1, 1},
                                                  {1, 1, 3}, {1, 3, 5}, {1, 1, 5}, {1, 1, 5}, {1, 1, 7}};
  // The first coordinate is van der Corput's sequence, the second follows from x + 1, the third from x^2 + x + 1.
  for (std::size_t dimension = 0; dimension < first.size(); ++dimension) {
    EXPECT_EQ(sobol(dimension, 0), 0);
    EXPECT_EQ(sobol(dimension, 1), first[dimension][0] / 2) << dimension;
    EXPECT_EQ(sobol(dimension, 2), first[dimension][1] / 4) << dimension;
    EXPECT_EQ(sobol(dimension, 4), first[dimension][2] / 8) << dimension;
  }
}

TEST(Sobol, puts_one_point_into_each_equal_part_of_every_coordinate) {
  constexpr std::uint32_t kPoints = 1024;
  for (std::size_t dimension = 0; dimension < kSobolDimensions; ++dimension) {
    std::set<std::uint32_t> parts;
    for (std::uint32_t i = 0; i < kPoints; ++i) parts.insert(sobol_digits(dimension, 4 * kPoints + i) >> 22U);
    ASSERT_EQ(parts.size(), kPoints) << dimension;
  }
}

// The table is chosen for its projections on two coordinates: property A for all, and here for the first ones a net of
// quality t <= 2 in every pair [@joe2008].
TEST(Sobol, fills_pairs_of_the_first_coordinates_evenly) {
  constexpr std::uint32_t kDigits = 8;
  for (std::size_t x = 0; x < 8; ++x) {
    for (std::size_t y = 0; y < x; ++y) {
      std::vector<int> counts(std::size_t{1} << (kDigits - 2));
      for (std::uint32_t i = 0; i < (1U << kDigits); ++i)
        ++counts[((sobol_digits(x, i) >> 29U) << 3U) | (sobol_digits(y, i) >> 29U)];
      for (const int count : counts) EXPECT_EQ(count, 4) << x << " " << y;
    }
  }
}

TEST(Sobol, integrates_a_product_better_than_chance) {
  constexpr std::uint32_t kPoints = 4096;
  constexpr std::size_t kCoordinates = 64;
  double sum = 0;
  for (std::uint32_t i = 0; i < kPoints; ++i) {
    double product = 1;
    for (std::size_t d = 0; d < kCoordinates; ++d) product *= 1 + 0.1 * (sobol(d, i) + 0.5 / kPoints - 0.5);
    sum += product;
  }
  // Standard error of as many random points: sqrt((1 + 0.01/12)^64 - 1) / 64 = 0.0036.
  EXPECT_NEAR(sum / kPoints, 1, 0.0012);
}

TEST(Permutation, hits_every_place_once) {
  for (const std::uint64_t size : {1, 2, 3, 5, 64, 100, 1000, 4097}) {
    std::set<std::uint64_t> values;
    for (std::uint64_t i = 0; i < size; ++i) values.insert(permuted(i, size, 17));
    EXPECT_EQ(values.size(), size);
    EXPECT_EQ(*values.rbegin(), size - 1);
  }
}

// Over many keys each place must go everywhere equally often: chi squared with (5 - 1)^2 degrees of freedom.
TEST(Permutation, favours_no_place) {
  constexpr std::uint64_t kSize = 5;
  constexpr std::uint64_t kKeys = 20000;
  std::vector<double> counts(kSize * kSize);
  for (std::uint64_t key = 0; key < kKeys; ++key)
    for (std::uint64_t i = 0; i < kSize; ++i) ++counts[i * kSize + permuted(i, kSize, key)];
  double chi_squared = 0;
  const double expected = static_cast<double>(kKeys) / kSize;
  for (const double count : counts) chi_squared += (count - expected) * (count - expected) / expected;
  EXPECT_LT(chi_squared, 45);  // 1 in 10,000 by chance at 16 degrees of freedom
}

TEST(Permutation, of_neighbouring_keys_are_not_alike) {
  constexpr std::uint64_t kSize = 1000;
  std::vector<double> first;
  std::vector<double> second;
  for (std::uint64_t i = 0; i < kSize; ++i) {
    first.push_back(static_cast<double>(permuted(i, kSize, 1)));
    second.push_back(static_cast<double>(permuted(i, kSize, 2)));
  }
  EXPECT_LT(std::abs(pearson_correlation(first, second).coefficient), 4 / std::sqrt(static_cast<double>(kSize)));
  std::vector<double> order(first.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<double>(i);
  EXPECT_LT(std::abs(pearson_correlation(first, order).coefficient), 4 / std::sqrt(static_cast<double>(kSize)));
}

}  // namespace
}  // namespace emtansim::stats
