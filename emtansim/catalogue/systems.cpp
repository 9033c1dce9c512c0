// SPDX-License-Identifier: Apache-2.0
/// Reader of cell lines, systems/*.toml, and of variants, there and in variants.toml.
#include <algorithm>

#include <fmt/format.h>

#include "emtansim/catalogue/entries.h"

namespace emtansim::catalogue {

namespace {

std::vector<std::string> read_aliases(const TomlTable& table) {
  std::vector<std::string> aliases;
  for (const auto& alias : table.texts("aliases")) aliases.push_back(alias.text());
  return aliases;
}

Change read_change(const TomlTable& table) {
  static const std::vector<std::string> kKeys = {"parameter", "factor", "value"};
  table.refuse_unknown_keys(kKeys);
  Change change;
  change.where = table.where();
  change.parameter = table.at("parameter").text();
  const auto factor = table.find("factor");
  const auto value = table.find("value");
  if (factor.has_value() == value.has_value()) {
    table.refuse("contradiction", "a change needs either 'factor' or 'value'",
                 factor ? "both are given" : "neither is given");
  }
  if (value) {
    change.value = value->quantity();
    change.unit = value->is_text() ? unit_of(value->text()) : std::string();
  } else {
    change.factor = factor->number();
  }
  if (const double number = value ? change.value->value : *change.factor; number < 0)
    table.refuse("negative-amount", fmt::format("the change of '{}' is negative", change.parameter));
  return change;
}

Variant read_variant(const TomlTable& table) {
  static const std::vector<std::string> kKeys = {"name",     "aliases",    "says",    "change", "source",
                                                 "obtained", "provenance", "formula", "note"};
  table.refuse_unknown_keys(kKeys);
  Variant variant;
  variant.where = table.where();
  variant.name = table.at("name").text();
  variant.aliases = read_aliases(table);
  variant.says = table.at("says").text();
  for (const auto& change : table.tables("change")) variant.changes.push_back(read_change(change));
  if (variant.changes.empty()) {
    table.refuse("missing-key", fmt::format("the variant '{}' changes nothing", variant.name), "",
                 "add a [[variant.change]]");
  }
  Evidence evidence = read_evidence(table, fmt::format("the variant '{}'", variant.name));
  variant.source = std::move(evidence.source);
  variant.obtained = evidence.obtained;
  variant.provenance = std::move(evidence.provenance);
  variant.note = std::move(evidence.note);
  return variant;
}

}  // namespace

std::vector<Variant> read_variants(const TomlTable& table) {
  std::vector<Variant> variants;
  for (const auto& entry : table.tables("variant")) variants.push_back(read_variant(entry));
  return variants;
}

System read_system(const TomlTable& file, std::vector<Parameter>& parameters) {
  static const std::vector<std::string> kKeys = {"name",    "aliases", "says", "tissue",    "ihc",    "organism",
                                                 "disease", "facts",   "note", "parameter", "variant"};
  file.refuse_unknown_keys(kKeys);
  System system;
  system.name = file.at("name").text();
  system.where = file.at("name").where();
  system.aliases = read_aliases(file);
  system.says = file.text_or_empty("says");
  for (const char* key : {"tissue", "ihc", "organism", "disease", "note"})
    if (const auto fact = file.find(key)) system.facts[key] = fact->as_text();
  if (const auto facts = file.find("facts"))
    for (const auto& key : facts->table().keys()) system.facts[key] = facts->table().at(key).as_text();
  system.variants = read_variants(file);
  read_parameters(file, {.key = "system", .name = system.name}, parameters);
  return system;
}

}  // namespace emtansim::catalogue
