// SPDX-License-Identifier: Apache-2.0
/// Progress on the person's terminal, and the wish to stop.
#include "progress.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <fmt/format.h>

#include "exit_codes.h"
#include "terminal.h"

namespace emtansim::cli {

namespace {

constexpr auto kBetweenDrawings = std::chrono::milliseconds(80);
constexpr int kBarWidth = 28;

volatile std::sig_atomic_t interrupted = 0;

void note_interrupt(int) {
  if (interrupted != 0) std::_Exit(kInterrupted);
  interrupted = 1;
}

std::string bar(double share) {
  const bool unicode = shows_unicode();
  const int full = static_cast<int>(share * kBarWidth);
  std::string text;
  for (int i = 0; i < kBarWidth; ++i) {
    if (unicode)
      text += i < full ? "█" : "░";
    else
      text += i < full ? "#" : ".";
  }
  return text;
}

std::string time_left(double seconds) {
  if (seconds < 1) return "nearly done";
  if (seconds < 60) return fmt::format("{:.0f} s left", seconds);
  const long minutes = static_cast<long>(seconds) / 60;
  if (minutes < 60) return fmt::format("{} min {:02} s left", minutes, static_cast<long>(seconds) % 60);
  return fmt::format("{} h {:02} min left", minutes / 60, minutes % 60);
}

}  // namespace

void watch_for_interrupt() {
  struct sigaction action {};
  action.sa_handler = note_interrupt;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

bool is_interrupted() { return interrupted != 0; }

ProgressBar::ProgressBar(Use use)
    : is_shown_(use == Use::on_terminal && is_terminal(stderr)), start_(Clock::now()), drawn_at_(start_) {}

ProgressBar::~ProgressBar() { clear(); }

bool ProgressBar::update(std::size_t done, std::size_t of) {
  if (is_shown_ && Clock::now() - drawn_at_ > kBetweenDrawings) draw(done, of);
  return !is_interrupted();
}

void ProgressBar::draw(std::size_t done, std::size_t of) {
  drawn_at_ = Clock::now();
  is_drawn_ = true;
  const double seconds = std::chrono::duration<double>(drawn_at_ - start_).count();
  const double rate = static_cast<double>(done) / seconds;
  const double left = rate > 0 ? static_cast<double>(of - done) / rate : 0;
  const double share = of > 0 ? static_cast<double>(done) / static_cast<double>(of) : 1;
  const std::string line =
      fmt::format("\r\033[K{} {} of {} members, {:.3g}/s, {}", bar(share), done, of, rate, time_left(left));
  std::fputs(line.c_str(), stderr);
  std::fflush(stderr);
}

void ProgressBar::clear() {
  if (!is_drawn_) return;
  std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
  is_drawn_ = false;
}

}  // namespace emtansim::cli
