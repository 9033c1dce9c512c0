// SPDX-License-Identifier: Apache-2.0
/// Drug load distributions.
#include "emtansim/conjugate/conjugate.h"

#include <cmath>
#include <numeric>

namespace emtansim::conjugate {

namespace {

constexpr double kSumTolerance = 1e-3;  // published tables are rounded to a tenth of a per cent

double log_choose(int n, int k) { return std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0); }

double binomial(int n, int k, double p) {
  if (p <= 0) return k == 0 ? 1 : 0;
  if (p >= 1) return k == n ? 1 : 0;
  return std::exp(log_choose(n, k) + k * std::log(p) + (n - k) * std::log1p(-p));
}

std::vector<double> normalised(std::vector<double> fractions) {
  const double sum = std::accumulate(fractions.begin(), fractions.end(), 0.0);
  for (double& fraction : fractions) fraction /= sum;
  return fractions;
}

}  // namespace

DrugLoad::DrugLoad(std::vector<double> fractions) : fractions_(std::move(fractions)) {
  EMTANSIM_EXPECT(std::abs(std::accumulate(fractions_.begin(), fractions_.end(), 0.0) - 1) <= kSumTolerance);
  fractions_ = normalised(std::move(fractions_));
}

double DrugLoad::mean() const {
  double mean = 0;
  for (std::size_t k = 0; k < fractions_.size(); ++k) mean += static_cast<double>(k) * fractions_[k];
  return mean;
}

double DrugLoad::variance() const {
  double square = 0;
  for (std::size_t k = 0; k < fractions_.size(); ++k) square += static_cast<double>(k * k) * fractions_[k];
  return square - mean() * mean();
}

DrugLoad binomial_load(int sites, double mean) {
  EMTANSIM_EXPECT(sites > 0 && mean >= 0 && mean <= sites);
  std::vector<double> fractions;
  for (int k = 0; k <= sites; ++k) fractions.push_back(binomial(sites, k, mean / sites));
  return DrugLoad(normalised(std::move(fractions)));
}

DrugLoad poisson_load(double mean, int largest) {
  EMTANSIM_EXPECT(mean >= 0 && largest >= 0);
  std::vector<double> fractions{std::exp(-mean)};
  for (int k = 1; k <= largest; ++k) fractions.push_back(fractions.back() * mean / k);
  return DrugLoad(normalised(std::move(fractions)));
}

DrugLoad deconjugated(const DrugLoad& load, double kept) {
  EMTANSIM_EXPECT(kept >= 0 && kept <= 1);
  const auto before = load.fractions();
  std::vector<double> after(before.size(), 0.0);
  for (std::size_t n = 0; n < before.size(); ++n)
    for (std::size_t k = 0; k <= n; ++k)
      after[k] += before[n] * binomial(static_cast<int>(n), static_cast<int>(k), kept);
  return DrugLoad(normalised(std::move(after)));
}

Conjugate to_conjugate(const catalogue::ConjugateEntry& entry) {
  return {.name = entry.name,
          .kind = entry.kind,
          .antibody = entry.antibody,
          .antigen = entry.antigen,
          .linker = entry.linker,
          .payload = entry.payload,
          .catabolite = entry.catabolite,
          .released = entry.released,
          .load = entry.drug_load.fractions.empty() ? DrugLoad() : DrugLoad(entry.drug_load.fractions)};
}

}  // namespace emtansim::conjugate
