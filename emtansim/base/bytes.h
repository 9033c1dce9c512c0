// SPDX-License-Identifier: Apache-2.0
/// Numbers as bytes and back, for results that travel between processes or wait on the disk.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace emtansim {

/// Appends values in the byte order of this machine.
class ByteWriter {
 public:
  template <typename T>
  requires std::is_arithmetic_v<T>
  void put(T value) { put_raw(&value, sizeof value); }
  void put(std::string_view text) {
    put<std::uint64_t>(text.size());
    put_raw(text.data(), text.size());
  }
  template <typename T>
  requires std::is_arithmetic_v<T>
  void put(std::span<const T> values) {
    put<std::uint64_t>(values.size());
    put_raw(values.data(), values.size_bytes());
  }
  template <typename T>
  void put(const std::vector<T>& values) {
    put(std::span<const T>(values));
  }
  [[nodiscard]] std::string take() { return std::move(bytes_); }

 private:
  void put_raw(const void* data, std::size_t size) { bytes_.append(static_cast<const char*>(data), size); }

  std::string bytes_;
};

/// Reads what a ByteWriter wrote, in the same order. Past the end, or where a length does not fit, every value is zero
/// or empty and `is_sound` is false from then on. Refers to the bytes.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  template <typename T>
  requires std::is_arithmetic_v<T> T number() {
    T value{};
    get_raw(&value, sizeof value);
    return value;
  }
  std::string text() {
    std::string value(length(1), '\0');
    get_raw(value.data(), value.size());
    return value;
  }
  template <typename T>
  requires std::is_arithmetic_v<T> std::vector<T> numbers() {
    std::vector<T> values(length(sizeof(T)));
    get_raw(values.data(), values.size() * sizeof(T));
    return values;
  }
  [[nodiscard]] bool is_sound() const { return is_sound_; }
  [[nodiscard]] bool is_at_end() const { return rest_.empty(); }

 private:
  /// How many items follow; zero where so many cannot be there.
  std::size_t length(std::size_t item) {
    const auto count = number<std::uint64_t>();
    if (count <= rest_.size() / item) return static_cast<std::size_t>(count);
    is_sound_ = false;
    return 0;
  }
  void get_raw(void* data, std::size_t size) {
    if (!is_sound_ || size > rest_.size()) {
      is_sound_ = false;
      return;
    }
    if (size > 0) std::memcpy(data, rest_.data(), size);
    rest_.remove_prefix(size);
  }

  std::string_view rest_;
  bool is_sound_ = true;
};

}  // namespace emtansim
