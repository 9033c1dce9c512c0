// SPDX-License-Identifier: Apache-2.0
/// Adducts and m/z.
#include "emtansim/conjugate/ions.h"

#include <charconv>
#include <cstdlib>

#include <fmt/format.h>

namespace emtansim::conjugate {

namespace {

constexpr int kLargestCount = 1000;      // beyond any ion that is written by hand
constexpr int kMostAtoms = 100'000'000;  // in a change: times the largest count still a whole number of 32 bits

[[noreturn]] void refuse(std::string_view text, const Where& where) {
  throw InputError(where, {"bad-adduct", fmt::format("'{}' is no ion", text), "",
                           "such as [M+H]+, [M+Na]+, [M+2H]2+, [M+H-H2O]+, [2M+H]+ or [M-H]-"});
}

/// Takes the digits at the front; 1 where there are none, 0 where they are no sensible number.
int take_count(std::string_view& rest) {
  int count = 1;
  const auto [end, problem] = std::from_chars(rest.data(), rest.data() + rest.size(), count);
  if (end == rest.data()) return 1;
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  return problem == std::errc() && count > 0 && count <= kLargestCount ? count : 0;
}

/// "+2H-H2O" as a formula: a number before a part multiplies it.
Formula parse_change(std::string_view rest, std::string_view whole, const Where& where) {
  Formula change;
  while (!rest.empty()) {
    if (rest.front() != '+' && rest.front() != '-') refuse(whole, where);
    const int sign = rest.front() == '-' ? -1 : 1;
    rest.remove_prefix(1);
    const int times = take_count(rest);
    const auto part = rest.substr(0, rest.find_first_of("+-"));
    if (times == 0 || part.empty()) refuse(whole, where);
    change += (sign * times) * parse_formula(part, where);
    for (const auto& [element, atoms] : change.counts())
      if (std::abs(atoms) > kMostAtoms) refuse(whole, where);
    rest.remove_prefix(part.size());
  }
  return change;
}

double charged(double mass, int charge) { return (mass - charge * kElectron) / std::abs(charge); }

}  // namespace

Adduct parse_adduct(std::string_view text, const Where& where) {
  const std::string_view whole = trim(text);
  const auto close = whole.find(']');
  if (!whole.starts_with('[') || close == std::string_view::npos) refuse(whole, where);
  std::string_view inside = whole.substr(1, close - 1);
  Adduct adduct{.name = std::string(whole), .molecules = take_count(inside), .change = {}, .charge = 1};
  if (adduct.molecules == 0 || !inside.starts_with('M')) refuse(whole, where);
  adduct.change = parse_change(inside.substr(1), whole, where);
  std::string_view behind = whole.substr(close + 1);
  const int charge = take_count(behind);
  if (charge == 0 || (behind != "+" && behind != "-")) refuse(whole, where);
  adduct.charge = behind == "-" ? -charge : charge;
  return adduct;
}

Formula ion_formula(const Formula& molecule, const Adduct& adduct) {
  return adduct.molecules * molecule + adduct.change;
}

double ion_mz(const Formula& ion, int charge, const Elements& elements) {
  EMTANSIM_EXPECT(charge != 0);
  return charged(monoisotopic_mass(ion, elements), charge);
}

double mz(const Formula& molecule, const Adduct& adduct, const Elements& elements) {
  return ion_mz(ion_formula(molecule, adduct), adduct.charge, elements);
}

double average_mz(const Formula& molecule, const Adduct& adduct, const Elements& elements) {
  return charged(average_mass(ion_formula(molecule, adduct), elements), adduct.charge);
}

double protonated_mz(double mass, int charge) {
  EMTANSIM_EXPECT(charge > 0);
  return mass / charge + kProton;
}

double neutral_mass(double mz, int charge) {
  EMTANSIM_EXPECT(charge > 0);
  return charge * (mz - kProton);
}

}  // namespace emtansim::conjugate
