// SPDX-License-Identifier: Apache-2.0
/// The network under construction: parameters on first use, shared compartments, overrides and variants.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "emtansim/mechanism/mechanism.h"
#include "emtansim/mechanism/tissue_volume.h"

namespace emtansim::mechanism {

using catalogue::Choice;
using network::Expr;
using network::SpeciesId;

namespace {

constexpr double kWholeTolerance = 1e-9;
constexpr int kMostStages = 200;

bool narrows(const catalogue::Parameter& entry, std::initializer_list<std::string_view> keys) {
  return std::ranges::any_of(keys, [&](auto key) { return entry.applies.contains(key); });
}

std::string describe_value(const network::Parameter& parameter) {
  const Quantity unit = parse_unit(parameter.unit);
  return fmt::format("{} {}", to_short(parameter.value / unit.value), parameter.unit);
}

}  // namespace

Site::Site(Input input) : input_(std::move(input)), override_used_(input_.overrides.size(), false) {}

std::vector<std::string> Site::payloads() const {
  std::vector<std::string> names;
  const auto add = [&names](const std::string& name) {
    if (!name.empty() && std::ranges::find(names, name) == names.end()) names.push_back(name);
  };
  for (const auto& agent : input_.agents) {
    if (agent.has_antibody()) {
      add(agent.catabolite);
      add(agent.released);
    } else {
      add(agent.payload);
    }
  }
  return names;
}

bool Site::any_payload_has(std::string_view parameter) const {
  return std::ranges::any_of(payloads(), [&](const std::string& payload) {
    return input_.catalogue.pick_if_any(parameter, context({.payload = payload})).entry != nullptr;
  });
}

network::Composition Site::composition_of(std::string_view payload) const {
  for (const auto& agent : input_.agents) {
    if (!agent.carries_payload()) continue;
    if (agent.released == payload) return {{agent.payload, 1.0}};
    // A catabolite that is not the payload itself has kept the linker.
    if (agent.catabolite == payload) return {{agent.payload, 1.0}, {agent.linker, 1.0}};
  }
  return {{std::string(payload), 1.0}};
}

catalogue::Context Site::context(const Subject& subject) const {
  catalogue::Context context;
  context.sets = input_.sets;
  if (subject.population != nullptr) {
    context.facts["system"] = subject.population->line;
    context.facts["population"] = subject.population->group;
  }
  if (subject.agent != nullptr) {
    const auto& agent = *subject.agent;
    context.facts["conjugate"] = agent.name;
    for (const auto& [key, value] : {std::pair{"antibody", agent.antibody},
                                     {"antigen", agent.antigen},
                                     {"linker", agent.linker},
                                     {"payload", agent.payload}})
      if (!value.empty()) context.facts[key] = value;
  }
  if (!subject.payload.empty()) context.facts["payload"] = subject.payload;
  if (!subject.antigen.empty()) context.facts["antigen"] = subject.antigen;
  if (input_.body) context.facts["host"] = input_.body->host;
  return context;
}

// The name carries what tells it apart from the same parameter of another population, agent or payload.
std::string Site::row_name(std::string_view name, const Subject& subject, const catalogue::Parameter& entry,
                           bool is_changed) const {
  std::vector<std::string> marks;
  // An override of one population, agent or payload must not reach the others.
  const auto is_singled_out = [&](const std::string& subject_name) {
    return std::ranges::any_of(input_.overrides, [&](const Override& asked) {
      return asked.parameter == name && !asked.subject.empty() && to_key(asked.subject) == to_key(subject_name);
    });
  };
  const bool has_lines = std::ranges::any_of(
      input_.populations, [&](const Population& p) { return p.group != input_.populations.front().group; });
  if (subject.population != nullptr && has_lines &&
      (is_changed || narrows(entry, {"system", "population"}) || is_singled_out(subject.population->group)))
    marks.push_back(subject.population->group);
  const bool is_given = subject.agent != nullptr && std::ranges::any_of(input_.agents, [&](const auto& a) {
                          return a.name == subject.agent->name;
                        });
  if (subject.agent != nullptr && (input_.agents.size() > 1 || !is_given) &&
      (narrows(entry, {"conjugate", "antibody", "linker"}) || is_singled_out(subject.agent->name)))
    marks.push_back(subject.agent->name);
  const std::string payload = subject.payload.empty() && subject.agent != nullptr && narrows(entry, {"payload"})
                                  ? subject.agent->payload
                                  : subject.payload;
  if (!payload.empty() && payloads().size() > 1 && (narrows(entry, {"payload"}) || is_singled_out(payload)))
    marks.push_back(payload);
  if (marks.empty()) return std::string(name);
  return fmt::format("{}[{}]", name, fmt::join(marks, ","));
}

void Site::apply_changes(network::Parameter& parameter, const Subject& subject, std::string_view name) const {
  if (subject.population == nullptr) return;
  for (const auto& change : subject.population->changes) {
    if (change.parameter != name) continue;
    const std::string before = describe_value(parameter);
    parameter.value = change.value ? change.value->value : parameter.value * *change.factor;
    parameter.note = fmt::format("variant of {}: {} instead of {}; {}", subject.population->line,
                                 describe_value(parameter), before, parameter.note);
    parameter.where = change.where;
  }
}

void Site::apply_overrides(network::Parameter& parameter, const Subject& subject, std::string_view name) {
  for (std::size_t i = 0; i < input_.overrides.size(); ++i) {
    const Override& asked = input_.overrides[i];
    if (asked.parameter != name) continue;
    const bool fits = asked.subject.empty() ||
                      (subject.population != nullptr && to_key(asked.subject) == to_key(subject.population->group)) ||
                      (subject.agent != nullptr && to_key(asked.subject) == to_key(subject.agent->name)) ||
                      to_key(asked.subject) == to_key(subject.payload);
    if (!fits) continue;
    override_used_[i] = true;
    if (!asked.is_factor && asked.dimension != parameter.dimension) {
      throw InputError(
          asked.where,
          {"wrong-unit", fmt::format("'{}' is set in the wrong unit", name),
           fmt::format("it is in {}, wanted is {}", to_text(asked.dimension), to_text(parameter.dimension)), ""});
    }
    const std::string before = describe_value(parameter);
    parameter.value = asked.is_factor ? parameter.value * asked.value : asked.value;
    parameter.note = fmt::format("set by the experiment to {} instead of {} ({}): {}", describe_value(parameter),
                                 before, parameter.obtained, asked.because);
    parameter.obtained = "asked";
    parameter.log_sd = 0;
    parameter.where = asked.where;
  }
}

Expr Site::row(std::string_view name, Dimension wanted, const Subject& subject, const Choice& choice) {
  const catalogue::Parameter& entry = *choice.entry;
  const bool is_changed =
      subject.population != nullptr &&
      std::ranges::any_of(subject.population->changes, [&](const auto& c) { return c.parameter == name; });
  const std::string full_name = row_name(name, subject, entry, is_changed);
  if (const auto known = network_.find_parameter(full_name)) return network_.expr(*known);
  if (entry.value.dimension != wanted) {
    throw InputError(entry.where,
                     {"wrong-unit", fmt::format("parameter '{}' has the wrong unit", name),
                      fmt::format("it is in {}, wanted is {}", to_text(entry.value.dimension), to_text(wanted)), ""});
  }
  std::vector<network::Alternative> alternatives;
  for (const auto* other : choice.others)
    alternatives.push_back({.value = other->value.value,
                            .unit = other->unit,
                            .set = other->set,
                            .source = other->source.key,
                            .place = other->source.place,
                            .note = other->note});
  network::Parameter parameter{.name = full_name,
                               .symbol = entry.symbol,
                               .value = entry.value.value,
                               .dimension = entry.value.dimension,
                               .unit = entry.unit,
                               .spread = entry.spread.text,
                               .log_sd = entry.spread.log_sd,
                               .low = entry.low,
                               .high = entry.high,
                               .between = entry.spread.between,
                               .source = entry.source.key,
                               .place = entry.source.place,
                               .obtained = std::string(catalogue::to_text(entry.obtained)),
                               .note = entry.note,
                               .why_chosen = choice.why,
                               .alternatives = std::move(alternatives),
                               .where = entry.where};
  apply_changes(parameter, subject, name);
  apply_overrides(parameter, subject, name);
  return network_.expr(network_.add(std::move(parameter)));
}

Expr Site::parameter(std::string_view name, Dimension wanted, const Subject& subject) {
  return row(name, wanted, subject, input_.catalogue.pick(name, context(subject)));
}

Expr Site::parameter_if_any(std::string_view name, Dimension wanted, const Subject& subject) {
  const Choice choice = input_.catalogue.pick_if_any(name, context(subject));
  return choice.entry == nullptr ? Expr{} : row(name, wanted, subject, choice);
}

int Site::count(std::string_view name, const Subject& subject) {
  const Expr expr = parameter(name, dimension::kOne, subject);
  const network::Parameter& row = network_[network::ParameterId(network_.graph().node(expr.index()).a)];
  if (row.value < 1 || row.value > kMostStages || std::abs(row.value - std::round(row.value)) > kWholeTolerance) {
    throw InputError(row.where, {"not-a-count", fmt::format("'{}' is {}", row.name, to_short(row.value)),
                                 fmt::format("a number of stages is a whole number from 1 to {}", kMostStages), ""});
  }
  return static_cast<int>(std::lround(row.value));
}

Expr Site::asked(std::string_view name, std::string_view symbol, double value, Dimension dimension,
                 std::string_view unit, std::string_view says) {
  if (const auto known = network_.find_parameter(name)) return network_.expr(*known);
  return network_.expr(network_.add(network::Parameter{.name = std::string(name),
                                                       .symbol = std::string(symbol),
                                                       .value = value,
                                                       .dimension = dimension,
                                                       .unit = std::string(unit),
                                                       .obtained = "asked",
                                                       .note = std::string(says),
                                                       .why_chosen = "set by the experiment",
                                                       .where = input_.where}));
}

network::CompartmentId Site::compartment(const std::string& name, const std::string& group, const std::string& says,
                                         Expr volume) {
  if (const auto known = network_.find_compartment(name)) return *known;
  return network_.add(network::Compartment{.name = name, .group = group, .says = says, .volume = volume});
}

Expr Site::medium_volume() {
  return asked("culture.medium", "V_medium", input_.medium_volume, dimension::kVolume, "mL", "volume of the medium");
}

Expr Site::tissue_volume() {
  return asked("tumour.volume", "V_0", input_.tissue->volume, dimension::kVolume, "mm3", "tissue at the start");
}

Expr Site::cell_density() { return parameter("tumour.cell_density", dimension::kCells / dimension::kVolume); }

double Site::shell_share(int shell) const {
  if (shell == 0) return 1;
  EMTANSIM_EXPECT(static_cast<std::size_t>(shell) <= shell_shares_.size());
  return shell_shares_[static_cast<std::size_t>(shell - 1)];
}

SpeciesId Site::around(const Population& p, std::string_view what) const {
  const auto found = network_.find_species(fmt::format("{}.{}", p.milieu, what));
  EMTANSIM_EXPECT(found.has_value());
  return *found;
}

Expr Site::milieu_volume(const Population& p) {
  const auto found = network_.find_compartment(p.milieu);
  EMTANSIM_EXPECT(found.has_value());
  return network_[*found].volume;
}

void Site::keep_warm(std::string_view mechanism) {
  if (network_.has_rule_defined("warmth")) return;
  network_.define("warmth", constant(1), "bodies are at 37 °C", mechanism);
}

Expr Site::cells_at_start(const Population& p) {
  if (input_.tissue) return tissue_volume() * cell_density() * (shell_share(p.shell) * p.share);
  const std::string name = input_.populations.size() > 1 ? fmt::format("culture.cells[{}]", p.name) : "culture.cells";
  return asked(name, "N_0", p.cells, dimension::kCells, "cells", "cells in the culture at the start");
}

Expr Site::antigen_scale(const Population& p, std::string_view antigen) {
  return cells_at_start(p) * parameter(fmt::format("system.{}_per_cell", to_lower(antigen)), dimension::kPerCell,
                                       {.population = &p, .antigen = std::string(antigen)});
}

Expr Site::payload_scale(const Population& p) {
  // One payload for each antibody on every antigen, or, without any antigen, what a micromolar medium could bring.
  for (const auto& agent : input_.agents)
    if (agent.has_antibody()) return antigen_scale(p, agent.antigen);
  return cells_at_start(p) * parameter("system.cell_volume", dimension::kCellVolume, {.population = &p}) *
         constant(1e3, dimension::kConcentration);
}

network::Network Site::finish() {
  std::vector<std::string> names;
  for (const auto& parameter : network_.parameters())
    names.push_back(parameter.name.substr(0, parameter.name.find('[')));
  for (std::size_t i = 0; i < override_used_.size(); ++i) {
    if (override_used_[i]) continue;
    const Override& asked = input_.overrides[i];
    const std::string full =
        asked.subject.empty() ? asked.parameter : fmt::format("{}[{}]", asked.parameter, asked.subject);
    throw InputError(asked.where, {"unused-override", fmt::format("nothing in this experiment uses '{}'", full),
                                   "the chosen mechanisms do not need it", suggestion(asked.parameter, names)});
  }
  follow_cells(*this);
  network_.finish();
  return std::move(network_);
}

Expr hill(Expr x, Expr exponent) {
  // Written with a logarithm from a floor upwards: at zero the power's own derivative by the exponent is no number.
  constexpr double kFloor = 1e-12;
  const Expr power = network::exp(exponent * network::log(network::max(x, x.graph().constant(kFloor))));
  return power / (1.0 + power);
}

}  // namespace emtansim::mechanism
