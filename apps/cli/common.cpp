// SPDX-License-Identifier: Apache-2.0
/// What the commands share: names, files, the data folder.
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "commands.h"

namespace emtansim::cli {

namespace fs = std::filesystem;

namespace {

constexpr CommandName kCommands[] = {
    {"run", "simulate an experiment and write its report"},
    {"check", "read an experiment and say what is wrong, without running it"},
    {"show", "the model of an experiment, or one entry of the published data"},
    {"fit", "estimate parameters from data, with intervals"},
    {"validate", "hold the model against published facts"},
    {"list", "what there is: cell lines, conjugates, parameters, assays ..."},
    {"masses", "what molecules, antibodies and conjugates weigh, with ions and isotopes"},
    {"deconvolve", "from mass spectra to masses, with evidence for each"},
    {"benchmark", "how fast this machine runs ensembles, and with what error"},
    {"quantify", "amounts of catabolites from LC-MS chromatograms"},
    {"dar", "drug-to-antibody ratio: from mass spectra, absorbances, MALDI, HIC, sites or pieces"},
    {"completion", "completion of commands for your shell"},
};

constexpr KindName kKinds[] = {
    {"systems", "system", "cell lines"},
    {"conjugates", "conjugate", "agents that can be given"},
    {"parameters", "parameter", "published values with units and sources"},
    {"assays", "assay", "what can be read from an experiment"},
    {"mechanisms", "mechanism", "the parts of the biology"},
    {"sets", "set", "named sets of parameters"},
    {"variants", "variant", "changes to a cell line, such as resistance"},
    {"references", "reference", "the papers behind the numbers"},
};

}  // namespace

std::span<const CommandName> command_names() { return kCommands; }
std::span<const KindName> kind_names() { return kKinds; }

const KindName* find_kind(std::string_view name) {
  for (const auto& kind : kKinds)
    if (name == kind.plural || name == kind.singular) return &kind;
  return nullptr;
}

catalogue::Catalogue read_data() { return catalogue::read_catalogue(data_folder()); }

std::string data_folder() {
  std::string folder = data_directory();
  if (!folder.empty()) return folder;
  if (const char* wish = std::getenv("EMTANSIM_DATA"); wish != nullptr && *wish != '\0')
    throw InputError({}, {"no-data", fmt::format("EMTANSIM_DATA names '{}'", wish), "it is no folder",
                          "name the folder data/ of emtansim, or leave the variable out"});
  throw SystemError({}, {"no-data", "the folder with the published data was not found", "",
                         "set EMTANSIM_DATA to the folder data/ of emtansim"});
}

experiment::Experiment read_asked(const Request& request, const std::string& file) {
  experiment::Experiment experiment = experiment::read_experiment(file);
  for (const auto& setting : request.settings) experiment::apply_setting(experiment, setting);
  return experiment;
}

std::string only_file(const Request& request, std::string_view command) {
  if (request.words.empty())
    refuse_argument("no experiment is named", "",
                    fmt::format("emtansim {} FILE, for example "
                                "experiments/t-dm1-sk-br-3.toml",
                                command));
  if (request.words.size() > 1)
    refuse_argument(fmt::format("'{}' is one argument too many", request.words[1]),
                    fmt::format("'{}' takes one experiment", command), fmt::format("emtansim {} --help", command));
  return request.words.front();
}

void refuse_argument(std::string what, std::string why, std::string try_this) {
  throw InputError({}, {"bad-argument", std::move(what), std::move(why), std::move(try_this)});
}

std::string folder_for(const Request& request, const std::string& file) {
  if (!request.folder.empty()) return request.folder;
  return (fs::path("out") / fs::path(file).stem()).string();
}

void expect_folder(const std::string& folder) {
  std::error_code problem;
  if (fs::exists(folder, problem) && !fs::is_directory(folder, problem))
    throw SystemError({folder, 0},
                      {"cannot-write", "cannot write results here", "it is a file", "name a folder with --out"});
}

}  // namespace emtansim::cli
