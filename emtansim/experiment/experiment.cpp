// SPDX-License-Identifier: Apache-2.0
/// Reads an experiment section by section; small questions about one that was read.
#include "emtansim/experiment/experiment.h"

#include <algorithm>

#include <fmt/format.h>

#include "emtansim/base/toml.h"
#include "emtansim/experiment/sections.h"
#include "emtansim/experiment/values.h"

namespace emtansim::experiment {

namespace {

std::vector<Arm> read_arms(const TomlTable& file, const Named& conjugate, bool is_in_body) {
  std::vector<Arm> arms;
  for (const auto& table : file.tables("arm")) {
    Arm arm = read_arm(table, conjugate, is_in_body);
    for (const auto& other : arms) {
      if (other.name != arm.name) continue;
      table.refuse("duplicate-name", fmt::format("a second arm is called '{}'", arm.name),
                   fmt::format("the first is in line {}", other.where.line), "give each arm its own name");
    }
    arms.push_back(std::move(arm));
  }
  if (arms.empty()) file.refuse("missing-key", "there is no [[arm]]", "an experiment needs at least one treatment");
  return arms;
}

std::vector<ReadoutRequest> read_readouts(const TomlTable& file, const std::vector<Arm>& arms) {
  std::vector<ReadoutRequest> readouts;
  for (const auto& table : file.tables("readout")) {
    ReadoutRequest readout = read_readout(table);
    for (const auto& other : readouts) {
      if (other.name != readout.name) continue;
      table.refuse("duplicate-name", fmt::format("a second readout is called '{}'", readout.name),
                   fmt::format("the first is in line {}", other.where.line), "add name = \"...\" to one of them");
    }
    if (readout.arms.empty())
      for (const auto& arm : arms) readout.arms.push_back({arm.name, arm.where});
    readouts.push_back(std::move(readout));
  }
  if (readouts.empty()) file.refuse("missing-key", "there is no [[readout]]", "nothing would be measured");
  return readouts;
}

}  // namespace

Experiment parse_experiment(std::string_view text, const std::string& path) {
  static const std::vector<std::string> kKeys = {
      "title", "description", "conjugate", "system",  "mechanisms", "sets",   "culture", "parameters",
      "arm",   "readout",     "analysis",  "compare", "population", "solver", "body",    "tumour"};
  const TomlDocument document = TomlDocument::parse(text, path);
  const TomlTable file = document.root();
  file.refuse_unknown_keys(kKeys);
  Experiment experiment;
  experiment.file = path;
  experiment.text = std::string(text);
  experiment.title = file.at("title").text();
  experiment.description = file.text_or_empty("description");
  if (const auto conjugate = file.find("conjugate")) experiment.conjugate = to_named(*conjugate);
  experiment.mechanisms = to_names(file, "mechanisms");
  experiment.sets = to_names(file, "sets");
  read_culture(file, experiment);
  for (auto& override : read_overrides(file)) experiment.overrides.push_back(std::move(override));
  experiment.arms = read_arms(file, experiment.conjugate, experiment.body.has_value());
  experiment.readouts = read_readouts(file, experiment.arms);
  for (const auto& table : file.tables("analysis")) experiment.analyses.push_back(read_analysis(table, experiment));
  for (const auto& table : file.tables("compare")) experiment.comparisons.push_back(read_comparison(table));
  if (const auto population = file.find("population")) experiment.population = read_population(population->table());
  if (const auto solver = file.find("solver")) experiment.solver = read_solver(solver->table());
  check_whole(experiment);
  return experiment;
}

Experiment read_experiment(const std::string& path) { return parse_experiment(read_toml_text(path), path); }

const Dose* Arm::series() const {
  const auto found = std::ranges::find(doses, true, &Dose::is_series);
  return found == doses.end() ? nullptr : &*found;
}

std::vector<Named> agents(const Experiment& experiment) {
  std::vector<Named> agents;
  const auto add = [&](const Named& agent) {
    const bool is_known =
        std::ranges::any_of(agents, [&](const Named& other) { return to_key(other.text) == to_key(agent.text); });
    if (!agent.text.empty() && !is_known) agents.push_back(agent);
  };
  add(experiment.conjugate);
  for (const auto& arm : experiment.arms) {
    for (const auto& dose : arm.doses) add(dose.agent);
    for (const auto& preload : arm.preloads) add(preload.agent);
  }
  return agents;
}

std::string dose_unit(const Experiment& experiment) {
  if (!experiment.body) return "nM";
  for (const auto& arm : experiment.arms)
    for (const auto& dose : arm.doses) return dose.levels.front().dimension == dimension::kMass ? "mg" : "mg/kg";
  return "mg/kg";
}

double end_time(const Experiment& experiment) {
  double end = 0;
  for (const auto& readout : experiment.readouts) end = std::max(end, readout.at.back());
  return end;
}

const Arm* find_arm(const Experiment& experiment, std::string_view name) {
  const auto found = std::ranges::find(experiment.arms, name, &Arm::name);
  return found == experiment.arms.end() ? nullptr : &*found;
}

const ReadoutRequest* find_readout(const Experiment& experiment, std::string_view name) {
  const auto found = std::ranges::find(experiment.readouts, name, &ReadoutRequest::name);
  return found == experiment.readouts.end() ? nullptr : &*found;
}

}  // namespace emtansim::experiment
