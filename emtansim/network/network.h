// SPDX-License-Identifier: Apache-2.0
/// Door of `network`, the narrow waist: what biology writes and what numerics, assays and reports read.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emtansim/base/base.h"
#include "emtansim/network/domain.h"
#include "emtansim/network/ensemble.h"
#include "emtansim/network/expression.h"

namespace emtansim::network {

/// What one unit of a species is made of: moiety name ("antibody", "HER2", "DM1", "cell") to count. Counts may be
/// fractions where a species is a first moment.
using Composition = std::map<std::string, double, std::less<>>;

/// Where species are. `volume` turns amounts into concentrations; a surface has none.
struct Compartment {
  std::string name;   ///< "medium", "SK-BR-3.surface"
  std::string group;  ///< what the report draws together, e.g. "medium", "surface", "lysosome", "cycle"
  std::string says;   ///< one sentence for people
  Expr volume;        ///< L; may change in time; invalid for a surface
};

/// An amount (nmol), a number of cells, or a pure number (a condition), changed by reactions and actions alone.
struct Species {
  std::string name;  ///< unique, "SK-BR-3.surface.HER2"
  CompartmentId compartment;
  Dimension dimension = dimension::kAmount;
  Composition composition;
  Expr initial;       ///< over parameters only
  Expr scale;         ///< over parameters only: an amount that matters; the absolute tolerance is a fraction of it
  std::string label;  ///< for plots and tables: "free HER2 on the surface"
};

/// Another published entry of the same parameter, for the report.
struct Alternative {
  double value = 0;  ///< internal units
  std::string unit;  ///< as published
  std::string set;   ///< counts only when this set is asked for
  std::string source, place;
  std::string note;
};

/// A row of the parameter table, with what the report says about it. The value is in internal units.
struct Parameter {
  std::string name;    ///< unique, "trafficking.k_rec" or "system.her2_per_cell[BT-474]"
  std::string symbol;  ///< k_rec
  double value = 0;
  Dimension dimension;
  std::string unit;           ///< as published, e.g. "1/h"
  std::string spread;         ///< text, e.g. "log-normal, cv 0.3, between experiments"
  double log_sd = 0;          ///< standard deviation of ln(value) of the published spread; 0 for none
  std::optional<double> low;  ///< ends of the range that was studied or is plausible, internal units
  std::optional<double> high;
  std::string between;     ///< what the spread is between: "laboratories", "cells", "patients", ...
  std::string source;      ///< key in references.bib; empty for assumed and for what the experiment sets
  std::string place;       ///< table or figure in the source
  std::string obtained;    ///< measured | fitted | derived | assumed | asked (set by the experiment)
  std::string note;        ///< why this value
  std::string why_chosen;  ///< which entries there were and why this one
  std::vector<Alternative> alternatives;
  Where where;
};

/// How a reaction stands to the outside: an exchange need not balance, and is booked in the ledger.
enum class Exchange { none, source, sink };

struct Term {
  SpeciesId species;
  double count = 1;
};

/// A conversion at `rate` (amount or cells per hour, over all the compartment). One direction; a reversible
/// reaction is two. All its species have one dimension; counts are above 0.
struct Reaction {
  std::string name;
  std::vector<Term> reactants;
  std::vector<Term> products;
  Expr rate;  ///< of the reaction as written: a species changes by count times the rate
  Exchange exchange = Exchange::none;
  std::string mechanism;  ///< stem of the mechanism that added it
  std::string says;       ///< for people: "binding to HER2"
};

/// A named expression: made by one mechanism, used by others whatever the order they are added in.
struct Rule {
  std::string name;
  Dimension dimension;
  Expr value;  ///< invalid until defined
  std::string says;
  std::string mechanism;
};

/// A quantity computed along a run for assays to read.
struct Observable {
  std::string name;
  Expr value;
  std::string label;
};

/// New value of a species when an action or a conditional event happens; values are taken before any is assigned.
struct Assignment {
  SpeciesId species;
  Expr value;
};

/// Something that can be scheduled for a member at a time, with one number as argument (a dose, a temperature).
struct Action {
  std::string name;
  Dimension argument;
  std::vector<Assignment> assignments;
  std::string says;
};

/// Happens to every member whenever `trigger` rises from below zero to zero or above, by itself or because an action
/// or another event lifts it. A trigger that is zero or more at the start must first fall below zero.
struct ConditionalEvent {
  std::string name;
  Expr trigger;
  std::vector<Assignment> assignments;
};

/// A finished or growing network. Rows are only ever added. Adding checks dimensions and composition at once and
/// throws ModelError ("dimension-misfit", "unbalanced", "bad-reaction", "duplicate-name", "impossible-geometry",
/// "bad-transport") with the row's name.
class Network {
 public:
  Network();
  Network(Network&&) noexcept;
  Network& operator=(Network&&) noexcept;
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;
  ~Network();

  CompartmentId add(Compartment compartment);
  SpeciesId add(Species species);
  ParameterId add(Parameter parameter);
  ReactionId add(Reaction reaction);
  ActionId add(Action action);
  void add(ConditionalEvent event);
  void add(Observable observable);
  /// Refuses ("impossible-geometry") a domain without shells or whose outer radius is not above the inner one as the
  /// parameters now stand.
  DomainId add(Domain domain);
  /// Adds the reactions of the transport too. Refuses ("bad-transport") species that do not fit the shells.
  TransportId add(Transport transport);

