// SPDX-License-Identifier: Apache-2.0
/// The options that choose spectra of a run and a range of m/z: --time, --scans, --level and --mz.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "command_options.h"
#include "emtansim/spectra/spectra.h"

namespace emtansim::cli {

/// A range as given on the command line.
struct Limits {
  double low = 0, high = 0;
};
/// "LOW:HIGH" of an option; either may be left out, then it is that of `widest`. Refuses what is no range within it.
std::optional<Limits> limits_of(const GivenOptions& options, std::string_view name, Limits widest);

/// What was asked for.
struct ScanWish {
  spectra::ScanChoice scans;
  std::optional<Limits> mz;
};
ScanWish scan_wish_of(const GivenOptions& options);

/// The mean of the spectra asked for, within the m/z asked for, and which ones they are. Without a wish: those of MS
/// level 1, where there are such, around the highest total intensity, down to half. Throws as `read_average` and `cut`.
struct WishedSpectrum {
  spectra::AverageReading average;
  spectra::ScanChoice choice;
};
WishedSpectrum read_wished(const std::string& file, const ScanWish& wish);

}  // namespace emtansim::cli
