// SPDX-License-Identifier: Apache-2.0
/// From an experiment and the catalogue to a network.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "emtansim/model/choose.h"
#include "emtansim/model/model.h"
#include "emtansim/model/observe.h"

namespace emtansim::model {

namespace {

std::string population_name(const std::string& line, const std::vector<std::string>& variants) {
  if (variants.empty()) return line;
  return fmt::format("{} ({})", line, fmt::join(variants, ", "));
}

mechanism::Population to_population(const experiment::SystemRequest& request, const catalogue::Catalogue& catalogue,
                                    PopulationInfo& info) {
  const catalogue::System& system = catalogue.find_system(request.line.text, request.line.where);
  info.line = system.name;
  std::vector<catalogue::Change> changes;
  for (const auto& asked : request.variants) {
    const catalogue::Variant& variant = catalogue.find_variant(system, asked.text, asked.where);
    info.variants.push_back(variant.name);
    changes.insert(changes.end(), variant.changes.begin(), variant.changes.end());
  }
  info.name = population_name(info.line, info.variants);
  info.group = info.name;
  for (const auto& [phase, share] : request.start) {
    if (phase == "sg2") continue;
    throw InputError(request.where, {"unknown-phase", fmt::format("'{}' is not a phase of the start", phase), "",
                                     "write start = { sg2 = \"37 %\" }"});
  }
  return {.name = info.name,
          .group = info.group,
          .share = request.share,
          .line = info.line,
          .changes = std::move(changes),
          .cells = request.cells,
          .start = request.start,
          .where = request.where};
}

std::vector<mechanism::Override> to_overrides(const experiment::Experiment& experiment,
                                              const catalogue::Catalogue& catalogue) {
  std::vector<mechanism::Override> overrides;
  for (const auto& asked : experiment.overrides) {
    catalogue.expect_parameter(asked.parameter, asked.where);
    overrides.push_back({.parameter = asked.parameter,
                         .subject = asked.subject,
                         .is_factor = asked.factor.has_value(),
                         .value = asked.factor ? *asked.factor : asked.value->value,
                         .dimension = asked.value ? asked.value->dimension : Dimension{},
                         .because = asked.because,
                         .where = asked.where});
  }
  return overrides;
}

mechanism::Tissue to_tissue(const experiment::TumourRequest& asked) {
  using mechanism::Geometry;
  const std::string& word = asked.geometry.text;
  return {.geometry = word == "krogh"    ? Geometry::krogh
                      : word == "sphere" ? Geometry::sphere
                                         : Geometry::lumped,
          .volume = asked.volume,
          .spheroids = asked.spheroids,
          .shells = asked.shells,
          .grading = asked.grading,
          .where = asked.where};
}

/// Puts the lines into the tissue: each once, or once in every shell.
void settle_in(const mechanism::Tissue& tissue, std::vector<mechanism::Population>& populations,
               std::vector<PopulationInfo>& infos) {
  std::vector<mechanism::Population> settled;
  std::vector<PopulationInfo> settled_infos;
  for (int shell = 1; shell <= tissue.shells; ++shell) {
    for (std::size_t i = 0; i < populations.size(); ++i) {
      settled.push_back(populations[i]);
      settled_infos.push_back(infos[i]);
      auto& population = settled.back();
      population.milieu = "tumour";
      if (tissue.geometry != mechanism::Geometry::lumped) {
        population.shell = shell;
        population.name = fmt::format("{} shell {}", population.group, shell);
        population.milieu = fmt::format("tumour.{}", shell);
      }
      settled_infos.back().name = population.name;
      settled_infos.back().shell = population.shell;
      settled_infos.back().milieu = population.milieu;
    }
  }
  populations = std::move(settled);
  infos = std::move(settled_infos);
}

void refuse_twins(const std::vector<PopulationInfo>& populations, const Where& where) {
  std::set<std::string> names;
  for (const auto& population : populations) {
    if (names.insert(population.name).second) continue;
    throw InputError(where, {"duplicate-system", fmt::format("'{}' is in the culture twice", population.name), "",
                             "give it once with the sum of the cells"});
  }
}

}  // namespace

Model build_model(const experiment::Experiment& experiment, const catalogue::Catalogue& catalogue) {
  Model model;
  mechanism::Site::Input input{.catalogue = catalogue};
  for (const auto& request : experiment.systems) {
    model.populations.emplace_back();
    input.populations.push_back(to_population(request, catalogue, model.populations.back()));
  }
  if (!experiment.systems.empty()) refuse_twins(model.populations, experiment.systems.back().where);
  if (experiment.tumour) {
    input.tissue = to_tissue(*experiment.tumour);
    settle_in(*input.tissue, input.populations, model.populations);
  }
  if (experiment.body) {
    input.body = mechanism::Body{.host = experiment.body->host.text,
                                 .load = experiment.body->load.text,
                                 .deconjugation = experiment.body->deconjugation.text,
                                 .where = experiment.body->where};
  }
  for (const auto& agent : experiment::agents(experiment))
    model.agents.push_back(conjugate::to_conjugate(catalogue.find_agent(agent.text, agent.where)));
  for (const auto& set : experiment.sets) {
    catalogue.expect_set(set.text, set.where);
    input.sets.push_back(set.text);
  }
  input.agents = model.agents;
  input.overrides = to_overrides(experiment, catalogue);
  input.medium_volume = experiment.medium;
  input.where = {experiment.file, 0};
  const auto chosen = choose_mechanisms(experiment, input);
  mechanism::Site site(std::move(input));
  for (const auto* row : chosen) {
    row->add_to(site);
    model.mechanisms.emplace_back(row->name);
  }
  add_observables(site);
  model.network = site.finish();
  return model;
}

}  // namespace emtansim::model
