// SPDX-License-Identifier: Apache-2.0
/// exp, log and power as sequences of additions, multiplications and bit operations: the same bits on every machine,
/// for one number and for several side by side.
#pragma once

#include <cstdint>

namespace emtansim::solve::elementary {

/// What `Number` needs: `double`, or a vector of them as GCC and Clang know it. Comparisons of `Number` give a `bool`,
/// or a vector of masks, and `mask ? a : b` chooses either way. `Bits` are unsigned whole numbers of the same shape.
template <class Number>
struct Shape;
template <>
struct Shape<double> {
  using Bits = std::uint64_t;
};

// Whole numbers are rounded to by adding a number so large that its last digit counts ones.
inline constexpr double kRounds = 0x1.8p52;
inline constexpr std::uint64_t kBitsOfTwo52 = 0x4330000000000000;
inline constexpr double kTwo52 = 0x1p52;
inline constexpr std::uint64_t kSignBit = 0x8000000000000000;

// log 2 in two parts; the first has 42 digits, so that its product with any exponent is exact.
inline constexpr double kLog2High = 0x1.62e42fefa38p-1;
inline constexpr double kLog2Low = 0x1.ef35793c7673p-45;
inline constexpr double kOneOverLog2 = 0x1.71547652b82fep0;

template <class Number>
Number constant(double value) {
  return value - Number{};
}

template <class Number>
typename Shape<Number>::Bits bits(Number value) {
  return __builtin_bit_cast(typename Shape<Number>::Bits, value);
}

template <class Number>
Number magnitude(Number value) {
  return __builtin_bit_cast(Number, bits(value) & ~kSignBit);
}

/// c[0] + c[1] x + ...; every fourth power apart, so that none waits for the others.
template <class Number, int count>
Number polynomial(Number x, const double (&c)[count]) {
  const Number x2 = x * x, x4 = x2 * x2;
  Number parts[4];
  for (int part = 0; part < 4; ++part) {
    int i = count - 1 - (count - 1 - part) % 4;
    parts[part] = constant<Number>(c[i]);
    for (i -= 4; i >= 0; i -= 4) parts[part] = parts[part] * x4 + c[i];
  }
  return (parts[0] + parts[1] * x) + (parts[2] + parts[3] * x) * x2;
}

/// A number and what is missing from it: together about twice the digits.
template <class Number>
struct Double {
  Number high, low;
};

/// a + b exactly, where |a| >= |b| or a = 0.
template <class Number>
Double<Number> sum_of_larger(Number a, Number b) {
  const Number sum = a + b;
  return {sum, (a - sum) + b};
}

/// a b exactly [@dekker1971], for numbers far from the ends of the range.
template <class Number>
Double<Number> product(Number a, Number b) {
  constexpr double kSplit = 0x1p27 + 1;
  const Number a_wide = kSplit * a, b_wide = kSplit * b;
  const Number a_high = a_wide - (a_wide - a), b_high = b_wide - (b_wide - b);
  const Number a_low = a - a_high, b_low = b - b_high;
  const Number high = a * b;
  return {high, ((a_high * b_high - high) + a_high * b_low + a_low * b_high) + a_low * b_low};
}

/// 2^n for whole n from -1022 to 1023.
template <class Number>
Number power_of_two(Number n) {
  return __builtin_bit_cast(Number, bits(n + (kRounds + 1023)) << 52);
}

/// exp(x.high + x.low), with |x.low| below the last digit of x.high. With n = round(x / log 2) and r = x - n log 2,
/// exp(x) = 2^n (1 + r + r^2 (1/2! + r/3! + ...)), where |r| <= 0.35 and the series ends below 2^-60.
template <class Number>
Number exp_of(Double<Number> x) {
  Number high = x.high;
  high = high > 710.0 ? constant<Number>(710) : high;    // infinite
  high = high < -750.0 ? constant<Number>(-750) : high;  // zero
  const Number n = (high * kOneOverLog2 + kRounds) - kRounds;
  const Number first = high - n * kLog2High;  // exact
  const Number second = n * kLog2Low - x.low;
  const Number r = first - second;
  constexpr double kSeries[] = {1 / 2.,         1 / 6.,          1 / 24.,         1 / 120.,     1 / 720.,
                                1 / 5040.,      1 / 40320.,      1 / 362880.,     1 / 3628800., 1 / 39916800.,
                                1 / 479001600., 1 / 6227020800., 1 / 87178291200.};
  const Number series = polynomial(r, kSeries);
  const auto start = sum_of_larger(constant<Number>(1), first);
  const Number value = start.high + (start.low + (r * r * series - second));
  // In two steps, since 2^n alone may be no number although the result is one.
  const Number half = (n * 0.5 + kRounds) - kRounds;
  return value * power_of_two(half) * power_of_two(n - half);
}

/// x = 2^exponent * mantissa with the mantissa in [sqrt(1/2), sqrt(2)), for positive x.
template <class Number>
struct Parts {
  Number exponent, mantissa;
};

template <class Number>
Parts<Number> parts_of(Number x) {
  constexpr std::uint64_t kSqrtHalf = __builtin_bit_cast(std::uint64_t, 0x1.6a09e667f3bcdp-1);
  constexpr std::uint64_t kOne = __builtin_bit_cast(std::uint64_t, 1.0);
  const auto is_small = x < 0x1p-1022;
  const Number normal = is_small ? x * 0x1p54 : x;
  const auto moved = bits(normal) + (kOne - kSqrtHalf);
  const Number biased = __builtin_bit_cast(Number, (moved >> 52) | kBitsOfTwo52) - kTwo52;
  const Number exponent = biased - (is_small ? constant<Number>(1023 + 54) : constant<Number>(1023));
  return {exponent, __builtin_bit_cast(Number, (moved & 0xfffffffffffffULL) + kSqrtHalf)};
}

/// log(x) for positive normal and denormal x. With x = 2^k m, f = m - 1, s = f / (2 + f):
/// log m = 2 s (1 + s^2/3 + s^4/5 + ...), where |s| <= 0.172 and the series ends below 2^-60; and 2 s = f - s f.
template <class Number>
Number log_of(Number x) {
  const auto [exponent, mantissa] = parts_of(x);
  const Number f = mantissa - 1.0;
  const Number s = f / (2.0 + f);
  const Number z = s * s;
  constexpr double kSeries[] = {2 / 3.,  2 / 5.,  2 / 7.,  2 / 9.,  2 / 11., 2 / 13.,
                                2 / 15., 2 / 17., 2 / 19., 2 / 21., 2 / 23.};
  const Number series = z * polynomial(z, kSeries);
  const auto start = sum_of_larger(exponent * kLog2High, f);
  return start.high + (start.low - (s * (f - series) - exponent * kLog2Low));
}

/// The same with about 65 digits, which a power needs: its exponent multiplies the error.
template <class Number>
Double<Number> long_log_of(Number x) {
  const auto [exponent, mantissa] = parts_of(x);
  const Number f = mantissa - 1.0;
  // s = f / (m + 1)
  const Number below = mantissa + 1.0;
  const Number below_low = mantissa - (below - 1.0);
  const Number s = f / below;
  const auto back = product(s, below);
  const Number s_low = ((f - back.high) - back.low - s * below_low) / below;
  // z = s^2; then t = z/3 + z^2/5 + ..., only its first part in double length
  const auto z = product(s, s);
  const Number z_low = z.low + 2.0 * s * s_low;
  constexpr double kSeries[] = {1 / 5.,  1 / 7.,  1 / 9.,  1 / 11., 1 / 13., 1 / 15.,
                                1 / 17., 1 / 19., 1 / 21., 1 / 23., 1 / 25., 1 / 27.};
  constexpr double kThird = 1.0 / 3, kThirdLow = 0x1.5555555555555p-56;
  const auto third = product(z.high, constant<Number>(kThird));
  const auto t = sum_of_larger(third.high, z.high * z.high * polynomial(z.high, kSeries));
  const Number t_low = t.low + (third.low + z_low * kThird + z.high * kThirdLow);
  // log m = 2 s + 2 s t
  const auto st = product(2.0 * s, t.high);
  const auto log_m = sum_of_larger(2.0 * s, st.high);
  const Number log_m_low = log_m.low + (st.low + 2.0 * (s * t_low + s_low * t.high) + 2.0 * s_low);
  const auto sum = sum_of_larger(exponent * kLog2High, log_m.high);
  return sum_of_larger(sum.high, sum.low + (log_m_low + exponent * kLog2Low));
}

template <class Number>
Number exponential(Number x) {
  return exp_of(Double<Number>{x, Number{}});
}

template <class Number>
Number logarithm(Number x) {
  Number result = x < __builtin_inf() ? log_of(x) : x;  // infinity and no number as they are
  result = x == 0.0 ? constant<Number>(-__builtin_inf()) : result;
  return x < 0.0 ? constant<Number>(__builtin_nan("")) : result;
}

/// 0 for an even whole number, 1 for an odd one, something between for others; `size` is not negative.
template <class Number>
Number remainder_of_two(Number size) {
  const Number looked_at = size < 0x1p53 ? size : constant<Number>(2);  // beyond, all are even
  const Number even = 2.0 * ((looked_at * 0.5 + kTwo52) - kTwo52);
  return magnitude(looked_at - even);
}

/// `result` of |x|^y with what a negative base does to it: the sign where y is odd, no number where it is not whole.
template <class Number>
Number with_sign(Number result, Number x, Number y) {
  const Number remainder = remainder_of_two(magnitude(y));
  const Number sign = __builtin_bit_cast(Number, (bits(x) & kSignBit) | bits(constant<Number>(1)));
  const Number below_zero = remainder == 1.0 ? -result : result;
  result = sign < 0.0 ? below_zero : result;
  const Number fraction = remainder == 1.0 ? Number{} : remainder;
  const Number checked = fraction > 0.0 ? constant<Number>(__builtin_nan("")) : result;
  const Number finite = x > -__builtin_inf() ? checked : result;
  return x < 0.0 ? finite : result;
}

/// As C's pow, with all its special cases.
template <class Number>
Number power(Number x, Number y) {
  const Number size = magnitude(x);
  // An exponent beyond this leads to zero or infinity for every x but 1.
  constexpr double kLargest = 0x1p66;
  Number exponent = y > kLargest ? constant<Number>(kLargest) : y;
  exponent = exponent < -kLargest ? constant<Number>(-kLargest) : exponent;
  const auto log_size = long_log_of(size);
  auto z = product(log_size.high, exponent);
  z.low = magnitude(z.high) < 1024.0 ? z.low + log_size.low * exponent : Number{};
  Number result = exp_of(z);
  const Number at_ends = y > 0.0 ? size : 1.0 / size;
  result = size == 0.0 ? at_ends : result;
  result = size == __builtin_inf() ? at_ends : result;
  result = with_sign(result, x, y);
  result = x == x ? result : x;
  result = y == y ? result : y;
  result = y == 0.0 ? constant<Number>(1) : result;
  return x == 1.0 ? constant<Number>(1) : result;
}

}  // namespace emtansim::solve::elementary
