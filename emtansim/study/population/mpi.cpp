// SPDX-License-Identifier: Apache-2.0
/// Ranks of MPI: the only source that knows it.
#include <fmt/format.h>
#include <mpi.h>

#include "emtansim/base/base.h"
#include "emtansim/study/population/ranks.h"

namespace emtansim::study {

namespace {

constexpr int kTag = 1;

class MpiWire final : public Wire {
 public:
  void send(std::size_t to, std::string message) override {
    // Chunks are far below the 2 GiB that one message can hold.
    EMTANSIM_EXPECT(message.size() < std::size_t{1} << 31U);
    MPI_Send(message.data(), static_cast<int>(message.size()), MPI_BYTE, static_cast<int>(to), kTag, MPI_COMM_WORLD);
  }
  std::optional<std::pair<std::size_t, std::string>> poll() override {
    int has_come = 0;
    MPI_Status status;
    MPI_Iprobe(MPI_ANY_SOURCE, kTag, MPI_COMM_WORLD, &has_come, &status);
    if (has_come == 0) return std::nullopt;
    int size = 0;
    MPI_Get_count(&status, MPI_BYTE, &size);
    std::string message(static_cast<std::size_t>(size), '\0');
    MPI_Recv(message.data(), size, MPI_BYTE, status.MPI_SOURCE, kTag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    return std::pair(static_cast<std::size_t>(status.MPI_SOURCE), std::move(message));
  }
};

class World final : public MpiWorld {
 public:
  World() {
    // Only the thread that runs an executor calls MPI. A call that fails ends all ranks, as MPI does by itself.
    int provided = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    MPI_Comm_size(MPI_COMM_WORLD, &size_);
  }
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  ~World() override { MPI_Finalize(); }

  [[nodiscard]] std::size_t rank() const override { return static_cast<std::size_t>(rank_); }
  [[nodiscard]] std::size_t size() const override { return static_cast<std::size_t>(size_); }
  [[nodiscard]] Wire& wire() override { return wire_; }

 private:
  int rank_ = 0;
  int size_ = 1;
  MpiWire wire_;
};

}  // namespace

bool has_mpi() { return true; }

std::unique_ptr<MpiWorld> join_mpi() {
  auto world = std::make_unique<World>();
  if (const std::size_t launched = launched_ranks(); launched > 1 && world->size() != launched)
    throw SystemError(
        {}, {"other-mpi", fmt::format("mpirun has started {} ranks, emtansim sees {}", launched, world->size()),
             "it was built with another MPI than that of this mpirun", "use the mpirun of Open MPI"});
  return world;
}

}  // namespace emtansim::study
