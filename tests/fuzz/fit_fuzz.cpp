// SPDX-License-Identifier: Apache-2.0
/// Any bytes as a fit file: read, or refused as the user's mistake; never anything else.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "emtansim/infer/infer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  try {
    (void)emtansim::infer::parse_fit(text, "fit.toml");
  } catch (const emtansim::InputError&) {
    return 0;
  }
  return 0;
}
