// SPDX-License-Identifier: Apache-2.0
/// Where bytes come from: files and memory, in sequence (gunzipped where needed) or at a place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace emtansim::spectra {

/// Bytes in sequence.
class ByteStream {
 public:
  ByteStream() = default;
  ByteStream(const ByteStream&) = delete;
  ByteStream& operator=(const ByteStream&) = delete;
  virtual ~ByteStream() = default;
  /// Fills the front of `block`; how many bytes, 0 at the end. Throws InputError "unreadable-file", "bad-gzip".
  virtual std::size_t read(std::span<char> block) = 0;
};

/// Bytes at a place.
class ByteStore {
 public:
  ByteStore() = default;
  ByteStore(const ByteStore&) = delete;
  ByteStore& operator=(const ByteStore&) = delete;
  virtual ~ByteStore() = default;
  [[nodiscard]] virtual std::uint64_t size() const = 0;
  /// Fills the front of `block` with what stands from `offset` on; how many bytes, fewer only at the end.
  virtual std::size_t read_at(std::uint64_t offset, std::span<char> block) const = 0;
};

/// Throws InputError "unreadable-file".
std::unique_ptr<ByteStream> open_stream(const std::string& path);
std::unique_ptr<ByteStore> open_store(const std::string& path);
/// The bytes must outlive the result.
std::unique_ptr<ByteStream> stream_of(std::string_view bytes);
std::unique_ptr<ByteStore> store_of(std::string_view bytes);

/// The same stream, or what it unpacks to where it begins as a gzip file (several members follow each other).
std::unique_ptr<ByteStream> gunzipped(std::unique_ptr<ByteStream> stream, const std::string& name);

/// Puts the first bytes, already taken for a look, back in front.
std::unique_ptr<ByteStream> preceded(std::string front, std::unique_ptr<ByteStream> stream);

/// The first `count` bytes, or all if there are fewer.
std::string take_front(ByteStream& stream, std::size_t count);

}  // namespace emtansim::spectra
