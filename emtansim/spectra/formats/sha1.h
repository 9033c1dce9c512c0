// SPDX-License-Identifier: Apache-2.0
/// SHA-1, in which mzML, mzXML and imzML state the checksums of their files; not for security.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace emtansim::spectra {

/// Fed in pieces; a copy goes on by itself.
class Sha1 {
 public:
  void add(std::string_view bytes);
  /// Lower-case hexadecimal of all that was added.
  [[nodiscard]] std::string hexadecimal() const;

 private:
  void take_block(const unsigned char* block);

  std::array<std::uint32_t, 5> state_ = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
  std::array<unsigned char, 64> waiting_{};
  std::uint64_t length_ = 0;
};

}  // namespace emtansim::spectra
