// SPDX-License-Identifier: Apache-2.0
/// Published entries as lines of text.
#include "entries.h"

#include <algorithm>

#include <fmt/format.h>

#include "terminal.h"

namespace emtansim::cli {

namespace {

std::string in_published_unit(double value, const catalogue::Parameter& entry) {
  return to_short(value / parse_unit(entry.unit, entry.where).value);
}

std::string range_text(const catalogue::Parameter& entry) {
  if (!entry.low || !entry.high) return {};
  return fmt::format("{} to {} {}", in_published_unit(*entry.low, entry), in_published_unit(*entry.high, entry),
                     entry.unit);
}

void add_line(TextTable& table, const std::string& name, const std::string& text) {
  if (!text.empty()) table.add({name, text});
}

}  // namespace

std::string applies_text(const catalogue::Parameter& entry) {
  std::string text;
  for (const auto& [key, names] : entry.applies)
    text += fmt::format("{}{}", text.empty() ? "" : "; ", fmt::join(names, " or "));
  if (!entry.set.empty()) text += fmt::format("{}set {}", text.empty() ? "" : "; ", entry.set);
  return text;
}

std::string source_text(const catalogue::Source& source, catalogue::Obtained obtained) {
  std::string text = source.key;
  if (!source.place.empty()) text += fmt::format("{}{}", text.empty() ? "" : ", ", source.place);
  for (const auto& also : source.also)
    text += fmt::format("; {}{}{}", also.key, also.place.empty() ? "" : ", ", also.place);
  return fmt::format("{}{}({})", text, text.empty() ? "" : " ", catalogue::to_text(obtained));
}

std::string entry_text(const catalogue::Parameter& entry) {
  TextTable table;
  add_line(table, "says", entry.says);
  add_line(table, "for", applies_text(entry));
  add_line(table, "range", range_text(entry));
  add_line(table, "spread", entry.spread.text);
  add_line(table, "source", source_text(entry.source, entry.obtained));
  add_line(table, "formula", entry.formula);
  add_line(table, "provenance", entry.provenance);
  add_line(table, "note", entry.note);
  add_line(table, "stands in", fmt::format("{}:{}", entry.where.file, entry.where.line));
  return fmt::format("{} = {}\n{}", bold(entry.name), entry.written, table.text());
}

bool is_for(const catalogue::Parameter& entry, const std::string& key, const std::string& name) {
  const auto found = entry.applies.find(key);
  return found != entry.applies.end() && std::ranges::find(found->second, name) != found->second.end();
}

std::string change_text(const catalogue::Change& change) {
  if (change.factor) return fmt::format("{} times the published value", to_short(*change.factor));
  return fmt::format("{} {}", to_short(in_unit(*change.value, change.unit)), change.unit);
}

}  // namespace emtansim::cli
