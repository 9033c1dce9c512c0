// SPDX-License-Identifier: Apache-2.0
/// Damped Newton descent within bounds, and the choice between several starting points.
#include "emtansim/stats/logistic_minimum.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace emtansim::stats {
namespace {

/// A step that lowers the sum of squares by less than this share of it is the last.
constexpr double kSmallFall = 1e-15;
/// So is one that changes the curve by less than 1e-11 of the responses.
constexpr double kRounding = 1e-22;

/// Sum of squares at a point with half its gradient and half its curvature, in the parameters of the descent.
struct LocalModel {
  double squares = 0;
  Parameters gradient{};
  Matrix4 gauss_newton{};
  Matrix4 full{};  ///< only for the half-maximal kind; otherwise as gauss_newton
};

LocalModel local_model(const LogisticProblem& problem, Parameters at, const Midpoint& midpoint) {
  LocalModel model;
  CurveValue offset{};
  const bool is_absolute = midpoint.kind == Midpoint::Kind::absolute;
  if (is_absolute) offset = absolute_offset(at, midpoint.fraction);
  at[kMidpoint] -= offset.value;
  for (const DoseGroup& group : problem.groups) {
    const CurveValue curve = logistic_value(at, group.log_dose);
    const Matrix4 second = is_absolute ? Matrix4{} : logistic_second_derivatives(at, group.log_dose);
    const double residual = curve.value - group.mean;
    Parameters gradient = curve.gradient;
    for (std::size_t i = 0; i < 4; ++i) gradient[i] -= curve.gradient[kMidpoint] * offset.gradient[i];
    model.squares += group.weight * residual * residual;
    for (std::size_t i = 0; i < 4; ++i) {
      model.gradient[i] += group.weight * residual * gradient[i];
      for (std::size_t j = 0; j < 4; ++j) {
        model.gauss_newton[i][j] += group.weight * gradient[i] * gradient[j];
        model.full[i][j] += group.weight * (gradient[i] * gradient[j] + residual * second[i][j]);
      }
    }
  }
  return model;
}

double squares_at(const LogisticProblem& problem, Parameters at, const Midpoint& midpoint) {
  if (midpoint.kind == Midpoint::Kind::absolute) at[kMidpoint] -= absolute_offset(at, midpoint.fraction).value;
  return logistic_squares(problem, at);
}

/// Held parameters and those on a bound that the sum of squares pushes further out.
std::array<bool, 4> blocked(const LogisticProblem& problem, const Parameters& at, const Parameters& gradient) {
  std::array<bool, 4> is_blocked = problem.is_held;
  for (std::size_t k = 0; k < 4; ++k) {
    is_blocked[k] = is_blocked[k] || (at[k] <= problem.lower[k] && gradient[k] > 0) ||
                    (at[k] >= problem.upper[k] && gradient[k] < 0);
  }
  return is_blocked;
}

struct Step {
  Parameters change{};
  double expected_fall = 0;  ///< of the sum of squares, by the quadratic model
  bool is_usable = false;    ///< false where the curvature is singular: more damping is needed
};

/// The damped step within the free parameters: with the full curvature where that is positive definite.
Step damped_step(const LocalModel& model, const std::array<bool, 4>& is_blocked, double damping) {
  // Keeps the matrix regular where a parameter has no influence at all.
  constexpr double kLeastCurvature = 1e-9;
  Matrix4 full = model.full;
  Matrix4 positive = model.gauss_newton;
  for (std::size_t k = 0; k < 4; ++k) {
    const double extra = damping * std::max(model.gauss_newton[k][k], kLeastCurvature);
    full[k][k] += extra;
    positive[k][k] += extra;
  }
  MaskedInverse inverse = invert(full, is_blocked);
  if (!inverse.is_definite) inverse = invert(positive, is_blocked);
  Step step;
  step.is_usable = inverse.is_definite;
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t j = 0; j < 4; ++j) {
      step.change[i] -= inverse.inverse[i][j] * model.gradient[j];
    }
    step.expected_fall -= step.change[i] * model.gradient[i];
  }
  return step;
}

/// Best top and bottom for a given midpoint and slope, one of them possibly held.
class LinearPart {
 public:
  LinearPart(const LogisticProblem& problem, const Parameters& shape) : problem_(problem) {
    for (const DoseGroup& group : problem.groups) {
      const double s = logistic_share(shape, group.log_dose);
      ss_ += group.weight * s * s;
      sr_ += group.weight * s * (1 - s);
      rr_ += group.weight * (1 - s) * (1 - s);
      sy_ += group.weight * s * group.mean;
      ry_ += group.weight * (1 - s) * group.mean;
    }
  }

