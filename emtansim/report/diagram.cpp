// SPDX-License-Identifier: Apache-2.0
/// The reaction network as data for the page's diagram, drawn from the network itself.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "emtansim/report/parts.h"

namespace emtansim::report {

namespace {

using network::Network;
using network::Op;
using network::SpeciesId;

/// What a rate law mentions by itself; named rules are followed for nothing but species.
struct Mentions {
  std::set<std::uint32_t> species, parameters, rules;
};

void collect(const Network& network, std::uint32_t index, Mentions& mentions) {
  const auto& node = network.graph().node(index);
  switch (node.op) {
    case Op::species: mentions.species.insert(node.a); return;
    case Op::parameter: mentions.parameters.insert(node.a); return;
    case Op::rule: mentions.rules.insert(node.a); return;
    case Op::constant:
    case Op::time:
    case Op::argument: return;
    case Op::negate:
    case Op::exp:
    case Op::log:
    case Op::sqrt:
    case Op::step: collect(network, node.a, mentions); return;
    default: collect(network, node.a, mentions); collect(network, node.b, mentions);
  }
}

class Diagram {
 public:
  Diagram(const study::Outcome& outcome, const catalogue::Catalogue& catalogue)
      : outcome_(outcome), catalogue_(catalogue), network_(outcome.model.network), folds_(outcome) {}

  Json build() {
    Json compartments = Json::array();
    for (const auto& compartment : network_.compartments())
      if (is_drawn(compartment)) compartments.push_back(compartment_part(compartment));
    Json species = Json::array();
    for (std::size_t i = 0; i < network_.species().size(); ++i)
      if (is_drawn(network_[network_.species()[i].compartment])) species.push_back(species_part(SpeciesId(i)));
    Json reactions = Json::array();
    for (const auto& reaction : network_.reactions())
      if (is_drawn(reaction)) reactions.push_back(reaction_part(reaction));
    return {{"compartments", compartments}, {"species", species}, {"pools", pools_}, {"reactions", reactions}};
  }

 private:
  // Conditions such as the temperature are no place where matter is; of many shells the first stands for all.
  bool is_drawn(const network::Compartment& compartment) const {
    return compartment.group != "conditions" && !folds_.hides(compartment.name);
  }
  bool is_drawn(SpeciesId id) const { return is_drawn(network_[network_[id].compartment]); }

  // Reactions that lead to a shell which is not drawn are left out with it.
  bool is_drawn(const network::Reaction& reaction) const {
    const auto is_seen = [this](const network::Term& term) { return is_drawn(term.species); };
    if (!std::ranges::all_of(reaction.reactants, is_seen) || !std::ranges::all_of(reaction.products, is_seen))
      return false;
    if (!reaction.reactants.empty()) return true;
    Mentions mentions;  // a source of the whole tissue, fed by a shell that is not drawn
    collect(network_, reaction.rate.index(), mentions);
    return mentions.species.empty() || std::ranges::any_of(mentions.species, [this](std::uint32_t species) {
             return is_drawn(SpeciesId(species));
           });
  }

  Json compartment_part(const network::Compartment& compartment) {
    Json part = {{"key", compartment_keys_.of(compartment.name)},
                 {"name", capitalised(compartment.name)},
                 {"description", compartment.says}};
    if (compartment.volume.is_valid()) part["volume"] = network_.to_text(compartment.volume);
    return part;
  }

  /// Where " with 3 payloads" begins in the label of a species that is one load of a conjugate; npos elsewhere.
  static std::size_t load_in(const network::Species& species) {
    const auto with = species.label.find(" with ");
    return with != std::string::npos && species.label.find(" payload", with) != std::string::npos ? with
                                                                                                  : std::string::npos;
  }

  /// "SK-BR-3.cycle.G1" of "SK-BR-3.cycle.G1.3", "plasma.T-DM1" of "plasma.T-DM1.2": what stands before the numbers of
  /// stages or loads; empty where there are none.
  static std::string pool_of(const network::Species& species) {
    if (species.dimension != dimension::kCells && load_in(species) == std::string::npos) return {};
    std::string_view name = species.name;
    while (parse_number(after_last_dot(name)) && name.find('.') != std::string_view::npos) name = before_last_dot(name);
    return name.size() == species.name.size() ? std::string() : std::string(name);
  }

  /// A short name beside the long one; a load has none, since the name of its conjugate is short.
  static std::string symbol_of(const network::Species& species, const std::string& pool) {
    if (load_in(species) != std::string::npos) return {};
    return std::string(after_last_dot(pool.empty() ? species.name : pool));
  }

  Json species_part(SpeciesId id) {
    const auto& species = network_[id];
    const std::string pool = pool_of(species);
    Json composition = Json::object();
    for (const auto& [moiety, count] : species.composition) composition[moiety] = rounded(count);
    Json part = {{"key", species_keys_.of(species.name)},
                 {"name", species.label.empty() ? species.name : capitalised(species.label)},
                 {"symbol", symbol_of(species, pool)},
                 {"compartment", compartment_keys_.of(network_[species.compartment].name)},
                 {"composition", composition},
                 {"unit", to_text(species.dimension)}};
    if (outcome_.trajectories.member_count() > 0) part["initial"] = rounded(outcome_.trajectories.species(0, 0, id));
    if (!pool.empty()) {
      part["pool"] = pool_keys_.of(pool);
      if (known_pools_.insert(pool).second) add_pool(pool, species);
    }
    return part;
  }

