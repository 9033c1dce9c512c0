// SPDX-License-Identifier: Apache-2.0
/// TOML for the readers of `catalogue`, `experiment` and `study`: values with their lines, checked getters, one set of
/// words for what can be wrong. Not part of the door of `base`; tools/check_layers.py lets the readers
/// include it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emtansim/base/base.h"

namespace emtansim {

struct TomlNode;

/// One value of a file: text, number, truth value, list or table. A cheap view; its TomlDocument must outlive
/// it.
class TomlValue {
 public:
  TomlValue(const TomlNode& node, std::string name) : node_(&node), name_(std::move(name)) {}

  [[nodiscard]] Where where() const;
  /// What messages call it: the key, or "item 2 of at".
  [[nodiscard]] const std::string& name() const { return name_; }

  [[nodiscard]] bool is_text() const;
  [[nodiscard]] bool is_list() const;
  [[nodiscard]] bool is_table() const;

  // Each throws InputError "wrong-type" unless the value is of that kind.
  [[nodiscard]] std::string text() const;      ///< not empty
  [[nodiscard]] std::string any_text() const;  ///< may be empty
  [[nodiscard]] double number() const;         ///< finite
  [[nodiscard]] std::int64_t whole_number() const;
  [[nodiscard]] bool truth() const;
  [[nodiscard]] class TomlTable table() const;
  [[nodiscard]] std::vector<TomlValue> list() const;
  /// The parts of a list; a value that is no list counts as a list of one.
  [[nodiscard]] std::vector<TomlValue> items() const;

  /// A text "10 nM"; a bare number only where the wanted dimension is one.
  [[nodiscard]] Quantity quantity_of(Dimension wanted) const;
  /// A text "10 nM" of any dimension, or a bare number.
  [[nodiscard]] Quantity quantity() const;
  /// A number, a truth value or a text, as text. Throws "wrong-type" for lists and tables.
  [[nodiscard]] std::string as_text() const;

  /// Throws InputError `code` at this value.
  [[noreturn]] void refuse(std::string code, std::string what, std::string why = {}, std::string try_this = {}) const;

 private:
  const TomlNode* node_;
  std::string name_;
};

/// A table of a file. A cheap view; its TomlDocument must outlive it.
class TomlTable {
 public:
  TomlTable(const TomlNode& node, std::string name) : node_(&node), name_(std::move(name)) {}

  [[nodiscard]] Where where() const;
  [[nodiscard]] const std::string& name() const { return name_; }

  /// Keys in the order of the file.
  [[nodiscard]] std::vector<std::string> keys() const;
  [[nodiscard]] bool has(std::string_view key) const;
  [[nodiscard]] std::optional<TomlValue> find(std::string_view key) const;
  /// Throws InputError "missing-key" at the table.
  [[nodiscard]] TomlValue at(std::string_view key) const;

  /// A list of tables; a single table counts as a list of one; nothing where the key is missing.
  [[nodiscard]] std::vector<TomlTable> tables(std::string_view key) const;
  /// A list of texts; a single text counts as a list of one; nothing where the key is missing.
  [[nodiscard]] std::vector<TomlValue> texts(std::string_view key) const;
  /// The text, or an empty one where the key is missing.
  [[nodiscard]] std::string text_or_empty(std::string_view key) const;

  /// Throws InputError "unknown-key", with a suggestion, at the first key that is not allowed.
  void refuse_unknown_keys(std::span<const std::string> allowed) const;
  [[noreturn]] void refuse(std::string code, std::string what, std::string why = {}, std::string try_this = {}) const;

 private:
  const TomlNode* node_;
  std::string name_;
};

/// A parsed file. Throws InputError for what is no UTF-8 text ("not-text"), too large ("too-large"), nested
/// too deep
/// ("too-deep") or no TOML ("not-toml"), each with its line.
class TomlDocument {
 public:
  static TomlDocument parse(std::string_view text, const std::string& file);
  TomlDocument(TomlDocument&&) noexcept;
  TomlDocument& operator=(TomlDocument&&) noexcept;
  ~TomlDocument();

  [[nodiscard]] TomlTable root() const;

 private:
  explicit TomlDocument(std::unique_ptr<TomlNode> root);
  std::unique_ptr<TomlNode> root_;
};

/// Larger files are refused unread: nobody writes them by hand.
inline constexpr std::size_t kLargestTomlFile = std::size_t{8} << 20;

/// Whether the bytes are UTF-8: no overlong forms, no surrogates.
bool is_utf8(std::string_view text);

/// Throws InputError "too-large" or "not-text" (zero bytes, UTF-16, broken UTF-8), with the line.
void expect_readable_text(std::string_view text, const std::string& file);

/// Reads a text file of at most `kLargestTomlFile` bytes. Throws InputError "unreadable-file" or "too-large".
std::string read_toml_text(const std::string& path, const Where& asked_at = {});

}  // namespace emtansim
