// SPDX-License-Identifier: Apache-2.0
/// Least squares between bounds: the only place that knows the optimiser.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace emtansim::infer {

/// Rows of residuals and, row by row, their derivatives.
struct Linear {
  std::vector<double> residuals;
  std::vector<double> jacobian;  ///< [residual][parameter]; empty where not asked for
};

/// Gives residuals at `x`, and the Jacobian if asked; false where the model has no value.
using Function = std::function<bool(std::span<const double> x, bool with_jacobian, Linear& result)>;

struct Box {
  std::vector<double> low;
  std::vector<double> high;
};

struct Minimum {
  bool is_usable = false;  ///< `x` is at least as good as the start
  bool has_converged = false;
  std::string reason;  ///< why it is not usable or has not converged
  std::vector<double> x;
  double squares = 0;  ///< sum of squared residuals
  int iterations = 0;
};

/// The optimiser stops when a step gains less than this share of the squares.
inline constexpr double kFineTolerance = 1e-7;    ///< for estimates: the model itself is exact to about 1e-6
inline constexpr double kCoarseTolerance = 1e-4;  ///< for points of a profile

/// Levenberg-Marquardt from `start`, which must lie in the box. `count` residuals.
Minimum minimise(const Function& function, std::size_t count, std::vector<double> start, const Box& box,
                 double tolerance = kFineTolerance);

/// What the Jacobian at a minimum says about the parameters.
struct Curvature {
  std::vector<double> standard_errors;           ///< for residuals of unit variance; NaN where singular
  std::vector<std::vector<double>> correlation;  ///< empty where singular
  std::vector<double> weakest_direction;         ///< unit vector
  double weakest_standard_error = 0;             ///< infinite where singular
};
Curvature curvature(std::span<const double> jacobian, std::size_t parameters);

}  // namespace emtansim::infer
