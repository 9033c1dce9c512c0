// SPDX-License-Identifier: Apache-2.0
/// Distributions against closed forms, each other and numbers evaluated with thirty digits.
#include "emtansim/stats/distributions.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <numbers>

#include "tests/unit/stats/published.h"

namespace emtansim::stats {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(normal, agrees_with_thirty_digits) {
  EXPECT_CLOSE(quantile(Normal{}, 0.975), 1.9599639845400542, 1e-15);
  EXPECT_CLOSE(upper_tail(Normal{}, 6), 9.8658764503769814e-10, 1e-13);
  EXPECT_DOUBLE_EQ(cdf(Normal{.mean = 3, .sd = 2}, 3), 0.5);
  EXPECT_DOUBLE_EQ(density(Normal{.mean = 3, .sd = 2}, 3), 1 / (2 * std::sqrt(2 * std::numbers::pi)));
}

TEST(normal, quantile_reaches_the_ends) {
  EXPECT_EQ(quantile(Normal{}, 0), -kInfinity);
  EXPECT_EQ(quantile(Normal{}, 1), kInfinity);
  EXPECT_EQ(quantile(Normal{}, 0.5), 0);
  EXPECT_CLOSE(cdf(Normal{}, quantile(Normal{}, 1e-300)), 1e-300, 1e-11);
}

TEST(log_normal, is_the_normal_of_the_logarithm) {
  const LogNormal distribution{.log_mean = 0.7, .log_sd = 0.4};
  EXPECT_CLOSE(quantile(distribution, 0.5), std::exp(0.7), 1e-15);
  EXPECT_CLOSE(cdf(distribution, 3), cdf(Normal{.mean = 0.7, .sd = 0.4}, std::log(3)), 1e-15);
  EXPECT_CLOSE(upper_tail(distribution, 30), upper_tail(Normal{.mean = 0.7, .sd = 0.4}, std::log(30)), 1e-15);
  EXPECT_EQ(cdf(distribution, -1), 0);
  EXPECT_EQ(density(distribution, 0), 0);
}

TEST(student_t, with_one_degree_is_cauchy) {
  const StudentT t{.degrees = 1};
  for (const double x : {-40.0, -1.0, 0.2, 7.0}) {
    EXPECT_CLOSE(cdf(t, x), 0.5 + std::atan(x) / std::numbers::pi, 1e-13) << x;
    EXPECT_CLOSE(density(t, x), 1 / (std::numbers::pi * (1 + x * x)), 1e-13) << x;
  }
}

TEST(student_t, with_two_degrees_has_a_closed_form) {
  const StudentT t{.degrees = 2};
  for (const double x : {-3.0, 0.1, 12.0}) {
    EXPECT_CLOSE(cdf(t, x), 0.5 + 0.5 * x / std::sqrt(2 + x * x), 1e-13) << x;
  }
}

TEST(student_t, agrees_with_thirty_digits) {
  EXPECT_CLOSE(quantile(StudentT{.degrees = 1}, 0.975), 12.706204736174705, 1e-13);
  EXPECT_CLOSE(quantile(StudentT{.degrees = 3}, 0.975), 3.1824463052837096, 1e-13);
  EXPECT_CLOSE(quantile(StudentT{.degrees = 20}, 0.975), 2.0859634472658648, 1e-13);
  EXPECT_CLOSE(quantile(StudentT{.degrees = 100}, 0.975), 1.9839715185235523, 1e-13);
  EXPECT_CLOSE(quantile(StudentT{.degrees = 5}, 0.9995), 6.8688266258811102, 1e-13);
  EXPECT_CLOSE(upper_tail(StudentT{.degrees = 20}, 12), 6.7977785129403396e-11, 1e-12);
  EXPECT_CLOSE(upper_tail(StudentT{.degrees = 3.7}, 2.5), 0.035911011455913388, 1e-13);
}

TEST(student_t, becomes_normal) {
  EXPECT_DOUBLE_EQ(upper_tail(StudentT{.degrees = kInfinity}, 1.5), upper_tail(Normal{}, 1.5));
  EXPECT_DOUBLE_EQ(quantile(StudentT{.degrees = kInfinity}, 0.1), quantile(Normal{}, 0.1));
  EXPECT_CLOSE(quantile(StudentT{.degrees = 1e7}, 0.975), quantile(Normal{}, 0.975), 1e-6);
}

TEST(student_t, two_sided_numbers_belong_together) {
  const StudentT t{.degrees = 9};
  EXPECT_DOUBLE_EQ(two_sided_quantile(t, 0.95), quantile(t, 0.975));
  EXPECT_CLOSE(two_sided_p(t, -two_sided_quantile(t, 0.99)), 0.01, 1e-12);
}

TEST(chi_square, with_two_degrees_is_exponential) {
  const ChiSquare chi{.degrees = 2};
  for (const double x : {0.01, 1.0, 90.0}) {
    EXPECT_CLOSE(upper_tail(chi, x), std::exp(-x / 2), 1e-13) << x;
    EXPECT_CLOSE(density(chi, x), std::exp(-x / 2) / 2, 1e-13) << x;
  }
  EXPECT_CLOSE(quantile(chi, 0.3), -2 * std::log1p(-0.3), 1e-13);
}

TEST(chi_square, agrees_with_thirty_digits) {
  EXPECT_CLOSE(quantile(ChiSquare{.degrees = 1}, 0.95), 3.841458820694126, 1e-13);
  EXPECT_CLOSE(quantile(ChiSquare{.degrees = 10}, 0.95), 18.307038053275147, 1e-13);
  EXPECT_CLOSE(quantile(ChiSquare{.degrees = 50}, 0.95), 67.5048065495412, 1e-13);
  EXPECT_CLOSE(quantile(ChiSquare{.degrees = 5}, 0.01), 0.55429807672827714, 1e-13);
  EXPECT_CLOSE(upper_tail(ChiSquare{.degrees = 10}, 60), 3.624300952061488e-9, 1e-12);
  EXPECT_CLOSE(cdf(ChiSquare{.degrees = 7}, 0.1), 2.3114187985968834e-6, 1e-12);
  EXPECT_EQ(cdf(ChiSquare{.degrees = 7}, -1), 0);
}

TEST(f_ratio, agrees_with_thirty_digits) {
  EXPECT_CLOSE(quantile(FRatio{.numerator_degrees = 1, .denominator_degrees = 20}, 0.95), 4.3512435033292905, 1e-13);
  EXPECT_CLOSE(quantile(FRatio{.numerator_degrees = 3, .denominator_degrees = 17}, 0.95), 3.1967768409433443, 1e-13);
  EXPECT_CLOSE(quantile(FRatio{.numerator_degrees = 5, .denominator_degrees = 2.5}, 0.95), 12.162789079910989, 1e-13);
  EXPECT_CLOSE(quantile(FRatio{.numerator_degrees = 10, .denominator_degrees = 100}, 0.95), 1.9266924887545494, 1e-13);
  EXPECT_CLOSE(upper_tail(FRatio{.numerator_degrees = 3, .denominator_degrees = 40}, 25), 2.8237151815513317e-9, 1e-12);
}

TEST(f_ratio, on_one_degree_is_t_squared) {
  const FRatio f{.numerator_degrees = 1, .denominator_degrees = 7};
  EXPECT_CLOSE(upper_tail(f, 2.2 * 2.2), two_sided_p(StudentT{.degrees = 7}, 2.2), 1e-13);
}

TEST(f_ratio, turns_over_with_its_degrees) {
  const FRatio f{.numerator_degrees = 4, .denominator_degrees = 9};
  const FRatio turned{.numerator_degrees = 9, .denominator_degrees = 4};
  EXPECT_CLOSE(quantile(f, 0.03), 1 / quantile(turned, 0.97), 1e-12);
  EXPECT_CLOSE(cdf(f, 0.2), upper_tail(turned, 5), 1e-13);
}

template <class Distribution>
void expect_quantile_inverts(const Distribution& distribution) {
  for (const double p : {1e-12, 0.001, 0.2, 0.5, 0.50001, 0.8, 0.999}) {
    // A quantile that is rounded to a double costs a few digits far out in a narrow tail.
    EXPECT_CLOSE(cdf(distribution, quantile(distribution, p)), p, 1e-11) << p;
  }
}

TEST(quantile, inverts_the_distribution_function) {
  expect_quantile_inverts(Normal{.mean = -4, .sd = 0.3});
  expect_quantile_inverts(LogNormal{.log_mean = 2, .log_sd = 1.5});
  for (const double degrees : {0.4, 1.0, 6.0, 350.0, 1e5}) {
    expect_quantile_inverts(StudentT{.degrees = degrees});
    expect_quantile_inverts(ChiSquare{.degrees = degrees});
    expect_quantile_inverts(FRatio{.numerator_degrees = degrees, .denominator_degrees = 11});
    expect_quantile_inverts(FRatio{.numerator_degrees = 3, .denominator_degrees = degrees});
  }
}

/// Simpson's rule over [from, to].
template <class Distribution>
double integral(const Distribution& distribution, double from, double to) {
  constexpr int kSteps = 2000;
  const double h = (to - from) / kSteps;
  double sum = density(distribution, from) + density(distribution, to);
  for (int i = 1; i < kSteps; ++i) {
    sum += (i % 2 == 1 ? 4 : 2) * density(distribution, from + i * h);
  }
  return sum * h / 3;
}

template <class Distribution>
void expect_density_integrates(const Distribution& distribution) {
  EXPECT_CLOSE(integral(distribution, 0.7, 3.1), cdf(distribution, 3.1) - cdf(distribution, 0.7), 1e-9);
}

TEST(density, integrates_to_the_distribution_function) {
  expect_density_integrates(Normal{.mean = 2, .sd = 0.8});
  expect_density_integrates(LogNormal{.log_mean = 0.2, .log_sd = 0.6});
  expect_density_integrates(StudentT{.degrees = 2.5});
  expect_density_integrates(StudentT{.degrees = 1e6});
  expect_density_integrates(ChiSquare{.degrees = 3.3});
  expect_density_integrates(FRatio{.numerator_degrees = 4, .denominator_degrees = 13});
}

TEST(distributions, answer_nonsense_with_nan) {
  EXPECT_TRUE(std::isnan(cdf(Normal{.mean = 0, .sd = -1}, 0)));
  EXPECT_TRUE(std::isnan(upper_tail(StudentT{.degrees = 0}, 1)));
  EXPECT_TRUE(std::isnan(quantile(StudentT{.degrees = -3}, 0.4)));
  EXPECT_TRUE(std::isnan(quantile(Normal{}, 1.2)));
  EXPECT_TRUE(std::isnan(quantile(ChiSquare{.degrees = 2}, -0.1)));
  EXPECT_TRUE(std::isnan(cdf(FRatio{.numerator_degrees = 0, .denominator_degrees = 3}, 1)));
  EXPECT_TRUE(std::isnan(cdf(Normal{}, std::nan(""))));
}

}  // namespace
}  // namespace emtansim::stats
