// SPDX-License-Identifier: Apache-2.0
/// Choice and order of mechanisms.
#include "emtansim/model/choose.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace emtansim::model {

using mechanism::Mechanism;

namespace {

std::vector<std::string> all_names() {
  std::vector<std::string> names;
  for (const auto& row : mechanism::mechanisms()) names.emplace_back(row.name);
  return names;
}

void expect_known(const experiment::Experiment& experiment) {
  for (const auto& asked : experiment.mechanisms) {
    if (mechanism::find_mechanism(asked.text) != nullptr) continue;
    throw InputError(asked.where, {"unknown-mechanism", fmt::format("there is no mechanism '{}'", asked.text), "",
                                   suggestion(asked.text, all_names())});
  }
}

using Made = std::map<std::string_view, std::string_view>;  // thing to mechanism

// "medium or tissue": one of them is enough.
bool is_made(std::string_view thing, const Made& made) {
  constexpr std::string_view kOr = " or ";
  const auto at = thing.find(kOr);
  if (at == std::string_view::npos) return made.contains(thing);
  return made.contains(thing.substr(0, at)) || is_made(thing.substr(at + kOr.size()), made);
}

// Those that could be chosen in this experiment.
std::string makers_of(std::string_view thing, const mechanism::Site& site) {
  std::string makers;
  for (const auto& row : mechanism::mechanisms()) {
    const bool makes = std::ranges::any_of(row.makes, [&](auto made) { return is_made(thing, {{made, row.name}}); });
    if (makes && row.applies(site)) makers += fmt::format("{}{}", makers.empty() ? "" : " or ", row.name);
  }
  return makers;
}

void expect_complete(std::span<const Mechanism* const> chosen, const mechanism::Site& site, const Where& where) {
  Made made;
  for (const auto* row : chosen) {
    for (const auto thing : row->makes) {
      const auto [other, is_new] = made.emplace(thing, row->name);
      if (is_new) continue;
      throw ModelError(where, {"conflicting-mechanisms",
                               fmt::format("mechanisms {} and {} exclude each other", other->second, row->name),
                               fmt::format("both make the {}", thing), "choose one of them"});
    }
  }
  for (const auto* row : chosen) {
    for (const auto thing : row->uses) {
      if (is_made(thing, made)) continue;
      throw ModelError(where, {"missing-mechanism", fmt::format("mechanism {} has no {}", row->name, thing),
                               "no chosen mechanism makes it", fmt::format("add {}", makers_of(thing, site))});
    }
  }
}

}  // namespace

std::vector<const Mechanism*> choose_mechanisms(const experiment::Experiment& experiment,
                                                mechanism::Site::Input& input) {
  expect_known(experiment);
  const auto is_named = [&](const Mechanism& row) {
    return std::ranges::any_of(experiment.mechanisms, [&](const auto& asked) { return asked.text == row.name; });
  };
  std::vector<const Mechanism*> chosen;
  for (const auto& row : mechanism::mechanisms()) {
    // A default applies or not given those before it; that is all it may ask.
    const mechanism::Site probe(input);
    const bool wanted = experiment.mechanisms.empty() ? row.is_default && row.applies(probe) : is_named(row);
    if (!wanted) continue;
    chosen.push_back(&row);
    input.mechanisms.emplace(row.name);
  }
  const Where where = experiment.mechanisms.empty() ? Where{experiment.file, 0} : experiment.mechanisms.front().where;
  expect_complete(chosen, mechanism::Site(input), where);
  return chosen;
}

}  // namespace emtansim::model
