// SPDX-License-Identifier: Apache-2.0
/// Head of the document: title and origin, and what was asked.
#include <algorithm>

#include <fmt/format.h>

#include "emtansim/report/parts.h"
#include "emtansim/report/population/population.h"
#include "emtansim/report/report.h"

namespace emtansim::report {

namespace {

void add_fact(Json& facts, const std::string& label, const std::string& value) {
  if (!value.empty()) facts.push_back({{"label", label}, {"value", value}});
}

std::string agent_text(const conjugate::Conjugate& agent) {
  if (!agent.has_antibody()) return fmt::format("{} (free)", agent.name);
  if (!agent.carries_payload()) return fmt::format("{} (naked antibody)", agent.name);
  return fmt::format("{} ({}, {}, {}; mean drug load {})", agent.name, agent.antibody, agent.linker, agent.payload,
                     to_short(agent.load.mean(), 3));
}

std::string system_text(const model::PopulationInfo& population, const catalogue::Catalogue& catalogue) {
  const std::string& says = catalogue.find_system(population.line, {}).says;
  std::string text = population.group;
  if (!says.empty()) text += ": " + says;
  for (const auto& name : population.variants) {
    const auto& variant = catalogue.find_variant(catalogue.find_system(population.line, {}), name, {});
    text += fmt::format("; {}: {}", variant.name, variant.says);
  }
  return text;
}

std::string override_text(const experiment::Override& asked) {
  const std::string name =
      asked.subject.empty() ? asked.parameter : fmt::format("{}[{}]", asked.parameter, asked.subject);
  const std::string value = asked.factor
                                ? fmt::format("{} times the published value", to_short(*asked.factor))
                                : fmt::format("{} {}", to_short(in_unit(*asked.value, asked.unit)), asked.unit);
  return fmt::format("{} = {} ({})", name, value, asked.because);
}

std::string body_text(const experiment::BodyRequest& body) {
  std::string text = fmt::format("{}, plasma {}", body.host.text,
                                 body.load.text == "chain" ? "resolved by drug load" : "by mean drug load");
  if (!body.deconjugation.text.empty())
    text += fmt::format(", deconjugation in {}",
                        body.deconjugation.text == "plasma" ? "plasma only" : "plasma and tissues");
  return text;
}

std::string tumour_text(const experiment::TumourRequest& tumour) {
  std::string text = fmt::format("{} mm³", to_readable(tumour.volume / parse_unit("mm3").value));
  if (tumour.spheroids > 0) text += fmt::format(" in {} spheroids", to_short(tumour.spheroids));
  if (tumour.geometry.text == "lumped") return text + ", well mixed";
  return fmt::format("{}, {} of {} shells", text,
                     tumour.geometry.text == "krogh" ? "cylinders around capillaries" : "spheres", tumour.shells);
}

std::string culture_text(const experiment::Experiment& experiment) {
  if (experiment.tumour) return fmt::format("{} mL of medium", to_short(experiment.medium * 1e3));
  double cells = 0;
  for (const auto& system : experiment.systems) cells += system.cells;
  return fmt::format("{} cells in {} mL", to_readable(cells), to_short(experiment.medium * 1e3));
}

std::string plural(std::size_t count, const std::string& noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string members_text(const study::Outcome& outcome) {
  const std::string typical = plural(outcome.ensemble.members.size(), "member");
  if (!outcome.population) return fmt::format("{}, published values throughout", typical);
  return fmt::format("{} with the published values, and {} more: each of {} in every arm at every dose", typical,
                     outcome.population->cost.members, plural(outcome.population->done, "individual"));
}

std::string summary(const study::Outcome& outcome) {
  std::vector<std::string> cells, agents, assays;
  for (const auto& population : outcome.model.populations)
    if (population.shell <= 1) cells.push_back(population.group);
  if (cells.empty()) cells.push_back(fmt::format("A {}", outcome.experiment.body->host.text));
  for (const auto& agent : outcome.model.agents) agents.push_back(agent.name);
  for (const auto& readout : outcome.experiment.readouts) assays.push_back(readout.name);
  return fmt::format("{} under {}, {}, read as {} until {}.", fmt::join(cells, " and "), fmt::join(agents, " and "),
                     plural(outcome.experiment.arms.size(), "arm"), fmt::join(assays, ", "),
                     time_text(experiment::end_time(outcome.experiment)));
}

Json arm_part(const study::Outcome& outcome, const experiment::Arm& arm, Keys& keys) {
  std::vector<double> doses;
  std::size_t members = 0;
  for (const auto& member : outcome.ensemble.members) {
    if (member.arm != arm.name) continue;
    ++members;
    if (std::ranges::find(doses, member.dose) == doses.end()) doses.push_back(member.dose);
  }
  std::ranges::sort(doses);
  return {{"key", keys.of(arm.name)},
          {"name", arm.name},
          {"schedule", schedule_text(arm, outcome.experiment.conjugate.text)},
          {"doses", rounded(doses)},
          {"dose_unit", experiment::dose_unit(outcome.experiment)},
          {"members", members * (outcome.population ? 1 + outcome.population->done : 1)}};
}

Json readout_part(const study::Outcome& outcome, const experiment::ReadoutRequest& readout, Keys& keys) {
  std::vector<std::string> quantities, units;
  for (const auto& row : outcome.readouts.rows) {
    if (row.assay != readout.name) continue;
    if (std::ranges::find(quantities, row.quantity) == quantities.end()) quantities.push_back(row.quantity);
    if (std::ranges::find(units, row.unit) == units.end()) units.push_back(row.unit);
  }
  Json part = {{"name", readout.name},
               {"assay", readout.assay.text},
               {"quantity", fmt::format("{}", fmt::join(quantities, ", "))},
               {"unit", units.size() == 1 ? units.front() : std::string()},
               {"at", times_text(readout.at)},
               {"replicates", readout.replicates}};
  if (readout.loq && units.size() == 1)
    part["limit"] = fmt::format("{} {}", to_short(in_unit(*readout.loq, units.front())), units.front());
  if (!readout.arms.empty()) {
    part["arms"] = Json::array();
    for (const auto& arm : readout.arms) part["arms"].push_back(keys.of(arm.text));
  }
  return part;
}

}  // namespace

Json meta_part(const study::Outcome& outcome, const std::string& command) {
  const auto& experiment = outcome.experiment;
  Json meta = {{"title", experiment.title.empty() ? experiment.file : experiment.title}};
  if (!experiment.description.empty()) meta["description"] = experiment.description;
  meta["program"] = fmt::format("emtansim {}", version());
  if (!outcome.population) meta["date"] = outcome.started;  // a resumed run writes the same as an undisturbed one
  if (!command.empty()) meta["command"] = command;
  meta["input"] = {{"file", experiment.file}, {"hash", sha256(experiment.text)}};
  meta["seed"] = experiment.population.seed;
  meta["relative_tolerance"] = outcome.options.relative;
  meta["absolute_tolerance"] = outcome.options.absolute;
  return meta;
}

Json asked_part(const study::Outcome& outcome, const catalogue::Catalogue& catalogue) {
  const auto& experiment = outcome.experiment;
  Json facts = Json::array();
  for (const auto& agent : outcome.model.agents) add_fact(facts, "Agent", agent_text(agent));
  for (const auto& population : outcome.model.populations)
    if (population.shell <= 1) add_fact(facts, "Cells", system_text(population, catalogue));
  if (experiment.body) {
    add_fact(facts, "Body", body_text(*experiment.body));
  } else {
    add_fact(facts, "Culture", culture_text(experiment));
  }
  if (experiment.tumour) add_fact(facts, "Tissue", tumour_text(*experiment.tumour));
  add_fact(facts, "Mechanisms", fmt::format("{}", fmt::join(outcome.model.mechanisms, ", ")));
  for (const auto& set : experiment.sets) add_fact(facts, "Parameter set", set.text);
  for (const auto& asked : experiment.overrides) add_fact(facts, "Set by the experiment", override_text(asked));
  add_fact(facts, "Members", members_text(outcome));
  add_fact(facts, "Population", population_text(outcome));
  Keys keys;
  Json arms = Json::array();
  for (const auto& arm : experiment.arms) arms.push_back(arm_part(outcome, arm, keys));
  Json readouts = Json::array();
  for (const auto& readout : experiment.readouts) readouts.push_back(readout_part(outcome, readout, keys));
  return {{"summary", summary(outcome)}, {"facts", facts}, {"arms", arms}, {"readouts", readouts}};
}

}  // namespace emtansim::report
