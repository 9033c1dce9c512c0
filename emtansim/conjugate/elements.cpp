// SPDX-License-Identifier: Apache-2.0
/// Elements from their tables, and masses.
#include "emtansim/conjugate/elements.h"

#include <cmath>

#include <fmt/format.h>

namespace emtansim::conjugate {

namespace {

constexpr double kAbundanceRounding = 1e-4;  // published abundances are rounded to this

double positive(const Table& table, std::size_t row, std::size_t column) {
  const double value = table.number(row, column);
  if (value > 0) return value;
  throw InputError({table.file, table.lines[row]},
                   {"not-positive", fmt::format("'{}' is not above zero", table.columns[column]), "", ""});
}

void expect_whole(const Element& element, const std::string& file) {
  double sum = 0;
  for (const auto& isotope : element.isotopes) sum += isotope.abundance;
  if (std::abs(sum - 1) <= kAbundanceRounding) return;
  throw InputError({file, 0},
                   {"not-a-share",
                    fmt::format("the isotopes of {} have abundances that sum to {}", element.symbol, to_short(sum, 6)),
                    "they must sum to 1", ""});
}

}  // namespace

Elements::Elements(const Table& elements, const Table& isotopes) {
  const Where head{elements.file, 1};
  const auto symbol = elements.column("element", head);
  const auto mass = elements.column("monoisotopic_Da", head);
  const auto weight = elements.column("standard_weight", head);
  for (std::size_t i = 0; i < elements.rows.size(); ++i)
    elements_[elements.rows[i][symbol]] = {.symbol = elements.rows[i][symbol],
                                           .monoisotopic = positive(elements, i, mass),
                                           .weight = positive(elements, i, weight),
                                           .isotopes = {}};
  const Where isotope_head{isotopes.file, 1};
  const auto of = isotopes.column("element", isotope_head);
  const auto number = isotopes.column("mass_number", isotope_head);
  const auto isotope_mass = isotopes.column("mass_Da", isotope_head);
  const auto abundance = isotopes.column("abundance", isotope_head);
  for (std::size_t i = 0; i < isotopes.rows.size(); ++i) {
    const Where where{isotopes.file, isotopes.lines[i]};
    static_cast<void>(find(isotopes.rows[i][of], where));
    const Isotope isotope{.mass_number = static_cast<int>(positive(isotopes, i, number)),
                          .mass = positive(isotopes, i, isotope_mass),
                          .abundance = positive(isotopes, i, abundance)};
    elements_.at(isotopes.rows[i][of]).isotopes.push_back(isotope);
    const std::string label = fmt::format("[{}{}]", isotope.mass_number, isotopes.rows[i][of]);
    elements_[label] = {.symbol = label,
                        .monoisotopic = isotope.mass,
                        .weight = isotope.mass,
                        .isotopes = {{isotope.mass_number, isotope.mass, 1.0}}};
  }
  for (const auto& [name, element] : elements_) expect_whole(element, isotopes.file);
}

const Element& Elements::find(std::string_view symbol, const Where& asked_at) const {
  const auto found = elements_.find(symbol);
  if (found != elements_.end()) return found->second;
  std::string known;
  for (const auto& [name, element] : elements_)
    if (!name.starts_with("[")) known += (known.empty() ? "" : ", ") + name;
  throw InputError(asked_at, {"unknown-element", fmt::format("there is no element '{}' in the table", symbol), "",
                              "one of " + known});
}

double monoisotopic_mass(const Formula& formula, const Elements& elements) {
  double mass = 0;
  for (const auto& [symbol, atoms] : formula.counts()) mass += atoms * elements.find(symbol).monoisotopic;
  return mass;
}

double average_mass(const Formula& formula, const Elements& elements) {
  double mass = 0;
  for (const auto& [symbol, atoms] : formula.counts()) mass += atoms * elements.find(symbol).weight;
  return mass;
}

}  // namespace emtansim::conjugate
