// SPDX-License-Identifier: Apache-2.0
/// The sketch against sorted values: its promised error, merging, order, zeros and negative values.
#include "emtansim/stats/quantile_sketch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <ranges>

#include "emtansim/base/base.h"
#include "emtansim/stats/running_moments.h"
#include "emtansim/stats/summary.h"

namespace emtansim::stats {
namespace {

constexpr double kShares[] = {0, 0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999, 1};

std::vector<double> drawn(std::size_t count, const std::function<double(RandomStream&)>& draw) {
  RandomStream stream(7, 1, StreamUse::bootstrap);
  std::vector<double> values(count);
  for (double& value : values) value = draw(stream);
  return values;
}

QuantileSketch sketch_of(const std::vector<double>& values) {
  QuantileSketch sketch;
  for (const double value : values) sketch.add(value);
  return sketch;
}

/// The error allowed between the order statistics that a quantile lies between.
double allowed(std::vector<double> values, double share) {
  std::ranges::sort(values);
  const double position = share * static_cast<double>(values.size() - 1);
  const double below = values[static_cast<std::size_t>(position)];
  const double above = values[std::min(static_cast<std::size_t>(position) + 1, values.size() - 1)];
  return QuantileSketch::kUsualError * std::max(std::abs(below), std::abs(above)) * (1 + 1e-9);
}

void expect_promise_kept(const std::vector<double>& values) {
  const QuantileSketch sketch = sketch_of(values);
  for (const double share : kShares)
    EXPECT_NEAR(sketch.quantile(share), sample_quantile(values, share), allowed(values, share)) << share;
}

void expect_same(const QuantileSketch& one, const QuantileSketch& other) {
  EXPECT_EQ(one.count(), other.count());
  for (const double share : kShares) EXPECT_EQ(one.quantile(share), other.quantile(share)) << share;
}

TEST(quantile_sketch, is_exact_for_few_values) {
  const auto values = drawn(QuantileSketch::kExact, [](auto& stream) { return stream.normal(); });
  const QuantileSketch sketch = sketch_of(values);
  EXPECT_TRUE(sketch.is_exact());
  for (const double share : kShares) EXPECT_EQ(sketch.quantile(share), sample_quantile(values, share));
}

TEST(quantile_sketch, of_nothing_is_nan) { EXPECT_TRUE(std::isnan(QuantileSketch().quantile(0.5))); }

TEST(quantile_sketch, keeps_its_promise_for_positive_values) {
  expect_promise_kept(drawn(20'000, [](auto& stream) { return std::exp(0.3 * stream.normal()); }));
  expect_promise_kept(drawn(20'000, [](auto& stream) { return 1e-12 * std::exp(2 * stream.normal()); }));
  expect_promise_kept(drawn(5'000, [](auto& stream) { return std::pow(10, 7 * stream.uniform()); }));
}

TEST(quantile_sketch, keeps_its_promise_for_negative_values_and_zeros) {
  expect_promise_kept(drawn(20'000, [](auto& stream) { return 100 * stream.normal(); }));
  expect_promise_kept(drawn(3'000, [](auto& stream) { return -std::exp(stream.normal()); }));
  expect_promise_kept(drawn(3'000, [](auto& stream) { return std::max(0.0, stream.normal()); }));
  expect_promise_kept(std::vector<double>(1'000, 0.0));
  expect_promise_kept(std::vector<double>(1'000, 42.0));
}

TEST(quantile_sketch, does_not_depend_on_the_order) {
  auto values = drawn(5'000, [](auto& stream) { return stream.normal() * std::exp(5 * stream.normal()); });
  const QuantileSketch as_drawn = sketch_of(values);
  std::ranges::sort(values);
  expect_same(sketch_of(values), as_drawn);
  std::ranges::reverse(values);
  expect_same(sketch_of(values), as_drawn);
}

TEST(quantile_sketch, of_more_powers_of_ten_than_it_holds_is_right_at_the_top) {
  auto values = drawn(5'000, [](auto& stream) { return std::pow(10, -200 * stream.uniform()); });
  const QuantileSketch sketch = sketch_of(values);
  EXPECT_LE(sketch.counts().positive.size(), QuantileSketch::kMostBuckets);
  EXPECT_NEAR(sketch.quantile(0.99), sample_quantile(values, 0.99), allowed(values, 0.99));
  EXPECT_GE(sketch.quantile(0.5), sample_quantile(values, 0.5));
  std::ranges::sort(values);
  expect_same(sketch_of(values), sketch);
  std::ranges::reverse(values);
  expect_same(sketch_of(values), sketch);
}

TEST(quantile_sketch, merged_is_as_if_made_at_once) {
  const auto values = drawn(4'000, [](auto& stream) { return stream.normal(); });
  const QuantileSketch whole = sketch_of(values);
  for (const std::size_t part : {std::size_t{1}, std::size_t{7}, std::size_t{150}, std::size_t{999}}) {
    QuantileSketch merged;
    for (std::size_t first = 0; first < values.size(); first += part) {
      const auto piece = values | std::views::drop(first) | std::views::take(part);
      merged.merge(sketch_of({piece.begin(), piece.end()}));
    }
    expect_same(merged, whole);
  }
}

TEST(quantile_sketch, comes_back_from_its_counts) {
  for (const std::size_t count : {std::size_t{0}, std::size_t{20}, std::size_t{2'000}}) {
    const auto sketch = sketch_of(drawn(count, [](auto& stream) { return stream.normal(); }));
    const auto back = QuantileSketch::with(sketch.counts());
    EXPECT_EQ(back.is_exact(), sketch.is_exact());
    if (count > 0) expect_same(back, sketch);
  }
}

TEST(running_moments, agree_with_the_summary_of_all_values) {
  const auto values = drawn(1'000, [](auto& stream) { return 1e6 + stream.normal(); });
  RunningMoments moments;
  for (const double value : values) moments.add(value);
  const Summary summary = summarise(values);
  EXPECT_DOUBLE_EQ(moments.mean, summary.mean);
  EXPECT_NEAR(moments.sd(), summary.sd, 1e-9);
  EXPECT_EQ(moments.minimum, summary.minimum);
  EXPECT_EQ(moments.maximum, summary.maximum);
}

TEST(running_moments, joined_agree_with_those_made_at_once) {
  const auto values = drawn(300, [](auto& stream) { return 5 + stream.normal(); });
  RunningMoments whole, joined;
  for (const double value : values) whole.add(value);
  for (const std::size_t first : {std::size_t{0}, std::size_t{1}, std::size_t{100}}) {
    const std::size_t last = first == 0 ? 1 : first == 1 ? 100 : values.size();
    RunningMoments part;
    for (std::size_t i = first; i < last; ++i) part.add(values[i]);
    joined.merge(part);
    joined.merge(RunningMoments{});
  }
  EXPECT_EQ(joined.count, whole.count);
  EXPECT_NEAR(joined.mean, whole.mean, 1e-14 * whole.mean);
  EXPECT_NEAR(joined.sd(), whole.sd(), 1e-12);
  EXPECT_TRUE(std::isnan(RunningMoments{}.sd()));
}

}  // namespace
}  // namespace emtansim::stats
