// SPDX-License-Identifier: Apache-2.0
/// Any bytes as a method or a list of runs (the first byte says which), or as a trace in which peaks are sought.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

#include "emtansim/spectra/spectra.h"

namespace {

using namespace emtansim;
using namespace emtansim::spectra;

const conjugate::Chemistry& chemistry() {
  static const conjugate::Chemistry known = [] {
    conjugate::Chemistry made;
    made.elements = conjugate::Elements(
        parse_table("element,monoisotopic_Da,standard_weight\nC,12,12.011\nH,1.00782503207,1.008\nO,15.9949,15.999\n",
                    "elements.csv"),
        parse_table("element,mass_number,mass_Da,abundance\nC,12,12,0.9893\nC,13,13.00335,0.0107\nH,1,1.007825,1\n"
                    "O,16,15.9949,1\n",
                    "isotopes.csv"));
    conjugate::parse_molecules(
        "[[molecule]]\nname = \"A\"\nformula = \"C6H12O6\"\nrole = \"payload\"\nprovenance = \"read\"\n"
        "product_ions = [\"1\"]\n[[product_ion]]\nname = \"1\"\ncation = \"CH3O\"\nprovenance = \"read\"\n",
        "molecules.toml", made.molecules);
    return made;
  }();
  return known;
}

/// Pairs of numbers as they lie in memory; what no reader would hand over is left out.
void seek_peaks(std::string_view bytes) {
  std::vector<double> time;
  std::vector<double> intensity;
  for (; bytes.size() >= 2; bytes.remove_prefix(2)) {
    time.push_back((time.empty() ? 0 : time.back()) + static_cast<unsigned char>(bytes[0]) / 16.0);
    intensity.push_back(std::ldexp(1.0, static_cast<unsigned char>(bytes[1]) / 4));
  }
  const PeakSearch found = find_peaks(time, intensity);
  for (const auto& peak : found.peaks)
    if (!std::isfinite(peak.area) || peak.start > peak.apex_time || peak.apex_time > peak.end) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text{reinterpret_cast<const char*>(data) + 1, size - 1};
  try {
    if (data[0] == 'm') {
      const QuantifyMethod method = parse_method(text, "method.toml", chemistry());
      if (channels_of(method, chemistry()).size() < method.analytes.size()) std::abort();
    } else if (data[0] == 'r') {
      static_cast<void>(parse_runs(parse_table(text, "runs.csv"), "folder"));
    } else {
      seek_peaks(text);
    }
  } catch (const InputError&) {
    return 0;
  }
  return 0;
}
