// SPDX-License-Identifier: Apache-2.0
/// Summaries, comparisons and resampling, worked by hand.
#include "emtansim/stats/summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "emtansim/stats/distributions.h"
#include "tests/unit/stats/published.h"

namespace emtansim::stats {
namespace {

using testing::ElementsAre;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

TEST(summary, of_eight_numbers) {
  const std::array values = {9.0, 2.0, 4.0, 5.0, 4.0, 7.0, 4.0, 5.0};
  const Summary summary = summarise(values, 0.9);
  EXPECT_EQ(summary.count, 8u);
  EXPECT_DOUBLE_EQ(summary.mean, 5);
  EXPECT_DOUBLE_EQ(summary.sd, std::sqrt(32.0 / 7));
  EXPECT_DOUBLE_EQ(summary.sem, std::sqrt(32.0 / 7 / 8));
  EXPECT_DOUBLE_EQ(summary.median, 4.5);
  EXPECT_DOUBLE_EQ(summary.minimum, 2);
  EXPECT_DOUBLE_EQ(summary.maximum, 9);
  const double reach = quantile(StudentT{.degrees = 7}, 0.95) * summary.sem;
  EXPECT_DOUBLE_EQ(summary.mean_interval.lower, 5 - reach);
  EXPECT_DOUBLE_EQ(summary.mean_interval.upper, 5 + reach);
}

TEST(summary, keeps_its_digits_beside_a_large_mean) {
  const std::array values = {1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16};
  EXPECT_DOUBLE_EQ(summarise(values).sd, std::sqrt(30.0));
}

TEST(summary, says_nothing_that_it_does_not_know) {
  const std::array one = {3.0};
  EXPECT_DOUBLE_EQ(summarise(one).median, 3);
  EXPECT_TRUE(std::isnan(summarise(one).sd));
  EXPECT_TRUE(std::isnan(summarise({}).mean));
  const std::array gap = {1.0, kNaN};
  EXPECT_TRUE(std::isnan(summarise(gap).mean));
}

TEST(sample_quantile, interpolates_between_order_statistics) {
  const std::array values = {4.0, 1.0, 3.0, 2.0};
  EXPECT_DOUBLE_EQ(sample_quantile(values, 0), 1);
  EXPECT_DOUBLE_EQ(sample_quantile(values, 0.25), 1.75);
  EXPECT_DOUBLE_EQ(sample_quantile(values, 0.9), 3.7);
  EXPECT_DOUBLE_EQ(sample_quantile(values, 1), 4);
  EXPECT_TRUE(std::isnan(sample_quantile(values, 1.01)));
  EXPECT_TRUE(std::isnan(sample_quantile({}, 0.5)));
}

TEST(compare_means, of_equal_spreads_is_the_usual_t_test) {
  const std::array first = {1.0, 2.0, 3.0, 4.0};
  const std::array second = {3.0, 4.0, 5.0, 6.0};
  const MeanDifference result = compare_means(first, second);
  EXPECT_DOUBLE_EQ(result.difference, -2);
  EXPECT_DOUBLE_EQ(result.standard_error, std::sqrt(5.0 / 3 / 4 * 2));
  EXPECT_DOUBLE_EQ(result.degrees, 6);
  EXPECT_DOUBLE_EQ(result.p_value, two_sided_p(StudentT{.degrees = 6}, 2 / result.standard_error));
  EXPECT_LT(result.interval.lower, -2);
  EXPECT_TRUE(result.interval.contains(-2));
}

TEST(compare_means, lends_no_degrees_to_a_steady_column) {
  const std::array noisy = {1.0, 5.0, 9.0};
  const std::array steady = {2.0, 2.0, 2.0, 2.0, 2.0};
  EXPECT_DOUBLE_EQ(compare_means(noisy, steady).degrees, 2);
  EXPECT_TRUE(std::isnan(compare_means(steady, steady).p_value));
}

TEST(ranks, share_between_ties) {
  const std::array values = {10.0, 3.0, 10.0, -1.0, 10.0};
  EXPECT_THAT(ranks(values), ElementsAre(4, 2, 4, 1, 4));
}

TEST(correlation, of_a_line_is_one) {
  const std::array x = {1.0, 2.0, 5.0, 7.0};
  const std::array y = {-1.0, -3.0, -9.0, -13.0};
  EXPECT_DOUBLE_EQ(pearson_correlation(x, y).coefficient, -1);
  EXPECT_DOUBLE_EQ(pearson_correlation(x, y).p_value, 0);
}

TEST(correlation, of_ranks_by_hand) {
  const std::array x = {1.0, 2.0, 3.0, 4.0, 5.0};
  const std::array y = {20.0, 10.0, 40.0, 30.0, 1000.0};
  const Correlation result = spearman_correlation(x, y);
  EXPECT_DOUBLE_EQ(result.coefficient, 1 - 6 * 4.0 / (5 * 24));
  const double t = 0.8 * std::sqrt(3 / (1 - 0.64));
  const double root = t / std::numbers::sqrt3;
  const double cdf_of_three = 0.5 + (root / (1 + root * root) + std::atan(root)) / std::numbers::pi;
  EXPECT_CLOSE(result.p_value, 2 * (1 - cdf_of_three), 1e-12);
}

TEST(correlation, interval_is_fishers) {
  const std::array x = {1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0};
  const std::array y = {2.0, 1.0, 4.0, 3.0, 7.0, 8.0, 6.0};
  const Correlation result = pearson_correlation(x, y);
  const double reach = quantile(Normal{}, 0.975) / std::sqrt(4.0);
  EXPECT_DOUBLE_EQ(result.interval.lower, std::tanh(std::atanh(result.coefficient) - reach));
  EXPECT_DOUBLE_EQ(result.interval.upper, std::tanh(std::atanh(result.coefficient) + reach));
}

TEST(correlation, of_a_constant_is_unknown) {
  const std::array x = {1.0, 2.0, 3.0};
  const std::array flat = {4.0, 4.0, 4.0};
  const std::array shorter = {1.0, 2.0};
  EXPECT_TRUE(std::isnan(pearson_correlation(x, flat).coefficient));
  EXPECT_TRUE(std::isnan(spearman_correlation(x, flat).p_value));
  EXPECT_TRUE(std::isnan(pearson_correlation(x, shorter).coefficient));
}

double sum_of(std::span<const double> values) { return std::accumulate(values.begin(), values.end(), 0.0); }

TEST(bootstrap, draws_what_the_random_numbers_say) {
  const std::array values = {1.0, 10.0, 100.0};
  const std::array uniforms = {0.0, 0.4, 0.99, 0.34, 0.34, 0.34, 0.9, 0.9};
  EXPECT_THAT(bootstrap(values, sum_of, uniforms), ElementsAre(111, 30));
}

TEST(bootstrap, gives_nothing_for_nothing) {
  const std::array uniforms = {0.1, 0.2};
  EXPECT_TRUE(bootstrap({}, sum_of, uniforms).empty());
}

TEST(percentile_interval, cuts_both_tails) {
  std::vector<double> results(101);
  std::iota(results.begin(), results.end(), 0.0);
  const ConfidenceInterval interval = percentile_interval(results, 0.9);
  EXPECT_DOUBLE_EQ(interval.lower, 5);
  EXPECT_DOUBLE_EQ(interval.upper, 95);
}

}  // namespace
}  // namespace emtansim::stats
