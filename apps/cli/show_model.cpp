// SPDX-License-Identifier: Apache-2.0
/// `emtansim show FILE`: the model of an experiment in text, from the network itself.
#include "show.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "emtansim/model/model.h"
#include "exit_codes.h"
#include "terminal.h"

namespace emtansim::cli {

namespace {

using network::Network;

constexpr std::string_view kParts[] = {"diagram",    "species",     "reactions", "expressions",
                                       "parameters", "observables", "actions"};

/// Number of the shell that a name belongs to: 3 of "SK-BR-3 shell 3.surface" and of "tumour.3.T-DM1"; 0 for none.
int shell_in(std::string_view name) {
  for (const std::string_view mark : {" shell ", "tumour."}) {
    const auto at = name.find(mark);
    if (at == std::string_view::npos) continue;
    const std::string_view rest = name.substr(at + mark.size());
    const auto digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
    if (digits == 0) continue;
    if (const auto number = parse_number(rest.substr(0, digits))) return static_cast<int>(*number);
  }
  return 0;
}

/// Of many shells the first stands for all.
bool is_shown(std::string_view name) { return shell_in(name) <= 1; }

bool is_diffusion(const Network& network, const network::Reaction& reaction) {
  return std::ranges::any_of(network.transports(), [&](const network::Transport& transport) {
    return reaction.name.starts_with(transport.name) && reaction.says == transport.says;
  });
}

bool is_shown(const Network& network, const network::Reaction& reaction) {
  const auto is_seen = [&](const network::Term& term) { return is_shown(network[term.species].name); };
  if (is_diffusion(network, reaction) || !is_shown(reaction.name)) return false;
  return std::ranges::any_of(reaction.reactants, is_seen) || std::ranges::any_of(reaction.products, is_seen);
}

std::string arrow() { return shows_unicode() ? "→" : "->"; }

/// Stages of one pool under the pool's name: "SK-BR-3.cycle.G1" for "SK-BR-3.cycle.G1.3".
std::string without_stage(const network::Species& species) {
  std::string name = species.name;
  if (species.dimension != dimension::kCells) return name;
  while (name.find('.') != std::string::npos && parse_number(name.substr(name.rfind('.') + 1)))
    name.resize(name.rfind('.'));
  return name;
}

std::string side(const Network& network, const std::vector<network::Term>& terms) {
  if (terms.empty()) return shows_unicode() ? "∅" : "nothing";
  std::string text;
  for (const auto& term : terms)
    text += fmt::format("{}{}{}", text.empty() ? "" : " + ",
                        term.count == 1 ? std::string() : to_short(term.count) + " ", network[term.species].name);
  return text;
}

std::string place_of(const Network& network, const std::vector<network::Term>& terms) {
  if (terms.empty()) return "outside";
  return network[network[terms.front().species].compartment].name;
}

void print_diagram(const Network& network) {
  // From place to place, what moves and by what; within a place, from pool to pool.
  std::map<std::string, std::map<std::string, std::vector<std::string>>> moves;
  std::vector<std::string> order;
  for (const auto& reaction : network.reactions()) {
    if (!is_shown(network, reaction)) continue;
    std::string from = place_of(network, reaction.reactants);
    std::string to = place_of(network, reaction.products);
    if (reaction.reactants.size() == 2) from = place_of(network, {reaction.reactants.front()});
    if (from == to && !reaction.reactants.empty() && !reaction.products.empty()) {
      from = without_stage(network[reaction.reactants.front().species]);
      to = without_stage(network[reaction.products.front().species]);
      if (from == to) continue;
    }
    if (!moves.contains(from)) order.push_back(from);
    auto& how = moves[from][to];
    const std::string name = reaction.says.empty() ? reaction.name : reaction.says;
    if (std::ranges::find(how, name) == how.end()) how.push_back(name);
  }
  for (const auto& from : order) {
    print(fmt::format("  {}\n", from));
    TextTable table;
    for (const auto& [to, how] : moves[from])
      table.add({fmt::format("{} {}", arrow(), to), fmt::format("{}", fmt::join(how, "; "))});
    print(table.text(4, 48));
  }
}

void print_species(const Network& network) {
  for (const auto& compartment : network.compartments()) {
    if (!is_shown(compartment.name)) continue;
    print(fmt::format("  {}: {}\n", compartment.name, compartment.says));
    TextTable table;
    for (const auto& species : network.species()) {
      if (&network[species.compartment] != &compartment || !is_shown(species.name)) continue;
      std::string composition;
      for (const auto& [moiety, count] : species.composition)
        composition += fmt::format("{}{}{}", composition.empty() ? "" : " + ",
                                   count == 1 ? std::string() : to_short(count) + " ", moiety);
      table.add({species.name, to_text(species.dimension), composition, species.label});
    }
    print(table.text(4, 48));
  }
}

void print_reactions(const Network& network) {
  std::string mechanism;
  for (const auto& reaction : network.reactions()) {
    if (!is_shown(network, reaction)) continue;
    if (reaction.mechanism != mechanism) print(fmt::format("  {}\n", bold(reaction.mechanism)));
    mechanism = reaction.mechanism;
    std::string exchange;
    if (reaction.exchange == network::Exchange::source) exchange = " [source]";
    if (reaction.exchange == network::Exchange::sink) exchange = " [sink]";
    print(fmt::format("    {}: {}{}\n", reaction.name, reaction.says, exchange));
    print(
        fmt::format("      {} {} {}\n", side(network, reaction.reactants), arrow(), side(network, reaction.products)));
    print(wrapped("rate = " + network.to_text(reaction.rate), text_width(), 6) + "\n");
  }
  for (const auto& transport : network.transports()) {
    print(fmt::format("    {}: {}\n", transport.name, transport.says));
    print(wrapped(fmt::format("between {} neighbouring shells: D area/distance (amount/volume - amount/volume), D = {}",
                              transport.species.size(), network.to_text(transport.diffusivity)),
                  text_width(), 6) +
          "\n");
  }
}

void print_expressions(const Network& network) {
  for (const auto& rule : network.rules()) {
    if (!is_shown(rule.name)) continue;
    print(fmt::format("  {} [{}]: {}\n", bold(rule.name), to_text(rule.dimension), rule.says));
    print(wrapped("= " + network.to_text(rule.value), text_width(), 6) + "\n");
  }
}

void print_parameters(const Network& network) {
  TextTable table;
  for (const auto& row : network.parameters()) {
    const double value = row.value / parse_unit(row.unit, row.where).value;
    std::string source = row.source;
    if (!row.place.empty()) source += fmt::format("{}{}", source.empty() ? "" : ", ", row.place);
    const std::string obtained = row.obtained == "asked" ? "experiment" : row.obtained;
    table.add({row.name, to_short(value), row.unit, obtained, source});
  }
  print(table.text(2, 48));
}

void print_observables(const Network& network) {
  TextTable table;
  for (const auto& observable : network.observables())
    if (is_shown(observable.name))
      table.add({observable.name, to_text(observable.value.dimension()), observable.label});
  print(table.text(2, 56));
}

void print_actions(const Network& network) {
  TextTable table;
  for (const auto& action : network.actions())
    if (is_shown(action.name))
      table.add({action.name, fmt::format("by a number in {}", to_text(action.argument)), action.says});
  print(table.text(2, 48));
}

void print_part(const Network& network, std::string_view part) {
  if (part == "diagram") print_diagram(network);
  if (part == "species") print_species(network);
  if (part == "reactions") print_reactions(network);
  if (part == "expressions") print_expressions(network);
  if (part == "parameters") print_parameters(network);
  if (part == "observables") print_observables(network);
  if (part == "actions") print_actions(network);
}

std::string heading(std::string_view part) {
  if (part == "diagram") return "Diagram: what goes where";
  if (part == "species") return "Species, by compartment, with their composition";
  if (part == "reactions") return "Reactions and rate laws, by mechanism (amounts per hour)";
  if (part == "expressions") return "Named expressions";
  if (part == "parameters") return "Parameters and sources";
  if (part == "observables") return "Observables";
  return "Actions that an arm can schedule";
}

void print_head(const experiment::Experiment& experiment, const model::Model& model) {
  print(bold(experiment.title.empty() ? experiment.file : experiment.title) + "\n");
  if (!experiment.description.empty()) print(wrapped(experiment.description, text_width(), 2) + "\n");
  const auto& network = model.network;
  print(fmt::format("  {} species, {} reactions, {} parameters; mechanisms {}\n", network.species().size(),
                    network.reactions().size(), network.parameters().size(), fmt::join(model.mechanisms, ", ")));
  for (const auto& domain : network.domains())
    print(fmt::format("  {}: {}, {} shells; the first, at the source, is shown for all\n", domain.name, domain.says,
                      domain.shells()));
}

}  // namespace

std::span<const std::string_view> model_parts() { return kParts; }

int show_model(const Request& request, const std::string& file, const std::string& part) {
  if (!part.empty() && std::ranges::find(kParts, part) == std::end(kParts)) {
    const std::vector<std::string> names(std::begin(kParts), std::end(kParts));
    refuse_argument(fmt::format("a model has no part '{}'", part), "", suggestion(part, names));
  }
  experiment::Experiment experiment = read_asked(request, file);
  const catalogue::Catalogue data = read_data_for(experiment);
  const model::Model model = model::build_model(experiment, data);
  if (!part.empty()) {
    print_part(model.network, part);
    return kAllWell;
  }
  print_head(experiment, model);
  for (const auto name : kParts) {
    print(fmt::format("\n{}\n", bold(heading(name))));
    print_part(model.network, name);
  }
  return kAllWell;
}

int show(const Request& request) {
  if (request.words.empty())
    refuse_argument("nothing is named", "",
                    "emtansim show FILE, or emtansim show system NAME; see emtansim show --help");
  const std::string& first = request.words.front();
  const std::string second = request.words.size() > 1 ? request.words[1] : std::string();
  if (const KindName* kind = find_kind(first)) {
    if (second.empty())
      refuse_argument(fmt::format("no {} is named", kind->singular), "",
                      fmt::format("emtansim list {} lists their names", kind->plural));
    std::string name = second;  // names with blanks need no quotes
    for (std::size_t i = 2; i < request.words.size(); ++i) name += " " + request.words[i];
    return show_entry(*kind, name);
  }
  if (request.words.size() > 2)
    refuse_argument(fmt::format("'{}' is one argument too many", request.words[2]), "", "emtansim show --help");
  return show_model(request, first, second);
}

}  // namespace emtansim::cli
