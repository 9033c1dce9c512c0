// SPDX-License-Identifier: Apache-2.0
/// The codes of a program for several members side by side: one member in each lane of the machine's registers.
#pragma once

#include <memory>

#include "emtansim/solve/elimination.h"
#include "emtansim/solve/program.h"
#include "emtansim/solve/solve.h"

namespace emtansim::solve {

/// Widest lanes for which this machine has instructions: 8 (AVX-512), 4 (AVX2), 2 (AVX), or 1.
unsigned widest_lanes();

/// Runs one code on rows of `width` numbers: slots, states and outputs lie as [index][lane]. States are read from where
/// they are; the slots of the states are not looked at. Outputs may not overlap with states or slots, but the solution
/// of an elimination may replace its right-hand side. Scratch slots are overwritten.
using LaneCode = void (*)(double* slots, const double* states, double* outputs);

/// Codes of one program for `width` members side by side, with the elimination of its Jacobian if one is given. Each
/// lane gets the bits that the interpreter gives its member alone, for every width and backend. Rows must be aligned to
/// their size (64 bytes fit all, see LaneRows). Immutable; may be shared by threads; program and elimination must
/// outlive it.
///
/// Slots are `program.layout.end` rows. Constants, parameters and time are written there by the caller, then `prologue`
/// is run whenever a parameter has changed.
class LaneProgram {
 public:
  /// `width` is 1, 2, 4 or 8. Where the machine lacks that width, or as asked for, code is interpreted.
  static std::unique_ptr<LaneProgram> make(const Program& program, const Elimination* elimination, unsigned width,
                                           Backend backend);
  ~LaneProgram();
  LaneProgram(const LaneProgram&) = delete;
  LaneProgram& operator=(const LaneProgram&) = delete;

  [[nodiscard]] unsigned width() const { return width_; }
  [[nodiscard]] bool is_native() const;

  void prologue(double* slots) const;
  void initial(double* slots, double* to) const;
  void scales(double* slots, double* to) const;
  void rhs(double* slots, const double* states, double* to) const;
  void jacobian(double* slots, const double* states, double* to) const;
  void observables(double* slots, const double* states, double* to) const;
  void triggers(double* slots, const double* states, double* to) const;
  void rhs_by_time(double* slots, const double* states, double* to) const;

  // With sensitivities.
  void rhs_by_parameter(double* slots, const double* states, double* to) const;
  void jacobian_along(double* slots, const double* states, double* to) const;
  void rhs_by_parameter_along(double* slots, const double* states, double* to) const;
  void initial_by_parameter(double* slots, double* to) const;
  void observables_by_state(double* slots, const double* states, double* to) const;
  void observables_by_parameter(double* slots, const double* states, double* to) const;

  // On the rows of the elimination, `elimination.places().end` of them; see there. Its numbers of the Jacobian are far
  // fewer than the entries that `jacobian` gives; `Elimination::entry_slot` tells where each entry is among them.
  void eliminated_jacobian(double* slots, const double* states, double* work) const;
  void factor(double* work) const;
  void solve(double* work, const double* right, double* solution) const;

 private:
  struct Inside;
  LaneProgram(std::unique_ptr<Inside> inside, unsigned width);
  std::unique_ptr<Inside> inside_;
  unsigned width_;
};

/// Rows of `width` numbers, aligned for every width, zero at first.
class LaneRows {
 public:
  LaneRows() = default;
  LaneRows(std::size_t rows, unsigned width);

  [[nodiscard]] double* data() { return data_.get(); }
  [[nodiscard]] const double* data() const { return data_.get(); }
  [[nodiscard]] double* row(std::size_t row) { return data_.get() + row * width_; }
  [[nodiscard]] const double* row(std::size_t row) const { return data_.get() + row * width_; }
  [[nodiscard]] std::size_t row_count() const { return rows_; }
  [[nodiscard]] unsigned width() const { return width_; }

 private:
  struct Free {
    void operator()(double* data) const;
  };
  std::unique_ptr<double[], Free> data_;
  std::size_t rows_ = 0;
  unsigned width_ = 1;
};

}  // namespace emtansim::solve
