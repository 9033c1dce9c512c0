// SPDX-License-Identifier: Apache-2.0
/// Trapezoids, straight or logarithmic.
#include "emtansim/stats/area.h"

#include <cmath>
#include <cstddef>
#include <limits>

namespace emtansim::stats {
namespace {

bool is_exponential(CurveKnot from, CurveKnot to, AreaRule rule) {
  if (rule == AreaRule::linear || !(from.y > 0) || !(to.y > 0)) return false;
  return rule == AreaRule::logarithmic || to.y < from.y;
}

/// (1 - e^-u)/u, the mean of e^-ux over 0 < x < 1.
double mean_of_decay(double u) { return std::abs(u) < 1e-8 ? 1 - 0.5 * u : -std::expm1(-u) / u; }

/// (1 - (1 + u) e^-u)/u^2, the mean of x e^-ux over 0 < x < 1.
double moment_of_decay(double u) {
  constexpr double kSmall = 1e-3;  // below it five terms of the series keep more digits than the closed form
  if (std::abs(u) < kSmall) return 0.5 - u * (1.0 / 3 - u * (1.0 / 8 - u * (1.0 / 30 - u / 144)));
  return (-std::expm1(-u) - u * std::exp(-u)) / (u * u);
}

}  // namespace

Area area_between(CurveKnot from, CurveKnot to, AreaRule rule) {
  const double width = to.x - from.x;
  if (is_exponential(from, to, rule)) {
    const double fall = -std::log1p((to.y - from.y) / from.y);
    const double area = width * from.y * mean_of_decay(fall);
    return {.area = area, .moment = from.x * area + width * width * from.y * moment_of_decay(fall)};
  }
  const double area = 0.5 * width * (from.y + to.y);
  return {.area = area, .moment = from.x * area + width * width * (from.y + 2 * to.y) / 6};
}

double value_between(CurveKnot from, CurveKnot to, double x, AreaRule rule) {
  const double width = to.x - from.x;
  const double share = width > 0 ? (x - from.x) / width : 1;
  if (is_exponential(from, to, rule)) return from.y * std::pow(to.y / from.y, share);
  return from.y + share * (to.y - from.y);
}

double area_under_curve(std::span<const double> x, std::span<const double> y, AreaRule rule) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  if (x.empty() || x.size() != y.size() || std::isnan(x[0]) || std::isnan(y[0])) return kNaN;
  double area = 0;
  for (std::size_t i = 1; i < x.size(); ++i) {
    if (!(x[i] >= x[i - 1]) || std::isnan(y[i])) return kNaN;
    area += area_between({x[i - 1], y[i - 1]}, {x[i], y[i]}, rule).area;
  }
  return area;
}

}  // namespace emtansim::stats
