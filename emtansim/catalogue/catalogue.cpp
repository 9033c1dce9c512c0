// SPDX-License-Identifier: Apache-2.0
/// Questions to the catalogue: the entry that fits, and what stands under a name.
#include "emtansim/catalogue/catalogue.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace emtansim::catalogue {

namespace {

bool names(const std::vector<std::string>& list, std::string_view name) {
  return std::ranges::any_of(list, [&](const std::string& entry) { return to_key(entry) == to_key(name); });
}

bool is_asked(const Parameter& entry, const Context& context) {
  return entry.set.empty() || std::ranges::find(context.sets, entry.set) != context.sets.end();
}

bool applies_to(const Parameter& entry, const Context& context) {
  return std::ranges::all_of(entry.applies, [&](const auto& condition) {
    const auto fact = context.facts.find(condition.first);
    return fact != context.facts.end() && names(condition.second, fact->second);
  });
}

// Orders entries that fit: of an asked set before others, then by the number of conditions.
std::pair<bool, std::size_t> rank(const Parameter& entry) { return {!entry.set.empty(), entry.applies.size()}; }

std::string place_of(const Parameter& entry) { return fmt::format("{}:{}", entry.where.file, entry.where.line); }

std::string explain(const Parameter& chosen, const Context& context, std::size_t others) {
  std::string why;
  if (!chosen.set.empty()) why = fmt::format("of the set {}", chosen.set);
  for (const auto& [key, list] : chosen.applies) {
    why += why.empty() ? "fits " : ", ";
    why += fmt::format("{} {}", key, context.facts.find(key)->second);
  }
  if (others == 0) return why.empty() ? "the only entry" : "the only entry; " + why;
  if (why.empty()) why = "the general entry";
  return fmt::format("{}; {} other{}", why, others, others == 1 ? "" : "s");
}

std::string describe(const Context& context) {
  std::string text;
  for (const auto& [key, name] : context.facts) text += (text.empty() ? "" : ", ") + fmt::format("{} {}", key, name);
  return text.empty() ? "nothing in particular" : text;
}

// The entry of `entries` with that name or alias.
template <class Entries>
auto find_by_name(const Entries& entries, std::string_view name) {
  auto found = std::ranges::find_if(entries, [&](const auto& entry) { return to_key(entry.name) == to_key(name); });
  if (found == entries.end())
    found = std::ranges::find_if(entries, [&](const auto& entry) { return names(entry.aliases, name); });
  return found;
}

template <class Entries>
void add_names(const Entries& entries, std::vector<std::string>& names) {
  for (const auto& entry : entries) {
    names.push_back(entry.name);
    names.insert(names.end(), entry.aliases.begin(), entry.aliases.end());
  }
}

[[noreturn]] void refuse_unknown(std::string code, std::string what, std::string_view name,
                                 std::vector<std::string> known, std::string_view list, const Where& asked_at) {
  std::string try_this = suggestion(name, known);
  if (try_this.empty()) try_this = fmt::format("'emtansim list {}' names them all", list);
  throw InputError(asked_at, {std::move(code), std::move(what), "", std::move(try_this)});
}

}  // namespace

Catalogue::Catalogue(Parts parts) : parts_(std::move(parts)) {
  for (std::size_t i = 0; i < parts_.parameters.size(); ++i) by_name_.emplace(parts_.parameters[i].name, i);
}

std::vector<const Parameter*> Catalogue::entries(std::string_view name) const {
  std::vector<const Parameter*> found;
  const auto [first, last] = by_name_.equal_range(name);
  for (auto at = first; at != last; ++at) found.push_back(&parts_.parameters[at->second]);
  return found;
}

