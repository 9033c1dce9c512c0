// SPDX-License-Identifier: Apache-2.0
/// Area under a measured curve.
#pragma once

#include <span>

namespace emtansim::stats {

/// How the curve runs between two points.
enum class AreaRule {
  linear,              ///< straight lines
  linear_up_log_down,  ///< straight where it rises, exponential where it falls between positive values
  logarithmic,         ///< exponential between any two positive values, straight elsewhere
};

/// A point of a curve.
struct CurveKnot {
  double x = 0;
  double y = 0;
};

/// What lies under a stretch of a curve: the area, and its first moment (the area under x times y).
struct Area {
  double area = 0;
  double moment = 0;
};

/// Between two points, `from.x` <= `to.x`. Equations: docs/methods/nca.md, (1) to (3).
Area area_between(CurveKnot from, CurveKnot to, AreaRule rule);

/// The curve at an x between two points, by the same rule.
double value_between(CurveKnot from, CurveKnot to, double x, AreaRule rule);

/// Area under the points (x, y), x not decreasing, equal lengths; in units of x times y. Zero for one point. NaN when
/// the columns are empty, differ in length, run backwards or hold a NaN. Equations: docs/methods/statistics.md, 4;
/// the logarithmic rule as in @gabrielsson2016.
double area_under_curve(std::span<const double> x, std::span<const double> y, AreaRule rule = AreaRule::linear);

}  // namespace emtansim::stats
