// SPDX-License-Identifier: Apache-2.0
/// One thread, or several with results taken in order.
#include "emtansim/study/population/executor.h"

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <cstdlib>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "emtansim/study/population/ranks.h"

namespace emtansim::study {

namespace {

class OnThisThread final : public Executor {
 public:
  void run(const ChunkJob& job) override {
    for (std::size_t chunk = 0; chunk < job.chunk_count(); ++chunk) {
      const std::size_t first = job.first_of(chunk), count = job.count_of(chunk);
      if (!job.take(first, count, job.work(first, count))) return;
    }
  }
  [[nodiscard]] std::size_t workers() const override { return 1; }
};

/// One job on several threads: the caller takes, the others work.
class ThreadedJob {
 public:
  ThreadedJob(const ChunkJob& job, std::size_t threads)
      : job_(job), chunks_(job.chunk_count()), window_(threads * kResultsWaiting) {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
  }
  ThreadedJob(const ThreadedJob&) = delete;
  ThreadedJob& operator=(const ThreadedJob&) = delete;
  ~ThreadedJob() { stop(); }

  void take_all() {
    while (const auto result = next_result()) {
      if (!job_.take(job_.first_of(taken_), job_.count_of(taken_), *result)) stop();
      const std::scoped_lock lock(mutex_);
      ++taken_;
      room_.notify_all();
    }
    if (thrown_) std::rethrow_exception(thrown_);
  }

 private:
  void stop() {
    const std::scoped_lock lock(mutex_);
    is_stopped_ = true;
    room_.notify_all();
  }

  /// The next chunk to work on; nothing when there is none.
  std::optional<std::size_t> next_chunk() {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return is_stopped_ || handed_out_ == chunks_ || handed_out_ < taken_ + window_; });
    if (is_stopped_ || handed_out_ == chunks_) return std::nullopt;
    return handed_out_++;
  }

  void work() {
    while (const auto chunk = next_chunk()) {
      try {
        std::string result = job_.work(job_.first_of(*chunk), job_.count_of(*chunk));
        const std::scoped_lock lock(mutex_);
        results_.emplace(*chunk, std::move(result));
      } catch (...) {
        const std::scoped_lock lock(mutex_);
        thrown_ = std::current_exception();
        is_stopped_ = true;
        room_.notify_all();
      }
      ready_.notify_one();
    }
    const std::scoped_lock lock(mutex_);
    ++ended_;
    ready_.notify_one();
  }

  std::optional<std::string> next_result() {
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [&] { return results_.contains(taken_) || ended_ == threads_.size(); });
    const auto found = results_.find(taken_);
    if (found == results_.end()) return std::nullopt;
    std::string result = std::move(found->second);
    results_.erase(found);
    return result;
  }

  const ChunkJob& job_;
  std::size_t chunks_;
  std::size_t window_;
  std::mutex mutex_;
  std::condition_variable room_, ready_;
  std::size_t handed_out_ = 0, taken_ = 0, ended_ = 0;
  bool is_stopped_ = false;
  std::map<std::size_t, std::string> results_;
  std::exception_ptr thrown_;
  std::vector<std::jthread> threads_;  // last: they end before what they use
};

class OnThreads final : public Executor {
 public:
  explicit OnThreads(std::size_t threads) : threads_(threads) {}
  void run(const ChunkJob& job) override { ThreadedJob(job, std::min(threads_, job.chunk_count())).take_all(); }
  [[nodiscard]] std::size_t workers() const override { return threads_; }

 private:
  std::size_t threads_;
};

}  // namespace

std::unique_ptr<Executor> on_this_thread() { return std::make_unique<OnThisThread>(); }

std::unique_ptr<Executor> on_threads(std::size_t threads) {
  if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
  if (threads == 1) return on_this_thread();
  return std::make_unique<OnThreads>(threads);
}

std::size_t launched_ranks() {
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"}) {
    const char* text = std::getenv(name);
    if (text == nullptr) continue;
    std::size_t ranks = 0;
    const std::string_view digits(text);
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), ranks);
    if (problem == std::errc{} && end == digits.data() + digits.size()) return ranks;
  }
  return 0;
}

}  // namespace emtansim::study
