// SPDX-License-Identifier: Apache-2.0
/// Molecular formulae: how many atoms of each element, added and subtracted like vectors.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "emtansim/base/base.h"

namespace emtansim::conjugate {

/// Atoms of each element; negative counts stand for what a change takes away. A key is an element's symbol ("Cl") or an
/// isotope in brackets ("[13C]", "[2H]"), for labelled standards. No entry is zero.
class Formula {
 public:
  Formula() = default;

  [[nodiscard]] int count(std::string_view element) const;
  void add(const std::string& element, int atoms);
  [[nodiscard]] bool is_empty() const { return counts_.empty(); }
  [[nodiscard]] bool has_negative() const;
  [[nodiscard]] const std::map<std::string, int, std::less<>>& counts() const { return counts_; }

  Formula& operator+=(const Formula& other);
  Formula& operator-=(const Formula& other);
  friend Formula operator+(Formula a, const Formula& b) { return a += b; }
  friend Formula operator-(Formula a, const Formula& b) { return a -= b; }
  friend Formula operator*(int times, const Formula& formula);
  friend bool operator==(const Formula&, const Formula&) = default;

 private:
  std::map<std::string, int, std::less<>> counts_;
};

/// "C35H48ClN3O10S", "C6 H10 O5", "[13C]6H12O6", or a change "+O -N -H" in which a sign holds until the next one. No
/// parentheses. Throws InputError "bad-formula". That each symbol is an element is seen when a mass is asked for.
Formula parse_formula(std::string_view text, const Where& where = {});

/// In Hill's order: C, H, then by the alphabet; negative counts as "-H2" at the end; "0" for nothing.
std::string to_text(const Formula& formula);

}  // namespace emtansim::conjugate
