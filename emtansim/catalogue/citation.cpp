// SPDX-License-Identifier: Apache-2.0
/// Formats references for lists.
#include "emtansim/catalogue/citation.h"

#include <fmt/format.h>

#include "emtansim/catalogue/latex.h"

namespace emtansim::catalogue {

namespace {

constexpr std::size_t kMostAuthors = 3;  // more become "et al."

// "Austin, C. D." -> "Austin CD"; a name without a comma stays.
std::string to_short_name(std::string_view author) {
  const auto comma = author.find(',');
  if (comma == std::string_view::npos) return std::string(author);
  std::string name(trim(author.substr(0, comma)));
  std::string initials;
  bool is_start = true;
  bool is_taken = false;
  for (const char c : author.substr(comma + 1)) {
    const bool is_break = c == ' ' || c == '.' || c == '-';
    const bool continues = (c & 0xC0) == 0x80;  // the rest of a letter of several bytes
    is_taken = continues ? is_taken : is_start && !is_break;
    if (is_taken) initials += c;
    is_start = is_break;
  }
  return initials.empty() ? name : name + " " + initials;
}

std::string list_authors(const std::vector<std::string>& authors) {
  std::string list;
  for (std::size_t i = 0; i < authors.size(); ++i) {
    if (authors[i] == "others" || (i == kMostAuthors && authors.size() > kMostAuthors)) return list + " et al.";
    list += (i == 0 ? "" : ", ") + to_short_name(authors[i]);
  }
  return list.empty() ? list : list + ".";
}

std::string locate(const Reference& reference) {
  const auto field = [&](std::string_view name) {
    const auto found = reference.fields.find(name);
    return found == reference.fields.end() ? std::string() : found->second;
  };
  std::string place = reference.journal;
  for (const char* other : {"booktitle", "howpublished", "publisher"})
    if (place.empty()) place = field(other);
  if (!reference.volume.empty()) place += (place.empty() ? "" : " ") + reference.volume;
  if (!reference.pages.empty()) place += (place.empty() ? "" : ", ") + reference.pages;
  if (!reference.year.empty()) place += fmt::format("{}({})", place.empty() ? "" : " ", reference.year);
  if (!place.empty()) place += ".";
  if (!reference.doi.empty()) return place + " https://doi.org/" + reference.doi;
  if (!field("pmid").empty()) return place + " PMID " + field("pmid");
  return reference.url.empty() ? place : place + " " + reference.url;
}

}  // namespace

std::vector<std::string> split_authors(std::string_view latex) {
  std::vector<std::string> authors;
  int depth = 0;
  std::size_t start = 0;
  const auto add = [&](std::size_t end) {
    std::string author = to_plain_text(latex.substr(start, end - start));
    if (!author.empty()) authors.push_back(std::move(author));
  };
  for (std::size_t i = 0; i < latex.size(); ++i) {
    if (latex[i] == '{') ++depth;
    if (latex[i] == '}') --depth;
    const bool is_joint = depth == 0 && i > 0 && (latex[i - 1] == ' ' || latex[i - 1] == '\n') &&
                          (latex.substr(i).starts_with("and ") || latex.substr(i).starts_with("and\n"));
    if (!is_joint) continue;
    add(i);
    start = i + 4;
  }
  add(latex.size());
  return authors;
}

std::string to_citation(const Reference& reference) {
  std::string citation = list_authors(reference.authors);
  if (!reference.title.empty()) {
    citation += (citation.empty() ? "" : " ") + reference.title;
  }
  const std::string place = locate(reference);
  const bool is_open = !citation.ends_with('.') && !citation.ends_with('?') && !place.starts_with('(');
  if (!citation.empty() && is_open) citation += ".";
  if (!place.empty()) citation += (citation.empty() ? "" : " ") + place;
  return citation;
}

}  // namespace emtansim::catalogue
