// SPDX-License-Identifier: Apache-2.0
/// Reader of units and quantities: a product of named units with powers, fractions, parentheses and factors.
#include "emtansim/base/quantity.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "emtansim/base/text.h"

namespace emtansim {

namespace {

using namespace dimension;

struct NamedUnit {
  std::string_view name;
  double factor;  // in internal units
  Dimension dimension;
};

// Exact factors to nmol, dm, h, µg, cell, Gy.
constexpr NamedUnit kUnits[] = {
    {"mol", 1e9, kAmount},
    {"mmol", 1e6, kAmount},
    {"umol", 1e3, kAmount},
    {"nmol", 1, kAmount},
    {"pmol", 1e-3, kAmount},
    {"fmol", 1e-6, kAmount},
    {"amol", 1e-9, kAmount},
    {"molecule", kMolecule, kAmount},
    {"molecules", kMolecule, kAmount},
    {"M", 1e9, kConcentration},
    {"mM", 1e6, kConcentration},
    {"uM", 1e3, kConcentration},
    {"nM", 1, kConcentration},
    {"pM", 1e-3, kConcentration},
    {"fM", 1e-6, kConcentration},
    {"L", 1, kVolume},
    {"dL", 1e-1, kVolume},
    {"mL", 1e-3, kVolume},
    {"uL", 1e-6, kVolume},
    {"nL", 1e-9, kVolume},
    {"pL", 1e-12, kVolume},
    {"fL", 1e-15, kVolume},
    {"m", 10, kLength},
    {"dm", 1, kLength},
    {"cm", 1e-1, kLength},
    {"mm", 1e-2, kLength},
    {"um", 1e-5, kLength},
    {"nm", 1e-8, kLength},
    {"s", 1.0 / 3600, kTime},
    {"min", 1.0 / 60, kTime},
    {"h", 1, kTime},
    {"d", 24, kTime},
    {"day", 24, kTime},
    {"days", 24, kTime},
    {"week", 168, kTime},
    {"weeks", 168, kTime},
    {"kg", 1e9, kMass},
    {"g", 1e6, kMass},
    {"mg", 1e3, kMass},
    {"ug", 1, kMass},
    {"ng", 1e-3, kMass},
    {"pg", 1e-6, kMass},
    {"Da", 1e-3, kMolarMass},
    {"kDa", 1, kMolarMass},
    {"U", 6e4, kAmount / kTime},  // enzyme unit: a micromole per minute
    {"cell", 1, kCells},
    {"cells", 1, kCells},
    {"Gy", 1, kDose},
    {"%", 1e-2, kOne},
};

using Spelling = std::pair<std::string_view, std::string_view>;

// What stands for `text` at its beginning, or nothing.
template <std::size_t size>
const Spelling* spelling_at(std::string_view text, const Spelling (&spellings)[size]) {
  const auto* found = std::ranges::find_if(spellings, [&](const auto& entry) { return text.starts_with(entry.first); });
  return found == std::end(spellings) ? nullptr : found;
}

// "µ" has two code points in Unicode; both read as "u". Superscripts, middle dots and the minus sign likewise.
std::string to_plain(std::string_view text) {
  static constexpr Spelling kSpellings[] = {{"\u00b5", "u"}, {"\u03bc", "u"}, {"\u00b7", "*"},
                                            {"\u00d7", "*"}, {"\u2212", "-"}, {"\u00a0", " "}};
  static constexpr Spelling kSuperscripts[] = {{"\u207b", "-"}, {"\u2070", "0"}, {"\u00b9", "1"}, {"\u00b2", "2"},
                                               {"\u00b3", "3"}, {"\u2074", "4"}, {"\u2075", "5"}, {"\u2076", "6"},
                                               {"\u2077", "7"}, {"\u2078", "8"}, {"\u2079", "9"}};
  std::string plain;
  bool in_superscript = false;
  while (!text.empty()) {
    const Spelling* superscript = spelling_at(text, kSuperscripts);
    if (superscript != nullptr && !in_superscript) plain += '^';
    in_superscript = superscript != nullptr;
    const Spelling* found = superscript != nullptr ? superscript : spelling_at(text, kSpellings);
    plain += found != nullptr ? found->second : text.substr(0, 1);
    text.remove_prefix(found != nullptr ? found->first.size() : 1);
  }
  return plain;
}

constexpr int kDeepestParentheses = 20;
constexpr int kLargestPower = 9;
constexpr int kLargestExponent = 40;

class UnitReader {
 public:
  UnitReader(std::string_view text, std::string_view original, const Where& where)
      : text_(text), original_(original), where_(where) {}

