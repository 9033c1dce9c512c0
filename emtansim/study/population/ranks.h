// SPDX-License-Identifier: Apache-2.0
/// How ranks share chunks: a leader that hands them out and workers that ask, over wires that may be MPI or memory.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "emtansim/study/population/executor.h"

namespace emtansim::study {

/// Results of each worker that may wait for their turn: enough that a slow chunk holds nobody up, few enough for
/// memory.
inline constexpr std::size_t kResultsWaiting = 4;

/// One end of a connection between ranks. Used by one thread.
class Wire {
 public:
  Wire() = default;
  virtual ~Wire() = default;
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  virtual void send(std::size_t to, std::string message) = 0;
  /// A message that has come, with its sender; nothing where there is none yet.
  virtual std::optional<std::pair<std::size_t, std::string>> poll() = 0;
};

/// A worker as the leader reaches it.
struct Peer {
  Wire* wire = nullptr;
  std::size_t rank = 0;
};

/// Hands the chunks of `job` to the peers and takes the results in order; all peers are told to finish before it
/// returns or throws.
void lead(const ChunkJob& job, const std::vector<Peer>& peers);
/// Works for the rank `leader` until told to finish.
void follow(const ChunkJob& job, Wire& wire, std::size_t leader);

/// `ends` ends that reach each other within this process.
std::vector<std::unique_ptr<Wire>> wires_in_memory(std::size_t ends);

/// The ranks that mpirun has started. One at a time.
class MpiWorld {
 public:
  virtual ~MpiWorld() = default;
  [[nodiscard]] virtual std::size_t rank() const = 0;
  [[nodiscard]] virtual std::size_t size() const = 0;
  [[nodiscard]] virtual Wire& wire() = 0;
};
/// Throws SystemError "no-mpi" where this build has none.
std::unique_ptr<MpiWorld> join_mpi();

}  // namespace emtansim::study
