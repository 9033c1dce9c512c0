// SPDX-License-Identifier: Apache-2.0
/// The talk of leader and workers, and the executors made of it.
#include "emtansim/study/population/ranks.h"

#include <chrono>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "emtansim/base/base.h"

namespace emtansim::study {

namespace {

/// Between two looks for messages; short beside a chunk, long beside a look.
constexpr auto kBetweenLooks = std::chrono::microseconds(200);

enum class Word : std::uint8_t { ready, result, failed, work, finish };

struct Message {
  Word word = Word::finish;
  std::uint64_t first = 0;  ///< item of the chunk that it is about
  std::uint64_t count = 0;
  std::string bytes;
};

std::string to_bytes(const Message& message) {
  ByteWriter writer;
  writer.put(static_cast<std::uint8_t>(message.word));
  writer.put(message.first);
  writer.put(message.count);
  writer.put(std::string_view(message.bytes));
  return writer.take();
}

Message read_message(std::string_view bytes) {
  ByteReader reader(bytes);
  Message read;
  read.word = static_cast<Word>(reader.number<std::uint8_t>());
  read.first = reader.number<std::uint64_t>();
  read.count = reader.number<std::uint64_t>();
  read.bytes = reader.text();
  return read;
}

class Leader {
 public:
  Leader(const ChunkJob& job, const std::vector<Peer>& peers) : job_(job), chunks_(job.chunk_count()), peers_(peers) {}

  void operator()() {
    while (true) {
      hand_out();
      if (working_ == 0 && (is_stopped_ || handed_out_ == chunks_)) break;
      if (!listen()) std::this_thread::sleep_for(kBetweenLooks);
      take();
    }
    for (const Peer& peer : peers_) peer.wire->send(peer.rank, to_bytes({.word = Word::finish, .bytes = {}}));
    if (thrown_) std::rethrow_exception(thrown_);
  }

 private:
  void hand_out() {
    const std::size_t window = peers_.size() * kResultsWaiting;
    while (!idle_.empty() && !is_stopped_ && handed_out_ < chunks_ && handed_out_ < taken_ + window) {
      const Peer peer = idle_.front();
      idle_.pop_front();
      const std::size_t chunk = handed_out_++;
      peer.wire->send(
          peer.rank,
          to_bytes({.word = Word::work, .first = job_.first_of(chunk), .count = job_.count_of(chunk), .bytes = {}}));
      ++working_;
    }
  }

  bool listen() {
    bool has_heard = false;
    Wire* before = nullptr;
    for (const Peer& peer : peers_) {
      if (peer.wire == before) continue;
      before = peer.wire;
      while (auto heard = before->poll()) {
        has_heard = true;
        hear({before, heard->first}, read_message(heard->second));
      }
    }
    return has_heard;
  }

  void hear(const Peer& from, Message said) {
    idle_.push_back(from);
    if (said.word == Word::ready) return;
    --working_;
    if (said.word == Word::result) {
      results_.emplace((said.first - job_.first) / job_.size, std::move(said.bytes));
      return;
    }
    is_stopped_ = true;
    const std::string what = fmt::format("a rank could not work on {} items from {} on", said.count, said.first);
    thrown_ = std::make_exception_ptr(SystemError({}, {"rank-failed", what, said.bytes, ""}));
  }

  void take() {
    for (auto found = results_.find(taken_); found != results_.end(); found = results_.find(taken_)) {
      try {
        if (!thrown_ && !job_.take(job_.first_of(taken_), job_.count_of(taken_), found->second)) is_stopped_ = true;
      } catch (...) {
        is_stopped_ = true;
        thrown_ = std::current_exception();
      }
      results_.erase(found);
      ++taken_;
    }
  }

  const ChunkJob& job_;
  std::size_t chunks_;
  const std::vector<Peer>& peers_;
  std::deque<Peer> idle_;
  std::size_t handed_out_ = 0, working_ = 0, taken_ = 0;
  std::map<std::size_t, std::string> results_;
  bool is_stopped_ = false;
  std::exception_ptr thrown_;
};

/// A letter box for each end.
class MemoryPost {
 public:
  explicit MemoryPost(std::size_t ends) : boxes_(ends) {}
  void drop(std::size_t from, std::size_t to, std::string letter) {
    const std::scoped_lock lock(mutex_);
    boxes_[to].emplace_back(from, std::move(letter));
  }
  std::optional<std::pair<std::size_t, std::string>> fetch(std::size_t end) {
    const std::scoped_lock lock(mutex_);
    if (boxes_[end].empty()) return std::nullopt;
    auto letter = std::move(boxes_[end].front());
    boxes_[end].pop_front();
    return letter;
  }