Choice Catalogue::pick_if_any(std::string_view name, const Context& context) const {
  Choice choice;
  choice.others = entries(name);
  std::erase_if(choice.others, [&](const Parameter* entry) { return !applies_to(*entry, context); });
  const Parameter* tied = nullptr;
  for (const Parameter* entry : choice.others) {
    if (!is_asked(*entry, context)) continue;
    if (choice.entry != nullptr && rank(*entry) == rank(*choice.entry)) tied = entry;
    if (choice.entry != nullptr && rank(*entry) <= rank(*choice.entry)) continue;
    choice.entry = entry;
    tied = nullptr;
  }
  if (tied != nullptr) {
    throw ModelError(choice.entry->where,
                     {"ambiguous-parameter", fmt::format("two entries of '{}' fit equally well", name),
                      fmt::format("the other is {}; asked for {}", place_of(*tied), describe(context)),
                      "add a key to 'applies' of one of them, or a 'set'"});
  }
  if (choice.entry == nullptr) return choice;
  std::erase(choice.others, choice.entry);
  choice.why = explain(*choice.entry, context, choice.others.size());
  return choice;
}

Choice Catalogue::pick(std::string_view name, const Context& context) const {
  Choice choice = pick_if_any(name, context);
  if (choice.entry != nullptr) return choice;
  std::string why = fmt::format("asked for {}", describe(context));
  const auto known = entries(name);
  if (!known.empty())
    why += fmt::format("; {} entries fit something else, the first is {}", known.size(), place_of(*known.front()));
  const std::string example = fmt::format("\"{}\" = {{ value = \"...\", because = \"...\" }}", name);
  throw ModelError({}, {"no-parameter", fmt::format("no published value of '{}' fits", name), std::move(why),
                        "set it under [parameters], with a reason: " + example});
}

const System& Catalogue::find_system(std::string_view name, const Where& asked_at) const {
  const auto found = find_by_name(parts_.systems, name);
  if (found != parts_.systems.end()) return *found;
  std::vector<std::string> known;
  add_names(parts_.systems, known);
  refuse_unknown("unknown-system", fmt::format("no cell line is called '{}'", name), name, std::move(known), "systems",
                 asked_at);
}

const ConjugateEntry& Catalogue::find_agent(std::string_view name, const Where& asked_at) const {
  const auto found = find_by_name(parts_.agents, name);
  if (found != parts_.agents.end()) return *found;
  std::vector<std::string> known;
  add_names(parts_.agents, known);
  refuse_unknown("unknown-agent", fmt::format("no agent is called '{}'", name), name, std::move(known), "conjugates",
                 asked_at);
}

const Variant& Catalogue::find_variant(const System& system, std::string_view name, const Where& asked_at) const {
  const auto own = find_by_name(system.variants, name);
  if (own != system.variants.end()) return *own;
  const auto general = find_by_name(parts_.variants, name);
  if (general != parts_.variants.end()) return *general;
  std::vector<std::string> known;
  add_names(system.variants, known);
  add_names(parts_.variants, known);
  refuse_unknown("unknown-variant", fmt::format("no variant of {} is called '{}'", system.name, name), name,
                 std::move(known), "variants", asked_at);
}

void Catalogue::expect_parameter(std::string_view name, const Where& asked_at) const {
  if (by_name_.contains(name)) return;
  std::set<std::string> known;
  for (const auto& [key, index] : by_name_) known.insert(key);
  refuse_unknown("unknown-parameter", fmt::format("no parameter is called '{}'", name), name,
                 {known.begin(), known.end()}, "parameters", asked_at);
}

void Catalogue::expect_set(std::string_view set, const Where& asked_at) const {
  const auto known = sets();
  if (std::ranges::find(known, set) != known.end()) return;
  refuse_unknown("unknown-set", fmt::format("no parameter set is called '{}'", set), set, known, "sets", asked_at);
}

const Reference* Catalogue::find_reference(std::string_view key) const {
  const auto found = std::ranges::find(parts_.references, key, &Reference::key);
  return found == parts_.references.end() ? nullptr : &*found;
}

std::vector<std::string> Catalogue::sets() const {
  std::set<std::string> names;
  for (const auto& parameter : parts_.parameters)
    if (!parameter.set.empty()) names.insert(parameter.set);
  return {names.begin(), names.end()};
}

}  // namespace emtansim::catalogue
