// SPDX-License-Identifier: Apache-2.0
/// Random numbers keyed by (seed, member, stream): the same bits for any number of threads or ranks.
#pragma once

#include <cstdint>

namespace emtansim {

/// What a stream of random numbers is for; streams of one member never overlap.
enum class StreamUse : std::uint32_t {
  parameters = 1,
  assay_noise = 2,
  bootstrap = 3,
  between_cells = 4,
  optimiser = 5
};

/// The upper 52 bits of a random word as the middle of one of 2^52 equal parts of (0, 1): never 0, never 1, exact.
constexpr double to_open_unit(std::uint64_t word) { return (static_cast<double>(word >> 12) + 0.5) * 0x1.0p-52; }

/// The standard normal's quantile at `p`, 0 < p < 1, to about double precision in both tails.
double normal_quantile(double p);

/// Counter-based generator (Philox 4x32-10 of Random123, @salmon2011). A value type: copy it to fork a reproduction.
/// Not to be shared between threads; make one for each (seed, member, use).
class RandomStream {
 public:
  /// `member` below 2^48; at most 2^33 words are drawn from one stream.
  RandomStream(std::uint64_t seed, std::uint64_t member, StreamUse use, std::uint32_t index = 0);

  /// Uniform in the open interval (0, 1), 52 bits.
  double uniform();
  /// Standard normal, by inverse of the distribution function, one uniform each.
  double normal();
  /// Uniform whole number below `bound` (> 0, at most 2^52; uneven by at most bound / 2^52).
  std::uint64_t below(std::uint64_t bound);

 private:
  std::uint64_t next();

  std::uint64_t key_;
  std::uint64_t member_;
  std::uint32_t use_;
  std::uint32_t index_;
  std::uint32_t block_ = 0;
  std::uint32_t used_ = 2;
  std::uint64_t words_[2] = {0, 0};
};

}  // namespace emtansim
