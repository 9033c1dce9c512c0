// SPDX-License-Identifier: Apache-2.0
/// SHA-1 after FIPS 180-4, section 6.1.
#include "emtansim/spectra/formats/sha1.h"

#include <algorithm>
#include <bit>
#include <cstddef>

#include <fmt/format.h>

namespace emtansim::spectra {

namespace {

struct Round {
  std::uint32_t mixed;
  std::uint32_t constant;
};

Round round_of(int t, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  if (t < 20) return {(b & c) | (~b & d), 0x5A827999};
  if (t < 40) return {b ^ c ^ d, 0x6ED9EBA1};
  if (t < 60) return {(b & c) | (b & d) | (c & d), 0x8F1BBCDC};
  return {b ^ c ^ d, 0xCA62C1D6};
}

}  // namespace

void Sha1::take_block(const unsigned char* block) {
  std::array<std::uint32_t, 80> w;
  for (std::size_t t = 0; t < 16; ++t) {
    w[t] = std::uint32_t{block[4 * t]} << 24 | std::uint32_t{block[4 * t + 1]} << 16 |
           std::uint32_t{block[4 * t + 2]} << 8 | std::uint32_t{block[4 * t + 3]};
  }
  for (std::size_t t = 16; t < 80; ++t) w[t] = std::rotl(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
  auto [a, b, c, d, e] = state_;
  for (int t = 0; t < 80; ++t) {
    const auto [mixed, constant] = round_of(t, b, c, d);
    const std::uint32_t next = std::rotl(a, 5) + mixed + e + constant + w[static_cast<std::size_t>(t)];
    e = d;
    d = c;
    c = std::rotl(b, 30);
    b = a;
    a = next;
  }
  const std::array<std::uint32_t, 5> added = {a, b, c, d, e};
  for (std::size_t i = 0; i < state_.size(); ++i) state_[i] += added[i];
}

void Sha1::add(std::string_view bytes) {
  auto filled = static_cast<std::size_t>(length_ % waiting_.size());
  length_ += bytes.size();
  while (!bytes.empty()) {
    if (filled == 0 && bytes.size() >= waiting_.size()) {
      take_block(reinterpret_cast<const unsigned char*>(bytes.data()));
      bytes.remove_prefix(waiting_.size());
      continue;
    }
    const std::size_t count = std::min(bytes.size(), waiting_.size() - filled);
    std::copy_n(bytes.begin(), count, waiting_.begin() + static_cast<std::ptrdiff_t>(filled));
    bytes.remove_prefix(count);
    filled += count;
    if (filled == waiting_.size()) {
      take_block(waiting_.data());
      filled = 0;
    }
  }
}

std::string Sha1::hexadecimal() const {
  Sha1 ended = *this;
  const std::uint64_t bits = length_ * 8;
  std::string tail(1, '\x80');
  while ((length_ + tail.size()) % 64 != 56) tail += '\0';
  for (int shift = 56; shift >= 0; shift -= 8) tail += static_cast<char>(bits >> shift & 0xFF);
  ended.add(tail);
  std::string text;
  for (const std::uint32_t word : ended.state_) text += fmt::format("{:08x}", word);
  return text;
}

}  // namespace emtansim::spectra
