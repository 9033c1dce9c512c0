// SPDX-License-Identifier: Apache-2.0
/// Any bytes as a file of spectra and, behind a line of four equal signs, its companion (.ibd, acqu): read, or
/// refused as the user's mistake; what is handed over is sound.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "emtansim/spectra/spectra.h"

namespace {

using namespace emtansim::spectra;

void expect_sound(const std::vector<double>& x, const std::vector<double>& y) {
  if (x.size() != y.size()) std::abort();
  for (std::size_t i = 0; i < x.size(); ++i)
    if (!std::isfinite(x[i]) || !std::isfinite(y[i]) || (i > 0 && x[i] < x[i - 1])) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  const Receivers receivers{.spectrum =
                                [](Spectrum&& spectrum) {
                                  expect_sound(spectrum.mz, spectrum.intensity);
                                  return Next::read_on;
                                },
                            .chromatogram =
                                [](Chromatogram&& chromatogram) {
                                  expect_sound(chromatogram.time, chromatogram.intensity);
                                  return Next::read_on;
                                }};
  constexpr std::size_t kMostPoints = 100000;
  constexpr std::string_view kBetween = "\n====\n";
  const auto at = bytes.find(kBetween);
  const auto first = bytes.substr(0, at);
  const auto second = at == std::string_view::npos ? std::string_view() : bytes.substr(at + kBetween.size());
  try {
    const Reading reading =
        read_content({.name = "file", .bytes = first, .companion = second}, receivers, {.points = kMostPoints});
    for (const auto& warning : reading.warnings) (void)to_message(warning);
  } catch (const emtansim::InputError&) {
    return 0;
  }
  return 0;
}
