// SPDX-License-Identifier: Apache-2.0
/// Mean, spread and extremes of values that come one by one and are not kept.
#pragma once

#include <cstddef>
#include <limits>

namespace emtansim::stats {

/// Updated value by value [@welford1962], joined pairwise [@chan1983]. Bits depend on the order of values and joins, so
/// whoever wants the same bits keeps the order. Open data: the four numbers are the whole state.
struct RunningMoments {
  std::size_t count = 0;
  double mean = 0;     ///< 0 for no values
  double squares = 0;  ///< sum of squares about the mean
  double minimum = std::numeric_limits<double>::infinity();
  double maximum = -std::numeric_limits<double>::infinity();

  /// Takes in a finite value.
  void add(double value) {
    ++count;
    const double off = value - mean;
    mean += off / static_cast<double>(count);
    squares += off * (value - mean);
    minimum = value < minimum ? value : minimum;
    maximum = value > maximum ? value : maximum;
  }
  /// Takes in all that `other` has.
  void merge(const RunningMoments& other);
  /// With count - 1 in the denominator; NaN for fewer than two values.
  [[nodiscard]] double sd() const;
};

}  // namespace emtansim::stats
