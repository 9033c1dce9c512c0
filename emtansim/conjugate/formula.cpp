// SPDX-License-Identifier: Apache-2.0
/// Formulae: arithmetic, reading, printing.
#include "emtansim/conjugate/formula.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <vector>

#include <fmt/format.h>

namespace emtansim::conjugate {

namespace {

constexpr int kMostAtoms = 1'000'000;  // a slip of the finger otherwise; an antibody has 20,000 atoms

[[noreturn]] void refuse(std::string_view text, const std::string& why, const Where& where) {
  throw InputError(where, {"bad-formula", fmt::format("'{}' is no formula", text), why,
                           "elements and counts as in C35H48ClN3O10S, or a change as in +O -N -H"});
}

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

/// Takes "Cl" or "[13C]" from the front of `rest`.
std::string take_symbol(std::string_view& rest, std::string_view whole, const Where& where) {
  std::size_t length = 0;
  if (rest.front() == '[') {
    length = rest.find(']');
    if (length == std::string_view::npos) refuse(whole, "a bracket is never closed", where);
    const auto inside = rest.substr(1, length - 1);
    const auto digits = std::ranges::find_if_not(inside, is_digit) - inside.begin();
    const auto letters = inside.substr(static_cast<std::size_t>(digits));
    if (digits == 0 || letters.empty() || letters.size() > 2 || !is_upper(letters[0]))
      refuse(whole, fmt::format("'[{}]' is no isotope", inside), where);
    ++length;
  } else if (is_upper(rest.front())) {
    length = rest.size() > 1 && is_lower(rest[1]) ? 2 : 1;
  } else {
    refuse(whole, fmt::format("'{}' begins no element", rest.substr(0, 1)), where);
  }
  const std::string symbol(rest.substr(0, length));
  rest.remove_prefix(length);
  return symbol;
}

/// Takes the digits at the front of `rest`; 1 where there are none.
int take_count(std::string_view& rest, std::string_view whole, const Where& where) {
  if (rest.empty() || !is_digit(rest.front())) return 1;
  int count = 0;
  const auto [end, problem] = std::from_chars(rest.data(), rest.data() + rest.size(), count);
  if (problem != std::errc() || count > kMostAtoms) refuse(whole, "so many atoms are no molecule", where);
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  return count;
}

std::vector<std::string> hill_order(const Formula& formula) {
  std::vector<std::string> symbols;
  const bool has_carbon = formula.count("C") != 0;
  if (has_carbon) symbols.emplace_back("C");
  if (has_carbon && formula.count("H") != 0) symbols.emplace_back("H");
  for (const auto& [symbol, count] : formula.counts())
    if (!has_carbon || (symbol != "C" && symbol != "H")) symbols.push_back(symbol);
  return symbols;
}

}  // namespace

int Formula::count(std::string_view element) const {
  const auto found = counts_.find(element);
  return found == counts_.end() ? 0 : found->second;
}

void Formula::add(const std::string& element, int atoms) {
  if (atoms == 0) return;
  const auto entry = counts_.emplace(element, 0).first;
  entry->second += atoms;
  if (entry->second == 0) counts_.erase(entry);
}

bool Formula::has_negative() const {
  return std::ranges::any_of(counts_, [](const auto& entry) { return entry.second < 0; });
}

Formula& Formula::operator+=(const Formula& other) {
  const Formula copy = other;  // the two may be one
  for (const auto& [element, atoms] : copy.counts_) add(element, atoms);
  return *this;
}

Formula& Formula::operator-=(const Formula& other) {
  const Formula copy = other;
  for (const auto& [element, atoms] : copy.counts_) add(element, -atoms);
  return *this;
}

Formula operator*(int times, const Formula& formula) {
  Formula product;
  for (const auto& [element, atoms] : formula.counts_) product.add(element, times * atoms);
  return product;
}

Formula parse_formula(std::string_view text, const Where& where) {
  Formula formula;
  int sign = 1;
  bool has_atoms = false;
  std::string_view rest = trim(text);
  while (!rest.empty()) {
    const char c = rest.front();
    if (c == ' ' || c == '+' || c == '-') {
      if (c != ' ') sign = c == '-' ? -1 : 1;
      rest.remove_prefix(1);
      continue;
    }
    if (!is_letter(c) && c != '[') refuse(text, fmt::format("'{}' begins no element", c), where);
    const std::string symbol = take_symbol(rest, text, where);
    const int atoms = take_count(rest, text, where);
    if (std::abs(formula.count(symbol)) + atoms > kMostAtoms) refuse(text, "so many atoms are no molecule", where);
    formula.add(symbol, sign * atoms);
    has_atoms = true;
  }
  if (!has_atoms) refuse(text, "it names no element", where);
  return formula;
}

std::string to_text(const Formula& formula) {
  std::string gained;
  std::string lost;
  for (const auto& symbol : hill_order(formula)) {
    const int count = formula.count(symbol);
    const std::string atoms = std::abs(count) == 1 ? "" : std::to_string(std::abs(count));
    (count > 0 ? gained : lost) += symbol + atoms;
  }
  if (gained.empty() && lost.empty()) return "0";
  if (lost.empty()) return gained;
  return (gained.empty() ? "" : gained + " ") + "-" + lost;
}

}  // namespace emtansim::conjugate
