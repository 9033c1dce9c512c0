// SPDX-License-Identifier: Apache-2.0
/// The reference integrator: CVODES with BDF, an analytic sparse Jacobian, KLU, roots and forward sensitivities.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "emtansim/solve/member.h"
#include "emtansim/solve/solve.h"

namespace emtansim::solve {

/// How one step ended.
enum class StepEnd { reached, triggered, failed };

/// Integrates one member after the other; what one member did leaves no trace in the next. Owned by one thread.
/// The slots and the program must outlive it.
class CvodeIntegrator {
 public:
  CvodeIntegrator(const Program& program, MemberSlots& slots, const SolveOptions& options);
  ~CvodeIntegrator();
  CvodeIntegrator(const CvodeIntegrator&) = delete;
  CvodeIntegrator& operator=(const CvodeIntegrator&) = delete;

  /// What the next `begin` or `restart` starts from; after a step, where it has arrived. Ledger states included.
  [[nodiscard]] std::span<double> states();
  /// d(state)/d(parameter k), likewise.
  [[nodiscard]] std::span<double> sensitivity(std::size_t k);
  /// How much local error each state may have beside the relative one; set before `begin`.
  [[nodiscard]] std::span<double> absolute_tolerances();
  [[nodiscard]] std::size_t sensitivity_count() const;

  /// Starts a member. `parameter_sizes` are typical sizes of the sensitivities' parameters, above 0.
  void begin(double time, std::span<const double> parameter_sizes);
  /// Starts anew after the states have been changed at `time`; costs go on being counted.
  void restart(double time);

  /// One step of the method's own choice, at most to `stop`, or to the first trigger that rises. States and
  /// sensitivities are then those at `time()`.
  StepEnd step(double stop);
  [[nodiscard]] double time() const;
  /// For each trigger, whether it rose at the end of this step.
  [[nodiscard]] std::span<const int> risen() const;
  /// States inside the last step, or sensitivities to parameter k there.
  void interpolate(double time, std::span<double> states) const;
  void interpolate_sensitivity(double time, std::size_t k, std::span<double> sensitivity) const;

  /// After a failure: the reason in words, and the species behind it where there is one.
  [[nodiscard]] std::string reason() const;
  [[nodiscard]] std::optional<std::size_t> worst_species() const;
  /// A report with what this member has cost so far filled in.
  [[nodiscard]] MemberReport costs() const;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

/// Whether all numbers are finite.
bool all_finite(std::span<const double> values);

}  // namespace emtansim::solve
