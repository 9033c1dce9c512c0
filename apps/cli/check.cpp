// SPDX-License-Identifier: Apache-2.0
/// `emtansim check`: everything up to the first step of the solver.
#include <algorithm>

#include <fmt/format.h>

#include "commands.h"
#include "emtansim/study/study.h"
#include "exit_codes.h"
#include "terminal.h"

namespace emtansim::cli {

namespace {

std::string counts_text(const network::Network& network) {
  const auto assumed = std::ranges::count(network.parameters(), "assumed", &network::Parameter::obtained);
  return fmt::format("{} species, {} reactions, {} parameters ({} of them assumed)", network.species().size(),
                     network.reactions().size(), network.parameters().size(), assumed);
}

template <class List, class Name>
std::string joined(const List& list, Name name) {
  std::string text;
  for (const auto& item : list) text += fmt::format("{}{}", text.empty() ? "" : ", ", name(item));
  return text;
}

}  // namespace

int check(const Request& request) {
  const std::string file = only_file(request, "check");
  experiment::Experiment experiment = read_asked(request, file);
  const catalogue::Catalogue catalogue = read_data_for(experiment);
  const model::Model model = model::build_model(experiment, catalogue);
  study::check(experiment, model, data_directory());
  const network::Ensemble ensemble = study::plan(experiment, model);
  if (request.is_quiet) return kAllWell;
  TextTable table;
  table.add({"cells", joined(model.populations, [](const auto& item) { return item.name; })});
  table.add({"agents", joined(model.agents, [](const auto& item) { return item.name; })});
  table.add({"mechanisms", joined(model.mechanisms, [](const auto& item) { return item; })});
  table.add({"arms", joined(experiment.arms, [](const auto& item) { return item.name; })});
  table.add({"readouts", joined(experiment.readouts, [](const auto& item) { return item.name; })});
  table.add({"model", counts_text(model.network)});
  table.add({"members", fmt::format("{}, until {} h", ensemble.members.size(), to_short(ensemble.times.back()))});
  print(fmt::format("{}: all well\n{}", file, table.text()));
  return kAllWell;
}

}  // namespace emtansim::cli
