// SPDX-License-Identifier: Apache-2.0
/// Door of `conjugate`: antibody, linker and payload of an agent, and the distribution of its drug load.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "emtansim/catalogue/catalogue.h"

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

 private:
  std::vector<double> fractions_{1.0};
};

/// Binomial load: each of `sites` sites carries a payload with probability mean/sites. 0 <= mean <= sites (contract).
DrugLoad binomial_load(int sites, double mean);

/// Poisson load cut at `largest` and normalised; the mean after the cut is slightly below `mean`.
DrugLoad poisson_load(double mean, int largest);

/// The load after each payload has stayed on independently with probability `kept` in [0, 1] (contract): binomial
/// thinning. With first-order deconjugation at rate k for a time t, kept = exp(-k t); the mean falls by exactly that.
DrugLoad deconjugated(const DrugLoad& load, double kept);

/// What is given to cells: an antibody-drug conjugate, a naked antibody, or a free payload. Empty names where there is
/// no such part.
struct Conjugate {
  std::string name;
  catalogue::AgentKind kind = catalogue::AgentKind::conjugate;
  std::string antibody;
  std::string antigen;
  std::string linker;
  std::string payload;
  std::string catabolite;  ///< what digestion in the lysosome releases
  std::string released;    ///< what deconjugation in the medium releases
  DrugLoad load;

  [[nodiscard]] bool has_antibody() const { return !antibody.empty(); }
  [[nodiscard]] bool carries_payload() const { return has_antibody() && !payload.empty(); }
};

/// From the catalogue's entry.
Conjugate to_conjugate(const catalogue::ConjugateEntry& entry);

}  // namespace emtansim::conjugate