  void add_pool(const std::string& pool, const network::Species& species) {
    const auto load = load_in(species);
    const auto end = load == std::string::npos ? species.label.find(", stage") : load;
    Json part = {{"key", pool_keys_.of(pool)},
                 {"name", capitalised(species.label.substr(0, end))},
                 {"compartment", compartment_keys_.of(network_[species.compartment].name)}};
    if (load != std::string::npos) part["member"] = "load";
    pools_.push_back(std::move(part));
  }

  Json terms(const std::vector<network::Term>& list) {
    Json part = Json::array();
    for (const auto& term : list)
      if (is_drawn(term.species))
        part.push_back({{"species", species_keys_.of(network_[term.species].name)}, {"count", rounded(term.count)}});
    return part;
  }

  static std::string kind_of(const Network& network, const network::Reaction& reaction) {
    if (reaction.reactants.empty()) return "source";
    if (reaction.products.empty()) return "sink";
    if (reaction.reactants.size() == 1 && reaction.products.size() == 1) {
      const auto& from = network[reaction.reactants.front().species];
      const auto& to = network[reaction.products.front().species];
      if (from.compartment != to.compartment) return "transport";
    }
    return reaction.reactants.size() > 1 ? "binding" : "conversion";
  }

  Json modifiers(const network::Reaction& reaction, const Mentions& mentions) {
    Json list = Json::array();
    for (const auto species : mentions.species) {
      const SpeciesId id(species);
      const bool takes_part =
          std::ranges::any_of(reaction.reactants, [id](const auto& term) { return term.species == id; });
      if (takes_part || !is_drawn(id)) continue;
      list.push_back({{"species", species_keys_.of(network_[id].name)}, {"effect", "acts on the rate"}});
    }
    return list;
  }

  Json rate_part(network::Expr rate) {
    constexpr std::size_t kReadable = 4000;  // letters; a sum over all shells is longer, and says nothing more
    std::string text = network_.to_text(rate);
    if (text.size() <= kReadable) return {{"text", text}, {"mathml", network_.to_mathml(rate)}};
    text.resize(text.rfind(' ', kReadable / 10));
    return {{"text", text + " ... and so on for all shells"}};
  }

  Json reaction_part(const network::Reaction& reaction) {
    Mentions mentions;
    collect(network_, reaction.rate.index(), mentions);
    Json parameters = Json::array();
    std::set<std::string> references;
    for (const auto parameter : mentions.parameters) {
      const auto& row = network_[network::ParameterId(parameter)];
      parameters.push_back(row.name);
      if (catalogue_.find_reference(row.source) != nullptr) references.insert(row.source);
    }
    const bool is_source = reaction.exchange == network::Exchange::source || reaction.reactants.empty();
    const bool is_sink = reaction.exchange == network::Exchange::sink || reaction.products.empty();
    return {{"key", reaction_keys_.of(reaction.name)},
            {"name", capitalised(reaction.name)},
            {"kind", kind_of(network_, reaction)},
            {"mechanism", reaction.mechanism},
            {"reactants", terms(reaction.reactants)},
            {"products", terms(reaction.products)},
            {"modifiers", modifiers(reaction, mentions)},
            {"rate", rate_part(reaction.rate)},
            {"reversible", false},
            {"source", is_source},
            {"sink", is_sink},
            {"parameters", parameters},
            {"references", references}};
  }

  const study::Outcome& outcome_;
  const catalogue::Catalogue& catalogue_;
  const Network& network_;
  Folds folds_;
  Keys compartment_keys_, species_keys_, reaction_keys_, pool_keys_;
  std::set<std::string> known_pools_;
  Json pools_ = Json::array();
};

}  // namespace

Json network_part(const study::Outcome& outcome, const catalogue::Catalogue& catalogue) {
  return Diagram(outcome, catalogue).build();
}

void add_rules_table(const study::Outcome& outcome, Json& plots) {
  const auto& network = outcome.model.network;
  if (network.rules().empty()) return;
  Json rows = Json::array();
  const Folds folds(outcome);
  for (const auto& rule : network.rules())
    if (!folds.hides(rule.name))
      rows.push_back({rule.name, rule.says, network.to_text(rule.value), to_text(rule.dimension), rule.mechanism});
  plots.push_back({{"id", "rules"},
                   {"kind", "table"},
                   {"title", "Named expressions"},
                   {"caption", "What the names in the rate laws of the diagram stand for."},
                   {"columns",
                    {{{"key", "name"}, {"name", "Name"}, {"kind", "text"}},
                     {{"key", "says"}, {"name", "Meaning"}, {"kind", "text"}},
                     {{"key", "formula"}, {"name", "Formula"}, {"kind", "text"}},
                     {{"key", "unit"}, {"name", "Unit"}, {"kind", "text"}},
                     {{"key", "mechanism"}, {"name", "Mechanism"}, {"kind", "text"}}}},
                   {"rows", rows}});
}

}  // namespace emtansim::report
