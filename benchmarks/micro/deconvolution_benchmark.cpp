// SPDX-License-Identifier: Apache-2.0
/// How long a deconvolution takes, by points and by charges, on a spectrum made from a conjugate's masses.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

#include "emtansim/spectra/spectra.h"

namespace emtansim::spectra {
namespace {

/// Nine drug loads with three glycoforms each, sprayed native, in about so many points.
Spectrum conjugate_spectrum(std::int64_t points) {
  std::vector<double> masses, amounts;
  for (int drugs = 0; drugs <= 8; ++drugs) {
    for (int hexoses = 0; hexoses < 3; ++hexoses) {
      masses.push_back(148057.86 + 957.53 * drugs + 162.14 * hexoses);
      amounts.push_back((9 - std::abs(drugs - 3)) * (3 - hexoses));
    }
  }
  constexpr double kSpan = 2000;  // Th, roughly
  return synthesise(masses, amounts,
                    {.extra_width = 2, .step = kSpan / static_cast<double>(points), .counts = 1e5, .baseline = 0.01});
}

void by_points(benchmark::State& state) {
  const Spectrum spectrum = conjugate_spectrum(state.range(0));
  for (auto _ : state) {
    benchmark::DoNotOptimize(deconvolve(spectrum, {.lowest_mass = 100e3, .highest_mass = 200e3, .decoys = 0}));
  }
  state.counters["points"] = static_cast<double>(spectrum.mz.size());
  state.SetComplexityN(static_cast<std::int64_t>(spectrum.mz.size()));
}
BENCHMARK(by_points)->RangeMultiplier(4)->Range(25000, 400000)->Unit(benchmark::kMillisecond)->Complexity();

void by_highest_charge(benchmark::State& state) {
  const Spectrum spectrum = conjugate_spectrum(100000);
  for (auto _ : state) {
    benchmark::DoNotOptimize(deconvolve(
        spectrum,
        {.lowest_mass = 5e3, .highest_mass = 250e3, .highest_charge = static_cast<int>(state.range(0)), .decoys = 0}));
  }
  state.SetComplexityN(state.range(0));
}
BENCHMARK(by_highest_charge)->RangeMultiplier(2)->Range(10, 40)->Unit(benchmark::kMillisecond)->Complexity();

void with_decoys(benchmark::State& state) {
  const Spectrum spectrum = conjugate_spectrum(100000);
  for (auto _ : state) benchmark::DoNotOptimize(deconvolve(spectrum, {.lowest_mass = 100e3, .highest_mass = 200e3}));
}
BENCHMARK(with_decoys)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace emtansim::spectra
