// SPDX-License-Identifier: Apache-2.0
/// Experiments made ready for a fit, and the residuals of their readings against data.
#pragma once

#include <memory>
#include <vector>

#include "emtansim/infer/infer.h"
#include "emtansim/infer/least_squares.h"

namespace emtansim::infer {

/// One data point and where the model's answer to it stands.
struct Target {
  std::size_t set = 0;  ///< index into the request's data
  double x = 0;         ///< h or nM
  double other = 0;     ///< nM or h
  double observed = 0;
  double sd = 0;            ///< of the observation, in its unit
  std::size_t reading = 0;  ///< row of the readouts
};

/// One experiment with the settings that some data sets share.
struct Bench {
  std::unique_ptr<study::Evaluator> evaluator;
  std::vector<std::size_t> free;  ///< indices into the request's free parameters, in the evaluator's order
  std::vector<Target> targets;
  std::string path;
  std::string sha256;
  std::vector<std::string> lines;
};

/// A free parameter as the optimiser sees it: the logarithm in internal units.
struct Coordinate {
  network::Parameter row;  ///< of the first model that has it
  double low = 0;
  double high = 0;
  double start = 0;
  std::vector<std::string> sets;
  std::vector<std::string> lines;
};

/// All residuals of a fit. Built once.
class Objective {
 public:
  /// Throws InputError and ModelError. Keeps references to both arguments.
  Objective(const FitRequest& request, const catalogue::Catalogue& catalogue, const std::string& data_folder);

  [[nodiscard]] const std::vector<Coordinate>& coordinates() const { return coordinates_; }
  [[nodiscard]] std::size_t count() const;  ///< residuals, priors included
  [[nodiscard]] std::size_t points() const;
  [[nodiscard]] int evaluations() const { return evaluations_; }

  /// Residuals of the points in the order of the data sets, then those of the priors.
  bool operator()(std::span<const double> logs, bool with_jacobian, Linear& result);

  /// The points with the model's values at `logs`; empty where the model has none.
  [[nodiscard]] std::vector<Residual> residuals(std::span<const double> logs);
  [[nodiscard]] std::vector<DataSummary> summaries() const { return summaries_; }

 private:
  /// Readings of the targets of a bench, and their derivatives by logarithms of its free parameters.
  struct Answers {
    std::vector<double> values;
    std::vector<std::vector<double>> slopes;
  };
  bool answer(const Bench& bench, std::span<const double> logs, bool with_jacobian, Answers& answers);
  bool differences(const Bench& bench, std::span<const double> logs, Answers& answers);
  [[nodiscard]] std::vector<double> values_of(const Bench& bench, std::span<const double> logs) const;

  const FitRequest& request_;
  std::vector<Bench> benches_;
  std::vector<Coordinate> coordinates_;
  std::vector<DataSummary> summaries_;
  std::vector<std::string> units_;                  ///< of each data set
  std::vector<std::string> x_names_, other_names_;  ///< of each data set
  int evaluations_ = 0;

  friend class Preparation;
};

}  // namespace emtansim::infer
