// SPDX-License-Identifier: Apache-2.0
/// Telling formats apart by content, and naming those of vendors that must be converted first.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "emtansim/spectra/read.h"

namespace emtansim::spectra {

/// How many bytes at the front are looked at.
inline constexpr std::size_t kLook = std::size_t{1} << 16;

/// The format of a file that begins with `front` (gunzipped). Throws InputError "vendor-format", "unknown-format",
/// "bad-text".
Format format_of(std::string_view front, const std::string& name);

/// Throws InputError "vendor-format" for a folder or the front of a file that only its vendor's program reads.
void refuse_vendor_format(std::string_view front, const std::string& name);
void refuse_vendor_folder(const std::string& path);

/// The files of a Bruker flex measurement.
struct FlexFiles {
  std::string fid;
  std::string acqu;
};

/// For a folder, the measurement in it or in the only such folder below; for a file named fid or acqu with its partner.
/// Throws InputError "unreadable-folder" for a folder that holds several.
std::optional<FlexFiles> find_flex(const std::string& path);

}  // namespace emtansim::spectra
