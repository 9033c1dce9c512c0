// SPDX-License-Identifier: Apache-2.0
/// Drug load distributions.
#include "emtansim/conjugate/drug_load.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "emtansim/base/base.h"

namespace emtansim::conjugate {

namespace {

constexpr double kSumTolerance = 1e-3;  // published tables are rounded to a tenth of a per cent
constexpr double kLargestStep = 20;     // mean number of events in one step: exp(-20) is far from underflow
constexpr double kNegligible = 1e-17;   // terms of the series below this change nothing

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

double DrugLoad::effective_sites() const {
  const double m = mean();
  if (!(m > 0)) return std::numeric_limits<double>::quiet_NaN();
  const double ratio = variance() / m;
  return ratio < 1 ? m / (1 - ratio) : std::numeric_limits<double>::infinity();
}

DrugLoad load_of_amounts(std::span<const double> amounts) {
  double sum = 0;
  for (const double amount : amounts) {
    if (!(amount >= 0) || !std::isfinite(amount))
      throw InputError(
          {}, {"bad-drug-load", to_short(amount) + " is no amount of a species", "", "heights or areas from 0 up"});
    sum += amount;
  }
  if (!(sum > 0)) throw InputError({}, {"bad-drug-load", "all amounts are zero", "nothing was measured", ""});
  std::vector<double> shares(amounts.begin(), amounts.end());
  for (double& share : shares) share /= sum;
  return DrugLoad(std::move(shares));
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

DrugLoad effective_binomial_load(double sites, double mean, int largest) {
  EMTANSIM_EXPECT(sites > 0 && mean >= 0 && mean <= sites && largest >= 0);
  const double p = mean / sites;
  std::vector<double> fractions{std::exp(sites * std::log1p(-p))};
  for (int k = 1; k <= largest && k < sites + 1; ++k)
    fractions.push_back(fractions.back() * (sites - k + 1) / k * p / (1 - p));
  return DrugLoad(normalised(std::move(fractions)));
}

DrugLoad poisson_binomial_load(std::span<const double> occupancies) {
  std::vector<double> fractions{1.0};
  for (const double occupancy : occupancies) {
    EMTANSIM_EXPECT(occupancy >= 0 && occupancy <= 1);
    fractions.push_back(0);
    for (std::size_t k = fractions.size() - 1; k > 0; --k)
      fractions[k] = fractions[k] * (1 - occupancy) + fractions[k - 1] * occupancy;
    fractions[0] *= 1 - occupancy;
  }
  return DrugLoad(normalised(std::move(fractions)));
}

TwoStepLoad two_step_load(const DrugLoad& linkers, double filled) {
  return {.drugs = deconjugated(linkers, filled), .dead_linkers = deconjugated(linkers, 1 - filled)};
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

// Uniformisation: events at the fastest rate q, each a loss with probability k_k / q; every term is positive.
DrugLoad deconjugated_in_time(const DrugLoad& load, std::span<const double> rates, double time) {
  EMTANSIM_EXPECT(time >= 0 && (!rates.empty() || load.fractions().size() == 1));
  std::vector<double> shares(load.fractions().begin(), load.fractions().end());
  if (rates.empty() || time == 0) return load;
  const double fastest = *std::ranges::max_element(rates);
  if (!(fastest > 0)) return load;
  const auto loss = [&](std::size_t k) { return rates[std::min(k, rates.size()) - 1] / fastest; };
  const auto steps = static_cast<std::size_t>(std::ceil(fastest * time / kLargestStep));
  const double events = fastest * time / static_cast<double>(steps);
  for (std::size_t step = 0; step < steps; ++step) {
    std::vector<double> moved = shares;
    double weight = std::exp(-events);
    for (double& share : shares) share *= weight;
    for (int n = 1; weight > kNegligible || n < events; ++n) {
      for (std::size_t k = 0; k < moved.size(); ++k)
        moved[k] = moved[k] * (k == 0 ? 1 : 1 - loss(k)) + (k + 1 < moved.size() ? moved[k + 1] * loss(k + 1) : 0);
      weight *= events / n;
      for (std::size_t k = 0; k < shares.size(); ++k) shares[k] += weight * moved[k];
    }
  }
  return DrugLoad(normalised(std::move(shares)));
}

}  // namespace emtansim::conjugate
