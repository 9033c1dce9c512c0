// SPDX-License-Identifier: Apache-2.0
/// Any bytes as a list of masses: ascending and positive, or refused as the user's mistake.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "emtansim/spectra/spectra.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace emtansim::spectra;
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  try {
    const auto list = read_mass_list(Content{.name = "list.csv", .bytes = bytes, .companion = {}}).list;
    if (list.mass.size() != list.intensity.size() || list.mass.empty()) std::abort();
    for (std::size_t i = 0; i < list.mass.size(); ++i)
      if (!(list.mass[i] > 0) || !(list.intensity[i] >= 0) || (i > 0 && list.mass[i] < list.mass[i - 1])) std::abort();
  } catch (const emtansim::InputError&) {
    return 0;
  }
  return 0;
}
