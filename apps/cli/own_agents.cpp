// SPDX-License-Identifier: Apache-2.0
/// Agents that an experiment names by file: those of a laboratory's own lots, as `emtansim dar` writes them.
#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "commands.h"

namespace emtansim::cli {

namespace {

namespace fs = std::filesystem;
using catalogue::SourceText;

std::vector<experiment::Named*> agents_by_file(experiment::Experiment& experiment) {
  std::vector<experiment::Named*> names = {&experiment.conjugate};
  for (auto& arm : experiment.arms) {
    for (auto& dose : arm.doses) names.push_back(&dose.agent);
    for (auto& preload : arm.preloads) names.push_back(&preload.agent);
  }
  std::erase_if(names, [](const auto* name) { return !name->text.ends_with(".toml"); });
  return names;
}

std::vector<SourceText> published_files() {
  const std::string data = data_folder();
  std::vector<SourceText> files;
  const auto add = [&files](const std::string& path) { files.push_back({path, read_file(path)}); };
  for (const char* folder : {"parameters", "systems", "conjugates"})
    for (const auto& name : files_in(fmt::format("{}/{}", data, folder), ".toml"))
      add(fmt::format("{}/{}/{}", data, folder, name));
  for (const char* name : {"variants.toml", "references.bib"}) add(fmt::format("{}/{}", data, name));
  return files;
}

/// The path by which the catalogue takes a file for one of an agent, whatever folder it lies in.
std::string as_agent(const std::string& path) {
  return (fs::path(path).parent_path() / "conjugates" / fs::path(path).filename()).string();
}

}  // namespace

catalogue::Catalogue read_data_for(experiment::Experiment& experiment) {
  const auto names = agents_by_file(experiment);
  if (names.empty()) return read_data();
  const fs::path beside = fs::path(experiment.file).parent_path();
  const auto path_of = [&beside](const auto* name) { return (beside / name->text).string(); };
  auto files = published_files();
  for (const auto* name : names) {
    const std::string path = path_of(name);
    const auto is_same = [&](const SourceText& file) { return file.path == as_agent(path); };
    if (std::ranges::none_of(files, is_same)) files.push_back({as_agent(path), read_file(path, name->where)});
  }
  try {
    catalogue::Catalogue catalogue = catalogue::parse_catalogue(files);
    for (auto* name : names)
      for (const auto& agent : catalogue.agents())
        if (agent.where.file == as_agent(path_of(name))) {
          name->text = agent.name;
          break;
        }
    return catalogue;
  } catch (const InputError& error) {
    for (const auto* name : names)
      if (error.where().file == as_agent(path_of(name)))
        throw InputError({path_of(name), error.where().line}, error.complaint());
    throw;
  }
}

}  // namespace emtansim::cli
