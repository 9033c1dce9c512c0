// SPDX-License-Identifier: Apache-2.0
/// `--set key=value`: parameters by name, and a few keys of the experiment.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "emtansim/base/toml.h"
#include "emtansim/experiment/experiment.h"
#include "emtansim/experiment/limits.h"
#include "emtansim/experiment/sections.h"

namespace emtansim::experiment {

namespace {

/// One `--set`, with what messages need. The place is the argument itself.
struct Setting {
  std::string key;
  std::string value;
  Where where;

  [[noreturn]] void refuse(std::string code, std::string what, std::string why = {}, std::string try_this = {}) const {
    throw InputError(where, {std::move(code), std::move(what), std::move(why), std::move(try_this)});
  }

  [[nodiscard]] double positive(Dimension wanted) const {
    const double number = parse_quantity_of(value, wanted, key, where).value;
    if (!(number > 0) || !std::isfinite(number)) refuse("not-positive", fmt::format("'{}' must be above zero", key));
    return number;
  }

  [[nodiscard]] std::uint64_t whole_number(std::uint64_t least, std::uint64_t most) const {
    std::uint64_t number = 0;
    const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (problem != std::errc{} || end != value.data() + value.size() || number < least || number > most)
      refuse("wrong-type", fmt::format("'{}' is \"{}\"", key, value),
             fmt::format("wanted is a whole number from {} to {}", least, most));
    return number;
  }
};

using Apply = void (*)(Experiment&, const Setting&);
struct Row {
  std::string_view key;
  Apply apply;
};

void set_cells(Experiment& experiment, const Setting& setting) {
  const double cells = setting.positive(dimension::kCells);
  double sum = 0;
  for (const auto& system : experiment.systems) sum += system.cells;
  for (auto& system : experiment.systems) system.cells *= cells / sum;  // a co-culture keeps its mixture
}

void set_weight(Experiment& experiment, const Setting& setting) {
  if (!experiment.body) setting.refuse("contradiction", "this experiment has no [body]");
  std::erase_if(experiment.overrides, [](const Override& other) { return other.parameter == "host.weight"; });
  experiment.overrides.push_back({.parameter = "host.weight",
                                  .value = Quantity{setting.positive(dimension::kMass), dimension::kMass},
                                  .unit = unit_of(setting.value),
                                  .because = "asked on the command line",
                                  .where = setting.where});
}

TumourRequest& tumour_of(Experiment& experiment, const Setting& setting) {
  if (!experiment.tumour) setting.refuse("contradiction", "this experiment has no [tumour]");
  return *experiment.tumour;
}

void set_shells(Experiment& experiment, const Setting& setting) {
  TumourRequest& tumour = tumour_of(experiment, setting);
  if (tumour.geometry.text == "lumped") setting.refuse("contradiction", "a lumped tumour has no shells");
  tumour.shells = static_cast<int>(setting.whole_number(2, static_cast<std::uint64_t>(limits::kMostShells)));
}

void set_system(Experiment& experiment, const Setting& setting) {
  if (experiment.systems.size() != 1) {
    setting.refuse("contradiction", "'system' cannot be set for a co-culture",
                   fmt::format("the file names {} lines", experiment.systems.size()), "edit the file");
  }
  experiment.systems.front().line = {setting.value, setting.where};
}

std::vector<Named> to_names(const Setting& setting) {
  std::vector<Named> names;
  for (const auto part : split(setting.value, ',')) names.push_back({std::string(trim(part)), setting.where});
  return names;
}

void set_variants(Experiment& experiment, const Setting& setting) {
  for (auto& system : experiment.systems) system.variants = to_names(setting);
}

// Doses and preloads that name no agent of their own follow the leading one.
void set_conjugate(Experiment& experiment, const Setting& setting) {
  const std::string before = experiment.conjugate.text;
  const Named after{setting.value, setting.where};
  for (auto& arm : experiment.arms) {
    for (auto& dose : arm.doses)
      if (dose.agent.text == before) dose.agent = after;
    for (auto& preload : arm.preloads)
      if (preload.agent.text == before) preload.agent = after;
  }
  experiment.conjugate = after;
}

void set_members(Experiment& experiment, const Setting& setting) {
  experiment.population.members =
      static_cast<std::uint32_t>(setting.whole_number(1, static_cast<std::uint64_t>(limits::kMostIndividuals)));
  experiment.population.has_members = true;
  experiment.population.where = setting.where;
  settle(experiment.population);
}

void set_vary(Experiment& experiment, const Setting& setting) {
  static const std::vector<std::string> kWords = {"spread", "asked", "nothing"};
  constexpr Vary kMeanings[] = {Vary::published, Vary::asked, Vary::nothing};
  const auto found = std::ranges::find(kWords, setting.value);
  if (found == kWords.end()) {
    setting.refuse("unknown-word", fmt::format("'{}' is \"{}\"", setting.key, setting.value), "",
                   suggestion(setting.value, kWords));
  }
  experiment.population.vary = kMeanings[found - kWords.begin()];
  settle(experiment.population);
}

void set_design(Experiment& experiment, const Setting& setting) {
  std::vector<std::string> words;
  for (const Design design : {Design::random, Design::latin_hypercube, Design::sobol}) {
    words.push_back(to_text(design));
    if (setting.value != words.back()) continue;
    experiment.population.design = design;
    return;
  }
  setting.refuse("unknown-word", fmt::format("'{}' is \"{}\"", setting.key, setting.value), "",
                 suggestion(setting.value, words));
}

void set_tolerance(double& tolerance, Experiment& experiment, const Setting& setting) {
  const auto number = parse_number(setting.value);
  if (!number || !std::isfinite(*number))
    setting.refuse("wrong-type", fmt::format("'{}' is \"{}\"", setting.key, setting.value), "wanted is a number");
  tolerance = *number;
  check_solver(experiment.solver, setting.where);
}

constexpr auto kRows = std::to_array<Row>({
    {"title", [](Experiment& e, const Setting& s) { e.title = s.value; }},
    {"conjugate", set_conjugate},
    {"system", set_system},
    {"system.variants", set_variants},
    {"sets", [](Experiment& e, const Setting& s) { e.sets = to_names(s); }},
    {"mechanisms", [](Experiment& e, const Setting& s) { e.mechanisms = to_names(s); }},
    {"culture.medium", [](Experiment& e, const Setting& s) { e.medium = s.positive(dimension::kVolume); }},
    {"culture.cells", set_cells},
    {"body.weight", set_weight},
    {"tumour.volume", [](Experiment& e, const Setting& s) { tumour_of(e, s).volume = s.positive(dimension::kVolume); }},
    {"tumour.shells", set_shells},
    {"population.members", set_members},
    {"population.vary", set_vary},
    {"population.design", set_design},
    {"population.seed",
     [](Experiment& e, const Setting& s) {
       e.population.seed = s.whole_number(0, std::numeric_limits<std::uint64_t>::max());
     }},
    {"solver.relative", [](Experiment& e, const Setting& s) { set_tolerance(e.solver.relative, e, s); }},
    {"solver.absolute", [](Experiment& e, const Setting& s) { set_tolerance(e.solver.absolute, e, s); }},
    {"solver.method",
     [](Experiment& e, const Setting& s) {
       e.solver.method = {s.value, s.where};
     }},
});

Setting split_setting(std::string_view text) {
  if (!is_utf8(text)) throw InputError({"--set", 0}, {"not-text", "the setting is not UTF-8 text", "", ""});
  const Where where{fmt::format("--set {}", text), 0};
  const auto at = text.find('=');
  if (at == std::string_view::npos || trim(text.substr(0, at)).empty() || trim(text.substr(at + 1)).empty()) {
    throw InputError(
        where, {"bad-setting", "this is not key=value", "", "write for example --set \"culture.cells=5e3 cells\""});
  }
  return {std::string(trim(text.substr(0, at))), std::string(trim(text.substr(at + 1))), where};
}

bool names_a_section(std::string_view key) {
  static constexpr std::string_view kSections[] = {"culture.", "population.", "solver.", "body.", "tumour."};
  return key.find('.') == std::string_view::npos ||
         std::ranges::any_of(kSections, [&](std::string_view section) { return key.starts_with(section); });
}

void set_parameter(Experiment& experiment, const Setting& setting) {
  Override override = to_override(setting.key, setting.where);
  override.because = "asked on the command line";
  std::string_view value = setting.value;
  if (value.starts_with('*')) {
    override.factor = parse_number(trim(value.substr(1)));
    if (!override.factor)
      setting.refuse("bad-quantity", fmt::format("'{}' is not a factor", value), "", "write for example *10");
  } else {
    override.value = parse_quantity(value, setting.where);
    override.unit = unit_of(value);
  }
  const double given = override.factor ? *override.factor : override.value->value;
  if (!std::isfinite(given) || given < 0)
    setting.refuse("negative-amount", fmt::format("'{}' must be a finite number, not below zero", setting.key));
  std::erase_if(experiment.overrides, [&](const Override& other) {  // the last word counts
    return other.parameter == override.parameter && to_key(other.subject) == to_key(override.subject);
  });
  experiment.overrides.push_back(std::move(override));
}

}  // namespace

void apply_setting(Experiment& experiment, std::string_view text) {
  const Setting setting = split_setting(text);
  Experiment changed = experiment;
  if (const auto row = std::ranges::find(kRows, setting.key, &Row::key); row != kRows.end()) {
    row->apply(changed, setting);
  } else if (names_a_section(setting.key)) {
    std::vector<std::string> keys;
    for (const auto& known : kRows) keys.emplace_back(known.key);
    setting.refuse("unknown-key", fmt::format("'{}' cannot be set", setting.key), "", suggestion(setting.key, keys));
  } else {
    set_parameter(changed, setting);
  }
  check_whole(changed);
  experiment = std::move(changed);
}

}  // namespace emtansim::experiment
