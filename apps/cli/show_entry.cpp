// SPDX-License-Identifier: Apache-2.0
/// `emtansim show KIND NAME`: one entry of the published data.
#include "show.h"

#include <algorithm>

#include <fmt/format.h>

#include "emtansim/assay/assay.h"
#include "emtansim/mechanism/mechanism.h"
#include "entries.h"
#include "exit_codes.h"
#include "terminal.h"

namespace emtansim::cli {

namespace {

using catalogue::Catalogue;

void print_title(const std::string& name, const std::string& says) {
  print(bold(name) + "\n");
  if (!says.empty()) print(wrapped(says, text_width(), 2) + "\n");
}

void print_aliases(const std::vector<std::string>& aliases) {
  if (!aliases.empty()) print(fmt::format("  also called {}\n", fmt::join(aliases, ", ")));
}

constexpr std::size_t kWidest = 44;  // of a column that is not the last

void print_entries(const Catalogue& data, const std::string& key, const std::string& name) {
  TextTable table;
  for (const auto& entry : data.parameters()) {
    if (!is_for(entry, key, name)) continue;
    std::string about = entry.set.empty() ? entry.says : fmt::format("set {}: {}", entry.set, entry.says);
    table.add({entry.name, entry.written, std::move(about), source_text(entry.source, entry.obtained)});
  }
  if (table.is_empty()) return;
  print(fmt::format("\nPublished values of {}\n{}", name, table.text(2, kWidest)));
}

void show_system(const Catalogue& data, const std::string& name) {
  const auto& system = data.find_system(name, {});
  print_title(system.name, system.says);
  print_aliases(system.aliases);
  for (const auto& [key, value] : system.facts) print(fmt::format("  {}: {}\n", key, value));
  print_entries(data, "system", system.name);
  TextTable variants;
  for (const auto& variant : system.variants) variants.add({variant.name, variant.says});
  for (const auto& variant : data.variants()) variants.add({variant.name, variant.says});
  print("\nVariants\n" + variants.text());
}

void print_drug_load(const catalogue::DrugLoad& load) {
  constexpr double kBlocks = 60;
  print(fmt::format("\nDrug load, mean {} payloads per antibody\n", to_short(load.mean(), 3)));
  for (std::size_t k = 0; k < load.fractions.size(); ++k) {
    std::string bar;
    for (int i = 0; i < static_cast<int>(load.fractions[k] * kBlocks + 0.5); ++i) bar += shows_unicode() ? "▇" : "#";
    print(fmt::format("  {} {:>6.1f} %  {}\n", k, 100 * load.fractions[k], bar));
  }
  print(fmt::format("  {}\n", source_text(load.source, load.obtained)));
}

void show_conjugate(const Catalogue& data, const std::string& name) {
  const auto& agent = data.find_agent(name, {});
  print_title(agent.name, agent.says);
  print_aliases(agent.aliases);
  TextTable parts;
  const std::pair<const char*, const std::string*> rows[] = {
      {"antibody", &agent.antibody}, {"antigen", &agent.antigen},       {"linker", &agent.linker},
      {"payload", &agent.payload},   {"catabolite", &agent.catabolite}, {"released", &agent.released}};
  for (const auto& [key, value] : rows)
    if (!value->empty()) parts.add({key, *value});
  print(parts.text());
  if (!agent.drug_load.fractions.empty()) print_drug_load(agent.drug_load);
  print_entries(data, "conjugate", agent.name);
  if (!agent.payload.empty()) print_entries(data, "payload", agent.payload);
  if (!agent.catabolite.empty() && agent.catabolite != agent.payload) print_entries(data, "payload", agent.catabolite);
}

void show_parameter(const Catalogue& data, const std::string& name) {
  data.expect_parameter(name, {});
  bool is_first = true;
  for (const auto* entry : data.entries(name)) {
    print((is_first ? "" : "\n") + entry_text(*entry));
    is_first = false;
  }
}

void show_set(const Catalogue& data, const std::string& name) {
  data.expect_set(name, {});
  print_title(name, "counts where an experiment asks for it: sets = [\"" + name + "\"]");
  TextTable table;
  for (const auto& entry : data.parameters())
    if (entry.set == name)
      table.add({entry.name, entry.written, applies_text(entry), source_text(entry.source, entry.obtained)});
  print(table.text());
}

void print_variant(const catalogue::Variant& variant, const std::string& of) {
  print_title(fmt::format("{} ({})", variant.name, of), variant.says);
  print_aliases(variant.aliases);
  TextTable table;
  for (const auto& change : variant.changes) table.add({change.parameter, change_text(change)});
  table.add({"source", source_text(variant.source, variant.obtained)});
  if (!variant.note.empty()) table.add({"note", variant.note});
  print(table.text());
}

void show_variant(const Catalogue& data, const std::string& name) {
  std::vector<std::string> names;
  bool is_found = false;
  const auto visit = [&](const catalogue::Variant& variant, const std::string& of) {
    names.push_back(variant.name);
    const bool is_named =
        to_key(variant.name) == to_key(name) ||
        std::ranges::any_of(variant.aliases, [&](const auto& a) { return to_key(a) == to_key(name); });
    if (!is_named) return;
    print_variant(variant, of);
    is_found = true;
  };
  for (const auto& variant : data.variants()) visit(variant, "any line");
  for (const auto& system : data.systems())
    for (const auto& variant : system.variants) visit(variant, system.name);
  if (!is_found) refuse_argument(fmt::format("there is no variant '{}'", name), "", suggestion(name, names));
}

void show_reference(const Catalogue& data, const std::string& name) {
  const auto* reference = data.find_reference(name);
  if (reference == nullptr) {
    std::vector<std::string> keys;
    for (const auto& known : data.references()) keys.push_back(known.key);
    refuse_argument(fmt::format("there is no reference '{}'", name), "", suggestion(name, keys));
  }
  print_title(reference->key, reference->citation);
  if (!reference->url.empty()) print(fmt::format("  {}\n", reference->url));
  TextTable table;
  for (const auto& entry : data.parameters())
    if (entry.source.key == reference->key) table.add({entry.name, entry.written, entry.source.place});
  if (!table.is_empty()) print("\nNumbers from it\n" + table.text());
}

void show_assay(const std::string& name) {
  std::vector<std::string> names;
  for (const auto& kind : assay::assay_kinds()) {
    names.emplace_back(kind.name);
    if (kind.name != name) continue;
    print_title(name, std::string(kind.says));
    TextTable table;
    table.add({"reports", fmt::format("{}", fmt::join(kind.quantities, ", "))});
    if (!kind.options.empty()) table.add({"options", fmt::format("{}", fmt::join(kind.options, ", "))});
    if (kind.noise_cv > 0)
      table.add({"noise", fmt::format("{} % of the value, unless the experiment says otherwise",
                                      to_short(100 * kind.noise_cv))});
    print(table.text());
    return;
  }
  refuse_argument(fmt::format("there is no assay '{}'", name), "", suggestion(name, names));
}

void show_mechanism(const std::string& name) {
  const auto* row = mechanism::find_mechanism(name);
  if (row == nullptr) {
    std::vector<std::string> names;
    for (const auto& known : mechanism::mechanisms()) names.emplace_back(known.name);
    refuse_argument(fmt::format("there is no mechanism '{}'", name), "", suggestion(name, names));
  }
  print_title(name, std::string(row->states));
  TextTable table;
  const auto add = [&table](const char* what, std::span<const std::string_view> list) {
    if (!list.empty()) table.add({what, fmt::format("{}", fmt::join(list, ", "))});
  };
  add("makes", row->makes);
  add("uses", row->uses);
  add("parameters", row->needs);
  table.add({"chosen", row->is_default ? "by default, where it applies" : "when an experiment names it"});
  table.add({"equations", fmt::format("docs/methods/{}.md; with values: emtansim show FILE reactions", name)});
  print(table.text());
}

}  // namespace

int show_entry(const KindName& kind, const std::string& name) {
  if (kind.singular == "assay") {
    show_assay(name);
  } else if (kind.singular == "mechanism") {
    show_mechanism(name);
  } else {
    const Catalogue data = read_data();
    if (kind.singular == "system") show_system(data, name);
    if (kind.singular == "conjugate") show_conjugate(data, name);
    if (kind.singular == "parameter") show_parameter(data, name);
    if (kind.singular == "set") show_set(data, name);
    if (kind.singular == "variant") show_variant(data, name);
    if (kind.singular == "reference") show_reference(data, name);
  }
  return kAllWell;
}

}  // namespace emtansim::cli
