// SPDX-License-Identifier: Apache-2.0
/// Derivatives of the logistic curve against differences, and the small inverse against itself.
#include "emtansim/stats/logistic.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace emtansim::stats {
namespace {

constexpr double kStep = 1e-6;
constexpr Parameters kCurve = {0.9, 0.2, 0.4, 1.7};

Parameters shifted(Parameters parameters, std::size_t k, double step) {
  parameters[k] += step;
  return parameters;
}

TEST(logistic, gradient_is_the_derivative) {
  for (const double log_dose : {-3.0, 0.4, 1.1}) {
    const CurveValue curve = logistic_value(kCurve, log_dose);
    for (std::size_t k = 0; k < 4; ++k) {
      const double difference = (logistic_value(shifted(kCurve, k, kStep), log_dose).value -
                                 logistic_value(shifted(kCurve, k, -kStep), log_dose).value) /
                                (2 * kStep);
      EXPECT_NEAR(curve.gradient[k], difference, 1e-9) << k << " at " << log_dose;
    }
  }
}

TEST(logistic, second_derivatives_are_those_of_the_gradient) {
  const Matrix4 second = logistic_second_derivatives(kCurve, 1.1);
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t j = 0; j < 4; ++j) {
      const double difference = (logistic_value(shifted(kCurve, j, kStep), 1.1).gradient[i] -
                                 logistic_value(shifted(kCurve, j, -kStep), 1.1).gradient[i]) /
                                (2 * kStep);
      EXPECT_NEAR(second[i][j], difference, 1e-9) << i << ", " << j;
    }
  }
}

TEST(logistic, offset_of_the_absolute_dose_leads_there) {
  const CurveValue offset = absolute_offset(kCurve, 0.5);
  EXPECT_NEAR(logistic_value(kCurve, kCurve[kMidpoint] + offset.value).value, 0.45, 1e-15);
  for (std::size_t k = 0; k < 4; ++k) {
    const double difference = (absolute_offset(shifted(kCurve, k, kStep), 0.5).value -
                               absolute_offset(shifted(kCurve, k, -kStep), 0.5).value) /
                              (2 * kStep);
    EXPECT_NEAR(offset.gradient[k], difference, 1e-8) << k;
  }
}

TEST(logistic, never_overflows) {
  const Parameters steep = {1, 0, 0, 10};
  EXPECT_EQ(logistic_value(steep, 1e4).value, 0);
  EXPECT_EQ(logistic_value(steep, -1e4).value, 1);
  EXPECT_EQ(logistic_value(steep, -std::numeric_limits<double>::infinity()).value, 1);
  EXPECT_EQ(logistic_value(steep, std::numeric_limits<double>::infinity()).value, 0);
}

TEST(invert, undoes_a_matrix_within_its_mask) {
  const Matrix4 matrix = {{{4, 1, 0.5, 0}, {1, 3, 0.2, 0}, {0.5, 0.2, 2, 0}, {0, 0, 0, 0}}};
  const MaskedInverse result = invert(matrix, {false, false, false, true});
  ASSERT_TRUE(result.is_definite);
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      double product = 0;
      for (std::size_t k = 0; k < 4; ++k) product += matrix[i][k] * result.inverse[k][j];
      EXPECT_NEAR(product, i == j ? 1 : 0, 1e-14);
    }
  }
  EXPECT_EQ(result.inverse[3][3], 0);
}

TEST(invert, tells_a_singular_matrix) {
  const Matrix4 matrix = {{{1, 1, 0, 0}, {1, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}}};
  EXPECT_FALSE(invert(matrix, {}).is_definite);
  EXPECT_TRUE(invert(matrix, {true, false, false, false}).is_definite);
}

}  // namespace
}  // namespace emtansim::stats
