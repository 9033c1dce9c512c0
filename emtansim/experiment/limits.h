// SPDX-License-Identifier: Apache-2.0
/// Limits of what an experiment file may ask, each with its reason.
#pragma once

#include <cstdint>

namespace emtansim::experiment::limits {

/// Levels or times beyond this are a slip (a minute written for an hour), and would fill the memory.
inline constexpr std::int64_t kMostRows = 1'000'000;
/// Individuals are not kept, but nobody waits for more of them, or for more simulations of all of them together.
inline constexpr std::int64_t kMostIndividuals = 100'000'000;
inline constexpr std::int64_t kMostMembers = 1'000'000'000;
/// Below this a relative tolerance is lost in the rounding of doubles.
inline constexpr double kSmallestRelative = 1e-13;
/// From here on a result has no correct digit.
inline constexpr double kLargestRelative = 0.1;
/// The absolute tolerance is a fraction of each species' scale: above this it hides what is asked, below it is nothing.
inline constexpr double kLargestAbsolute = 1e-2;
inline constexpr double kSmallestAbsolute = 1e-30;
/// Two times (h) nearer than this are one: 36 microseconds.
inline constexpr double kSameTime = 1e-8;
/// No culture is kept for longer than this (h): a hundred years, or a slip of a unit.
inline constexpr double kLatestTime = 876'600;
/// A finer mesh than this resolves nothing more, and takes minutes.
inline constexpr std::int64_t kMostShells = 1000;
/// The medium is liquid.
inline constexpr double kColdest = 0;
inline constexpr double kHottest = 100;

}  // namespace emtansim::experiment::limits
