// SPDX-License-Identifier: Apache-2.0
/// exp, log and power: how near they are to the answer, and what they give where there is none.
#include "emtansim/solve/elementary.h"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "emtansim/base/base.h"

namespace emtansim::solve {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
const double kNone = std::nan("");

// Distance from a longer answer, in units of its last place as a double.
double error_in_last_place(double found, long double exact) {
  const auto rounded = static_cast<double>(exact);
  if (std::isnan(rounded)) return std::isnan(found) ? 0 : kInfinity;
  if (std::isinf(rounded)) return found == rounded ? 0 : kInfinity;
  int exponent = 0;
  std::frexp(rounded, &exponent);
  return static_cast<double>(std::abs(found - exact) / std::ldexp(1.0L, std::max(exponent - 53, -1074)));
}

/// Draws between -1 and 1.
class Draw {
 public:
  double operator()() { return 2 * random_.uniform() - 1; }

 private:
  RandomStream random_{1, 0, StreamUse::optimiser};
};

constexpr int kDraws = 100000;

TEST(elementary, exp_is_right_to_the_last_place) {
  Draw draw;
  for (int i = 0; i < kDraws; ++i) {
    const double x = i % 2 == 0 ? 745 * draw() : draw() * std::exp(20 * draw());
    ASSERT_LT(error_in_last_place(exponential(x), std::exp(static_cast<long double>(x))), 1) << x;
  }
}

TEST(elementary, log_is_right_to_the_last_place) {
  Draw draw;
  for (int i = 0; i < kDraws; ++i) {
    const double x = i % 2 == 0 ? std::exp(700 * draw()) : 1 + draw() * std::exp(-20 * std::abs(draw()));
    ASSERT_LT(error_in_last_place(logarithm(x), std::log(static_cast<long double>(x))), 1) << x;
  }
  EXPECT_LT(error_in_last_place(logarithm(5e-324), std::log(static_cast<long double>(5e-324))), 1);
}

TEST(elementary, power_is_right_to_the_last_two_places) {
  Draw draw;
  for (int i = 0; i < kDraws; ++i) {
    const double x = i % 2 == 0 ? std::exp(700 * draw()) : 1 + 0.5 * draw();
    const double y = i % 3 == 0 ? 5 * draw() : 745 * draw() / std::log(x);
    ASSERT_LT(error_in_last_place(power(x, y), std::pow(static_cast<long double>(x), static_cast<long double>(y))), 2)
        << x << " ^ " << y;
  }
}

TEST(elementary, ends_and_signs_are_those_of_c) {
  const std::vector<double> odd{0.0,         -0.0,        1.0,         -1.0,         2.0,     -2.0,      3.0,
                                -3.0,        0.5,         -0.5,        2.5,          -2.5,    kInfinity, -kInfinity,
                                kNone,       1e300,       -1e300,      5e-324,       -5e-324, 0x1p53,    -0x1p53,
                                0x1p53 + 2,  0x1p52 + 1,  -0x1p52 - 1, 0x1p51 + 0.5, 710,     -746,      -1074,
                                1 - 0x1p-53, 1 + 0x1p-52, 1e19,        -1e19};
  for (const double x : odd) {
    EXPECT_LE(error_in_last_place(exponential(x), std::exp(static_cast<long double>(x))), 1) << x;
    EXPECT_LE(error_in_last_place(logarithm(x), std::log(static_cast<long double>(x))), 1) << x;
    for (const double y : odd) {
      EXPECT_LE(error_in_last_place(power(x, y), std::pow(x, y)), 3) << x << " ^ " << y;
      EXPECT_TRUE(std::isnan(std::pow(x, y)) || std::signbit(power(x, y)) == std::signbit(std::pow(x, y)))
          << x << " ^ " << y;
    }
  }
}

}  // namespace
}  // namespace emtansim::solve
