// SPDX-License-Identifier: Apache-2.0
/// Reader of conjugates, antibodies and payloads, conjugates/*.toml.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "emtansim/catalogue/entries.h"

namespace emtansim::catalogue {

namespace {

const std::vector<std::string> kKinds = {"conjugate", "antibody", "payload"};
constexpr double kShareRounding = 1e-3;  // published shares are rounded to this

AgentKind read_kind(const TomlValue& value) {
  const std::string word = value.text();
  const auto found = std::ranges::find(kKinds, word);
  if (found == kKinds.end())
    value.refuse("unknown-word", fmt::format("'kind' is \"{}\"", word), "", suggestion(word, kKinds));
  return static_cast<AgentKind>(found - kKinds.begin());
}

// Which parts an agent of each kind has, and which it cannot have.
void expect_parts(const TomlTable& file, AgentKind kind) {
  struct Rule {
    AgentKind kind;
    std::vector<std::string> needed;
    std::vector<std::string> absent;
  };
  static const std::vector<Rule> kRules = {
      {AgentKind::conjugate, {"antibody", "antigen", "linker", "payload", "catabolite", "drug_load"}, {}},
      {AgentKind::antibody, {"antibody", "antigen"}, {"linker", "payload", "catabolite", "released"}},
      {AgentKind::payload, {"payload"}, {"antibody", "antigen", "linker", "catabolite", "released", "drug_load"}},
  };
  for (const auto& rule : kRules) {
    if (rule.kind != kind) continue;
    for (const auto& key : rule.needed) {
      if (file.has(key)) continue;
      file.at("kind").refuse("missing-key", fmt::format("'{}' is missing", key),
                             fmt::format("an agent of the kind {} has one", to_text(kind)));
    }
    for (const auto& key : rule.absent) {
      if (!file.has(key)) continue;
      file.at(key).refuse("contradiction", fmt::format("'{}' in an agent of the kind {}", key, to_text(kind)),
                          "it has none", "remove it or change 'kind'");
    }
  }
}

DrugLoad read_drug_load(const TomlTable& table) {
  std::vector<std::string> keys = kEvidenceKeys;
  keys.emplace_back("fractions");
  table.refuse_unknown_keys(keys);
  DrugLoad load;
  load.where = table.where();
  const TomlValue fractions = table.at("fractions");
  double sum = 0;
  for (const auto& item : fractions.list()) {
    const double share = item.number();
    if (share < 0) item.refuse("negative-amount", fmt::format("{} is negative", item.name()));
    load.fractions.push_back(share);
    sum += share;
  }
  if (!(std::abs(sum - 1) <= kShareRounding)) {
    fractions.refuse("not-a-share", fmt::format("the shares of the drug load sum to {}", to_short(sum, 6)),
                     "they must sum to 1", "the first share is of molecules with no payload");
  }
  Evidence evidence = read_evidence(table, "the drug load");
  load.source = std::move(evidence.source);
  load.obtained = evidence.obtained;
  load.provenance = std::move(evidence.provenance);
  load.formula = std::move(evidence.formula);
  load.note = std::move(evidence.note);
  return load;
}

}  // namespace

std::string_view to_text(AgentKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

double DrugLoad::mean() const {
  double mean = 0;
  for (std::size_t count = 1; count < fractions.size(); ++count) mean += static_cast<double>(count) * fractions[count];
  return mean;
}

ConjugateEntry read_agent(const TomlTable& file, std::vector<Parameter>& parameters) {
  static const std::vector<std::string> kKeys = {"name",      "aliases", "says",    "kind",       "antibody",
                                                 "antigen",   "linker",  "payload", "catabolite", "released",
                                                 "drug_load", "facts",   "note",    "parameter"};
  file.refuse_unknown_keys(kKeys);
  ConjugateEntry agent;
  agent.name = file.at("name").text();
  agent.where = file.at("name").where();
  for (const auto& alias : file.texts("aliases")) agent.aliases.push_back(alias.text());
  agent.says = file.text_or_empty("says");
  agent.kind = read_kind(file.at("kind"));
  expect_parts(file, agent.kind);
  agent.antibody = file.text_or_empty("antibody");
  agent.antigen = file.text_or_empty("antigen");
  agent.linker = file.text_or_empty("linker");
  agent.payload = file.text_or_empty("payload");
  agent.catabolite = file.text_or_empty("catabolite");
  agent.released = file.text_or_empty("released");
  if (const auto load = file.find("drug_load")) agent.drug_load = read_drug_load(load->table());
  if (const auto note = file.find("note")) agent.facts["note"] = note->text();
  if (const auto facts = file.find("facts"))
    for (const auto& key : facts->table().keys()) agent.facts[key] = facts->table().at(key).as_text();
  read_parameters(file, {.key = "conjugate", .name = agent.name}, parameters);
  return agent;
}

}  // namespace emtansim::catalogue
