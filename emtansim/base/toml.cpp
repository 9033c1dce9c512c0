// SPDX-License-Identifier: Apache-2.0
/// The only source that sees toml++: copies its tree into ours, with lines, and words what can be wrong.
#include "emtansim/base/toml.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include <fmt/format.h>

// toml++ 3.3 asserts what it should check ("[[" at the end of a line), and without assertions these become promises to
// the compiler. Here each ends the parsing, in every build.
namespace {
struct BrokenPromise {};
[[noreturn]] void break_promise() { throw BrokenPromise(); }
}  // namespace
#undef NDEBUG
#define TOML_ASSERT(promise) ((promise) ? static_cast<void>(0) : break_promise())
#define TOML_MAX_NESTED_VALUES 64
#include <toml++/toml.h>

#include "emtansim/base/toml_text.h"

namespace emtansim {

struct TomlNode {
  enum class Kind { text, number, whole_number, truth, date, list, table };

  struct Entry;

  Kind kind = Kind::table;
  int line = 0;
  int column = 0;
  const std::string* file = nullptr;
  std::string text;  // of the root: the name of the file
  double number = 0;
  std::int64_t whole = 0;
  bool truth = false;
  std::vector<TomlNode> items;
  std::vector<Entry> entries;  // in the order of the file
};

struct TomlNode::Entry {
  std::string key;
  TomlNode value;
};

namespace {

using Kind = TomlNode::Kind;

TomlNode copy_of(const toml::node& node, const std::string* file);

void copy_table(const toml::table& table, TomlNode& to) {
  to.kind = Kind::table;
  for (const auto& [key, value] : table) to.entries.push_back({std::string(key.str()), copy_of(value, to.file)});
  std::ranges::stable_sort(
      to.entries, {}, [](const TomlNode::Entry& entry) { return std::tuple(entry.value.line, entry.value.column); });
  // a table that only its parts mention has no place of its own
  if (to.line == 0 && !to.entries.empty()) to.line = to.entries.front().value.line;
}

void copy_list(const toml::array& list, TomlNode& to) {
  to.kind = Kind::list;
  for (const auto& item : list) to.items.push_back(copy_of(item, to.file));
}

TomlNode copy_of(const toml::node& node, const std::string* file) {
  TomlNode copy;
  copy.line = static_cast<int>(node.source().begin.line);
  copy.column = static_cast<int>(node.source().begin.column);
  copy.file = file;
  if (const auto* table = node.as_table()) {
    copy_table(*table, copy);
  } else if (const auto* list = node.as_array()) {
    copy_list(*list, copy);
  } else if (const auto* text = node.as_string()) {
    copy.kind = Kind::text;
    copy.text = text->get();
  } else if (const auto* whole = node.as_integer()) {
    copy.kind = Kind::whole_number;
    copy.whole = whole->get();
    copy.number = static_cast<double>(whole->get());
  } else if (const auto* number = node.as_floating_point()) {
    copy.kind = Kind::number;
    copy.number = number->get();
  } else if (const auto* truth = node.as_boolean()) {
    copy.kind = Kind::truth;
    copy.truth = truth->get();
  } else {
    copy.kind = Kind::date;
  }
  return copy;
}

std::string_view to_words(Kind kind) {
  switch (kind) {
    case Kind::text: return "a text";
    case Kind::number: return "a number";
    case Kind::whole_number: return "a whole number";
    case Kind::truth: return "true or false";
    case Kind::date: return "a date or time of day";
    case Kind::list: return "a list";
    case Kind::table: return "a table";
  }
  return "nothing";
}

// What a person would write for this dimension.
std::string example_of(Dimension wanted) {
  using namespace dimension;
  static constexpr std::pair<Dimension, std::string_view> kExamples[] = {
      {kTime, "72 h"},       {kVolume, "0.1 mL"}, {kConcentration, "10 nM"},
      {kCells, "1e4 cells"}, {kRate, "0.04 1/h"}, {kMassConcentration, "1 µg/mL"},
  };
  for (const auto& [dimension, example] : kExamples)
    if (dimension == wanted) return fmt::format("write for example \"{}\"", example);
  return fmt::format("write a number and a unit of the kind {}", to_text(wanted));
}

[[noreturn]] void refuse_type(const TomlValue& value, Kind is, std::string_view wanted) {
  value.refuse("wrong-type", fmt::format("{} is {}", value.name(), to_words(is)), fmt::format("wanted is {}", wanted));
}

std::string to_lower_first(std::string_view text) {
  std::string words(trim(text));
  if (words.size() > 1 && (words[1] < 'A' || words[1] > 'Z')) words[0] = to_lower(words.substr(0, 1))[0];
  while (!words.empty() && words.back() == '.') words.pop_back();
  return words;
}

// The parser's words in ours, for the slips that are common.
Complaint to_complaint(std::string_view description) {
  const auto says = [description](std::string_view part) { return description.find(part) != std::string_view::npos; };
  if (says("redefine")) {
    const auto open = description.find('\'');
    const auto name = open == std::string_view::npos ? "a key" : description.substr(open);
    return {"duplicate-key", fmt::format("{} stands twice", name), "TOML allows each key once", "remove one of them"};
  }
  if (says("control characters"))
    return {"not-toml", "this is not TOML", "a quote is not closed in this line",
            "close the text with the quote it began with"};
  if (says("representable"))
    return {"not-toml", "this number is too large", "it does not fit 64 bits", "write a smaller one"};
  return {"not-toml", "this is not TOML", to_lower_first(description),
          "check for a missing quote, bracket or comma here or just above"};
}

}  // namespace

Where TomlValue::where() const { return {*node_->file, node_->line}; }
bool TomlValue::is_text() const { return node_->kind == Kind::text; }
bool TomlValue::is_list() const { return node_->kind == Kind::list; }
bool TomlValue::is_table() const { return node_->kind == Kind::table; }

void TomlValue::refuse(std::string code, std::string what, std::string why, std::string try_this) const {
  throw InputError(where(), {std::move(code), std::move(what), std::move(why), std::move(try_this)});
}

std::string TomlValue::any_text() const {
  if (node_->kind != Kind::text) refuse_type(*this, node_->kind, "a text in quotes");
  return node_->text;
}

std::string TomlValue::text() const {
  std::string text = any_text();
  if (trim(text).empty()) refuse("empty-text", fmt::format("{} is empty", name_));
  return text;
}

double TomlValue::number() const {
  if (node_->kind != Kind::number && node_->kind != Kind::whole_number) refuse_type(*this, node_->kind, "a number");
  if (!std::isfinite(node_->number)) refuse("not-finite", fmt::format("{} is not a finite number", name_));
  return node_->number;
}

std::int64_t TomlValue::whole_number() const {
  if (node_->kind != Kind::whole_number) refuse_type(*this, node_->kind, "a whole number");
  return node_->whole;
}

bool TomlValue::truth() const {
  if (node_->kind != Kind::truth) refuse_type(*this, node_->kind, "true or false");
  return node_->truth;
}

TomlTable TomlValue::table() const {
  if (node_->kind != Kind::table) refuse_type(*this, node_->kind, "a table, { key = value }");
  return {*node_, name_};
}

std::vector<TomlValue> TomlValue::list() const {
  if (node_->kind != Kind::list) refuse_type(*this, node_->kind, "a list, [a, b]");
  return items();
}

std::vector<TomlValue> TomlValue::items() const {
  if (node_->kind != Kind::list) return {*this};
  std::vector<TomlValue> values;
  values.reserve(node_->items.size());
  for (const auto& item : node_->items)
    values.emplace_back(item, fmt::format("item {} of {}", values.size() + 1, name_));
  return values;
}

Quantity TomlValue::quantity() const {
  if (node_->kind != Kind::text) {
    if (node_->kind != Kind::number && node_->kind != Kind::whole_number)
      refuse_type(*this, node_->kind, "a number with a unit, in quotes");
    return {number(), dimension::kOne};
  }
  const Quantity quantity = parse_quantity(text(), where());
  if (!std::isfinite(quantity.value)) refuse("not-finite", fmt::format("{} is too large to compute with", name_));
  return quantity;
}

Quantity TomlValue::quantity_of(Dimension wanted) const {
  const Quantity found = quantity();
  if (found.dimension == wanted) return found;
  const bool is_bare = node_->kind != Kind::text || parse_number(trim(node_->text)).has_value();
  if (is_bare) {
    refuse("missing-unit", fmt::format("{} has no unit", name_), fmt::format("wanted is {}", to_text(wanted)),
           example_of(wanted));
  }
  refuse("wrong-unit", fmt::format("{} \"{}\" has the wrong unit", name_, node_->text),
         fmt::format("it is in {}, wanted is {}", to_text(found.dimension), to_text(wanted)), example_of(wanted));
}

std::string TomlValue::as_text() const {
  switch (node_->kind) {
    case Kind::text: return node_->text;
    case Kind::number: return to_exact(number());
    case Kind::whole_number: return std::to_string(node_->whole);
    case Kind::truth: return node_->truth ? "true" : "false";
    default: refuse_type(*this, node_->kind, "a text or a number");
  }
}

Where TomlTable::where() const { return {*node_->file, node_->line}; }

void TomlTable::refuse(std::string code, std::string what, std::string why, std::string try_this) const {
  throw InputError(where(), {std::move(code), std::move(what), std::move(why), std::move(try_this)});
}

std::vector<std::string> TomlTable::keys() const {
  std::vector<std::string> keys;
  keys.reserve(node_->entries.size());
  for (const auto& entry : node_->entries) keys.push_back(entry.key);
  return keys;
}

bool TomlTable::has(std::string_view key) const { return find(key).has_value(); }

std::optional<TomlValue> TomlTable::find(std::string_view key) const {
  const auto found = std::ranges::find(node_->entries, key, &TomlNode::Entry::key);
  if (found == node_->entries.end()) return std::nullopt;
  return TomlValue(found->value, fmt::format("'{}'", key));
}

TomlValue TomlTable::at(std::string_view key) const {
  if (const auto value = find(key)) return *value;
  refuse("missing-key", fmt::format("'{}' is missing", key), fmt::format("{} needs it", name_));
}

std::vector<TomlTable> TomlTable::tables(std::string_view key) const {
  std::vector<TomlTable> tables;
  if (const auto value = find(key))
    for (const auto& item : value->items()) tables.push_back(item.table());
  return tables;
}

std::vector<TomlValue> TomlTable::texts(std::string_view key) const {
  const auto value = find(key);
  if (!value) return {};
  auto items = value->items();
  for (const auto& item : items) static_cast<void>(item.text());
  return items;
}

std::string TomlTable::text_or_empty(std::string_view key) const {
  const auto value = find(key);
  return value ? value->text() : std::string();
}

void TomlTable::refuse_unknown_keys(std::span<const std::string> allowed) const {
  for (const auto& entry : node_->entries) {
    if (std::ranges::find(allowed, entry.key) != allowed.end()) continue;
    find(entry.key)->refuse("unknown-key", fmt::format("unknown key '{}'", entry.key), fmt::format("in {}", name_),
                            suggestion(entry.key, allowed));
  }
}

TomlDocument::TomlDocument(std::unique_ptr<TomlNode> root) : root_(std::move(root)) {}
TomlDocument::TomlDocument(TomlDocument&&) noexcept = default;
TomlDocument& TomlDocument::operator=(TomlDocument&&) noexcept = default;
TomlDocument::~TomlDocument() = default;

TomlTable TomlDocument::root() const { return {*root_, "the file"}; }

TomlDocument TomlDocument::parse(std::string_view text, const std::string& file) {
  expect_readable_text(text, file);
  expect_plain_toml(text, file);
  auto root = std::make_unique<TomlNode>();
  root->text = file;
  root->file = &root->text;
  try {
    const toml::table table = toml::parse(text);
    copy_table(table, *root);
    root->line = 0;
  } catch (const toml::parse_error& problem) {
    throw InputError({file, static_cast<int>(problem.source().begin.line)}, to_complaint(problem.description()));
  } catch (const BrokenPromise&) {
    throw InputError({file, 0}, to_complaint("a key is missing"));
  }
  return TomlDocument(std::move(root));
}

}  // namespace emtansim
