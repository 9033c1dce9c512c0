// SPDX-License-Identifier: Apache-2.0
/// Ceres and Eigen behind plain vectors.
#include "emtansim/infer/least_squares.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <ceres/ceres.h>
#include <glog/logging.h>
#include <Eigen/Eigenvalues>

namespace emtansim::infer {

namespace {

constexpr int kMostIterations = 200;
constexpr double kParameterTolerance = 1e-7;
// A parameter this near to a wall, as a share of the box, is taken to want to go through it.
constexpr double kNearWall = 1e-6;
// Below this ratio of eigenvalues double precision cannot tell a direction from a flat one.
constexpr double kSingular = 1e-13;

/// Residuals and Jacobian in the form that the optimiser wants.
class Cost : public ceres::CostFunction {
 public:
  Cost(const Function& function, std::size_t count, std::size_t parameters) : function_(function) {
    set_num_residuals(static_cast<int>(count));
    mutable_parameter_block_sizes()->push_back(static_cast<int>(parameters));
  }

  bool Evaluate(double const* const* parameters, double* residuals, double** jacobians) const override {
    const bool with_jacobian = jacobians != nullptr && jacobians[0] != nullptr;
    const std::span<const double> x(parameters[0], static_cast<std::size_t>(parameter_block_sizes()[0]));
    Linear result;
    if (!function_(x, with_jacobian, result)) return false;
    std::ranges::copy(result.residuals, residuals);
    if (with_jacobian) std::ranges::copy(result.jacobian, jacobians[0]);
    return true;
  }

 private:
  const Function& function_;
};

std::vector<int> at_walls(const std::vector<double>& x, const Box& box) {
  std::vector<int> held;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double near = kNearWall * (box.high[i] - box.low[i]);
    if (x[i] - box.low[i] <= near || box.high[i] - x[i] <= near) held.push_back(static_cast<int>(i));
  }
  return held;
}

/// One run of the optimiser; parameters in `held` stay where they are.
Minimum solve(const Function& function, std::size_t count, std::vector<double> start, const Box& box,
              const std::vector<int>& held, double tolerance) {
  Minimum minimum{.x = std::move(start)};
  ceres::Problem problem;
  const int parameters = static_cast<int>(minimum.x.size());
  problem.AddResidualBlock(new Cost(function, count, minimum.x.size()), nullptr, minimum.x.data());
  if (!held.empty()) problem.SetManifold(minimum.x.data(), new ceres::SubsetManifold(parameters, held));
  for (int i = 0; i < parameters; ++i) {
    const auto at = static_cast<std::size_t>(i);
    problem.SetParameterLowerBound(minimum.x.data(), i, box.low[at]);
    problem.SetParameterUpperBound(minimum.x.data(), i, box.high[at]);
  }
  ceres::Solver::Options options;
  options.linear_solver_type = ceres::DENSE_QR;
  options.logging_type = ceres::SILENT;
  options.max_num_iterations = kMostIterations;
  options.function_tolerance = tolerance;
  options.parameter_tolerance = kParameterTolerance;
  // A model without value at the start is told by the result; the optimiser's own log would only repeat it.
  FLAGS_minloglevel = google::GLOG_FATAL;
  ceres::Solver::Summary summary;
  ceres::Solve(options, &problem, &summary);
  minimum.is_usable = summary.IsSolutionUsable();
  minimum.has_converged = summary.termination_type == ceres::CONVERGENCE;
  minimum.reason = minimum.has_converged ? "" : summary.message;
  minimum.squares = 2 * summary.final_cost;
  minimum.iterations = static_cast<int>(summary.iterations.size());
  return minimum;
}

}  // namespace

Minimum minimise(const Function& function, std::size_t count, std::vector<double> start, const Box& box,
                 double tolerance) {
  Minimum minimum = solve(function, count, std::move(start), box, {}, tolerance);
  // Steps cut at a wall converge slowly along it: once the walls are known, what touches one is held there.
  for (std::size_t round = 0; round < minimum.x.size() && minimum.is_usable; ++round) {
    const auto held = at_walls(minimum.x, box);
    if (held.empty() || held.size() == minimum.x.size()) break;
    Minimum along = solve(function, count, minimum.x, box, held, tolerance);
    if (!along.is_usable || along.squares > minimum.squares) break;
    const double gain = minimum.squares - along.squares;
    along.iterations += minimum.iterations;
    minimum = std::move(along);
    if (gain <= tolerance * minimum.squares) break;
  }
  return minimum;
}

Curvature curvature(std::span<const double> jacobian, std::size_t parameters) {
  using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const auto p = static_cast<Eigen::Index>(parameters);
  const Eigen::Map<const Matrix> j(jacobian.data(), static_cast<Eigen::Index>(jacobian.size()) / p, p);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(Eigen::MatrixXd(j.transpose() * j));
  const auto& values = eigen.eigenvalues();  // ascending
  const auto& vectors = eigen.eigenvectors();

  Curvature result;
  const bool is_singular = !(values(0) > kSingular * values(p - 1));
  result.weakest_standard_error = is_singular ? std::numeric_limits<double>::infinity() : 1 / std::sqrt(values(0));
  for (Eigen::Index i = 0; i < p; ++i) result.weakest_direction.push_back(vectors(i, 0));
  if (is_singular) {
    result.standard_errors.assign(parameters, std::numeric_limits<double>::quiet_NaN());
    return result;
  }
  const Eigen::MatrixXd covariance = vectors * values.cwiseInverse().asDiagonal() * vectors.transpose();
  for (Eigen::Index i = 0; i < p; ++i) {
    result.standard_errors.push_back(std::sqrt(covariance(i, i)));
    auto& row = result.correlation.emplace_back();
    for (Eigen::Index k = 0; k < p; ++k)
      row.push_back(covariance(i, k) / std::sqrt(covariance(i, i) * covariance(k, k)));
  }
  return result;
}

}  // namespace emtansim::infer
