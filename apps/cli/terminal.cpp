// SPDX-License-Identifier: Apache-2.0
/// Text on a terminal.
#include "terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "emtansim/base/base.h"

namespace emtansim::cli {

namespace {

constexpr std::size_t kUsualWidth = 100;
constexpr std::size_t kNarrowest = 60;
constexpr std::size_t kWidest = 120;
constexpr std::size_t kGap = 2;
constexpr std::size_t kLeastRoom = 28;
constexpr std::size_t kFurtherIn = 4;

bool wants_emphasis() {
  const char* no_color = std::getenv("NO_COLOR");
  return is_terminal(stdout) && (no_color == nullptr || *no_color == '\0');
}

std::string in_style(std::string_view text, const char* code) {
  if (!wants_emphasis()) return std::string(text);
  return std::string("\033[") + code + "m" + std::string(text) + "\033[0m";
}

std::string without_trailing_blanks(std::string line) {
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

std::string padded(const std::string& text, std::size_t width) {
  const std::size_t own = width_of(text);
  return own < width ? text + std::string(width - own, ' ') : text;
}

}  // namespace

bool is_terminal(std::FILE* stream) { return ::isatty(::fileno(stream)) == 1; }

std::size_t text_width() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUsualWidth;
  return std::clamp<std::size_t>(size.ws_col, kNarrowest, kWidest);
}

bool shows_unicode() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    const std::string locale = to_key(value);
    return locale.find("utf8") != std::string::npos;
  }
  return false;
}

std::string bold(std::string_view text) { return in_style(text, "1"); }
std::string quiet(std::string_view text) { return in_style(text, "2"); }

std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  bool in_escape = false;
  for (const char c : text) {
    if (c == '\033') in_escape = true;
    const bool continues = (static_cast<unsigned char>(c) & 0xC0) == 0x80;
    if (!in_escape && !continues) ++width;
    if (in_escape && c == 'm') in_escape = false;
  }
  return width;
}

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent) {
  const std::size_t room = std::max<std::size_t>(width > indent ? width - indent : 0, 20);
  const std::string margin(indent, ' ');
  std::string result, line;
  for (const auto word : split(text, ' ')) {
    if (!line.empty() && width_of(line) + 1 + width_of(word) > room) {
      result += margin + line + "\n";
      line.clear();
    }
    if (!line.empty()) line += ' ';
    line += word;
  }
  return result + margin + line;
}

std::string TextTable::text(std::size_t indent, std::size_t widest) const {
  std::vector<std::size_t> widths;
  for (const auto& row : rows_) {
    widths.resize(std::max(widths.size(), row.size()), 0);
    for (std::size_t i = 0; i + 1 < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  }
  for (auto& width : widths) width = std::min(width, widest);
  std::size_t last_at = indent;
  for (std::size_t i = 0; i + 1 < widths.size(); ++i) last_at += widths[i] + kGap;
  // A last column with too little room stands below, further in.
  std::size_t longest = 0;
  for (const auto& row : rows_) longest = std::max(longest, row.empty() ? 0 : width_of(row.back()));
  const bool is_below = text_width() < last_at + std::min(kLeastRoom, longest);
  if (is_below) last_at = indent + kFurtherIn;
  std::string result;
  for (const auto& row : rows_) {
    std::string line(indent, ' ');
    for (std::size_t i = 0; i + 1 < row.size(); ++i) line += padded(row[i], widths[i]) + std::string(kGap, ' ');
    const std::string last = row.empty() ? std::string() : wrapped(row.back(), text_width(), last_at);
    if (last.find_first_not_of(' ') == std::string::npos) {
      result += without_trailing_blanks(std::move(line)) + "\n";
      continue;
    }
    // The first line of the last column stands behind the others; where they were too long, it stands below.
    const std::size_t skip = std::min(last_at, last.find_first_not_of(' '));
    if (!is_below && width_of(line) <= last_at) {
      line += last.substr(skip);
    } else {
      line = without_trailing_blanks(std::move(line)) + "\n" + last;
    }
    result += without_trailing_blanks(std::move(line)) + "\n";
  }
  return result;
}

void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void finish_output() {
  errno = 0;
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return;
  throw SystemError({}, {"cannot-write", "cannot write to standard output", std::strerror(errno), ""});
}

}  // namespace emtansim::cli
