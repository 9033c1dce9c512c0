// SPDX-License-Identifier: Apache-2.0
/// Checks of bytes before parsing. The TOML parser recurses once per bracket and per dot of a key, so depth is bounded
/// here; letters and quotes where none may stand get a clearer message than its own.
#include "emtansim/base/toml_text.h"

#include <algorithm>
#include <cstddef>

#include <fmt/format.h>

#include "emtansim/base/toml.h"

namespace emtansim {

namespace {

constexpr int kDeepest = 16;  // our deepest format needs 5

int line_at(std::string_view text, std::size_t position) {
  return 1 + static_cast<int>(std::ranges::count(text.substr(0, position), '\n'));
}

// Length of the UTF-8 sequence at the front of `text`, 0 if it is none (overlong forms and surrogates included).
std::size_t sequence_length(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xC0) != 0x80) return 0;
  if (first == 0xE0 && byte(1) < 0xA0) return 0;
  if (first == 0xED && byte(1) > 0x9F) return 0;
  if (first == 0xF0 && byte(1) < 0x90) return 0;
  if (first == 0xF4 && byte(1) > 0x8F) return 0;
  return length;
}

// Walks over TOML outside strings and comments: counts what nests, finds what must not stand there.
class TomlWalk {
 public:
  enum class Finding { nothing, too_deep, foreign_character, header_without_name, quote_within_word };

  explicit TomlWalk(std::string_view text) : text_(text) {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;  // a byte-order mark
  }

  // Walks to the first finding or the end.
  Finding walk() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"' || c == '\'') {
        if (is_within_word()) return Finding::quote_within_word;
        skip_string(c);
        starts_line_ = false;
        continue;
      }
      if (c == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
        continue;
      }
      count(c);
      if (brackets_ > kDeepest || dots_ > kDeepest) return Finding::too_deep;
      if ((c & 0x80) != 0) return Finding::foreign_character;
      if (c == '[' && brackets_ == 1 && starts_line_ && !has_name()) return Finding::header_without_name;
      starts_line_ = c == '\n' || (starts_line_ && (c == ' ' || c == '\t'));
      ++at_;
    }
    return Finding::nothing;
  }

  [[nodiscard]] std::size_t position() const { return at_; }

 private:
  void count(char c) {
    if (c == '[' || c == '{') ++brackets_;
    if (c == ']' || c == '}') --brackets_;
    if (c == '.') ++dots_;
    if (c == '\n' || c == '=' || c == ',' || c == '[' || c == '{') dots_ = 0;
  }

  // Whether a name follows the "[" or "[[" of a header.
  [[nodiscard]] bool has_name() const {
    std::size_t next = at_ + 1;
    if (next < text_.size() && text_[next] == '[') ++next;
    next = std::min(text_.find_first_not_of(" \t", next), text_.size());
    if (next == text_.size()) return false;
    const char c = text_[next];
    return c == '"' || c == '\'' || c == '-' || c == '_' || !to_key(text_.substr(next, 1)).empty();
  }

  // A quote within a word ("10"nM) opens no text: the parser reads on as if it were a letter.
  [[nodiscard]] bool is_within_word() const {
    if (at_ == 0) return false;
    const char before = text_[at_ - 1];
    return before == '-' || before == '_' || before == '+' || before == ':' || !to_key({&before, 1}).empty();
  }

  void skip_string(char quote) {
    const std::string triple(3, quote);
    const bool is_long = text_.substr(at_).starts_with(triple);
    at_ += is_long ? 3 : 1;
    while (at_ < text_.size()) {
      if (quote == '"' && text_[at_] == '\\') {
        at_ += 2;
      } else if (is_long && text_.substr(at_).starts_with(triple)) {
        at_ += 3;
        for (int i = 0; i < 2 && at_ < text_.size() && text_[at_] == quote; ++i) ++at_;  // two may belong to the text
        return;
      } else if (!is_long && (text_[at_] == quote || text_[at_] == '\n')) {
        ++at_;
        return;
      } else {
        ++at_;
      }
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool starts_line_ = true;  // nothing but blanks since the last end of line
  int brackets_ = 0;
  int dots_ = 0;
};

[[noreturn]] void refuse_bytes(const std::string& file, int line, std::string why, std::string try_this) {
  throw InputError({file, line}, {"not-text", "this is not a text file", std::move(why), std::move(try_this)});
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

void expect_readable_text(std::string_view text, const std::string& file) {
  if (text.size() > kLargestTomlFile) {
    throw InputError({file, 0},
                     {"too-large", fmt::format("the file has {} MB", text.size() >> 20),
                      fmt::format("at most {} MB are read", kLargestTomlFile >> 20), "is it the right file?"});
  }
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
    refuse_bytes(file, 1, "it is UTF-16", "save it as UTF-8");
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '\0') refuse_bytes(file, line_at(text, at), "it holds a zero byte", "is it the right file?");
    const std::size_t length = sequence_length(text.substr(at));
    if (length == 0) {
      refuse_bytes(file, line_at(text, at),
                   fmt::format("byte 0x{:02X} is not UTF-8", static_cast<unsigned char>(text[at])), "save it as UTF-8");
    }
    at += length;
  }
}

void expect_plain_toml(std::string_view text, const std::string& file) {
  TomlWalk walk(text);
  const auto finding = walk.walk();
  if (finding == TomlWalk::Finding::nothing) return;
  const Where where{file, line_at(text, walk.position())};
  if (finding == TomlWalk::Finding::too_deep) {
    throw InputError(where,
                     {"too-deep", "this is nested too deep", fmt::format("at most {} levels are read", kDeepest), ""});
  }
  if (finding == TomlWalk::Finding::quote_within_word) {
    throw InputError(where,
                     {"not-toml", "a quote stands within a word", "", "check whether a quote is missing or too many"});
  }
  if (finding == TomlWalk::Finding::header_without_name) {
    throw InputError(where, {"not-toml", "a section has no name", "", "write [name] or [[name]]"});
  }
  const std::string_view rest = text.substr(walk.position());
  throw InputError(where, {"not-toml", fmt::format("'{}' stands outside quotes", rest.substr(0, sequence_length(rest))),
                           "only plain letters may", "put the name or the text in quotes"});
}

std::string read_toml_text(const std::string& path, const Where& asked_at) {
  return read_file(path, asked_at, kLargestTomlFile);
}

}  // namespace emtansim
