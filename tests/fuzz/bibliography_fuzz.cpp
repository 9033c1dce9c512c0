// SPDX-License-Identifier: Apache-2.0
/// Any bytes as references.bib: read, or refused as the user's mistake; never anything else.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "emtansim/catalogue/catalogue.h"

namespace catalogue = emtansim::catalogue;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<catalogue::SourceText> files = {
      {"references.bib", std::string(reinterpret_cast<const char*>(data), size)}};
  try {
    const auto read = catalogue::parse_catalogue(files);
    for (const auto& reference : read.references()) (void)read.find_reference(reference.key);
  } catch (const emtansim::InputError&) {
    return 0;
  }
  return 0;
}
