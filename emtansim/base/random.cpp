// SPDX-License-Identifier: Apache-2.0
/// Philox streams and the normal distribution made from them.
#include "emtansim/base/random.h"

#include <cmath>
#include <numbers>

#include <Random123/philox.h>

#include "emtansim/base/error.h"

namespace emtansim {

namespace {

// Inverse normal distribution for p <= 1/2: rational start (@acklam2003), then one Halley step with erfc, which gives
// full double precision. Above 1/2 the difference from 1 would lose it, so the caller mirrors.
double lower_inverse_normal(double p) {
  static constexpr double a[] = {-3.969683028665376e+01, 2.209460984245205e+02,  -2.759285104469687e+02,
                                 1.383577518672690e+02,  -3.066479806614716e+01, 2.506628277459239e+00};
  static constexpr double b[] = {-5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02,
                                 6.680131188771972e+01, -1.328068155288572e+01};
  static constexpr double c[] = {-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
                                 -2.549732539343734e+00, 4.374664141464968e+00,  2.938163982698783e+00};
  static constexpr double d[] = {7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
                                 3.754408661907416e+00};
  static constexpr double kTail = 0.02425;
  double x = 0;
  if (p < kTail) {
    const double q = std::sqrt(-2 * std::log(p));
    x = (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) /
        ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1);
  } else {
    const double q = p - 0.5;
    const double r = q * q;
    x = (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q /
        (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1);
  }
  const double error = 0.5 * std::erfc(-x / std::numbers::sqrt2) - p;
  const double step = error * std::sqrt(2 * std::numbers::pi) * std::exp(x * x / 2);
  return x - step / (1 + x * step / 2);
}

constexpr std::uint64_t kMembers = std::uint64_t{1} << 48;  // as many as the counter has room for

}  // namespace

double normal_quantile(double p) {
  EMTANSIM_EXPECT(p > 0 && p < 1);
  return p <= 0.5 ? lower_inverse_normal(p) : -lower_inverse_normal(1 - p);
}

RandomStream::RandomStream(std::uint64_t seed, std::uint64_t member, StreamUse use, std::uint32_t index)
    : key_(seed), member_(member), use_(static_cast<std::uint32_t>(use)), index_(index) {
  EMTANSIM_EXPECT(member < kMembers);
}

std::uint64_t RandomStream::next() {
  if (used_ == 2) {
    // Counter: the member (48 bits), what for (16 bits), which of those, and the running block.
    const auto low = static_cast<std::uint32_t>(member_);
    const auto high = static_cast<std::uint32_t>((member_ >> 32) & 0xffffU) | (use_ << 16);
    const r123::Philox4x32::ctr_type counter = {{low, high, index_, block_++}};
    const r123::Philox4x32::key_type key = {{static_cast<std::uint32_t>(key_), static_cast<std::uint32_t>(key_ >> 32)}};
    const auto random = r123::Philox4x32{}(counter, key);
    words_[0] = (std::uint64_t{random[0]} << 32) | random[1];
    words_[1] = (std::uint64_t{random[2]} << 32) | random[3];
    used_ = 0;
  }
  return words_[used_++];
}

double RandomStream::uniform() { return to_open_unit(next()); }

double RandomStream::normal() { return normal_quantile(uniform()); }

std::uint64_t RandomStream::below(std::uint64_t bound) {
  EMTANSIM_EXPECT(bound > 0);
  return static_cast<std::uint64_t>(uniform() * static_cast<double>(bound));
}

}  // namespace emtansim
