// SPDX-License-Identifier: Apache-2.0
/// Virtual individuals: what each one's parameters are. A function of the individual's number alone, whatever is drawn
/// before, beside or after it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "emtansim/experiment/experiment.h"
#include "emtansim/model/model.h"

namespace emtansim::study {

/// The draws of an experiment's [population], prepared once. Nothing is kept for single individuals, so a population
/// may have any size. May be used by several threads at once.
class Draws {
 public:
  /// Throws InputError at the user's line: names that the model does not have, spreads without a size, correlations
  /// that contradict each other, files that do not fit.
  Draws(const experiment::Experiment& experiment, const model::Model& model);
  ~Draws();
  Draws(Draws&&) noexcept;
  Draws& operator=(Draws&&) noexcept;

  /// Individuals are 1, 2, ..., count(): points of the grid times members. 0 where the population does not vary.
  [[nodiscard]] std::uint64_t count() const;

  /// The parameter table of an individual, internal units; 0 is the typical one, with the published values.
  [[nodiscard]] std::vector<double> parameters(std::uint64_t individual) const;

  /// Rows of the parameter table that may differ between individuals, ascending.
  [[nodiscard]] const std::vector<network::ParameterId>& varying() const;

  struct Covariate {
    std::string name;
    std::string unit;
    std::vector<std::string> categories;  ///< empty for a number
  };
  [[nodiscard]] const std::vector<Covariate>& covariates() const;
  /// Values of the covariates of an individual from 1 on, numbers of categories where there are categories.
  [[nodiscard]] std::vector<double> covariates(std::uint64_t individual) const;

  /// Laboratories that individuals come from; 0 where each comes from its own.
  [[nodiscard]] std::uint64_t laboratories() const;
  /// The laboratory of an individual from 1 on: 0, 1, ...; without `laboratories` the individual's own number less one.
  [[nodiscard]] std::uint64_t laboratory(std::uint64_t individual) const;

  /// One line for each source of variation, for the report: "binding.K_D: log-normal, cv 30 %, between laboratories".
  [[nodiscard]] std::vector<std::string> descriptions() const;

  /// SHA-256 of all that the draws depend on, tables of individuals included.
  [[nodiscard]] std::string fingerprint() const;

 private:
  struct Inside;
  std::unique_ptr<const Inside> inside_;
};

/// Individuals `first` ... `first + count - 1` (0 is the typical one) in every arm at every dose level, in the order
/// arm, level, individual, at the times that the readouts need.
network::Ensemble plan_individuals(const experiment::Experiment& experiment, const model::Model& model,
                                   const Draws& draws, std::uint64_t first, std::uint64_t count);

}  // namespace emtansim::study