  Quantity read_all() {
    const Quantity unit = read_product();
    skip_blanks();
    if (!text_.empty()) refuse(fmt::format("'{}' is not understood", text_));
    return unit;
  }

 private:
  [[noreturn]] void refuse(const std::string& why) const {
    throw InputError(where_, {"bad-unit", fmt::format("unknown unit '{}'", original_), why,
                              "write units like nM, 1/(nM h), pL/cell, molecules/cell, µg/mL"});
  }

  void skip_blanks() { text_ = trim(text_); }

  static Quantity inverse_of(const Quantity& unit) { return {1 / unit.value, inverse(unit.dimension)}; }

  // Exponents are small integers and must not wrap around; factors must stay numbers.
  [[nodiscard]] Quantity multiply(const Quantity& a, const Quantity& b) const {
    const Quantity product{a.value * b.value, a.dimension * b.dimension};
    const Dimension& d = product.dimension;
    const int largest = std::max({std::abs(d.amount), std::abs(d.length), std::abs(d.time), std::abs(d.mass),
                                  std::abs(d.cells), std::abs(d.dose)});
    if (largest > kLargestExponent) refuse("its powers are too large");
    if (!std::isnormal(product.value) || !std::isnormal(1 / product.value))
      refuse("its factors are too large or too small");
    return product;
  }

  Quantity read_product() {
    Quantity product = read_first_factor();
    bool has_divided = false;
    while (true) {
      skip_blanks();
      if (text_.empty() || text_.front() == ')') return product;
      if (is_number_character(text_.front())) refuse(fmt::format("'{}' is not understood", text_));
      const bool divides = text_.front() == '/';
      if (divides || text_.front() == '*') text_.remove_prefix(1);
      // Is "a/b c" (a/b) c or a/(b c)? People mean the second, arithmetic says the first.
      if (has_divided && !divides) refuse("what follows a '/' is ambiguous: use parentheses, as in 1/(nM h)");
      has_divided = has_divided || divides;
      const Quantity factor = read_power();
      product = multiply(product, divides ? inverse_of(factor) : factor);
    }
  }

  Quantity read_first_factor() {
    skip_blanks();
    if (text_.empty() || text_.front() == '/') return {1, kOne};  // "/(nM h)" and the empty unit
    return read_power();
  }

  Quantity read_power() {
    const Quantity base = read_atom();
    // "mm3" and "cm2" as people write them.
    if (base.dimension == kLength && !text_.empty() && (text_.front() == '2' || text_.front() == '3')) {
      const Quantity area = multiply(base, base);
      const bool is_volume = text_.front() == '3';
      text_.remove_prefix(1);
      return is_volume ? multiply(area, base) : area;
    }
    skip_blanks();
    if (text_.empty() || text_.front() != '^') return base;
    text_.remove_prefix(1);
    int power = 0;
    const auto [end, problem] = std::from_chars(text_.data(), text_.data() + text_.size(), power);
    if (problem != std::errc{} || power > kLargestPower || power < -kLargestPower)
      refuse("the power is not a small whole number");
    text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
    Quantity result{1, kOne};
    for (int i = 0; i < std::abs(power); ++i) result = multiply(result, base);
    return power < 0 ? inverse_of(result) : result;
  }

  Quantity read_atom() {
    skip_blanks();
    if (text_.empty()) refuse("a unit is missing after an operator");
    if (text_.front() == '(') return read_parentheses();
    if (is_number_character(text_.front())) return read_counted_unit();
    std::size_t length = 0;
    while (length < text_.size() && is_unit_character(text_[length])) ++length;
    const std::string_view name = text_.substr(0, length);
    for (const auto& unit : kUnits) {
      if (unit.name != name) continue;
      text_.remove_prefix(length);
      return {unit.factor, unit.dimension};
    }
    std::vector<std::string> names;
    for (const auto& unit : kUnits) names.emplace_back(unit.name);
    const std::string near = suggestion(name, names);
    refuse(fmt::format("no unit is called '{}'{}{}", length == 0 ? text_.substr(0, 1) : name, near.empty() ? "" : "; ",
                       near));
  }

  Quantity read_parentheses() {
    if (++depth_ > kDeepestParentheses) refuse("too many parentheses");
    text_.remove_prefix(1);
    const Quantity inside = read_product();
    if (text_.empty() || text_.front() != ')') refuse("a parenthesis is not closed");
    text_.remove_prefix(1);
    --depth_;
    return inside;
  }

