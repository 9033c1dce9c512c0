// SPDX-License-Identifier: Apache-2.0
/// One step of Fisher's scoring: where the shares go when the weights of a profile change. Private to spectra.
#pragma once

#include <cstddef>
#include <vector>

#include "emtansim/spectra/composition/mixture.h"

namespace emtansim::spectra {

/// The likelihood about a state at its maximum, for the structure of independent sites, its shape held. In logits
/// of the shares, the score of weights w is sum_i w_i s_i with s_i = d ln p_i / d theta, and theta moves by the inverse
/// of sum_i w_i s_i s_i^T times the change of the score.
class ScoreStep {
 public:
  ScoreStep(Mixture& mixture, const MixtureState& state);

  /// The state near the maximum for other weights of the same points.
  [[nodiscard]] MixtureState moved(const std::vector<double>& weights) const;

 private:
  void add_column(const std::vector<double>& density, double expected_share, const std::vector<double>& of_all);
  void add_molecules(const Mixture& mixture, const std::vector<double>& of_molecules);
  void factorise(const std::vector<double>& weights);
  [[nodiscard]] std::vector<double> score_of(const std::vector<double>& weights) const;

  const MixtureSpace& space_;
  MixtureState state_;
  std::vector<double> fitted_score_, density_;
  std::vector<std::vector<double>> columns_;  ///< scores of the points, one column for each share
  std::vector<std::vector<double>> factor_;   ///< Cholesky's, of the information
};

}  // namespace emtansim::spectra