  [[nodiscard]] Parameters solve(Parameters shape) const {
    if (problem_.is_held[kTop] && problem_.is_held[kBottom]) return shape;
    if (problem_.is_held[kTop]) return with_bottom_for(shape);
    if (problem_.is_held[kBottom]) return with_top_for(shape);
    const double determinant = ss_ * rr_ - sr_ * sr_;
    if (determinant > 1e-12 * ss_ * rr_) {
      shape[kTop] = (sy_ * rr_ - ry_ * sr_) / determinant;
      shape[kBottom] = (ry_ * ss_ - sy_ * sr_) / determinant;
    } else {
      shape[kTop] = shape[kBottom] = (sy_ + ry_) / (ss_ + 2 * sr_ + rr_);
    }
    return is_inside(shape) ? shape : best_on_edges(shape);
  }

 private:
  [[nodiscard]] Parameters clamp(Parameters p, std::size_t k) const {
    p[k] = std::clamp(p[k], problem_.lower[k], problem_.upper[k]);
    return p;
  }
  [[nodiscard]] bool is_inside(const Parameters& p) const { return clamp(p, kTop) == p && clamp(p, kBottom) == p; }
  [[nodiscard]] Parameters with_top_for(Parameters p) const {
    if (ss_ > 0) p[kTop] = (sy_ - sr_ * p[kBottom]) / ss_;
    return clamp(p, kTop);
  }
  [[nodiscard]] Parameters with_bottom_for(Parameters p) const {
    if (rr_ > 0) p[kBottom] = (ry_ - sr_ * p[kTop]) / rr_;
    return clamp(p, kBottom);
  }
  /// A minimum outside the box lies on an edge that faces it.
  [[nodiscard]] Parameters best_on_edges(const Parameters& outside) const {
    const Parameters by_top = with_bottom_for(clamp(outside, kTop));
    const Parameters by_bottom = with_top_for(clamp(outside, kBottom));
    return rise(by_top) < rise(by_bottom) ? by_top : by_bottom;
  }
  /// The sum of squares apart from a constant.
  [[nodiscard]] double rise(const Parameters& p) const {
    const double top = p[kTop];
    const double bottom = p[kBottom];
    return top * top * ss_ + 2 * top * bottom * sr_ + bottom * bottom * rr_ - 2 * (top * sy_ + bottom * ry_);
  }

  const LogisticProblem& problem_;
  double ss_ = 0;
  double sr_ = 0;
  double rr_ = 0;
  double sy_ = 0;
  double ry_ = 0;
};

/// Evenly spaced from lower to upper, both included.
std::vector<double> even_grid(double lower, double upper, std::size_t count) {
  std::vector<double> grid(count);
  for (std::size_t i = 0; i < count; ++i) {
    grid[i] = lower + (upper - lower) * static_cast<double>(i) / static_cast<double>(count - 1);
  }
  return grid;
}

std::vector<double> slope_grid(const LogisticProblem& problem, const Parameters& held) {
  if (problem.is_held[kSlope]) return {held[kSlope]};
  std::vector<double> grid;
  for (const double slope : {0.15, 0.4, 0.7, 1.0, 1.5, 2.2, 3.5, 9.0}) {  // closest where slopes are met
    grid.push_back(std::clamp(slope, problem.lower[kSlope], problem.upper[kSlope]));
  }
  grid.erase(std::unique(grid.begin(), grid.end()), grid.end());
  return grid;
}

/// The point after a step, inside the bounds. The valleys of this problem are bent: a midpoint that moves while the
/// slope changes keeps slope * midpoint on the straight step, and top and bottom are set to their best.
Parameters moved(const LogisticProblem& problem, const Parameters& from, const Step& step,
                 const std::array<bool, 4>& is_blocked, const Midpoint& midpoint) {
  Parameters change = step.change;
  const double slope = std::clamp(from[kSlope] + change[kSlope], problem.lower[kSlope], problem.upper[kSlope]);
  if (!is_blocked[kSlope]) change[kMidpoint] *= from[kSlope] / slope;
  Parameters next = from;
  for (std::size_t k = 0; k < 4; ++k) {
    if (!is_blocked[k]) next[k] = std::clamp(from[k] + change[k], problem.lower[k], problem.upper[k]);
  }
  return midpoint.kind == Midpoint::Kind::half_maximal ? LinearPart(problem, next).solve(next) : next;
}

struct Candidate {
  Parameters at;
  double squares;
};

/// Rows over midpoints, columns over slopes.
using Grid = std::vector<std::vector<Candidate>>;

