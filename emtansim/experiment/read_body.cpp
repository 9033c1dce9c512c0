// SPDX-License-Identifier: Apache-2.0
/// Readers of [body] and [tumour]: who is dosed, and the tissue that cells live in.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "emtansim/experiment/limits.h"
#include "emtansim/experiment/sections.h"
#include "emtansim/experiment/values.h"

namespace emtansim::experiment {

namespace {

constexpr std::array<std::string_view, 4> kHosts = {"patient", "cynomolgus", "rat", "mouse"};
constexpr std::array<std::string_view, 2> kLoads = {"lumped", "chain"};
constexpr std::array<std::string_view, 2> kPlaces = {"plasma", "everywhere"};
constexpr std::array<std::string_view, 3> kGeometries = {"lumped", "krogh", "sphere"};

/// Keys of [body] that are parameters of the host.
constexpr std::array<std::string_view, 6> kCovariates = {"weight",      "ecd", "albumin",
                                                         "tumour_size", "ast", "trastuzumab"};

Named one_of(const TomlValue& value, std::span<const std::string_view> words) {
  const Named named = to_named(value);
  if (std::ranges::find(words, named.text) == words.end()) {
    const std::vector<std::string> known(words.begin(), words.end());
    value.refuse("unknown-word", fmt::format("{} is \"{}\"", value.name(), named.text),
                 fmt::format("known are {}", fmt::join(words, ", ")), suggestion(named.text, known));
  }
  return named;
}

void share_out_tumour(std::vector<SystemRequest>& systems) {
  if (systems.size() == 1 && systems.front().share == 0) systems.front().share = 1;
  double sum = 0;
  for (const auto& system : systems) {
    if (system.cells > 0) {
      throw InputError(system.where,
                       {"contradiction", fmt::format("'{}' gives its cells as a number", system.line.text),
                        "the volume of the [tumour] says how many there are", "write share = \"50 %\" instead"});
    }
    if (system.share == 0) {
      throw InputError(system.where, {"missing-key", fmt::format("the share of '{}' is missing", system.line.text),
                                      "a tumour of several lines needs one for each", "add share = \"50 %\""});
    }
    sum += system.share;
  }
  constexpr double kSameShare = 1e-6;
  if (std::abs(sum - 1) > kSameShare) {
    throw InputError(systems.front().where,
                     {"not-a-share", fmt::format("the shares of the lines sum to {}", to_short(sum)),
                      "together they are the whole tumour", "make them sum to 100 %"});
  }
}

double read_volume(const TomlTable& table, const TumourRequest& tumour) {
  const auto volume = table.find("volume");
  const auto radius = table.find("radius");
  if (volume.has_value() == radius.has_value()) {
    table.refuse("contradiction", "[tumour] needs either 'volume' or 'radius'",
                 volume ? "both are given" : "neither is given", "write for example volume = \"200 mm3\"");
  }
  if (volume) return to_positive(*volume, dimension::kVolume);
  if (tumour.geometry.text == "krogh") {
    radius->refuse("contradiction", "'radius' with geometry \"krogh\"",
                   "the radii of capillary and tissue are parameters of tumour_transport", "give 'volume' instead");
  }
  const double r = to_positive(*radius, dimension::kLength);
  return 4.0 / 3.0 * std::numbers::pi * r * r * r * std::max(tumour.spheroids, 1.0);
}

void read_mesh(const TomlTable& table, TumourRequest& tumour) {
  constexpr int kDefaultShells = 20;
  constexpr double kSteepest = 2;
  const auto shells = table.find("shells");
  if (tumour.geometry.text == "lumped") {
    if (shells)
      shells->refuse("contradiction", "a lumped tumour has no shells", "", "choose geometry = \"krogh\" or \"sphere\"");
    return;
  }
  tumour.shells = shells ? static_cast<int>(to_count(*shells, limits::kMostShells)) : kDefaultShells;
  if (tumour.shells < 2)
    shells->refuse("too-few", "a mesh of one shell has no gradient", "", "use geometry = \"lumped\"");
  if (const auto grading = table.find("grading")) {
    tumour.grading = grading->number();
    if (!(tumour.grading >= 1 && tumour.grading <= kSteepest)) {
      grading->refuse("out-of-range", fmt::format("'grading' is {}", to_short(tumour.grading)),
                      fmt::format("each shell is 1 to {} times as wide as the one before", kSteepest));
    }
  }
}

}  // namespace

void read_body(const TomlTable& table, Experiment& experiment) {
  std::vector<std::string> keys = {"host", "load", "deconjugation"};
  keys.insert(keys.end(), kCovariates.begin(), kCovariates.end());
  table.refuse_unknown_keys(keys);
  BodyRequest body{.host = one_of(table.at("host"), kHosts), .where = table.where()};
  if (const auto load = table.find("load")) body.load = one_of(*load, kLoads);
  if (const auto place = table.find("deconjugation")) body.deconjugation = one_of(*place, kPlaces);
  for (const auto key : kCovariates) {
    const auto value = table.find(key);
    if (!value) continue;
    const Quantity quantity = value->quantity();
    if (quantity.value < 0) value->refuse("negative-amount", fmt::format("{} is negative", value->name()));
    experiment.overrides.push_back({.parameter = fmt::format("host.{}", key),
                                    .value = quantity,
                                    .unit = unit_of(value->as_text()),
                                    .because = "given in [body]",
                                    .where = value->where()});
  }
  experiment.body = body;
}

void read_tumour(const TomlTable& table, Experiment& experiment) {
  static const std::vector<std::string> kKeys = {"geometry", "volume", "radius", "spheroids", "shells", "grading"};
  table.refuse_unknown_keys(kKeys);
  TumourRequest tumour{.where = table.where()};
  if (const auto geometry = table.find("geometry")) tumour.geometry = one_of(*geometry, kGeometries);
  const bool is_in_body = experiment.body.has_value();
  if (!is_in_body && tumour.geometry.text == "krogh") {
    table.at("geometry").refuse("contradiction", "a culture has no capillaries", "", "use \"sphere\" or \"lumped\"");
  }
  if (const auto spheroids = table.find("spheroids")) {
    if (is_in_body)
      spheroids->refuse("contradiction", "'spheroids' in a body", "they belong into a [culture]", "remove it");
    tumour.spheroids = static_cast<double>(to_count(*spheroids, limits::kMostIndividuals));
  } else if (!is_in_body) {
    tumour.spheroids = 1;
  }
  tumour.volume = read_volume(table, tumour);
  read_mesh(table, tumour);
  share_out_tumour(experiment.systems);
  experiment.tumour = tumour;
}

}  // namespace emtansim::experiment
