// SPDX-License-Identifier: Apache-2.0
/// Fisher's scoring for the mixture.
#include "emtansim/spectra/composition/score.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "emtansim/base/base.h"

namespace emtansim::spectra {

namespace {

constexpr double kStiffness = 1e-5;  // added to the information per unit of weight: directions that no data tell
constexpr double kLongest = 1;       // logit by which a share moves at most

double inner(const std::vector<double>& a, const std::vector<double>& b) {
  double sums[4] = {0, 0, 0, 0};
  std::size_t i = 0;
  for (; i + 4 <= a.size(); i += 4)
    for (std::size_t lane = 0; lane < 4; ++lane) sums[lane] += a[i + lane] * b[i + lane];
  for (; i < a.size(); ++i) sums[0] += a[i] * b[i];
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

/// Moves shares by their logits from `at` on; gives the place after them.
std::size_t move_shares(std::vector<double>& shares, const std::vector<double>& logits, std::size_t at) {
  double was = 0, sum = 0;
  for (double& share : shares) {
    was += share;
    share *= std::exp(std::clamp(logits[at++], -kLongest, kLongest));
    sum += share;
  }
  if (sum > 0)
    for (double& share : shares) share *= was / sum;
  return at;
}

}  // namespace

ScoreStep::ScoreStep(Mixture& mixture, const MixtureState& state) : space_(mixture.space()), state_(state) {
  EMTANSIM_EXPECT(state.structure == Structure::independent_sites && !mixture.points().width.empty());
  mixture.assign(state_);
  density_.assign(mixture.density().begin(), mixture.density().end());
  const auto background = mixture.background_density(state_);
  std::vector<double> of_molecules(density_.size());
  for (std::size_t i = 0; i < density_.size(); ++i) of_molecules[i] = density_[i] - background[i];
  add_molecules(mixture, of_molecules);
  for (std::size_t z = 0; z < state_.charges.size(); ++z)
    add_column(mixture.density_of_charge(state_, z), state_.charges[z], of_molecules);
  for (std::size_t b = 0; b < state_.background.size(); ++b) {
    MixtureState one = state_;
    std::ranges::fill(one.background, 0.0);
    one.background[b] = state_.background[b];
    add_column(mixture.background_density(one), state_.background[b], background);
  }
  add_column(background, state_.background_share, density_);
  const std::vector<double> weights(mixture.weights().begin(), mixture.weights().end());
  fitted_score_ = score_of(weights);
  factorise(weights);
}

/// A column for each load, number of linkers and glycan, with the density of its molecules.
void ScoreStep::add_molecules(const Mixture& mixture, const std::vector<double>& of_molecules) {
  const auto shares = state_.shares(space_);
  const auto has_glycans = [this](int k) { return space_.load[static_cast<std::size_t>(k)].has_glycans; };
  const auto add = [&](double expected, auto weight_of) {
    std::vector<double> part(shares.size());
    for (int k = 0; k < space_.loads; ++k)
      for (int j = 0; j < space_.linkers; ++j)
        for (int g = 0; g < space_.class_count(); ++g) {
          const std::size_t c = space_.index(k, j, g);
          part[c] = shares[c] * weight_of(k, j, g);
        }
    add_column(mixture.density_of(std::move(part), state_), expected, of_molecules);
  };
  for (int r = 0; r < space_.loads; ++r)
    add(state_.load[static_cast<std::size_t>(r)], [r](int k, int, int) { return k == r ? 1.0 : 0.0; });
  for (int r = 0; r < space_.linkers; ++r)
    add(state_.linkers[static_cast<std::size_t>(r)], [r](int, int j, int) { return j == r ? 1.0 : 0.0; });
  for (std::size_t r = 0; r < state_.sites.size(); ++r) {
    const auto carried = space_.carried(state_.sites, r);
    const double mean = std::inner_product(carried.begin(), carried.end(), state_.classes.begin(), 0.0);
    double with_glycans = 0;
    for (int k = 0; k < space_.loads; ++k)
      if (has_glycans(k)) with_glycans += state_.load[static_cast<std::size_t>(k)];
    add(mean * with_glycans,
        [&](int k, int, int g) { return has_glycans(k) ? carried[static_cast<std::size_t>(g)] : 0; });
  }
}

void ScoreStep::add_column(const std::vector<double>& density, double expected_share,
                           const std::vector<double>& of_all) {
  std::vector<double> column(density.size());
  for (std::size_t i = 0; i < density.size(); ++i)
    column[i] = (density[i] - expected_share * of_all[i]) / std::max(density_[i], 1e-300);
  columns_.push_back(std::move(column));
}

/// Cholesky's factor of the information per unit of weight.
void ScoreStep::factorise(const std::vector<double>& weights) {
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  std::vector<double> weighted(weights.size());
  for (const auto& column : columns_) {
    for (std::size_t i = 0; i < weights.size(); ++i) weighted[i] = column[i] * weights[i] / total;
    factor_.emplace_back();
    for (std::size_t r = 0; r < factor_.size(); ++r) factor_.back().push_back(inner(weighted, columns_[r]));
  }
  for (std::size_t i = 0; i < factor_.size(); ++i) {
    factor_[i][i] += kStiffness;
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = factor_[i][j];
      for (std::size_t k = 0; k < j; ++k) sum -= factor_[i][k] * factor_[j][k];
      factor_[i][j] = i == j ? std::sqrt(std::max(sum, kStiffness)) : sum / factor_[j][j];
    }
  }
}

std::vector<double> ScoreStep::score_of(const std::vector<double>& weights) const {
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  std::vector<double> score;
  for (const auto& column : columns_) score.push_back(inner(column, weights) / total);
  return score;
}

MixtureState ScoreStep::moved(const std::vector<double>& weights) const {
  std::vector<double> logits = score_of(weights);
  for (std::size_t i = 0; i < logits.size(); ++i) {
    logits[i] -= fitted_score_[i];
    for (std::size_t k = 0; k < i; ++k) logits[i] -= factor_[i][k] * logits[k];
    logits[i] /= factor_[i][i];
  }
  for (std::size_t i = logits.size(); i-- > 0;) {
    for (std::size_t k = i + 1; k < logits.size(); ++k) logits[i] -= factor_[k][i] * logits[k];
    logits[i] /= factor_[i][i];
  }
  MixtureState state = state_;
  std::size_t at = 0;
  for (auto* shares : {&state.load, &state.linkers, &state.sites, &state.charges, &state.background})
    at = move_shares(*shares, logits, at);
  state.classes = space_.class_shares(state.sites);
  std::vector<double> split = {state.background_share, 1 - state.background_share};
  move_shares(split, {logits[at], 0}, 0);
  state.background_share = split[0];
  return state;
}

}  // namespace emtansim::spectra
