// SPDX-License-Identifier: Apache-2.0
/// SHA-256 (FIPS 180-4), for the hashes of inputs in provenance; constants derived as the standard defines them.
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>

#include "emtansim/base/file.h"

namespace emtansim {

namespace {

constexpr std::array<int, 64> first_primes() {
  std::array<int, 64> primes{};
  std::size_t count = 0;
  for (int candidate = 2; count < primes.size(); ++candidate) {
    bool is_prime = true;
    for (int d = 2; d * d <= candidate; ++d) is_prime = is_prime && candidate % d != 0;
    if (is_prime) primes[count++] = candidate;
  }
  return primes;
}

// First 32 bits of the fractional part of the root; long double holds 64 bits, enough for 9 + 32.
std::uint32_t fraction_bits(long double root) {
  return static_cast<std::uint32_t>((root - std::floor(root)) * 4294967296.0L);
}

struct Constants {
  std::array<std::uint32_t, 8> start{};
  std::array<std::uint32_t, 64> rounds{};
  Constants() {
    constexpr auto primes = first_primes();
    for (std::size_t i = 0; i < start.size(); ++i)
      start[i] = fraction_bits(std::sqrt(static_cast<long double>(primes[i])));
    for (std::size_t i = 0; i < rounds.size(); ++i)
      rounds[i] = fraction_bits(std::cbrt(static_cast<long double>(primes[i])));
  }
};

void mix_block(const unsigned char* block, const Constants& constants, std::array<std::uint32_t, 8>& state) {
  std::array<std::uint32_t, 64> w{};
  for (std::size_t i = 0; i < 16; ++i)
    w[i] = static_cast<std::uint32_t>(block[4 * i] << 24 | block[4 * i + 1] << 16 | block[4 * i + 2] << 8 |
                                      block[4 * i + 3]);
  for (std::size_t i = 16; i < 64; ++i) {
    const auto s0 = std::rotr(w[i - 15], 7) ^ std::rotr(w[i - 15], 18) ^ (w[i - 15] >> 3);
    const auto s1 = std::rotr(w[i - 2], 17) ^ std::rotr(w[i - 2], 19) ^ (w[i - 2] >> 10);
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  auto [a, b, c, d, e, f, g, h] = state;
  for (std::size_t i = 0; i < 64; ++i) {
    const auto t1 =
        h + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) + ((e & f) ^ (~e & g)) + constants.rounds[i] + w[i];
    const auto t2 = (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g, g = f, f = e, e = d + t1, d = c, c = b, b = a, a = t1 + t2;
  }
  const std::array<std::uint32_t, 8> mixed{a, b, c, d, e, f, g, h};
  for (std::size_t i = 0; i < state.size(); ++i) state[i] += mixed[i];
}

}  // namespace

std::string sha256(std::string_view bytes) {
  static const Constants constants;
  auto state = constants.start;
  std::string message(bytes);
  message += '\x80';
  while (message.size() % 64 != 56) message += '\0';
  const std::uint64_t bits = std::uint64_t{bytes.size()} * 8;
  for (int shift = 56; shift >= 0; shift -= 8) message += static_cast<char>((bits >> shift) & 0xff);
  for (std::size_t at = 0; at < message.size(); at += 64)
    mix_block(reinterpret_cast<const unsigned char*>(message.data()) + at, constants, state);
  std::string text;
  for (const auto word : state) text += fmt::format("{:08x}", word);
  return text;
}

}  // namespace emtansim
