// SPDX-License-Identifier: Apache-2.0
/// From the text or bytes of an array in a file to numbers: base64, zlib, numpress, floats and integers of two sizes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace emtansim::spectra {

enum class NumberKind { float32, float64, int32, int64 };
enum class Packing { none, linear, positive_integers, short_logarithms };  ///< numpress linear, pic, slof
enum class ByteOrder { little, big };

/// How an array is written.
struct ArrayCoding {
  std::optional<NumberKind> number;
  std::optional<bool> is_deflated;  ///< zlib over everything else
  Packing packing = Packing::none;
  ByteOrder order = ByteOrder::little;
};

/// Something is wrong with an array: what, and why. Readers add file and line.
struct ArrayProblem {
  std::string what;
  std::string why;
};

/// Base64 that comes in pieces; blanks and line ends between are left out.
class Base64 {
 public:
  explicit Base64(std::size_t most_bytes) : most_bytes_(most_bytes) {}
  /// Throws ArrayProblem for a byte that is not base64, for text behind the padding, and for too many bytes.
  void add(std::string_view text);
  /// All bytes; throws ArrayProblem where the last group is incomplete.
  std::string finish();
  /// Characters so far, blanks left out.
  [[nodiscard]] std::size_t characters() const { return characters_; }
  void clear();

 private:
  void add_one(char c);

  std::size_t most_bytes_;
  std::string bytes_;
  std::uint32_t group_ = 0;
  int in_group_ = 0;
  int padding_ = 0;
  std::size_t characters_ = 0;
};

/// Throws ArrayProblem for damaged or truncated data and for more than `most_bytes`.
std::string inflated(std::string_view deflated, std::size_t most_bytes);

/// The numbers of an array of bytes. Throws ArrayProblem, also for more than `most_points` numbers.
std::vector<double> to_numbers(std::string_view bytes, const ArrayCoding& coding, std::size_t most_points);

}  // namespace emtansim::spectra
