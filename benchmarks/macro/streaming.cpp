// SPDX-License-Identifier: Apache-2.0
/// Many members in chunks that use the same memory again.
#include "benchmarks/macro/streaming.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>
#include <vector>

#include <sys/resource.h>

#include <fmt/format.h>

#include "benchmarks/problems/problems.h"
#include "emtansim/base/base.h"

namespace emtansim::benchmarks {

namespace {

constexpr std::size_t kChunk = 64;  // outputs of one stay in the nearer cache

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024 / 1e6;
}

struct Streamed {
  double wall_seconds = 0;
  double cpu_seconds = 0;
  double largest = 0;  ///< of all states at the last time, so that nothing is computed in vain
  std::size_t failed = 0;
};

// Each thread takes the next chunk, draws its members, runs them and keeps what is asked of them: as populations do.
Streamed run_chunks(const Problem& problem, const solve::Program& program, std::size_t members, unsigned threads) {
  solve::SolveOptions options;
  options.method = solve::Method::automatic;
  options.threads = 1;
  const solve::Simulator simulator(program, options);
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  Streamed streamed;
  const auto work = [&] {
    solve::Trajectories into;
    for (std::size_t first = next.fetch_add(kChunk); first < members; first = next.fetch_add(kChunk)) {
      const auto ensemble = members_of(problem, first, std::min(kChunk, members - first));
      simulator.run(ensemble, into);
      const std::scoped_lock lock(mutex);
      for (std::size_t m = 0; m < ensemble.members.size(); ++m) {
        if (into.report(m).status != solve::Status::finished) ++streamed.failed;
        streamed.largest = std::max(streamed.largest, into.species(m, problem.times.size() - 1, network::SpeciesId(0)));
      }
    }
  };
  const auto start = std::chrono::steady_clock::now();
  const double cpu_start = process_seconds();
  {
    std::vector<std::jthread> others;
    for (unsigned i = 1; i < threads; ++i) others.emplace_back(work);
    work();
  }
  streamed.wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  streamed.cpu_seconds = process_seconds() - cpu_start;
  return streamed;
}

}  // namespace

int stream(std::size_t members) {
  const Problem problem = make_problem("chain24", data_directory());
  const auto program = solve::compile(problem.network);
  double of_one_thread = 0;
  for (const unsigned threads : {1U, 2U}) {
    const auto streamed = run_chunks(problem, program, members, threads);
    fmt::print(
        "{} members of chain24 in chunks of {}, {} thread{}: {:.2f} s by the clock, {:.2f} s computing, {} failed, "
        "peak memory {:.0f} MB\n",
        members, kChunk, threads, threads == 1 ? "" : "s", streamed.wall_seconds, streamed.cpu_seconds, streamed.failed,
        peak_megabytes());
    if (threads == 1) of_one_thread = streamed.wall_seconds;
    if (threads == 2) fmt::print("two threads against one: {:.2f} times\n", of_one_thread / streamed.wall_seconds);
  }
  return 0;
}

}  // namespace emtansim::benchmarks
