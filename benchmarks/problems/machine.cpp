// SPDX-License-Identifier: Apache-2.0
/// What the machine is, and clocks that count computing time only.
#include <ctime>
#include <fstream>
#include <thread>

#include <fmt/format.h>

#include "benchmarks/problems/problems.h"

namespace emtansim::benchmarks {

namespace {

std::string processor_name() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("model name"))
      if (const auto colon = line.find(": "); colon != std::string::npos) return line.substr(colon + 2);
  return "unknown";
}

std::vector<std::string> instruction_sets() {
  std::vector<std::string> sets;
#if defined(__x86_64__)
  sets.emplace_back("SSE2");
  if (__builtin_cpu_supports("avx")) sets.emplace_back("AVX");
  if (__builtin_cpu_supports("avx2")) sets.emplace_back("AVX2");
  if (__builtin_cpu_supports("avx512f")) sets.emplace_back("AVX-512F");
#endif
  return sets;
}

double seconds_of(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

}  // namespace

Machine this_machine() {
#if defined(__clang__)
  const std::string compiler = fmt::format("Clang {}", __clang_version__);
#else
  const std::string compiler = fmt::format("GCC {}", __VERSION__);
#endif
  return {.processor = processor_name(),
          .cores = std::thread::hardware_concurrency(),
          .instruction_sets = instruction_sets(),
          .compiler = compiler};
}

double thread_seconds() { return seconds_of(CLOCK_THREAD_CPUTIME_ID); }
double process_seconds() { return seconds_of(CLOCK_PROCESS_CPUTIME_ID); }

}  // namespace emtansim::benchmarks
