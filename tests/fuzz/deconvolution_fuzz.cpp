// SPDX-License-Identifier: Apache-2.0
/// Any bytes as a spectrum that is prepared and deconvolved: numbers come out, or a refusal.
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

constexpr auto kQuick = [] {
  DeconvolutionOptions options;
  options.highest_mass = 8e3;  // a short mass axis, for speed
  options.highest_charge = 10;
  options.rounds = 5;
  options.decoys = 1;
  return options;
}();

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  try {
    const auto average = read_average(Content{.name = "file", .bytes = bytes, .companion = {}});
    expect_sound(average.spectrum.mz, average.spectrum.intensity);
    const auto result = deconvolve(centroided(smoothed(average.spectrum, 2), 0), kQuick);
    for (const auto& peak : result.peaks)
      if (!std::isfinite(peak.mass) || !(peak.score >= 0 && peak.score <= 1)) std::abort();
    (void)deconvolve(average.spectrum, kQuick);
  } catch (const emtansim::InputError&) {
    return 0;
  }
  return 0;
}
