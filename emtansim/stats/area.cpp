// SPDX-License-Identifier: Apache-2.0
/// Trapezoids, straight or logarithmic.
#include "emtansim/stats/area.h"

#include <cmath>
#include <cstddef>
#include <limits>

namespace emtansim::stats {
namespace {

/// Mean height of an exponential between two positive values, (a - b)/ln(a/b); the limit is the plain mean.
double logarithmic_mean(double from, double to) {
  const double ratio = std::log1p((from - to) / to);
  return std::abs(ratio) < 1e-8 ? 0.5 * (from + to) : (from - to) / ratio;
}

}  // namespace

double area_under_curve(std::span<const double> x, std::span<const double> y, AreaRule rule) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  if (x.empty() || x.size() != y.size() || std::isnan(x[0]) || std::isnan(y[0])) return kNaN;
  double area = 0;
  for (std::size_t i = 1; i < x.size(); ++i) {
    if (!(x[i] >= x[i - 1]) || std::isnan(y[i])) return kNaN;
    const bool falls = rule == AreaRule::linear_up_log_down && y[i] < y[i - 1] && y[i] > 0;
    const double height = falls ? logarithmic_mean(y[i - 1], y[i]) : 0.5 * (y[i - 1] + y[i]);
    area += (x[i] - x[i - 1]) * height;
  }
  return area;
}

}  // namespace emtansim::stats
