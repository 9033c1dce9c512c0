// SPDX-License-Identifier: Apache-2.0
/// How many drugs an antibody carries: distributions, their moments, and how they change when drug is lost.
#pragma once

#include <span>
#include <vector>

namespace emtansim::conjugate {

/// Shares of the molecules that carry k = 0, 1, 2, ... payloads.
class DrugLoad {
 public:
  /// No payload at all: everything in k = 0.
  DrugLoad() = default;
  /// `fractions[k]` for k payloads, none negative, summing to 1 within 1e-3; normalised to 1 exactly (contract).
  explicit DrugLoad(std::vector<double> fractions);

  [[nodiscard]] std::span<const double> fractions() const { return fractions_; }
  /// Mean number of payloads per molecule (the DAR).
  [[nodiscard]] double mean() const;
  /// Variance of the number of payloads per molecule.
  [[nodiscard]] double variance() const;
  /// Number of equal sites whose binomial has this mean and variance: mean / (1 - variance/mean), not a whole number.
  /// Infinite for a Poisson law and what is broader; NaN without payloads.
  [[nodiscard]] double effective_sites() const;

 private:
  std::vector<double> fractions_{1.0};
};

/// Amounts of any unit (peak heights, areas) as a distribution. Throws InputError "bad-drug-load" for negative or no
/// amounts.
DrugLoad load_of_amounts(std::span<const double> amounts);

/// Binomial load: each of `sites` sites carries a payload with probability mean/sites. 0 <= mean <= sites (contract).
DrugLoad binomial_load(int sites, double mean);

/// The binomial's form for a number of sites that is no whole number, k up to `largest`, normalised; what
/// `effective_sites` gives. 0 <= mean <= sites (contract).
DrugLoad effective_binomial_load(double sites, double mean, int largest);

/// Poisson load cut at `largest` and normalised; the mean after the cut is slightly below `mean`.
DrugLoad poisson_load(double mean, int largest);

/// Sites that differ: site s carries a payload with probability `occupancies[s]` in [0, 1] (contract).
DrugLoad poisson_binomial_load(std::span<const double> occupancies);

/// Two steps: linkers first, then each gets a drug with probability `filled` in (0, 1] (contract), else is dead.
struct TwoStepLoad {
  DrugLoad drugs;
  DrugLoad dead_linkers;
};
TwoStepLoad two_step_load(const DrugLoad& linkers, double filled);

/// The load after each payload has stayed on independently with probability `kept` in [0, 1] (contract): binomial
/// thinning. With first-order deconjugation at rate k for a time t, kept = exp(-k t); the mean falls by exactly that.
DrugLoad deconjugated(const DrugLoad& load, double kept);

/// The load after `time` when an antibody with k payloads loses one at the rate `rates[k - 1]` (1/time); antibodies
/// with more payloads than there are rates lose at the last one. Rates and time not negative (contract). The sum stays
/// 1, and what the mean loses is released payload.
DrugLoad deconjugated_in_time(const DrugLoad& load, std::span<const double> rates, double time);

}  // namespace emtansim::conjugate
