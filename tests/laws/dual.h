// SPDX-License-Identifier: Apache-2.0
/// Derivatives of compiled code by dual numbers: the same instructions run on values that carry a slope along. Nothing
/// of the symbolic derivatives is used, so the two can be held against each other to full precision.
#pragma once

#include <span>
#include <vector>

#include "emtansim/solve/solve.h"

namespace emtansim::laws {

/// A value and its derivative by whatever was moved.
struct Dual {
  double value = 0;
  double slope = 0;
};

/// The numbers of a member as dual numbers. One leaf is moved at a time, and its effect on any code read off.
class DualSlots {
 public:
  DualSlots(const solve::Program& program, std::span<const double> parameters);

  void set_states(double time, std::span<const double> states);

  /// d(output)/d(state), for each output of the code.
  std::vector<double> by_state(const solve::Code& code, std::size_t index);
  /// d(output)/d(parameter), for each output of the code.
  std::vector<double> by_parameter(const solve::Code& code, std::size_t index);
  /// d(output)/dw where species and time, the last of the direction, move by w times their part of it.
  std::vector<double> along(const solve::Code& code, std::span<const double> direction);

 private:
  void run(const solve::Code& code);
  std::vector<double> slopes(const solve::Code& code);

  const solve::Program& program_;
  std::vector<Dual> slots_;
};

}  // namespace emtansim::laws
