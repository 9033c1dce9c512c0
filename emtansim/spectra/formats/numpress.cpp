// SPDX-License-Identifier: Apache-2.0
/// Decoders of the numpress codings, written from the description of the format.
#include "emtansim/spectra/formats/numpress.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <optional>

#include <fmt/format.h>

#include "emtansim/spectra/formats/binary_array.h"

namespace emtansim::spectra {

namespace {

constexpr std::size_t kScaleBytes = 8;

[[noreturn]] void refuse(const std::string& why) { throw ArrayProblem{"a numpress array cannot be unpacked", why}; }

/// The scale in front of linear and logarithmic arrays: a double, most significant byte first.
double scale_of(std::string_view bytes) {
  if (bytes.size() < kScaleBytes) refuse("it is shorter than its scale of 8 bytes");
  std::uint64_t word = 0;
  for (const char c : bytes.substr(0, kScaleBytes)) word = word << 8 | static_cast<unsigned char>(c);
  const auto scale = std::bit_cast<double>(word);
  if (!std::isfinite(scale) || !(scale > 0)) refuse("its scale is no positive number");
  return scale;
}

std::uint32_t word_at(std::string_view bytes, std::size_t offset) {
  std::uint32_t word = 0;
  for (std::size_t i = 0; i < 4; ++i) word |= std::uint32_t{static_cast<unsigned char>(bytes[offset + i])} << (8 * i);
  return word;
}

/// Whole numbers of 32 bits in half bytes: a head says how many leading half bytes are 0 (0 to 8) or all ones (above
/// 8); the others follow, least significant first.
class HalfBytes {
 public:
  explicit HalfBytes(std::string_view bytes) : bytes_(bytes) {}

  /// Nothing at the end, where a single half byte that is no number is padding.
  std::optional<std::int32_t> next() {
    constexpr unsigned kZero = 8;
    if (at_ >= 2 * bytes_.size()) return std::nullopt;
    const unsigned head = take();
    if (at_ == 2 * bytes_.size() && head != kZero) {
      if (head == 0) return std::nullopt;
      refuse("it ends within a number");
    }
    const unsigned same = head <= 8 ? head : head - 8;
    std::uint32_t number = head <= 8 ? 0 : ~(0xFFFFFFFFU >> (4 * same));
    if (at_ + (8 - same) > 2 * bytes_.size()) refuse("it ends within a number");
    for (unsigned i = 0; i < 8 - same; ++i) number |= std::uint32_t{take()} << (4 * i);
    return static_cast<std::int32_t>(number);
  }

 private:
  unsigned take() {
    const auto byte = static_cast<unsigned char>(bytes_[at_ / 2]);
    return at_++ % 2 == 0 ? byte >> 4 : byte & 0xFU;
  }

  std::string_view bytes_;
  std::size_t at_ = 0;  ///< in half bytes
};

void expect_room(std::size_t points, std::size_t most_points) {
  if (points >= most_points) refuse(fmt::format("it holds more than {} numbers", most_points));
}

}  // namespace

std::vector<double> from_linear(std::string_view bytes, std::size_t most_points) {
  constexpr std::size_t kFirst = kScaleBytes, kSecond = kFirst + 4, kRest = kSecond + 4;
  std::vector<double> numbers;
  const double scale = scale_of(bytes);
  if (bytes.size() == kScaleBytes) return numbers;
  if (bytes.size() < kSecond) refuse("it ends within its first number");
  std::int64_t before = word_at(bytes, kFirst);
  expect_room(0, most_points);
  numbers.push_back(static_cast<double>(before) / scale);
  if (bytes.size() == kSecond) return numbers;
  if (bytes.size() < kRest) refuse("it ends within its second number");
  std::int64_t last = word_at(bytes, kSecond);
  expect_room(1, most_points);
  numbers.push_back(static_cast<double>(last) / scale);
  HalfBytes differences(bytes.substr(kRest));
  while (const auto difference = differences.next()) {
    const std::int64_t number = last + (last - before) + *difference;
    constexpr std::int64_t kLargest = std::int64_t{1} << 52;  // no m/z comes near; sums beyond would overflow
    if (number > kLargest || number < -kLargest) refuse("its numbers grow without bound");
    before = last;
    last = number;
    expect_room(numbers.size(), most_points);
    numbers.push_back(static_cast<double>(number) / scale);
  }
  return numbers;
}

std::vector<double> from_positive_integers(std::string_view bytes, std::size_t most_points) {
  std::vector<double> numbers;
  HalfBytes counts(bytes);
  while (const auto count = counts.next()) {
    expect_room(numbers.size(), most_points);
    numbers.push_back(static_cast<double>(static_cast<std::uint32_t>(*count)));
  }
  return numbers;
}

std::vector<double> from_short_logarithms(std::string_view bytes, std::size_t most_points) {
  const double scale = scale_of(bytes);
  const auto words = bytes.substr(kScaleBytes);
  if (words.size() % 2 != 0) refuse("it ends within a number");
  std::vector<double> numbers;
  for (std::size_t i = 0; i < words.size(); i += 2) {
    const unsigned word = static_cast<unsigned char>(words[i]) | unsigned{static_cast<unsigned char>(words[i + 1])}
                                                                     << 8;
    expect_room(numbers.size(), most_points);
    numbers.push_back(std::exp(word / scale) - 1);
  }
  return numbers;
}

}  // namespace emtansim::spectra
