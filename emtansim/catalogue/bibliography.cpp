// SPDX-License-Identifier: Apache-2.0
/// Reader of references.bib, a plain subset of BibTeX: no @string, no concatenation.
#include <algorithm>
#include <cstddef>

#include <fmt/format.h>

#include "emtansim/base/toml.h"
#include "emtansim/catalogue/citation.h"
#include "emtansim/catalogue/entries.h"
#include "emtansim/catalogue/latex.h"

namespace emtansim::catalogue {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_name_character(char c) {
  return !is_blank(c) && std::string_view("{},=\"@#%").find(c) == std::string_view::npos;
}

class BibliographyReader {
 public:
  BibliographyReader(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  std::vector<Reference> read_all() {
    std::vector<Reference> references;
    while (find_entry()) {
      ++at_;
      entry_line_ = line_;
      const std::string type = to_lower(read_name());
      skip_blanks();
      if (type == "comment" || type == "preamble") {
        expect('{', "an entry needs a brace");
        static_cast<void>(read_braces());
        continue;
      }
      if (type == "string") refuse("@string is not understood", "write names of journals in full");
      references.push_back(read_entry(type));
    }
    return references;
  }

 private:
  [[noreturn]] void refuse(std::string why, std::string try_this = {}) const {
    throw InputError({file_, line_},
                     {"bad-reference", fmt::format("the entry of line {} is not understood", entry_line_),
                      std::move(why), std::move(try_this)});
  }

  [[nodiscard]] bool is_done() const { return at_ >= text_.size(); }
  [[nodiscard]] char now() const { return text_[at_]; }

  char take() {
    const char c = text_[at_++];
    if (c == '\n') ++line_;
    return c;
  }

  // Text between entries is a comment; so is the rest of a line after '%'.
  bool find_entry() {
    while (!is_done() && now() != '@') {
      if (take() != '%') continue;
      while (!is_done() && now() != '\n') take();
    }
    return !is_done();
  }

  void skip_blanks() {
    while (!is_done() && is_blank(now())) take();
  }

  void expect(char wanted, const char* why) {
    skip_blanks();
    if (is_done() || now() != wanted) refuse(is_done() ? "the file ends within it" : why, "check braces and commas");
    take();
  }

  std::string_view read_name() {
    skip_blanks();
    const std::size_t start = at_;
    while (!is_done() && is_name_character(now())) take();
    if (at_ == start) refuse(is_done() ? "the file ends within it" : "a name is missing", "check braces and commas");
    return text_.substr(start, at_ - start);
  }

  // After an opening brace: up to the one that closes it, which is taken as well.
  std::string_view read_braces() {
    const std::size_t start = at_;
    int depth = 1;
    while (!is_done()) {
      const char c = take();
      if (c == '\\' && !is_done()) {
        take();
      } else if (c == '{') {
        ++depth;
      } else if (c == '}' && --depth == 0) {
        return text_.substr(start, at_ - 1 - start);
      }
    }
    refuse("a brace is not closed", "check braces and commas");
  }

  std::string_view read_quotes() {
    const std::size_t start = at_;
    int depth = 0;
    while (!is_done()) {
      const char c = take();
      if (c == '\\' && !is_done()) take();
      if (c == '{') ++depth;
      if (c == '}') --depth;
      if (c == '"' && depth <= 0) return text_.substr(start, at_ - 1 - start);
    }
    refuse("a quote is not closed", "check braces and commas");
  }

  std::string_view read_value() {
    skip_blanks();
    if (is_done()) refuse("the file ends within it", "check braces and commas");
    if (now() != '{' && now() != '"') return read_name();
    return take() == '{' ? read_braces() : read_quotes();
  }

  Reference read_entry(const std::string& type) {
    expect('{', "an entry needs a brace");
    Reference reference;
    reference.type = type;
    reference.where = {file_, entry_line_};
    reference.key = std::string(read_name());
    std::string authors;
    skip_blanks();
    while (!is_done() && now() == ',') {
      take();
      skip_blanks();
      if (!is_done() && now() == '}') break;
      const std::string field = to_lower(read_name());
      expect('=', "a field needs '='");
      const std::string_view value = read_value();
      if (!reference.fields.emplace(field, to_plain_text(value)).second)
        refuse(fmt::format("the field '{}' stands twice", field));
      if (field == "author") authors = std::string(value);
      skip_blanks();
    }
    expect('}', "a comma or a closing brace is missing");
    complete(reference, authors);
    return reference;
  }

  static void complete(Reference& reference, std::string_view authors) {
    const auto field = [&](std::string_view name) {
      const auto found = reference.fields.find(name);
      return found == reference.fields.end() ? std::string() : found->second;
    };
    reference.authors = split_authors(authors);
    reference.title = field("title");
    reference.journal = field("journal");
    reference.year = field("year");
    reference.volume = field("volume");
    reference.pages = field("pages");
    reference.doi = field("doi");
    reference.url = field("url");
    reference.citation = to_citation(reference);
  }

  std::string_view text_;
  const std::string& file_;
  std::size_t at_ = 0;
  int line_ = 1;
  int entry_line_ = 1;
};

}  // namespace

std::vector<Reference> read_bibliography(std::string_view text, const std::string& file) {
  expect_readable_text(text, file);
  return BibliographyReader(text, file).read_all();
}

}  // namespace emtansim::catalogue
