// SPDX-License-Identifier: Apache-2.0
/// Sparse elimination of `shift I - J`, planned once for a network: the order of pivots and every operation, so that
/// the numbers of a member, or of a batch of members, run through it without a decision.
#pragma once

#include <vector>

#include "emtansim/solve/elimination_rows.h"
#include "emtansim/solve/program.h"

namespace emtansim::solve {

/// Operations of an elimination, on slots. Each is one or two instructions.
enum class Eliminate : std::uint8_t {
  subtract,           ///< to = a - b
  invert,             ///< to = 1 / a
  add,                ///< to = from + a
  multiply,           ///< to = a b
  multiply_add,       ///< to = from + a b
  multiply_subtract,  ///< to = from - a b
};

struct EliminationStep {
  Eliminate op = Eliminate::multiply;
  std::uint32_t to = 0;
  std::uint32_t from = 0;
  std::uint32_t a = 0;
  std::uint32_t b = 0;
};

/// Never changed after `make`; may be shared between threads.
///
/// The matrix is brought to block triangular form (strongly connected components, each after those that it depends on);
/// only blocks on the diagonal are eliminated, in an order that keeps fill small, with pivots from the diagonal and no
/// pivoting by size. That is safe where `shift` is large against what makes a pivot small, as for a step that is short
/// enough to be accurate; a pivot of zero shows as numbers that are not finite. Sums that many rows have in common
/// become unknowns of their own, and entries that no elimination touches are read from the Jacobian where it lies.
///
/// Works on slots of its own, `[slot][lane]`: write 1 into slot 0 once, the numbers of the Jacobian from slot `numbers`
/// on (`LaneProgram::eliminated_jacobian` does), and the shift into `shift`; then factor; then solve as often as
/// wanted. The Jacobian must stay there, and can be factored again with another shift.
class Elimination {
 public:
  struct Places {
    std::uint32_t shift = 1;
    std::uint32_t numbers = 2;  ///< of the Jacobian: fewer than its entries, see `jacobian_code` and `entry_slot`
    std::uint32_t factors = 0;  ///< what `factor` makes
    std::uint32_t right = 0;    ///< right-hand side, one slot for each state, where it is not read from elsewhere
    std::uint32_t scratch = 0;
    std::uint32_t end = 0;  ///< number of slots
  };
  struct Counts {
    std::size_t blocks = 0;
    std::size_t largest_block = 0;
    std::size_t sums = 0;               ///< unknowns that stand for sums of others
    std::size_t entries = 0;            ///< of the matrix, those that are always zero left out
    std::size_t fill = 0;               ///< entries that elimination adds
    std::size_t factor_operations = 0;  ///< additions, most of them with a multiplication
    std::size_t solve_operations = 0;
  };

  /// Every entry of the Jacobian is a number of its own.
  static Elimination make(const Sparsity& sparsity);
  static Elimination make(const Sparsity& sparsity, EntryNumbers numbers);
  /// For the Jacobian of a program; many of its entries may be one and the same number.
  static Elimination make(const Program& program);

  /// From the program's slots to the numbers of the Jacobian, in the order in which they lie from `places().numbers`
  /// on. Only where it was made for a program.
  [[nodiscard]] const Code& jacobian_code() const { return jacobian_code_; }
  /// Where the entry of the Jacobian with this index in `sparsity` lies.
  [[nodiscard]] std::uint32_t entry_slot(std::size_t entry) const { return places_.numbers + numbers_.of_entry[entry]; }

  [[nodiscard]] const Places& places() const { return places_; }
  [[nodiscard]] const Counts& counts() const { return counts_; }
  [[nodiscard]] std::size_t size() const { return size_; }

  /// From Jacobian and shift to what `solve_steps` needs.
  [[nodiscard]] const std::vector<EliminationStep>& factor_steps() const { return factor_steps_; }
  /// From the right-hand side to the solution, which then lies in `solution_slots`, in the order of states.
  [[nodiscard]] const std::vector<EliminationStep>& solve_steps() const { return solve_steps_; }
  [[nodiscard]] const std::vector<std::uint32_t>& solution_slots() const { return solution_slots_; }

  /// The same as straight-line code. Outputs of the first: slots `factors` to `right`; of the second: the solution.
  [[nodiscard]] Code factor_code() const;
  [[nodiscard]] Code solve_code() const;

 private:
  class Planner;
  Elimination() = default;

  std::size_t size_ = 0;
  EntryNumbers numbers_;
  Code jacobian_code_;
  Places places_;
  Counts counts_;
  std::vector<EliminationStep> factor_steps_;
  std::vector<EliminationStep> solve_steps_;
  std::vector<std::uint32_t> solution_slots_;
};

/// Runs steps for `lanes` members at once; slots lie as [slot][lane]. Same bits as the code made of them.
void run(const std::vector<EliminationStep>& steps, double* slots, std::size_t lanes);

}  // namespace emtansim::solve