Grid grid_of(const LogisticProblem& problem, const Parameters& held) {
  constexpr std::size_t kMidpoints = 49;
  const auto midpoints = problem.is_held[kMidpoint]
                             ? std::vector<double>{held[kMidpoint]}
                             : even_grid(problem.lower[kMidpoint], problem.upper[kMidpoint], kMidpoints);
  Grid grid;
  for (const double midpoint : midpoints) {
    grid.emplace_back();
    for (const double slope : slope_grid(problem, held)) {
      const Parameters shape = {held[kTop], held[kBottom], midpoint, slope};
      const Parameters at = LinearPart(problem, shape).solve(shape);
      grid.back().push_back({.at = at, .squares = logistic_squares(problem, at)});
    }
  }
  return grid;
}

/// The points of the grid that none of their four neighbours undercuts.
std::vector<Candidate> local_minima(const Grid& grid) {
  const auto squares = [&grid](std::size_t i, std::size_t j) {
    return i < grid.size() && j < grid[i].size() ? grid[i][j].squares : std::numeric_limits<double>::infinity();
  };
  std::vector<Candidate> minima;
  for (std::size_t i = 0; i < grid.size(); ++i) {
    for (std::size_t j = 0; j < grid[i].size(); ++j) {
      const double lowest_neighbour =
          std::min({squares(i + 1, j), squares(i - 1, j), squares(i, j + 1), squares(i, j - 1)});
      if (squares(i, j) <= lowest_neighbour) minima.push_back(grid[i][j]);
    }
  }
  return minima;
}

}  // namespace

LogisticMinimum descend(const LogisticProblem& problem, const Parameters& start, const Midpoint& midpoint) {
  constexpr int kMostSteps = 500;
  constexpr double kMostDamping = 1e12;
  LogisticMinimum found{.at = start, .squares = 0, .is_converged = false, .steps = 0};
  for (std::size_t k = 0; k < 4; ++k) {
    if (!problem.is_held[k]) found.at[k] = std::clamp(start[k], problem.lower[k], problem.upper[k]);
  }
  double weight = 0;
  for (const DoseGroup& group : problem.groups) weight += group.weight;
  LocalModel model = local_model(problem, found.at, midpoint);
  double damping = 1e-3;
  for (; found.steps < kMostSteps && std::isfinite(model.squares); ++found.steps) {
    const auto is_blocked = blocked(problem, found.at, model.gradient);
    const Step step = damped_step(model, is_blocked, damping);
    // A fall this small cannot be seen in the sum of squares any more, yet the step is still good.
    const bool is_last = step.is_usable && step.expected_fall <= kSmallFall * model.squares + kRounding * weight;
    const Parameters next =
        moved(problem, found.at, is_last ? damped_step(model, is_blocked, 0) : step, is_blocked, midpoint);
    const double squares = squares_at(problem, next, midpoint);
    if (squares < model.squares || (is_last && squares <= model.squares * (1 + 1e-12))) {
      found.at = next;
      model = local_model(problem, next, midpoint);
      damping = std::max(damping * 0.1, 1e-15);
    } else {
      damping = damping * 10;
    }
    found.is_converged = is_last || damping > kMostDamping;
    if (found.is_converged) break;
  }
  found.squares = std::isnan(model.squares) ? std::numeric_limits<double>::infinity() : model.squares;
  return found;
}

std::array<bool, 4> is_pinned(const LogisticProblem& problem, const Parameters& parameters) {
  std::array<bool, 4> pinned{};
  for (std::size_t k = 0; k < 4; ++k) {
    const double margin = 1e-9 * std::max(1.0, std::abs(parameters[k]));
    pinned[k] =
        problem.is_held[k] || parameters[k] <= problem.lower[k] + margin || parameters[k] >= problem.upper[k] - margin;
  }
  return pinned;
}

std::vector<Parameters> starting_points(const LogisticProblem& problem, const Parameters& held, std::size_t most) {
  std::vector<Candidate> minima = local_minima(grid_of(problem, held));
  std::stable_sort(minima.begin(), minima.end(),
                   [](const Candidate& a, const Candidate& b) { return a.squares < b.squares; });
  std::vector<Parameters> starts;
  for (std::size_t i = 0; i < std::min(most, minima.size()); ++i) {
    starts.push_back(minima[i].at);
  }
  return starts;
}

LogisticMinimum minimise(const LogisticProblem& problem, const Parameters& held) {
  constexpr std::size_t kMostStarts = 6;
  LogisticMinimum best{
      .at = held, .squares = std::numeric_limits<double>::infinity(), .is_converged = false, .steps = 0};
  for (const Parameters& start : starting_points(problem, held, kMostStarts)) {
    const LogisticMinimum found = descend(problem, start);
    if (found.squares < best.squares) best = found;
  }
  return best;
}

}  // namespace emtansim::stats
