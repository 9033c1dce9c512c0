// SPDX-License-Identifier: Apache-2.0
/// Assumptions, the table of parameters with citations, and the references.
#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "emtansim/report/assumed.h"
#include "emtansim/report/parts.h"
#include "emtansim/report/population/population.h"
#include "emtansim/report/references.h"

namespace emtansim::report {

namespace {

constexpr double kNormal95 = 1.959963984540054;  // two-sided 95 % of the standard normal

std::string mechanism_of(const std::string& name) { return name.substr(0, name.find('.')); }

std::string applies_text(const catalogue::Parameter& entry) {
  std::string text;
  for (const auto& [key, names] : entry.applies)
    text += fmt::format("{}{} {}", text.empty() ? "" : "; ", key, fmt::join(names, " or "));
  return text;
}

std::string value_text(const network::Parameter& row) {
  return fmt::format("{}{}{}", to_short(shown_value(row)), row.unit.empty() ? "" : " ", row.unit);
}

std::string says_of(const network::Parameter& row, const catalogue::Catalogue& catalogue) {
  const auto* entry = find_entry(row, catalogue);
  const auto entries = catalogue.entries(base_name(row.name));
  if (entry == nullptr && entries.empty()) return row.note;
  std::string says = entry != nullptr ? entry->says : entries.front()->says;
  if (const auto at = row.name.find('['); at != std::string::npos)
    says += fmt::format(", {}", row.name.substr(at + 1, row.name.size() - at - 2));
  return says;
}

Json alternatives_of(const network::Parameter& row) {
  Json list = Json::array();
  for (const auto& other : row.alternatives) {
    Json part = {{"value", rounded(other.value / parse_unit(other.unit).value)},
                 {"unit", other.unit},
                 {"source", other.source},
                 {"place", other.place}};
    std::string note = other.note;
    if (!other.set.empty()) note = fmt::format("set {}{}{}", other.set, note.empty() ? "" : "; ", note);
    part["note"] = note;
    list.push_back(std::move(part));
  }
  return list;
}

Json spread_of(const network::Parameter& row) {
  if (row.log_sd <= 0) return row.spread;
  const double value = shown_value(row);
  return {{"low", rounded(value * std::exp(-kNormal95 * row.log_sd))},
          {"high", rounded(value * std::exp(kNormal95 * row.log_sd))},
          {"level", 0.95},
          {"text", row.spread}};
}

Json overridden(const study::Outcome& outcome, const catalogue::Catalogue& catalogue, const network::Parameter& row,
                const catalogue::Parameter* entry) {
  for (const auto& asked : outcome.experiment.overrides) {
    if (asked.parameter != base_name(row.name)) continue;
    Json part = {{"because", asked.because}, {"where", place_text(asked.where, catalogue)}};
    if (entry != nullptr) part["from"] = entry->written;
    return part;
  }
  return nullptr;
}

Json parameter_row(const study::Outcome& outcome, const catalogue::Catalogue& catalogue,
                   const network::Parameter& row) {
  const auto* entry = find_entry(row, catalogue);
  Json part = {{"key", row.name},
               {"name", says_of(row, catalogue)},
               {"symbol", row.symbol},
               {"value", rounded(shown_value(row))},
               {"unit", row.unit},
               {"obtained", row.obtained},
               {"mechanism", mechanism_of(row.name)},
               {"why", row.note.empty() ? row.why_chosen : fmt::format("{} ({})", row.note, row.why_chosen)},
               {"alternatives", alternatives_of(row)},
               {"where", place_text(row.where, catalogue)}};
  if (!row.spread.empty()) part["spread"] = spread_of(row);
  if (!row.source.empty()) part["source"] = {{"key", row.source}, {"place", row.place}};
  if (entry != nullptr) part["applies"] = applies_text(*entry);
  if (row.obtained == "asked")
    if (Json change = overridden(outcome, catalogue, row, entry); !change.is_null())
      part["overridden"] = std::move(change);
  return part;
}

Json assumption(const network::Parameter& row, const catalogue::Catalogue& catalogue) {
  return {{"statement", capitalised(says_of(row, catalogue))},
          {"because", row.note},
          {"parameter", row.name},
          {"value", value_text(row)}};
}

void add_variant_assumptions(const study::Outcome& outcome, const catalogue::Catalogue& catalogue, Json& list) {
  for (const auto& population : outcome.model.populations) {
    const auto& system = catalogue.find_system(population.line, {});
    for (const auto& name : population.variants) {
      const auto& variant = catalogue.find_variant(system, name, {});
      if (variant.obtained != catalogue::Obtained::assumed) continue;
      list.push_back({{"statement", fmt::format("{} of {}: {}", variant.name, population.line, variant.says)},
                      {"because", variant.note}});
    }
  }
}

}  // namespace

double shown_value(const network::Parameter& row) { return row.value / parse_unit(row.unit, row.where).value; }

const catalogue::Parameter* find_entry(const network::Parameter& row, const catalogue::Catalogue& catalogue) {
  const auto entries = catalogue.entries(base_name(row.name));
  for (const auto* entry : entries)
    if (entry->where.file == row.where.file && entry->where.line == row.where.line) return entry;
  // The place of a row that was overridden is the user's; its source is still the entry's.
  for (const auto* entry : entries)
    if (entry->source.key == row.source && entry->source.place == row.place && entry->symbol == row.symbol)
      return entry;
  return nullptr;
}

Json assumptions_part(const study::Outcome& outcome, const catalogue::Catalogue& catalogue) {
  Json list = Json::array();
  for (const auto& assumed : model_assumptions()) {
    if (std::ranges::find(outcome.model.mechanisms, assumed.mechanism) == outcome.model.mechanisms.end()) continue;
    list.push_back({{"statement", assumed.statement}, {"because", assumed.because}, {"effect", assumed.effect}});
  }
  add_variant_assumptions(outcome, catalogue, list);
  for (const auto& row : outcome.model.network.parameters())
    if (row.obtained == "assumed") list.push_back(assumption(row, catalogue));
  add_population_assumptions(outcome, list);
  return list;
}

Json parameters_part(const study::Outcome& outcome, const catalogue::Catalogue& catalogue) {
  Json list = Json::array();
  for (const auto& row : outcome.model.network.parameters()) list.push_back(parameter_row(outcome, catalogue, row));
  return list;
}

std::set<std::string> cited_keys(const study::Outcome& outcome) {
  std::set<std::string> keys;
  for (const auto& row : outcome.model.network.parameters()) {
    if (!row.source.empty()) keys.insert(row.source);
    for (const auto& other : row.alternatives)
      if (!other.source.empty()) keys.insert(other.source);
  }
  for (const auto& data : outcome.findings.overlays)
    if (!data.source.empty()) keys.insert(data.source);
  return keys;
}

Json references_part(const study::Outcome& outcome, const catalogue::Catalogue& catalogue) {
  return references_for(cited_keys(outcome), catalogue);
}

}  // namespace emtansim::report
