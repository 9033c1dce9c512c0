// SPDX-License-Identifier: Apache-2.0
/// A keyed bijection of 0 ... size - 1 in constant memory.
#include <algorithm>
#include <bit>

#include "emtansim/base/base.h"
#include "emtansim/stats/designs.h"

namespace emtansim::stats {

namespace {

// Four rounds suffice for large halves [@luby1988]; small ones need more to forget the key's structure.
constexpr unsigned kRounds = 12;
// A network over fewer digits has too few permutations to choose from.
constexpr int kLeastDigits = 6;

// Finaliser of SplitMix64 [@steele2014]: every digit of the result depends on every digit of the word.
constexpr std::uint64_t mix(std::uint64_t word) {
  word += 0x9e3779b97f4a7c15ULL;
  word = (word ^ (word >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  word = (word ^ (word >> 27U)) * 0x94d049bb133111ebULL;
  return word ^ (word >> 31U);
}

}  // namespace

std::uint64_t permuted(std::uint64_t position, std::uint64_t size, std::uint64_t key) {
  EMTANSIM_EXPECT(position < size);
  const int digits = std::max(kLeastDigits, static_cast<int>(std::bit_width(size - 1)));
  const auto right_digits = static_cast<unsigned>(digits / 2);
  const auto left_digits = static_cast<unsigned>(digits) - right_digits;
  const std::uint64_t right_mask = (std::uint64_t{1} << right_digits) - 1;
  const std::uint64_t left_mask = (std::uint64_t{1} << left_digits) - 1;
  std::uint64_t value = position;
  do {
    std::uint64_t left = value >> right_digits;
    std::uint64_t right = value & right_mask;
    for (unsigned round = 0; round < kRounds; round += 2) {
      left ^= mix(mix(key + round) ^ right) & left_mask;
      right ^= mix(mix(key + round + 1) ^ left) & right_mask;
    }
    value = (left << right_digits) | right;
  } while (value >= size);
  return value;
}

}  // namespace emtansim::stats
