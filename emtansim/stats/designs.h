// SPDX-License-Identifier: Apache-2.0
/// Designs that fill a unit cube evenly: Sobol's sequence and keyed permutations for Latin hypercubes. Each point is
/// computed by itself, so that any part of a design of any size costs no memory.
#pragma once

#include <cstddef>
#include <cstdint>

namespace emtansim::stats {

/// Coordinates that Sobol's sequence is tabulated for.
inline constexpr std::size_t kSobolDimensions = 256;

/// Coordinate `dimension` (below `kSobolDimensions`) of point `index` of Sobol's sequence with the direction numbers of
/// @joe2008, as 32 binary digits behind the point. The first 2^k points have one in each of 2^k equal parts of every
/// coordinate. After a digital shift (exclusive or with random digits) the mean over the points has no bias.
std::uint32_t sobol_digits(std::size_t dimension, std::uint32_t index);

/// Value at `position` of a random permutation of 0, 1, ..., size - 1 (position < size), picked by `key`: a Feistel
/// network over the next power of two, walked along its cycle until it lies inside [@black2002].
std::uint64_t permuted(std::uint64_t position, std::uint64_t size, std::uint64_t key);

}  // namespace emtansim::stats
