// SPDX-License-Identifier: Apache-2.0
/// Who does the work of a streamed population: this thread, several threads, ranks of MPI, or ranks that are pretended.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace emtansim::study {

/// Items `first` ... `end - 1`, worked on in chunks of `size`. `work` may be called by any thread of any rank, for
/// several chunks at once; it must give the same bytes wherever it runs. `take` is called by the thread that called
/// `Executor::run`, on the leading rank alone, chunk by chunk in order; false means stop: what is in hand is still
/// finished and taken, nothing more is begun. Ranks that do not lead are told what to work on, and only `work` counts
/// there.
struct ChunkJob {
  std::size_t first = 0;
  std::size_t end = 0;
  std::size_t size = 1;
  std::function<std::string(std::size_t first, std::size_t count)> work;
  std::function<bool(std::size_t first, std::size_t count, std::string_view result)> take;

  [[nodiscard]] std::size_t chunk_count() const { return end > first ? (end - first + size - 1) / size : 0; }
  [[nodiscard]] std::size_t first_of(std::size_t chunk) const { return first + chunk * size; }
  [[nodiscard]] std::size_t count_of(std::size_t chunk) const {
    const std::size_t left = end - first_of(chunk);
    return left < size ? left : size;
  }
};

/// Hands chunks out to whoever is free and has their results taken in order, so that what becomes of them is the same
/// bits for any number of threads and ranks. At most a few results for each worker wait in memory.
class Executor {
 public:
  Executor() = default;
  virtual ~Executor() = default;
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  /// Returns when every chunk was taken, or after a stop. What `work` or `take` throws is thrown here after all others
  /// have ended; from another rank it comes as SystemError "rank-failed".
  virtual void run(const ChunkJob& job) = 0;
  /// Chunks that are worked on at once.
  [[nodiscard]] virtual std::size_t workers() const = 0;
  [[nodiscard]] virtual std::size_t ranks() const { return 1; }
  /// Whether results are taken, and files written, in this process.
  [[nodiscard]] virtual bool is_leader() const { return true; }
};

std::unique_ptr<Executor> on_this_thread();
/// 0 for one thread on each core.
std::unique_ptr<Executor> on_threads(std::size_t threads);
/// A dry run: `ranks` >= 1 that talk as ranks of MPI do, but live in this process.
std::unique_ptr<Executor> on_pretended_ranks(std::size_t ranks);
/// The ranks that mpirun has started, one thread each; MPI ends with the executor. Throws SystemError "no-mpi" where
/// this build has none, and "other-mpi" where another MPI's mpirun was used. At most one at a time.
std::unique_ptr<Executor> on_mpi_ranks();

/// How many ranks mpirun has started this process among; 0 where it was not started by mpirun.
std::size_t launched_ranks();
/// Whether this build has MPI.
bool has_mpi();

}  // namespace emtansim::study