  // A number and the unit it stands before are one: "pmol/1e6 cells" is per cell.
  Quantity read_counted_unit() {
    const Quantity factor = read_factor();
    skip_blanks();
    const bool counts = !text_.empty() && (text_.front() == '(' || is_unit_character(text_.front()));
    return counts ? multiply(factor, read_power()) : factor;
  }

  Quantity read_factor() {  // "pmol/1e6 cells" and the 1 of "1/h"
    double value = 0;
    const auto [end, problem] = std::from_chars(text_.data(), text_.data() + text_.size(), value);
    if (problem != std::errc{} || !(value > 0) || !std::isfinite(value)) refuse("a factor must be a positive number");
    text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
    return {value, kOne};
  }

  static bool is_number_character(char c) { return (c >= '0' && c <= '9') || c == '.'; }
  static bool is_unit_character(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '%'; }

  std::string_view text_;
  std::string_view original_;
  const Where& where_;
  int depth_ = 0;
};

std::string join_factors(const Dimension& d, int sign) {
  // nM and kDa read better than their parts
  static constexpr std::pair<std::string_view, std::int8_t Dimension::*> kParts[] = {
      {"nmol", &Dimension::amount}, {"dm", &Dimension::length},  {"h", &Dimension::time},
      {"µg", &Dimension::mass},     {"cell", &Dimension::cells}, {"Gy", &Dimension::dose}};
  std::string text;
  for (const auto& [name, member] : kParts) {
    const int power = sign * (d.*member);
    if (power <= 0) continue;
    if (!text.empty()) text += " ";
    if (name == "dm" && power == 3) {
      text += "L";
    } else {
      text += name;
      if (power > 1) text += fmt::format("^{}", power);
    }
  }
  return text;
}

}  // namespace

std::string to_text(Dimension d) {
  if (d.is_one()) return "1";
  std::string molar;
  int power = 0;  // take out a concentration where amount and length pair up
  if (d.amount != 0 && d.length == -3 * d.amount) {
    power = d.amount;
    d.amount = 0;
    d.length = 0;
  }
  std::string top = join_factors(d, 1);
  std::string bottom = join_factors(d, -1);
  if (power != 0) {
    molar = std::abs(power) == 1 ? "nM" : fmt::format("nM^{}", std::abs(power));
    std::string& side = power > 0 ? top : bottom;
    side = side.empty() ? molar : molar + " " + side;
  }
  if (bottom.empty()) return top;
  if (top.empty()) top = "1";
  return bottom.find(' ') == std::string::npos ? top + "/" + bottom : top + "/(" + bottom + ")";
}

Quantity parse_unit(std::string_view text, const Where& where) {
  const std::string plain = to_plain(text);
  return UnitReader(plain, text, where).read_all();
}

Quantity parse_quantity(std::string_view text, const Where& where) {
  const std::string plain = to_plain(trim(text));
  std::string_view rest = plain;
  if (rest.starts_with('+') && !rest.starts_with("+-")) rest.remove_prefix(1);
  double value = 0;
  const auto [end, problem] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
  if (problem != std::errc{} || !std::isfinite(value)) {
    throw InputError(where, {"bad-quantity", fmt::format("'{}' is not a quantity", text),
                             "a finite number and a unit are expected", "write for example \"10 nM\" or \"72 h\""});
  }
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  const Quantity unit = UnitReader(rest, trim(rest), where).read_all();
  if (!std::isfinite(value * unit.value)) {
    throw InputError(where, {"bad-quantity", fmt::format("'{}' is too large to compute with", text), "", ""});
  }
  return {value * unit.value, unit.dimension};
}

Quantity parse_quantity_of(std::string_view text, Dimension wanted, std::string_view what, const Where& where) {
  const Quantity quantity = parse_quantity(text, where);
  if (quantity.dimension == wanted) return quantity;
  throw InputError(where, {"wrong-unit", fmt::format("{} '{}' has the wrong unit", what, text),
                           fmt::format("it is in {}, wanted is {}", to_text(quantity.dimension), to_text(wanted)), ""});
}

std::string unit_of(std::string_view quantity) {
  std::string_view rest = trim(quantity);
  if (rest.starts_with('+') && !rest.starts_with("+-")) rest.remove_prefix(1);
  double value = 0;
  const auto [end, problem] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
  return std::string(trim(rest.substr(static_cast<std::size_t>(end - rest.data()))));
}

double in_unit(const Quantity& quantity, std::string_view unit) {
  const Quantity one = parse_unit(unit);
  EMTANSIM_EXPECT(one.dimension == quantity.dimension);
  return quantity.value / one.value;
}

}  // namespace emtansim
