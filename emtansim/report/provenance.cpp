// SPDX-License-Identifier: Apache-2.0
/// Where the numbers of a run come from: program, inputs with their hashes, settings, parameters with sources.
#include <filesystem>

#include <fmt/format.h>

#include "emtansim/report/parts.h"
#include "emtansim/report/report.h"

namespace emtansim::report {

namespace {

void add_item(Json& items, const std::string& label, const std::string& value) {
  if (!value.empty()) items.push_back({{"label", label}, {"value", value}});
}

/// Files that were read: the experiment and data/. An empty hash where a file was not kept.
Json files_of(const study::Outcome& outcome, const catalogue::Catalogue& catalogue) {
  Json files = Json::array();
  files.push_back(
      {{"path", outcome.experiment.file}, {"hash", sha256(outcome.experiment.text)}, {"role", "experiment"}});
  for (const auto& file : catalogue.files())
    files.push_back({{"path", path_text(file.path, catalogue)}, {"hash", file.sha256}, {"role", "data"}});
  return files;
}

Json libraries_part() {
  Json list = Json::array();
  for (const auto& library : libraries())
    list.push_back({{"name", library.name}, {"version", library.version}, {"licence", library.licence}});
  return list;
}

Json parameter_record(const network::Parameter& row, const catalogue::Catalogue& catalogue) {
  Json record = {{"name", row.name},
                 {"value", shown_value(row)},
                 {"unit", row.unit},
                 {"obtained", row.obtained == "asked" ? "set by the experiment" : row.obtained},
                 {"source", text_or_null(row.source)},
                 {"place", text_or_null(row.place)},
                 {"note", row.note},
                 {"why_chosen", row.why_chosen}};
  record["where"] = text_or_null(place_text(row.where, catalogue));
  return record;
}

Json overrides_of(const experiment::Experiment& experiment) {
  Json list = Json::array();
  for (const auto& asked : experiment.overrides) {
    Json record = {{"parameter", asked.parameter}, {"subject", text_or_null(asked.subject)}};
    if (asked.factor) record["factor"] = *asked.factor;
    if (asked.value) {
      record["value"] = in_unit(*asked.value, asked.unit);
      record["unit"] = asked.unit;
    }
    record["because"] = asked.because;
    list.push_back(std::move(record));
  }
  return list;
}

/// What a population cost; the times differ from run to run.
Json population_record(const study::PopulationSummary& population) {
  const auto& timing = population.timing;
  const auto& cost = population.cost;
  return {{"individuals", population.individuals},
          {"members", cost.members},
          {"failed_members", population.failed_members},
          {"steps", cost.steps},
          {"rhs_evaluations", cost.rhs_evaluations},
          {"jacobian_evaluations", cost.jacobian_evaluations},
          {"factorizations", cost.factorizations},
          {"wall_seconds", timing.wall_seconds},
          {"member_seconds", timing.member_seconds},
          {"members_per_second", static_cast<double>(cost.members) / timing.wall_seconds},
          {"workers", timing.workers},
          {"ranks", timing.ranks},
          {"sittings", timing.sittings}};
}

}  // namespace

Json provenance_part(const study::Outcome& outcome, const catalogue::Catalogue& catalogue, const std::string& command) {
  Json items = Json::array();
  add_item(items, "Program", fmt::format("emtansim {}", version()));
  add_item(items, "Commit", std::string(commit()));
  add_item(items, "Compiler", std::string(compiler()));
  add_item(items, "Command", command);
  if (outcome.population) {
    add_item(items, "Date and time taken", "in provenance.json, so that this page is the same for every run");
  } else {
    add_item(items, "Started", outcome.started);
    add_item(items, "Time taken", fmt::format("{} s", to_short(outcome.wall_seconds, 3)));
  }
  add_item(items, "Seed", std::to_string(outcome.experiment.population.seed));
  add_item(items, "Random numbers", "Philox 4x32-10, keyed by seed, member and stream");
  return {{"items", items}, {"files", files_of(outcome, catalogue)}, {"libraries", libraries_part()}};
}

std::string owner_of(const std::string& folder) {
  constexpr std::size_t kAtMost = 64U << 20U;  // bytes; far above what such a file has
  const std::string path = folder + "/provenance.json";
  std::error_code problem;
  if (!std::filesystem::is_regular_file(path, problem)) return {};
  const Json document = Json::parse(read_file(path, {}, kAtMost), nullptr, false);
  if (!document.is_object() || !document.contains("inputs")) return {};
  for (const auto& input : document["inputs"])
    if (input.is_object() && input.value("role", Json()) == "experiment" && input.value("path", Json()).is_string())
      return input["path"].get<std::string>();
  return {};
}

std::string provenance_json(const study::Outcome& outcome, const catalogue::Catalogue& catalogue,
                            const std::string& command) {
  const auto& experiment = outcome.experiment;
  Json document = {{"format", "emtansim-provenance"},
                   {"version", 1},
                   {"program", {{"name", "emtansim"}, {"version", version()}, {"commit", commit()}}},
                   {"compiler", compiler()},
                   {"libraries", libraries_part()},
                   {"command", command},
                   {"started", outcome.started},
                   {"wall_seconds", outcome.wall_seconds},
                   {"title", experiment.title},
                   {"inputs", files_of(outcome, catalogue)},
                   {"seed", experiment.population.seed},
                   {"members", outcome.ensemble.members.size()},
                   {"tolerances", {{"relative", outcome.options.relative}, {"absolute", outcome.options.absolute}}},
                   {"mechanisms", outcome.model.mechanisms},
                   {"sets", Json::array()},
                   {"overrides", overrides_of(experiment)},
                   {"parameters", Json::array()}};
  if (outcome.population) document["population"] = population_record(*outcome.population);
  for (const auto& set : experiment.sets) document["sets"].push_back(set.text);
  for (const auto& row : outcome.model.network.parameters())
    document["parameters"].push_back(parameter_record(row, catalogue));
  document["research_use"] = "Research use only. Not for diagnosis or treatment.";
  return to_text(document, 1) + "\n";
}

}  // namespace emtansim::report
