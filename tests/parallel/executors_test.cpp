// SPDX-License-Identifier: Apache-2.0
/// Every executor does all chunks, has them taken in order, stops when told, and passes on what goes wrong.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "emtansim/study/study.h"

namespace emtansim::study {
namespace {

struct Choice {
  std::string name;
  std::function<std::unique_ptr<Executor>()> make;
};

class Executors : public ::testing::TestWithParam<Choice> {
 protected:
  const std::unique_ptr<Executor> executor_ = GetParam().make();
};

/// What is taken, item by item, when 100 items are squared in chunks of `size`.
std::vector<std::size_t> squares(Executor& executor, std::size_t first, std::size_t size) {
  std::vector<std::size_t> taken;
  executor.run({.first = first,
                .end = 101,
                .size = size,
                .work =
                    [](std::size_t from, std::size_t count) {
                      ByteWriter writer;
                      for (std::size_t i = from; i < from + count; ++i) writer.put<std::uint64_t>(i * i);
                      return writer.take();
                    },
                .take =
                    [&](std::size_t from, std::size_t count, std::string_view bytes) {
                      EXPECT_EQ(from, first + taken.size());
                      ByteReader reader(bytes);
                      for (std::size_t i = 0; i < count; ++i) taken.push_back(reader.number<std::uint64_t>());
                      EXPECT_TRUE(reader.is_sound() && reader.is_at_end());
                      return true;
                    }});
  return taken;
}

TEST_P(Executors, take_every_item_once_and_in_order) {
  for (const std::size_t size : {std::size_t{1}, std::size_t{7}, std::size_t{1000}}) {
    for (const std::size_t first : {std::size_t{1}, std::size_t{98}, std::size_t{101}}) {
      const auto taken = squares(*executor_, first, size);
      ASSERT_EQ(taken.size(), 101 - first);
      for (std::size_t i = 0; i < taken.size(); ++i) EXPECT_EQ(taken[i], (first + i) * (first + i));
    }
  }
}

TEST_P(Executors, stop_with_everything_in_hand_taken) {
  std::atomic<std::size_t> begun = 0;
  std::size_t taken = 0;
  executor_->run({.first = 0,
                  .end = 10'000,
                  .size = 1,
                  .work =
                      [&](std::size_t, std::size_t) {
                        ++begun;
                        return std::string();
                      },
                  .take = [&](std::size_t, std::size_t, std::string_view) { return ++taken < 5; }});
  EXPECT_EQ(taken, begun);
  EXPECT_GE(taken, 5u);
  EXPECT_LT(taken, 1'000u);
}

TEST_P(Executors, pass_on_what_work_throws) {
  const ChunkJob job{.first = 0,
                     .end = 100,
                     .size = 10,
                     .work = [](std::size_t first, std::size_t) -> std::string {
                       if (first == 50) throw std::runtime_error("no more paper");
                       return {};
                     },
                     .take = [](std::size_t, std::size_t, std::string_view) { return true; }};
  try {
    executor_->run(job);
    FAIL() << "nothing was thrown";
  } catch (const std::exception& error) {
    EXPECT_NE(std::string(error.what()).find("no more paper"), std::string::npos);
  }
}

TEST_P(Executors, pass_on_what_taking_throws_and_can_be_used_again) {
  const ChunkJob job{.first = 0,
                     .end = 100,
                     .size = 1,
                     .work = [](std::size_t, std::size_t) { return std::string(); },
                     .take = [](std::size_t first, std::size_t, std::string_view) -> bool {
                       if (first == 20) throw std::runtime_error("the disk is full");
                       return true;
                     }};
  EXPECT_THROW(executor_->run(job), std::runtime_error);
  EXPECT_EQ(squares(*executor_, 1, 3).size(), 100u);
}

TEST_P(Executors, do_not_let_results_pile_up) {
  // The first chunk is slow: the others may not run far ahead of it.
  std::atomic<std::size_t> furthest = 0;
  std::atomic<bool> is_slow_one_done = false;
  executor_->run({.first = 0,
                  .end = 2'000,
                  .size = 1,
                  .work =
                      [&](std::size_t first, std::size_t) {
                        if (first == 0) {
                          std::this_thread::sleep_for(std::chrono::milliseconds(50));
                          is_slow_one_done = true;
                        } else if (!is_slow_one_done) {
                          furthest = std::max(furthest.load(), first);
                        }
                        return std::string();
                      },
                  .take = [](std::size_t, std::size_t, std::string_view) { return true; }});
  EXPECT_LE(furthest, 8 * executor_->workers());
}

INSTANTIATE_TEST_SUITE_P(Study, Executors,
                         ::testing::Values(Choice{"this_thread", [] { return on_this_thread(); }},
                                           Choice{"one_thread", [] { return on_threads(1); }},
                                           Choice{"two_threads", [] { return on_threads(2); }},
                                           Choice{"three_threads", [] { return on_threads(3); }},
                                           Choice{"one_pretended_rank", [] { return on_pretended_ranks(1); }},
                                           Choice{"four_pretended_ranks", [] { return on_pretended_ranks(4); }}),
                         [](const auto& choice) { return choice.param.name; });

}  // namespace
}  // namespace emtansim::study
