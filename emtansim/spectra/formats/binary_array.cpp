// SPDX-License-Identifier: Apache-2.0
/// Decoders of the arrays in mass spectrometry files.
#include "emtansim/spectra/formats/binary_array.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <new>

#include <fmt/format.h>

#include "emtansim/spectra/formats/numpress.h"

namespace emtansim::spectra {

namespace {

constexpr unsigned char kBlank = 64, kPadding = 65, kWrong = 66;

constexpr std::array<unsigned char, 256> kBase64 = [] {
  std::array<unsigned char, 256> table{};
  table.fill(kWrong);
  for (unsigned char i = 0; i < 26; ++i) {
    table[static_cast<std::size_t>('A') + i] = i;
    table[static_cast<std::size_t>('a') + i] = static_cast<unsigned char>(26 + i);
  }
  for (unsigned char i = 0; i < 10; ++i) table[static_cast<std::size_t>('0') + i] = static_cast<unsigned char>(52 + i);
  table['+'] = 62;
  table['/'] = 63;
  table['='] = kPadding;
  for (const char c : {' ', '\t', '\r', '\n'}) table[static_cast<unsigned char>(c)] = kBlank;
  return table;
}();

unsigned char value_of(char c) { return kBase64[static_cast<unsigned char>(c)]; }

template <class Number, class Word>
std::vector<double> decoded(std::string_view bytes, ByteOrder order) {
  std::vector<double> numbers(bytes.size() / sizeof(Word));
  const bool swaps = (order == ByteOrder::big) != (std::endian::native == std::endian::big);
  const char* from = bytes.data();
  for (double& number : numbers) {
    std::array<char, sizeof(Word)> word;
    std::memcpy(word.data(), from, sizeof(Word));
    if (swaps) std::ranges::reverse(word);
    number = static_cast<double>(std::bit_cast<Number>(word));
    from += sizeof(Word);
  }
  return numbers;
}

std::size_t bytes_in(NumberKind kind) { return kind == NumberKind::float32 || kind == NumberKind::int32 ? 4 : 8; }

}  // namespace

void Base64::clear() {
  bytes_.clear();
  group_ = 0;
  in_group_ = padding_ = 0;
  characters_ = 0;
}

void Base64::add_one(char c) {
  const unsigned char value = value_of(c);
  if (value == kBlank) return;
  ++characters_;
  if (value == kWrong) {
    throw ArrayProblem{"an array is not base64",
                       fmt::format("it holds the byte 0x{:02X}", static_cast<unsigned char>(c))};
  }
  if (value == kPadding) {
    ++padding_;
  } else if (padding_ > 0) {
    throw ArrayProblem{"an array is not base64", "text goes on behind its padding"};
  } else {
    group_ = group_ << 6 | value;
  }
  if (value == kPadding && (in_group_ < 2 || padding_ > 2))
    throw ArrayProblem{"an array is not base64", "its padding stands in the wrong place"};
  if (value == kPadding) group_ <<= 6;
  if (++in_group_ < 4) return;
  for (int i = 0; i < 3 - padding_; ++i) bytes_ += static_cast<char>(group_ >> (16 - 8 * i) & 0xFF);
  group_ = 0;
  in_group_ = 0;
}

void Base64::add(std::string_view text) {
  if (bytes_.size() + text.size() / 4 * 3 > most_bytes_)
    throw ArrayProblem{"an array is too large", fmt::format("at most {} bytes are read", most_bytes_)};
  while (!text.empty()) {
    while (in_group_ == 0 && padding_ == 0 && text.size() >= 4) {  // whole groups, the bulk of a file
      const unsigned a = value_of(text[0]), b = value_of(text[1]), c = value_of(text[2]), d = value_of(text[3]);
      if ((a | b | c | d) >= kBlank) break;
      const char group[3] = {static_cast<char>(a << 2 | b >> 4), static_cast<char>(b << 4 | c >> 2),
                             static_cast<char>(c << 6 | d)};
      bytes_.append(group, 3);
      characters_ += 4;
      text.remove_prefix(4);
    }
    if (text.empty()) break;
    add_one(text.front());
    text.remove_prefix(1);
  }
}

std::string Base64::finish() {
  if (in_group_ != 0) throw ArrayProblem{"an array is cut off", "its base64 ends within a group of four characters"};
  std::string bytes = std::move(bytes_);
  clear();
  return bytes;
}

std::string inflated(std::string_view deflated, std::size_t most_bytes) {
  constexpr std::size_t kBlock = std::size_t{1} << 16;
  z_stream state{};
  if (::inflateInit(&state) != Z_OK) throw std::bad_alloc();
  struct End {
    z_stream& state;
    ~End() { ::inflateEnd(&state); }
  } end{state};
  std::string bytes;
  state.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(deflated.data()));
  state.avail_in = static_cast<uInt>(std::min<std::size_t>(deflated.size(), ~uInt{0}));
  int result = Z_OK;
  while (result == Z_OK) {
    const std::size_t filled = bytes.size();
    if (filled > most_bytes)
      throw ArrayProblem{"an array is too large", fmt::format("it unpacks to more than {} bytes", most_bytes)};
    bytes.resize(filled + std::max(kBlock, filled / 2));
    state.next_out = reinterpret_cast<Bytef*>(bytes.data() + filled);
    state.avail_out = static_cast<uInt>(bytes.size() - filled);
    result = ::inflate(&state, Z_NO_FLUSH);
    bytes.resize(bytes.size() - state.avail_out);
    if (result == Z_BUF_ERROR || (result == Z_OK && state.avail_in == 0 && state.avail_out > 0)) {
      throw ArrayProblem{"a compressed array is cut off", "zlib wants more bytes"};
    }
  }
  if (result != Z_STREAM_END)
    throw ArrayProblem{"a compressed array is damaged", state.msg != nullptr ? state.msg : "zlib cannot unpack it"};
  return bytes;
}

std::vector<double> to_numbers(std::string_view bytes, const ArrayCoding& coding, std::size_t most_points) {
  std::string unpacked;
  if (coding.is_deflated.value_or(false) && !bytes.empty()) {
    constexpr std::size_t kLargestNumber = 8;
    unpacked = inflated(bytes, most_points * kLargestNumber + kLargestNumber);
    bytes = unpacked;
  }
  if (bytes.empty()) return {};
  switch (coding.packing) {
    case Packing::linear: return from_linear(bytes, most_points);
    case Packing::positive_integers: return from_positive_integers(bytes, most_points);
    case Packing::short_logarithms: return from_short_logarithms(bytes, most_points);
    case Packing::none: break;
  }
  if (!coding.number)
    throw ArrayProblem{"an array does not say what its numbers are", "32 or 64 bits, float or integer"};
  const std::size_t size = bytes_in(*coding.number);
  if (bytes.size() % size != 0) {
    throw ArrayProblem{"an array is cut off",
                       fmt::format("its {} bytes are no whole count of {}-byte numbers", bytes.size(), size)};
  }
  if (bytes.size() / size > most_points)
    throw ArrayProblem{"an array is too large", fmt::format("it has more than {} points", most_points)};
  switch (*coding.number) {
    case NumberKind::float32: return decoded<float, std::uint32_t>(bytes, coding.order);
    case NumberKind::float64: return decoded<double, std::uint64_t>(bytes, coding.order);
    case NumberKind::int32: return decoded<std::int32_t, std::uint32_t>(bytes, coding.order);
    case NumberKind::int64: return decoded<std::int64_t, std::uint64_t>(bytes, coding.order);
  }
  return {};
}

}  // namespace emtansim::spectra
