// SPDX-License-Identifier: Apache-2.0
/// What one file of the catalogue says about another: sources resolve, names are unique, variants change what exists.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "emtansim/catalogue/entries.h"

namespace emtansim::catalogue {

namespace {

[[noreturn]] void refuse_duplicate(const Where& where, const std::string& what, const Where& first) {
  throw InputError(where, {"duplicate-entry", what, fmt::format("the first is {}:{}", first.file, first.line), ""});
}

/// Resolves source keys against references.bib.
class SourceCheck {
 public:
  explicit SourceCheck(const std::vector<Reference>& references) {
    for (const auto& reference : references) keys_.insert(reference.key);
  }

  void expect(const Source& source, const Where& where) const {
    if (!source.key.empty() && !keys_.contains(source.key)) {
      const std::vector<std::string> known(keys_.begin(), keys_.end());
      throw InputError(where, {"unknown-source", fmt::format("'{}' is not in references.bib", source.key),
                               "every source must be found there", suggestion(source.key, known)});
    }
    for (const auto& other : source.also) expect(other, where);
  }

 private:
  std::set<std::string> keys_;
};

void expect_sources(const Catalogue::Parts& parts) {
  const SourceCheck check(parts.references);
  for (const auto& parameter : parts.parameters) check.expect(parameter.source, parameter.where);
  for (const auto& variant : parts.variants) check.expect(variant.source, variant.where);
  for (const auto& system : parts.systems)
    for (const auto& variant : system.variants) check.expect(variant.source, variant.where);
  for (const auto& agent : parts.agents) check.expect(agent.drug_load.source, agent.drug_load.where);
}

// No name or alias stands for two entries.
template <class Entries>
void expect_unique_names(const Entries& entries, std::string_view what) {
  std::map<std::string, const Where*> seen;
  for (const auto& entry : entries) {
    std::vector<std::string> names = entry.aliases;
    names.push_back(entry.name);
    std::set<std::string> own;
    for (const auto& name : names) {
      if (!own.insert(to_key(name)).second) continue;
      const auto [found, is_new] = seen.emplace(to_key(name), &entry.where);
      if (!is_new) refuse_duplicate(entry.where, fmt::format("a second {} is called '{}'", what, name), *found->second);
    }
  }
}

void expect_unique_parameters(const std::vector<Parameter>& parameters) {
  std::map<std::tuple<std::string, std::string, std::string>, const Where*> seen;
  for (const auto& parameter : parameters) {
    std::string applies;
    for (const auto& [key, names] : parameter.applies) {
      std::set<std::string> sorted;
      for (const auto& name : names) sorted.insert(to_key(name));
      applies += fmt::format("{}={};", key, fmt::join(sorted, ","));
    }
    const auto [found, is_new] = seen.emplace(std::tuple(parameter.name, parameter.set, applies), &parameter.where);
    if (!is_new) {
      refuse_duplicate(parameter.where, fmt::format("a second entry of '{}' applies to the same", parameter.name),
                       *found->second);
    }
  }
}

void expect_one_dimension(const std::vector<Parameter>& parameters) {
  std::map<std::string_view, const Parameter*> first;
  for (const auto& parameter : parameters) {
    const auto [found, is_new] = first.emplace(parameter.name, &parameter);
    const Parameter& other = *found->second;
    if (other.value.dimension == parameter.value.dimension) continue;
    throw InputError(
        parameter.where,
        {"wrong-unit", fmt::format("'{}' is in {} here", parameter.name, to_text(parameter.value.dimension)),
         fmt::format("it is in {} at {}:{}", to_text(other.value.dimension), other.where.file, other.where.line),
         "one name stands for one kind of quantity"});
  }
}

// Names under `applies` become the names of the files; other parts (antigens, payloads) have no file of their own.
template <class Entries>
void to_canonical(const Entries& entries, std::string_view key, std::string_view what,
                  std::vector<Parameter>& parameters) {
  std::map<std::string, std::string> names;
  std::vector<std::string> known;
  for (const auto& entry : entries) {
    names[to_key(entry.name)] = entry.name;
    for (const auto& alias : entry.aliases) names[to_key(alias)] = entry.name;
    known.push_back(entry.name);
  }
  for (auto& parameter : parameters) {
    const auto applies = parameter.applies.find(key);
    if (applies == parameter.applies.end()) continue;
    for (auto& name : applies->second) {
      const auto found = names.find(to_key(name));
      if (found == names.end()) {
        throw InputError(parameter.where,
                         {fmt::format("unknown-{}", key), fmt::format("no {} is called '{}'", what, name),
                          fmt::format("'{}' applies to it", parameter.name), suggestion(name, known)});
      }
      name = found->second;
    }
  }
}

void expect_known_changes(const Catalogue::Parts& parts) {
  std::map<std::string, Dimension> dimensions;
  std::vector<std::string> known;
  for (const auto& parameter : parts.parameters)
    if (dimensions.emplace(parameter.name, parameter.value.dimension).second) known.push_back(parameter.name);
  const auto expect = [&](const Variant& variant) {
    for (const auto& change : variant.changes) {
      const auto found = dimensions.find(change.parameter);
      if (found == dimensions.end()) {
        throw InputError(
            change.where,
            {"unknown-parameter", fmt::format("no parameter is called '{}'", change.parameter),
             fmt::format("the variant '{}' changes it", variant.name), suggestion(change.parameter, known)});
      }
      if (!change.value || change.value->dimension == found->second) continue;
      throw InputError(
          change.where,
          {"wrong-unit", fmt::format("the value of '{}' has the wrong unit", change.parameter),
           fmt::format("it is in {}, wanted is {}", to_text(change.value->dimension), to_text(found->second)), ""});
    }
  };
  std::ranges::for_each(parts.variants, expect);
  for (const auto& system : parts.systems) std::ranges::for_each(system.variants, expect);
}

void expect_unique_references(const std::vector<Reference>& references) {
  std::map<std::string, const Where*> seen;
  for (const auto& reference : references) {
    const auto [found, is_new] = seen.emplace(reference.key, &reference.where);
    if (!is_new)
      refuse_duplicate(reference.where, fmt::format("a second reference has the key '{}'", reference.key),
                       *found->second);
  }
}

}  // namespace

void check_whole(Catalogue::Parts& parts) {
  expect_unique_references(parts.references);
  expect_unique_names(parts.systems, "cell line");
  expect_unique_names(parts.agents, "agent");
  expect_unique_names(parts.variants, "variant");
  for (const auto& system : parts.systems) expect_unique_names(system.variants, "variant");
  to_canonical(parts.systems, "system", "cell line", parts.parameters);
  to_canonical(parts.agents, "conjugate", "agent", parts.parameters);
  expect_unique_parameters(parts.parameters);
  expect_one_dimension(parts.parameters);
  expect_sources(parts);
  expect_known_changes(parts);
}

}  // namespace emtansim::catalogue