 private:
  std::mutex mutex_;
  std::vector<std::deque<std::pair<std::size_t, std::string>>> boxes_;
};

class MemoryWire final : public Wire {
 public:
  MemoryWire(std::shared_ptr<MemoryPost> post, std::size_t end) : post_(std::move(post)), end_(end) {}
  void send(std::size_t to, std::string message) override { post_->drop(end_, to, std::move(message)); }
  std::optional<std::pair<std::size_t, std::string>> poll() override { return post_->fetch(end_); }

 private:
  std::shared_ptr<MemoryPost> post_;  // all ends own it: whichever is last
  std::size_t end_;
};

class OnPretendedRanks final : public Executor {
 public:
  explicit OnPretendedRanks(std::size_t ranks) : ranks_(ranks) {}

  void run(const ChunkJob& job) override {
    const auto wires = wires_in_memory(ranks_ + 1);  // 0 leads, the others work
    std::vector<std::jthread> threads;
    std::vector<Peer> peers;
    for (std::size_t rank = 1; rank <= ranks_; ++rank) {
      peers.push_back({wires[0].get(), rank});
      threads.emplace_back([&job, wire = wires[rank].get()] { follow(job, *wire, 0); });
    }
    lead(job, peers);
  }
  [[nodiscard]] std::size_t workers() const override { return ranks_; }
  [[nodiscard]] std::size_t ranks() const override { return ranks_; }

 private:
  std::size_t ranks_;
};

class OnMpiRanks final : public Executor {
 public:
  OnMpiRanks() : world_(join_mpi()) {}
  ~OnMpiRanks() override {
    // Where the leader never came to hand out work, the others would wait for it.
    if (!is_leader() || has_led_) return;
    for (std::size_t rank = 1; rank < world_->size(); ++rank)
      world_->wire().send(rank, to_bytes({.word = Word::finish, .bytes = {}}));
  }

  void run(const ChunkJob& job) override {
    if (!is_leader()) return follow(job, world_->wire(), 0);
    has_led_ = true;
    // The leading rank works as well, on a thread of its own that is reached through memory.
    const auto wires = wires_in_memory(2);
    std::vector<Peer> peers{{wires[0].get(), 1}};
    for (std::size_t rank = 1; rank < world_->size(); ++rank) peers.push_back({&world_->wire(), rank});
    const std::jthread own([&] { follow(job, *wires[1], 0); });
    lead(job, peers);
  }
  [[nodiscard]] std::size_t workers() const override { return world_->size(); }
  [[nodiscard]] std::size_t ranks() const override { return world_->size(); }
  [[nodiscard]] bool is_leader() const override { return world_->rank() == 0; }

 private:
  std::unique_ptr<MpiWorld> world_;
  bool has_led_ = false;
};

}  // namespace

void lead(const ChunkJob& job, const std::vector<Peer>& peers) { Leader(job, peers)(); }

void follow(const ChunkJob& job, Wire& wire, std::size_t leader) {
  wire.send(leader, to_bytes({.word = Word::ready, .bytes = {}}));
  while (true) {
    const auto heard = wire.poll();
    if (!heard) {
      std::this_thread::sleep_for(kBetweenLooks);
      continue;
    }
    Message answer = read_message(heard->second);
    if (answer.word == Word::finish) return;
    answer.word = Word::result;
    try {
      answer.bytes = job.work(answer.first, answer.count);
    } catch (const std::exception& error) {
      answer.word = Word::failed;
      answer.bytes = error.what();
    }
    wire.send(leader, to_bytes(answer));
  }
}

std::vector<std::unique_ptr<Wire>> wires_in_memory(std::size_t ends) {
  const auto post = std::make_shared<MemoryPost>(ends);
  std::vector<std::unique_ptr<Wire>> wires;
  for (std::size_t end = 0; end < ends; ++end) wires.push_back(std::make_unique<MemoryWire>(post, end));
  return wires;
}

std::unique_ptr<Executor> on_pretended_ranks(std::size_t ranks) {
  EMTANSIM_EXPECT(ranks > 0);
  return std::make_unique<OnPretendedRanks>(ranks);
}

std::unique_ptr<Executor> on_mpi_ranks() { return std::make_unique<OnMpiRanks>(); }

}  // namespace emtansim::study
