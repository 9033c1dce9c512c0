// SPDX-License-Identifier: Apache-2.0
/// `emtansim list`: what there is to choose from.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "commands.h"
#include "emtansim/assay/assay.h"
#include "emtansim/mechanism/mechanism.h"
#include "entries.h"
#include "exit_codes.h"
#include "terminal.h"

namespace emtansim::cli {

namespace {

using catalogue::Catalogue;

/// Rows whose first column is the name that other commands understand.
using Rows = std::vector<std::vector<std::string>>;

Rows systems(const Catalogue& data) {
  Rows rows;
  for (const auto& system : data.systems()) {
    const catalogue::Context context{.facts = {{"system", system.name}, {"population", system.name}}};
    const auto antigen = data.pick_if_any("system.her2_per_cell", context);
    const auto doubling = data.pick_if_any("system.doubling_time", context);
    rows.push_back({system.name, antigen.entry == nullptr ? "" : antigen.entry->written,
                    doubling.entry == nullptr ? "" : doubling.entry->written, system.says});
  }
  return rows;
}

Rows conjugates(const Catalogue& data) {
  Rows rows;
  for (const auto& agent : data.agents())
    rows.push_back({agent.name, std::string(catalogue::to_text(agent.kind)), agent.says});
  return rows;
}

Rows parameters(const Catalogue& data) {
  Rows rows;
  for (const auto& entry : data.parameters())
    rows.push_back({entry.name, entry.written, applies_text(entry), source_text(entry.source, entry.obtained)});
  std::ranges::stable_sort(rows, {}, [](const auto& row) { return row.front(); });
  return rows;
}

Rows assays() {
  Rows rows;
  for (const auto& kind : assay::assay_kinds()) rows.push_back({std::string(kind.name), std::string(kind.says)});
  return rows;
}

Rows mechanisms() {
  Rows rows;
  for (const auto& row : mechanism::mechanisms())
    rows.push_back({std::string(row.name), row.is_default ? "by default, where it applies" : "when named",
                    std::string(row.states)});
  return rows;
}

Rows sets(const Catalogue& data) {
  Rows rows;
  for (const auto& set : data.sets()) {
    const auto count = std::ranges::count(data.parameters(), set, &catalogue::Parameter::set);
    rows.push_back({set, fmt::format("{} parameter{}", count, count == 1 ? "" : "s")});
  }
  return rows;
}

Rows variants(const Catalogue& data) {
  Rows rows;
  for (const auto& variant : data.variants()) rows.push_back({variant.name, "any line", variant.says});
  for (const auto& system : data.systems())
    for (const auto& variant : system.variants) rows.push_back({variant.name, system.name, variant.says});
  return rows;
}

Rows references(const Catalogue& data) {
  Rows rows;
  for (const auto& reference : data.references()) rows.push_back({reference.key, reference.citation});
  return rows;
}

Rows rows_of(const KindName& kind, const Catalogue& data) {
  if (kind.singular == "system") return systems(data);
  if (kind.singular == "conjugate") return conjugates(data);
  if (kind.singular == "parameter") return parameters(data);
  if (kind.singular == "assay") return assays();
  if (kind.singular == "mechanism") return mechanisms();
  if (kind.singular == "set") return sets(data);
  if (kind.singular == "variant") return variants(data);
  return references(data);
}

/// What the columns of a list are.
std::vector<std::string> headings(const KindName& kind) {
  if (kind.singular == "system") return {"name", "HER2", "doubling time", "about"};
  if (kind.singular == "conjugate") return {"name", "kind", "about"};
  if (kind.singular == "parameter") return {"name", "value", "for", "source"};
  if (kind.singular == "mechanism") return {"name", "chosen", "about"};
  if (kind.singular == "set") return {"name", "holds"};
  if (kind.singular == "variant") return {"name", "of", "about"};
  if (kind.singular == "reference") return {"key", "paper"};
  return {"name", "about"};
}

bool mentions(const std::vector<std::string>& row, const std::string& word) {
  return std::ranges::any_of(row,
                             [&](const auto& cell) { return to_key(cell).find(to_key(word)) != std::string::npos; });
}

const KindName& kind_asked(const std::string& word) {
  if (const KindName* kind = find_kind(word)) return *kind;
  std::vector<std::string> names;
  for (const auto& kind : kind_names()) names.emplace_back(kind.plural);
  refuse_argument(fmt::format("there is no list of '{}'", word), "", suggestion(word, names));
}

int list_kinds() {
  TextTable table;
  for (const auto& kind : kind_names())
    table.add({fmt::format("emtansim list {}", kind.plural), std::string(kind.says)});
  print("What there is:\n" + table.text() + "A word behind it filters: emtansim list parameters tubulin\n");
  return kAllWell;
}

}  // namespace

int list(const Request& request) {
  if (request.words.empty()) return list_kinds();
  const KindName& kind = kind_asked(request.words.front());
  Rows rows = rows_of(kind, read_data());
  for (std::size_t i = 1; i < request.words.size(); ++i)
    std::erase_if(rows, [&](const auto& row) { return !mentions(row, request.words[i]); });
  if (request.names_only) {
    std::string last;
    for (const auto& row : rows)
      if (row.front() != std::exchange(last, row.front())) print(row.front() + "\n");
    return kAllWell;
  }
  if (rows.empty()) {
    print(fmt::format("no {} mention that\n", kind.plural));
    return kAllWell;
  }
  TextTable table;
  table.add(headings(kind));
  for (auto& row : rows) table.add(std::move(row));
  constexpr std::size_t kWidest = 30;  // of a column that is not the last
  print(table.text(0, kWidest));
  if (is_terminal(stdout)) print(quiet(fmt::format("\nemtansim show {} NAME tells more of one.\n", kind.singular)));
  return kAllWell;
}

}  // namespace emtansim::cli
