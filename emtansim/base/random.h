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

/// Counter-based generator (Philox 4x32-10 of Random123, @salmon2011). A value type: copy it to fork a reproduction.
/// Not to be shared between threads; make one for each (seed, member, use).
class RandomStream {
 public:
  RandomStream(std::uint64_t seed, std::uint64_t member, StreamUse use, std::uint32_t index = 0);

  /// Uniform in the open interval (0, 1), 53 bits.
  double uniform();
  /// Standard normal, by inverse of the distribution function, one uniform each.
  double normal();
  /// Uniform whole number below `bound` (> 0).
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
