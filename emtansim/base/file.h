// SPDX-License-Identifier: Apache-2.0
/// Files: read whole, written under a temporary name and renamed, so that nothing is ever half-written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emtansim/base/error.h"

namespace emtansim {

/// The whole file. Throws InputError "unreadable-file", or "too-large" for more than `at_most` bytes, at `asked_at`
/// (for example the line that named the file).
std::string read_file(const std::string& path, const Where& asked_at = {},
                      std::size_t at_most = std::numeric_limits<std::size_t>::max());

/// Replaces `path` by `content`: written beside it, flushed to the disk, then renamed. On failure the old file stays
/// as it was and SystemError "cannot-write" is thrown.
void write_file(const std::string& path, std::string_view content);

/// A file to be written.
struct FileContent {
  std::string path;
  std::string content;
};

/// The same for files that belong together: all are on the disk before the first is renamed, so that a full disk leaves
/// all the old ones.
void write_files(std::span<const FileContent> files);

/// Makes the folder and its parents. Throws SystemError "cannot-write".
void make_folder(const std::string& path);

/// Names of the regular files in `folder` with this ending, sorted. Throws InputError "unreadable-folder".
std::vector<std::string> files_in(const std::string& folder, std::string_view ending);

/// SHA-256 of the bytes in lower-case hexadecimal, for provenance.
std::string sha256(std::string_view bytes);

}  // namespace emtansim
