// SPDX-License-Identifier: Apache-2.0
/// Adding rows to a network, with the checks that make a wrong model impossible to run.
#include "emtansim/network/network.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

namespace emtansim::network {

namespace {

constexpr double kBalanceTolerance = 1e-12;  // counts are small whole numbers or exact fractions of them

std::string describe(const std::map<std::string, double, std::less<>>& imbalance) {
  std::string text;
  for (const auto& [moiety, count] : imbalance)
    text += fmt::format("{}{} {:+g}", text.empty() ? "" : ", ", moiety, count);
  return text;
}

}  // namespace

Network::Network() : graph_(std::make_unique<Graph>()) {}
Network::Network(Network&&) noexcept = default;
Network& Network::operator=(Network&&) noexcept = default;
Network::~Network() = default;

void Network::register_name(std::string_view name, std::size_t index, std::string_view kind) {
  const auto [at, is_new] = names_.emplace(fmt::format("{}:{}", kind, name), index);
  if (!is_new) throw ModelError({}, {"duplicate-name", fmt::format("{} '{}' is added twice", kind, name), "", ""});
}

void Network::check_dimension(Expr value, Dimension wanted, std::string_view kind, std::string_view name) const {
  if (!value.is_valid())
    throw ModelError({}, {"dimension-misfit", fmt::format("{} '{}' has no value", kind, name), "", ""});
  if (const std::string misfit = graph_->misfit(value.index()); !misfit.empty()) {
    throw ModelError({}, {"dimension-misfit", fmt::format("dimensions do not fit in {} '{}'", kind, name),
                          fmt::format("{} in {}", misfit, to_text(value)), "check the units of its parameters"});
  }
  const bool is_plain_zero = graph_->node(value.index()).op == Op::constant && graph_->node(value.index()).value == 0;
  if (value.dimension() == wanted || is_plain_zero) return;
  throw ModelError({}, {"dimension-misfit", fmt::format("{} '{}' has the wrong dimension", kind, name),
                        fmt::format("it is in {}, wanted is {}: {}", emtansim::to_text(value.dimension()),
                                    emtansim::to_text(wanted), to_text(value)),
                        "check the units of its parameters"});
}

CompartmentId Network::add(Compartment compartment) {
  if (compartment.volume.is_valid())
    check_dimension(compartment.volume, dimension::kVolume, "volume of compartment", compartment.name);
  register_name(compartment.name, compartments_.size(), "compartment");
  compartments_.push_back(std::move(compartment));
  return CompartmentId(compartments_.size() - 1);
}

SpeciesId Network::add(Species species) {
  EMTANSIM_EXPECT(species.compartment.is_valid());
  check_dimension(species.initial, species.dimension, "initial value of", species.name);
  check_dimension(species.scale, species.dimension, "scale of", species.name);
  register_name(species.name, species_.size(), "species");
  if (species.label.empty()) species.label = species.name;
  species_.push_back(std::move(species));
  return SpeciesId(species_.size() - 1);
}

ParameterId Network::add(Parameter parameter) {
  register_name(parameter.name, parameters_.size(), "parameter");
  if (parameter.symbol.empty()) parameter.symbol = parameter.name;
  parameters_.push_back(std::move(parameter));
  return ParameterId(parameters_.size() - 1);
}

void Network::check_balance(const Reaction& reaction) const {
  std::map<std::string, double, std::less<>> imbalance;
  for (const auto& term : reaction.reactants)
    for (const auto& [moiety, count] : (*this)[term.species].composition) imbalance[moiety] -= term.count * count;
  for (const auto& term : reaction.products)
    for (const auto& [moiety, count] : (*this)[term.species].composition) imbalance[moiety] += term.count * count;
  std::erase_if(imbalance, [](const auto& entry) { return std::abs(entry.second) < kBalanceTolerance; });
  const bool gains = std::ranges::any_of(imbalance, [](const auto& entry) { return entry.second > 0; });
  const bool loses = std::ranges::any_of(imbalance, [](const auto& entry) { return entry.second < 0; });
  if (!gains && !loses) return;
  if (reaction.exchange == Exchange::source && !loses) return;
  if (reaction.exchange == Exchange::sink && !gains) return;
  throw ModelError({}, {"unbalanced", fmt::format("reaction '{}' does not balance", reaction.name), describe(imbalance),
                        "correct the composition, or declare a source or a sink"});
}

void Network::check_terms(const Reaction& reaction) const {
  const auto refuse = [&](std::string why) {
    throw ModelError({}, {"bad-reaction", fmt::format("reaction '{}' cannot be used", reaction.name), std::move(why),
                          "correct its reactants and products"});
  };
  if (reaction.reactants.empty() && reaction.products.empty()) refuse("it has neither reactants nor products");
  const Term& any = reaction.reactants.empty() ? reaction.products.front() : reaction.reactants.front();
  const Dimension dimension = (*this)[any.species].dimension;
  for (const auto* terms : {&reaction.reactants, &reaction.products}) {
    for (const auto& [species, count] : *terms) {
      if (!(count > 0)) refuse(fmt::format("the count of '{}' is {}, not above 0", (*this)[species].name, count));
      if ((*this)[species].dimension != dimension)
        refuse(fmt::format("'{}' is in {}, '{}' in {}", (*this)[any.species].name, emtansim::to_text(dimension),
                           (*this)[species].name, emtansim::to_text((*this)[species].dimension)));
    }
  }
  check_dimension(reaction.rate, dimension / dimension::kTime, "rate of reaction", reaction.name);
}

ReactionId Network::add(Reaction reaction) {
  check_terms(reaction);
  check_balance(reaction);
  register_name(reaction.name, reactions_.size(), "reaction");
  reactions_.push_back(std::move(reaction));
  return ReactionId(reactions_.size() - 1);
}

ReactionId Network::add_mass_action(Reaction reaction, Expr constant, Expr volume) {
  Expr rate = constant;
  int order = 0;
  for (const auto& term : reaction.reactants) {
    const int count = static_cast<int>(std::lround(term.count));
    if (term.count != count)
      throw ModelError({}, {"bad-reaction", fmt::format("reaction '{}' cannot be used", reaction.name),
                            fmt::format("mass action needs whole counts, not {}", term.count), "give its rate"});
    rate = rate * pow(expr(term.species), count);
    order += count;
  }
  for (int i = 1; i < order && volume.is_valid(); ++i) rate = rate / volume;
  reaction.rate = rate;
  return add(std::move(reaction));
}

ActionId Network::add(Action action) {
  for (const auto& assignment : action.assignments)
    check_dimension(assignment.value, (*this)[assignment.species].dimension, "assignment in action", action.name);
  register_name(action.name, actions_.size(), "action");
  actions_.push_back(std::move(action));
  return ActionId(actions_.size() - 1);
}

void Network::add(ConditionalEvent event) {
  EMTANSIM_EXPECT(event.trigger.is_valid());
  if (const std::string misfit = graph_->misfit(event.trigger.index()); !misfit.empty())
    throw ModelError(
        {}, {"dimension-misfit", fmt::format("dimensions do not fit in the trigger of '{}'", event.name), misfit, ""});
  for (const auto& assignment : event.assignments)
    check_dimension(assignment.value, (*this)[assignment.species].dimension, "assignment in event", event.name);
  register_name(event.name, conditional_events_.size(), "event");
  conditional_events_.push_back(std::move(event));
}

void Network::add(Observable observable) {
  EMTANSIM_EXPECT(observable.value.is_valid());
  check_dimension(observable.value, observable.value.dimension(), "observable", observable.name);
  register_name(observable.name, observables_.size(), "observable");
  observables_.push_back(std::move(observable));
}

Expr Network::rule(std::string_view name, Dimension dimension) {
  const std::string key = fmt::format("rule:{}", name);
  auto found = names_.find(key);
  if (found == names_.end()) {
    found = names_.emplace(key, rules_.size()).first;
    rules_.push_back({.name = std::string(name), .dimension = dimension, .value = {}, .says = {}, .mechanism = {}});
  }
  const Rule& rule = rules_[found->second];
  if (rule.dimension != dimension) {
    throw ModelError({},
                     {"dimension-misfit", fmt::format("rule '{}' is wanted in two dimensions", name),
                      fmt::format("{} and {}", emtansim::to_text(rule.dimension), emtansim::to_text(dimension)), ""});
  }
  return graph_->rule(RuleId(found->second), dimension);
}

void Network::define(std::string_view name, Expr value, std::string_view says, std::string_view mechanism) {
  EMTANSIM_EXPECT(value.is_valid());
  check_dimension(value, value.dimension(), "rule", name);
  rule(name, value.dimension());
  Rule& row = rules_[names_.find(fmt::format("rule:{}", name))->second];
  if (row.value.is_valid())
    throw ModelError({}, {"duplicate-name", fmt::format("rule '{}' is defined twice", name),
                          fmt::format("by mechanism {} and by {}", row.mechanism, mechanism), "choose one of the two"});
  row.value = value;
  row.says = says;
  row.mechanism = mechanism;
}

bool Network::has_rule_defined(std::string_view name) const {
  const auto found = names_.find(fmt::format("rule:{}", name));
  return found != names_.end() && rules_[found->second].value.is_valid();
}

Expr Network::concentration(SpeciesId id) {
  const Expr volume = (*this)[(*this)[id].compartment].volume;
  EMTANSIM_EXPECT(volume.is_valid());
  return expr(id) / volume;
}

template <class FoundId>
std::optional<FoundId> Network::find(std::string_view kind, std::string_view name) const {
  const auto found = names_.find(fmt::format("{}:{}", kind, name));
  if (found == names_.end()) return std::nullopt;
  return FoundId(found->second);
}

std::optional<CompartmentId> Network::find_compartment(std::string_view name) const {
  return find<CompartmentId>("compartment", name);
}
std::optional<SpeciesId> Network::find_species(std::string_view name) const { return find<SpeciesId>("species", name); }
std::optional<ParameterId> Network::find_parameter(std::string_view name) const {
  return find<ParameterId>("parameter", name);
}
std::optional<ActionId> Network::find_action(std::string_view name) const { return find<ActionId>("action", name); }

void Network::override_parameter(ParameterId id, double value, std::string_view because, const Where& where) {
  Parameter& row = parameters_[id.index()];
  row.note = fmt::format("set by the experiment instead of {} ({}{}{}): {}", to_short(row.value), row.obtained,
                         row.source.empty() ? "" : ", ", row.source, because);
  row.value = value;
  row.obtained = "asked";
  row.source.clear();
  row.place.clear();
  row.where = where;
}

std::vector<std::string> Network::moieties() const {
  std::set<std::string> names;
  for (const auto& species : species_)
    for (const auto& entry : species.composition) names.insert(entry.first);
  return {names.begin(), names.end()};
}

}  // namespace emtansim::network
