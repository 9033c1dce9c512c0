// SPDX-License-Identifier: Apache-2.0
/// Any points as a list of masses, a zero-charge spectrum or a spectrum along m/z: shares that are numbers and add up
/// come out, or a refusal. Bytes: kind, distance of points, size of intensities; then two for each point.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "emtansim/base/base.h"
#include "emtansim/spectra/spectra.h"

namespace {

using namespace emtansim::spectra;

constexpr std::size_t kHeader = 3, kMostPoints = 150;

const Ladder& small_ladder() {
  static const Ladder ladder{.antibody_mass = 145167.18,
                             .drug_mass = 957.53,
                             .linker_mass = 219.24,
                             .most_drugs = 3,
                             .most_linkers = 1,
                             .glycans = {{"G0F", 1445.341, 3}, {"G1F", 1607.482, 2}},
                             .pieces = {}};
  return ladder;
}

Signal signal_of(const std::uint8_t* data, std::size_t size) {
  constexpr SignalKind kKinds[] = {SignalKind::mass_list, SignalKind::mass_profile, SignalKind::mz_profile};
  Signal signal{.kind = kKinds[data[0] % 3], .x = {}, .intensity = {}, .scans = {}};
  const double step = std::pow(10.0, static_cast<double>(data[1] % 8) - 5);
  const double unit = std::pow(10.0, 2.4 * (static_cast<double>(data[2]) - 128));
  double x = signal.kind == SignalKind::mz_profile ? 5600 : 147900;
  for (std::size_t i = kHeader; i + 1 < size && signal.x.size() < kMostPoints; i += 2) {
    x += step * data[i];
    signal.x.push_back(x);
    signal.intensity.push_back(unit * (static_cast<double>(data[i + 1]) - 8));
  }
  return signal;
}

void expect(bool is_so, const char* what) {
  if (is_so) return;
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < kHeader) return 0;
  try {
    const Composition found = fit_composition(signal_of(data, size), small_ladder(), {.replicates = 2});
    expect(std::isfinite(found.dar.value), "the DAR is no number");
    expect(std::isfinite(found.shift) && std::isfinite(found.width), "the shape is no number");
    expect(found.unexplained >= 0 && found.unexplained <= 1, "the unexplained share is none");
    double sum = 0;
    for (const auto& share : found.load) {
      expect(share.value >= -1e-9 && share.value <= 1 + 1e-9, "a load has no share");
      expect(share.low <= share.high, "an interval is turned round");
      sum += share.value;
    }
    const bool saw_nothing = sum == 0 && found.trust == Trust::not_to_use;
    expect(std::abs(sum - 1) < 1e-6 || saw_nothing, "loads do not add up");
  } catch (const emtansim::InputError&) {
    return 0;
  }
  return 0;
}
