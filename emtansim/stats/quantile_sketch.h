// SPDX-License-Identifier: Apache-2.0
/// Quantiles of values that come one by one, in bounded memory and with a promised relative error.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace emtansim::stats {

/// The counts of a sketch, to be stored and put back.
struct SketchCounts {
  std::vector<double> exact;            ///< the values themselves, while they are few
  std::uint64_t zeros = 0;              ///< values too small to have a logarithm
  std::int32_t first_positive = 0;      ///< bucket of the first count
  std::vector<std::uint32_t> positive;  ///< values in each bucket
  std::int32_t first_negative = 0;      ///< likewise, of the magnitudes of negative values
  std::vector<std::uint32_t> negative;
};

/// Counts values in buckets whose width grows with their size, DDSketch of @masson2019: a quantile from it is off by at
/// most `relative_error` of the two order statistics it lies between. The first values are kept as they are, and
/// quantiles are exact as long as they are all. What comes out depends on which values went in, not on their order or
/// on how they were merged. At most 2^32 - 1 values.
class QuantileSketch {
 public:
  /// Exact up to so many values.
  static constexpr std::size_t kExact = 200;
  /// For each sign. At 0.5 % these span eight powers of ten downwards from the largest magnitude; what is still smaller
  /// goes into the last one, and its quantiles are upper limits.
  static constexpr std::size_t kMostBuckets = 2048;
  static constexpr double kUsualError = 0.005;

  /// `relative_error` from 0.001 to 0.5.
  explicit QuantileSketch(double relative_error = kUsualError);

  /// A finite value.
  void add(double value);
  /// Takes in all that `other`, of the same relative error, has.
  void merge(const QuantileSketch& other);

  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] bool is_exact() const { return count_ == counts_.exact.size(); }
  [[nodiscard]] double relative_error() const { return relative_error_; }
  /// Type 7 as `sample_quantile`, `share` from 0 to 1. NaN where there is no value.
  [[nodiscard]] double quantile(double share) const;

  [[nodiscard]] const SketchCounts& counts() const { return counts_; }
  /// A sketch with these counts, as `counts` gave them.
  static QuantileSketch with(SketchCounts counts, double relative_error = kUsualError);

 private:
  void count_in_bucket(double value);
  void leave_exact();
  [[nodiscard]] std::int32_t bucket_of(double magnitude) const;
  [[nodiscard]] double middle_of(std::int32_t bucket) const;
  /// The value of 0-based rank `rank` in ascending order.
  [[nodiscard]] double order_statistic(std::size_t rank) const;

  double relative_error_;
  double log_growth_;  // ln of the ratio of a bucket's ends
  std::size_t count_ = 0;
  SketchCounts counts_;
};

}  // namespace emtansim::stats
