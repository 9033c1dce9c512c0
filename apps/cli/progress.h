// SPDX-License-Identifier: Apache-2.0
/// Progress on the person's terminal, and the wish to stop.
#pragma once

#include <chrono>
#include <cstddef>

namespace emtansim::cli {

/// Ctrl-C once: `is_interrupted` becomes true and the run ends after the members in hand. Twice: the program ends at
/// once, with everything half-made removed or never begun.
void watch_for_interrupt();
bool is_interrupted();

/// A line on standard error with a bar, the rate and the time left; nothing unless that is a terminal.
class ProgressBar {
 public:
  enum class Use { on_terminal, never };
  explicit ProgressBar(Use use);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  /// False when the person wants to stop.
  bool update(std::size_t done, std::size_t of);
  /// Takes the line away.
  void clear();

 private:
  void draw(std::size_t done, std::size_t of);

  using Clock = std::chrono::steady_clock;
  bool is_shown_;
  bool is_drawn_ = false;
  Clock::time_point start_;
  Clock::time_point drawn_at_;
};

}  // namespace emtansim::cli
