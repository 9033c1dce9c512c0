// SPDX-License-Identifier: Apache-2.0
/// The audit of one member: what every moiety had, got and lost, held against what is there.
#pragma once

#include <span>
#include <vector>

#include "emtansim/solve/solve.h"

namespace emtansim::solve {

/// Keeps the books of all moieties of one member along its run.
class Auditor {
 public:
  Auditor(const Program& program, std::span<const double> initial_states);

  /// Before and after states of an action or event.
  void book_jump(std::span<const double> before, std::span<const double> after);
  /// Compares at this point; `states` includes the ledger.
  void compare(std::span<const double> states);
  /// The same for one moiety whose sums are known: what is there, what has entered, what has left.
  void compare(std::size_t moiety, double present, double entered, double left);
  /// The books so far, one for each moiety.
  [[nodiscard]] std::span<const MoietyBooks> books() const { return books_; }

 private:
  [[nodiscard]] static double total(const Moiety& moiety, std::span<const double> states);

  const Program& program_;
  std::vector<MoietyBooks> books_;
  std::vector<double> gross_;  ///< largest amount present or passed through
};

}  // namespace emtansim::solve
