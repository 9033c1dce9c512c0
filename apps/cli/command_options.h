// SPDX-License-Identifier: Apache-2.0
/// Options that one command alone knows, as a table: so that a command with many options needs no lines elsewhere.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace emtansim::cli {

enum class OptionKind { flag, value, values };

struct CommandOption {
  std::string_view command;
  std::string_view name;  ///< without dashes
  OptionKind kind = OptionKind::value;
};

/// The options of all commands that are in the table.
std::span<const CommandOption> command_options();

/// What was given: name of the option and its values; a flag has one empty value.
class GivenOptions {
 public:
  std::vector<std::string>& values_of(const std::string& name) { return values_[name]; }
  [[nodiscard]] bool has(std::string_view name) const;
  /// The last value; empty where the option was not given.
  [[nodiscard]] std::string text(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;
  /// The number, or `otherwise` where it was not given. Throws InputError "bad-argument" outside `low` to `high`.
  [[nodiscard]] double number(std::string_view name, double otherwise, double low, double high) const;
  [[nodiscard]] int whole_number(std::string_view name, int otherwise, int low, int high) const;

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
};

}  // namespace emtansim::cli
