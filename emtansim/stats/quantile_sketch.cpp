// SPDX-License-Identifier: Apache-2.0
/// Buckets that grow with the size of their values.
#include "emtansim/stats/quantile_sketch.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "emtansim/base/base.h"
#include "emtansim/stats/summary.h"

namespace emtansim::stats {

namespace {

// Below this, numbers lose digits (denormal), and the logarithm's bucket would be wide of the mark.
constexpr double kSmallest = std::numeric_limits<double>::min();

/// Adds `more` values to a bucket; buckets too far below the highest are counted in the lowest one that is kept.
void count_at(std::int32_t bucket, std::uint32_t more, std::int32_t& first, std::vector<std::uint32_t>& counts) {
  constexpr auto kMost = static_cast<std::int32_t>(QuantileSketch::kMostBuckets);
  if (counts.empty()) first = bucket;
  const std::int32_t last = std::max(bucket, first + static_cast<std::int32_t>(counts.size()) - 1);
  const std::int32_t lowest = std::max(std::min(bucket, first), last - kMost + 1);
  if (lowest < first) {
    counts.insert(counts.begin(), static_cast<std::size_t>(first - lowest), 0);
  } else if (lowest > first) {
    const auto gone = std::min(static_cast<std::size_t>(lowest - first), counts.size());
    std::uint32_t below = 0;
    for (std::size_t i = 0; i < gone; ++i) below += counts[i];
    counts.erase(counts.begin(), counts.begin() + static_cast<std::ptrdiff_t>(gone));
    if (counts.empty()) counts.push_back(0);
    counts.front() += below;
  }
  first = lowest;
  counts.resize(static_cast<std::size_t>(last - first) + 1, 0);
  counts[static_cast<std::size_t>(std::max(bucket, first) - first)] += more;
}

void merge_counts(std::int32_t from, const std::vector<std::uint32_t>& more, std::int32_t& first,
                  std::vector<std::uint32_t>& counts) {
  for (std::size_t i = 0; i < more.size(); ++i)
    if (more[i] > 0) count_at(from + static_cast<std::int32_t>(i), more[i], first, counts);
}

std::uint64_t total(const std::vector<std::uint32_t>& counts) {
  std::uint64_t sum = 0;
  for (const auto count : counts) sum += count;
  return sum;
}

}  // namespace

QuantileSketch::QuantileSketch(double relative_error)
    : relative_error_(relative_error), log_growth_(std::log1p(relative_error) - std::log1p(-relative_error)) {
  EMTANSIM_EXPECT(relative_error >= 0.001 && relative_error <= 0.5);
}

std::int32_t QuantileSketch::bucket_of(double magnitude) const {
  return static_cast<std::int32_t>(std::ceil(std::log(magnitude) / log_growth_));
}

double QuantileSketch::middle_of(std::int32_t bucket) const {
  // The value from which both ends of the bucket, growth^(bucket - 1) and growth^bucket, are relatively equally far.
  return std::exp(static_cast<double>(bucket) * log_growth_) * (1 - relative_error_);
}

void QuantileSketch::count_in_bucket(double value) {
  const double magnitude = std::abs(value);
  if (magnitude < kSmallest)
    ++counts_.zeros;
  else if (value > 0)
    count_at(bucket_of(magnitude), 1, counts_.first_positive, counts_.positive);
  else
    count_at(bucket_of(magnitude), 1, counts_.first_negative, counts_.negative);
}

void QuantileSketch::leave_exact() {
  for (const double value : counts_.exact) count_in_bucket(value);
  counts_.exact = {};
}

void QuantileSketch::add(double value) {
  EMTANSIM_EXPECT(std::isfinite(value));
  if (is_exact() && count_ < kExact) {
    counts_.exact.push_back(value);
  } else {
    if (is_exact()) leave_exact();
    count_in_bucket(value);
  }
  ++count_;
}

void QuantileSketch::merge(const QuantileSketch& other) {
  EMTANSIM_EXPECT(relative_error_ == other.relative_error_);
  if (other.is_exact()) {
    for (const double value : other.counts_.exact) add(value);
    return;
  }
  if (is_exact()) leave_exact();
  counts_.zeros += other.counts_.zeros;
  merge_counts(other.counts_.first_positive, other.counts_.positive, counts_.first_positive, counts_.positive);
  merge_counts(other.counts_.first_negative, other.counts_.negative, counts_.first_negative, counts_.negative);
  count_ += other.count_;
}

double QuantileSketch::order_statistic(std::size_t rank) const {
  std::uint64_t passed = 0;
  for (std::size_t i = counts_.negative.size(); i-- > 0;) {  // the largest magnitude is the lowest value
    passed += counts_.negative[i];
    if (passed > rank) return -middle_of(counts_.first_negative + static_cast<std::int32_t>(i));
  }
  passed += counts_.zeros;
  if (passed > rank) return 0;
  for (std::size_t i = 0; i < counts_.positive.size(); ++i) {
    passed += counts_.positive[i];
    if (passed > rank) return middle_of(counts_.first_positive + static_cast<std::int32_t>(i));
  }
  return std::numeric_limits<double>::quiet_NaN();
}

double QuantileSketch::quantile(double share) const {
  if (is_exact()) return sample_quantile(counts_.exact, share);
  const double position = share * static_cast<double>(count_ - 1);
  const auto below = static_cast<std::size_t>(position);
  const double part = position - static_cast<double>(below);
  const double low = order_statistic(below);
  return part == 0 ? low : (1 - part) * low + part * order_statistic(below + 1);
}

QuantileSketch QuantileSketch::with(SketchCounts counts, double relative_error) {
  QuantileSketch sketch(relative_error);
  sketch.counts_ = std::move(counts);
  sketch.count_ = sketch.counts_.exact.size() + static_cast<std::size_t>(sketch.counts_.zeros) +
                  static_cast<std::size_t>(total(sketch.counts_.positive)) +
                  static_cast<std::size_t>(total(sketch.counts_.negative));
  return sketch;
}

}  // namespace emtansim::stats