  /// Adds a mass-action reaction: rate = constant * product of amounts^count / volume^(order - 1). Counts of reactants
  /// must be whole numbers.
  ReactionId add_mass_action(Reaction reaction, Expr constant, Expr volume = {});

  /// The rule of that name; it may be defined later, once, with `define`. Both sides must name the same dimension.
  Expr rule(std::string_view name, Dimension dimension);
  void define(std::string_view name, Expr value, std::string_view says, std::string_view mechanism);
  [[nodiscard]] bool has_rule_defined(std::string_view name) const;

  /// Checks what can only be seen at the end: every rule defined and none by itself; initial values and scales made of
  /// parameters alone; an action's argument used in actions alone. Throws ModelError ("undefined-rule", "misplaced").
  void finish() const;

  Graph& graph() { return *graph_; }
  [[nodiscard]] const Graph& graph() const { return *graph_; }
  Expr constant(double value, Dimension dimension = {}) { return graph_->constant(value, dimension); }
  Expr expr(ParameterId id) { return graph_->parameter(id, (*this)[id].dimension); }
  Expr expr(SpeciesId id) { return graph_->species(id, (*this)[id].dimension); }
  /// Amount over volume of its compartment, nM. The compartment must have a volume.
  Expr concentration(SpeciesId id);

  [[nodiscard]] const Compartment& operator[](CompartmentId id) const { return compartments_[id.index()]; }
  [[nodiscard]] const Species& operator[](SpeciesId id) const { return species_[id.index()]; }
  [[nodiscard]] const Parameter& operator[](ParameterId id) const { return parameters_[id.index()]; }
  [[nodiscard]] const Reaction& operator[](ReactionId id) const { return reactions_[id.index()]; }
  [[nodiscard]] const Action& operator[](ActionId id) const { return actions_[id.index()]; }
  [[nodiscard]] const Rule& operator[](RuleId id) const { return rules_[id.index()]; }
  [[nodiscard]] const Domain& operator[](DomainId id) const { return domains_[id.index()]; }
  [[nodiscard]] const Transport& operator[](TransportId id) const { return transports_[id.index()]; }

  [[nodiscard]] std::span<const Compartment> compartments() const { return compartments_; }
  [[nodiscard]] std::span<const Species> species() const { return species_; }
  [[nodiscard]] std::span<const Parameter> parameters() const { return parameters_; }
  [[nodiscard]] std::span<const Reaction> reactions() const { return reactions_; }
  [[nodiscard]] std::span<const Rule> rules() const { return rules_; }
  [[nodiscard]] std::span<const Action> actions() const { return actions_; }
  [[nodiscard]] std::span<const ConditionalEvent> conditional_events() const { return conditional_events_; }
  [[nodiscard]] std::span<const Observable> observables() const { return observables_; }
  [[nodiscard]] std::span<const Domain> domains() const { return domains_; }
  [[nodiscard]] std::span<const Transport> transports() const { return transports_; }

  [[nodiscard]] std::optional<CompartmentId> find_compartment(std::string_view name) const;
  [[nodiscard]] std::optional<SpeciesId> find_species(std::string_view name) const;
  [[nodiscard]] std::optional<ParameterId> find_parameter(std::string_view name) const;
  [[nodiscard]] std::optional<ActionId> find_action(std::string_view name) const;

  /// The value at the start of a typical member's run: parameters as they stand, species at their initial values, time
  /// 0. Empty where a rule has no value yet.
  [[nodiscard]] std::optional<double> value_at_start(Expr expression) const;

  /// Replaces the value of a parameter that exists (overrides, `--set`); its history goes into `note`.
  void override_parameter(ParameterId id, double value, std::string_view because, const Where& where);

  /// All moieties that occur in compositions, sorted.
  [[nodiscard]] std::vector<std::string> moieties() const;

  /// The expression as people write it, with names of rows for leaves: "k_on * medium.T-DM1 * ...".
  [[nodiscard]] std::string to_text(Expr expression) const;
  /// The same as MathML, with the symbols of parameters.
  [[nodiscard]] std::string to_mathml(Expr expression) const;

 private:
  void check_dimension(Expr value, Dimension wanted, std::string_view kind, std::string_view name) const;
  void check_terms(const Reaction& reaction) const;
  void check_balance(const Reaction& reaction) const;
  void register_name(std::string_view name, std::size_t index, std::string_view kind);
  template <class FoundId>
  [[nodiscard]] std::optional<FoundId> find(std::string_view kind, std::string_view name) const;

  std::unique_ptr<Graph> graph_;
  std::vector<Compartment> compartments_;
  std::vector<Species> species_;
  std::vector<Parameter> parameters_;
  std::vector<Reaction> reactions_;
  std::vector<Rule> rules_;
  std::vector<Action> actions_;
  std::vector<ConditionalEvent> conditional_events_;
  std::vector<Observable> observables_;
  std::vector<Domain> domains_;
  std::vector<Transport> transports_;
  std::map<std::string, std::size_t, std::less<>> names_;  ///< "kind:name" to index
};

}  // namespace emtansim::network
