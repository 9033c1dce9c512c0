// SPDX-License-Identifier: Apache-2.0
/// How long the statistics take: a dose-response fit with and without profiles, survival curves and rank tests.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "emtansim/stats/stats.h"

namespace emtansim::stats {
namespace {

/// Even numbers in (0, 1); the same on every machine.
class Uniform {
 public:
  double operator()() { return (static_cast<double>(random_() >> 11) + 0.5) * 0x1p-53; }

 private:
  std::mt19937_64 random_{7};
};

struct Table {
  std::vector<double> doses;
  std::vector<double> responses;
};

/// Twenty doses in triplicate over five decades, noise a twentieth of the effect.
Table twenty_doses_in_triplicate() {
  Uniform uniform;
  Table table;
  for (int i = 0; i < 60; ++i) {
    const double dose = i < 3 ? 0 : std::pow(10, -3 + 5.0 * (i / 3 - 1) / 18);
    table.doses.push_back(dose);
    table.responses.push_back(0.1 + 0.9 / (1 + std::pow(dose, 1.2)) + 0.05 * quantile(Normal{}, uniform()));
  }
  return table;
}

void fit_with(benchmark::State& state, ProfileUse profiles) {
  const Table table = twenty_doses_in_triplicate();
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        fit_dose_response({.doses = table.doses, .responses = table.responses}, {.profiles = profiles}));
  }
}
BENCHMARK_CAPTURE(fit_with, profiles, ProfileUse::computed)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(fit_with, no_profiles, ProfileUse::skipped)->Unit(benchmark::kMicrosecond);

struct Subjects {
  std::vector<double> times;
  std::vector<int> events;
  std::vector<int> groups;
};

Subjects subjects(std::int64_t count) {
  Uniform uniform;
  Subjects result;
  for (std::int64_t i = 0; i < count; ++i) {
    result.groups.push_back(static_cast<int>(i % 2));
    result.times.push_back(-std::log(uniform()) * (i % 2 == 0 ? 1 : 1.2));
    result.events.push_back(uniform() < 0.7 ? 1 : 0);
  }
  return result;
}

void survival_curve(benchmark::State& state) {
  const Subjects all = subjects(state.range(0));
  for (auto _ : state) {
    benchmark::DoNotOptimize(kaplan_meier({.times = all.times, .events = all.events}));
  }
}
BENCHMARK(survival_curve)->Arg(1000)->Arg(100'000)->Unit(benchmark::kMillisecond);

void rank_test(benchmark::State& state) {
  const Subjects all = subjects(state.range(0));
  for (auto _ : state) {
    benchmark::DoNotOptimize(log_rank({.times = all.times, .events = all.events}, all.groups));
  }
}
BENCHMARK(rank_test)->Arg(1000)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace emtansim::stats
