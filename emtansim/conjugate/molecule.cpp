// SPDX-License-Identifier: Apache-2.0
/// Reader of molecules/*.toml.
#include "emtansim/conjugate/molecule.h"

#include <algorithm>

#include <fmt/format.h>

#include "emtansim/base/toml.h"

namespace emtansim::conjugate {

namespace {

const std::vector<std::string> kRoles = {"payload", "linker", "catabolite", "artefact", "standard"};

Molecule read_molecule(const TomlTable& table) {
  static const std::vector<std::string> kKeys = {"name",   "aliases",      "formula", "role",       "says",
                                                 "smiles", "product_ions", "source",  "provenance", "note"};
  table.refuse_unknown_keys(kKeys);
  Molecule molecule;
  molecule.name = table.at("name").text();
  molecule.where = table.at("name").where();
  for (const auto& alias : table.texts("aliases")) molecule.aliases.push_back(alias.text());
  molecule.formula = parse_formula(table.at("formula").text(), table.at("formula").where());
  molecule.role = table.at("role").text();
  if (std::ranges::find(kRoles, molecule.role) == kRoles.end())
    table.at("role").refuse("unknown-word", fmt::format("'role' is \"{}\"", molecule.role), "",
                            suggestion(molecule.role, kRoles));
  molecule.says = table.text_or_empty("says");
  molecule.smiles = table.text_or_empty("smiles");
  for (const auto& ion : table.texts("product_ions")) molecule.product_ions.push_back(ion.text());
  molecule.source = table.text_or_empty("source");
  molecule.provenance = table.at("provenance").text();
  molecule.note = table.text_or_empty("note");
  if (!molecule.smiles.empty()) {
    const Formula drawn = formula_of_smiles(molecule.smiles, table.at("smiles").where());
    if (drawn != molecule.formula)
      table.at("smiles").refuse("contradiction", fmt::format("the structure is {}", to_text(drawn)),
                                fmt::format("the formula is {}", to_text(molecule.formula)), "correct one of them");
  }
  return molecule;
}

ProductIon read_product_ion(const TomlTable& table) {
  static const std::vector<std::string> kKeys = {"name", "cation", "says", "provenance"};
  table.refuse_unknown_keys(kKeys);
  return {.name = table.at("name").text(),
          .cation = parse_formula(table.at("cation").text(), table.at("cation").where()),
          .says = table.text_or_empty("says"),
          .provenance = table.at("provenance").text(),
          .where = table.at("name").where()};
}

void expect_new(const Molecules& molecules, const std::string& name, const Where& where) {
  if (const Molecule* other = molecules.find_if_any(name))
    throw InputError(where, {"name-twice", fmt::format("the molecule '{}' is already there", name),
                             fmt::format("'{}' in {}:{}", other->name, other->where.file, other->where.line), ""});
}

void expect_products(const Molecules& molecules) {
  for (const auto& molecule : molecules.molecules)
    for (const auto& ion : molecule.product_ions) static_cast<void>(molecules.find_product(ion, molecule.where));
}

}  // namespace

const Molecule* Molecules::find_if_any(std::string_view name) const {
  const std::string key = to_key(name);
  const auto is_asked = [&](const Molecule& molecule) {
    return to_key(molecule.name) == key ||
           std::ranges::any_of(molecule.aliases, [&](const auto& alias) { return to_key(alias) == key; });
  };
  const auto found = std::ranges::find_if(molecules, is_asked);
  return found == molecules.end() ? nullptr : &*found;
}

const Molecule& Molecules::find(std::string_view name, const Where& asked_at) const {
  if (const Molecule* found = find_if_any(name)) return *found;
  std::vector<std::string> names;
  for (const auto& molecule : molecules) names.push_back(molecule.name);
  throw InputError(asked_at,
                   {"unknown-molecule", fmt::format("there is no molecule '{}'", name), "", suggestion(name, names)});
}

const ProductIon& Molecules::find_product(std::string_view name, const Where& asked_at) const {
  const auto found = std::ranges::find(product_ions, name, &ProductIon::name);
  if (found != product_ions.end()) return *found;
  std::vector<std::string> names;
  for (const auto& ion : product_ions) names.push_back(ion.name);
  throw InputError(asked_at,
                   {"unknown-ion", fmt::format("there is no product ion '{}'", name), "", suggestion(name, names)});
}

void parse_molecules(std::string_view text, const std::string& file, Molecules& molecules) {
  static const std::vector<std::string> kKeys = {"molecule", "product_ion"};
  const TomlDocument document = TomlDocument::parse(text, file);
  document.root().refuse_unknown_keys(kKeys);
  for (const auto& table : document.root().tables("molecule")) {
    Molecule molecule = read_molecule(table);
    expect_new(molecules, molecule.name, molecule.where);
    for (const auto& alias : molecule.aliases) expect_new(molecules, alias, molecule.where);
    molecules.molecules.push_back(std::move(molecule));
  }
  for (const auto& table : document.root().tables("product_ion"))
    molecules.product_ions.push_back(read_product_ion(table));
  expect_products(molecules);
}

}  // namespace emtansim::conjugate
