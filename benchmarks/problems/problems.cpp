// SPDX-License-Identifier: Apache-2.0
/// Problems by name, and the members that are drawn for them.
#include "benchmarks/problems/problems.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "benchmarks/problems/readers.h"
#include "emtansim/base/base.h"
#include "emtansim/study/study.h"

namespace emtansim::benchmarks {

namespace {

constexpr ProblemName kNames[] = {
    {"chain24", "DAR 0 to 7 of T-DM1 in three compartments of a monkey, not stiff"},
    {"cell", "the full cell model of T-DM1, stiff"},
    {"robertson", "Robertson's autocatalytic reaction, 3 species, very stiff"},
    {"hires", "high irradiance response of plants, 8 species, stiff"},
    {"orego", "Oregonator, 3 species, stiff oscillations"},
    {"pollu", "air pollution, 20 species, stiff"},
};

constexpr double kCellHours = 72;
constexpr std::size_t kCellTimes = 40;

Problem read_cell(const std::string& file, const std::string& data_folder) {
  Problem problem = problem_of_experiment(file, data_folder);
  problem.times = even_times(kCellHours, kCellTimes);
  return problem;
}

std::vector<double> spaced_times(double first, double last, std::size_t count) {
  std::vector<double> times{0};
  const double factor = std::pow(last / first, 1.0 / static_cast<double>(count - 1));
  for (std::size_t i = 0; i + 1 < count; ++i) times.push_back(first * std::pow(factor, static_cast<double>(i)));
  times.push_back(last);
  return times;
}

}  // namespace

std::span<const ProblemName> problem_names() { return kNames; }

std::vector<double> even_times(double last, std::size_t count) {
  std::vector<double> times;
  for (std::size_t i = 0; i < count; ++i)
    times.push_back(last * static_cast<double>(i) / static_cast<double>(count - 1));
  return times;
}

network::Member typical_member(const network::Network& network) {
  network::Member member{.arm = "typical"};
  for (const auto& row : network.parameters()) member.parameters.push_back(row.value);
  return member;
}

void read_frame(const TomlTable& file, Problem& problem) {
  problem.title = file.at("title").text();
  problem.members = static_cast<std::size_t>(file.at("members").whole_number());
  problem.seed = static_cast<std::uint64_t>(file.at("seed").whole_number());
  const auto solver = file.at("solver").table();
  problem.relative = solver.at("relative").number();
  problem.absolute = solver.at("absolute").number();
  const auto times = file.at("times").table();
  const auto count = static_cast<std::size_t>(times.at("count").whole_number());
  const auto until = times.at("until");
  const double last = until.is_text() ? until.quantity_of(dimension::kTime).value : until.number();
  const auto first = times.find("first");
  problem.times = first ? spaced_times(first->number(), last, count) : even_times(last, count);
}

Problem make_problem(std::string_view name, const std::string& data_folder) {
  std::vector<std::string> names;
  for (const auto& known : kNames) names.emplace_back(known.name);
  if (std::ranges::find(names, name) == names.end())
    throw InputError({},
                     {"no-such-problem", fmt::format("there is no problem '{}'", name), "", suggestion(name, names)});
  const std::string path = fmt::format("{}/benchmarks/{}.toml", data_folder, name);
  Problem problem;
  if (name == "cell") {
    problem = read_cell(path, data_folder);
  } else {
    const TomlDocument document = TomlDocument::parse(read_toml_text(path), path);
    problem = name == "chain24" ? read_chain24(document.root()) : read_mass_action(document.root());
  }
  problem.name = name;
  return problem;
}

Problem problem_of_experiment(const std::string& file, const std::string& data_folder) {
  const auto catalogue = catalogue::read_catalogue(data_folder);
  auto asked = experiment::read_experiment(file);
  const std::size_t members = asked.population.members;
  Problem problem{.name = file, .title = asked.title, .members = members, .seed = asked.population.seed};
  problem.relative = asked.solver.relative;
  problem.absolute = asked.solver.absolute;
  asked.population = {};  // one individual of each arm and dose; members are drawn here
  auto model = model::build_model(asked, catalogue);
  auto ensemble = study::plan(asked, model);
  problem.network = std::move(model.network);
  problem.times = std::move(ensemble.times);
  problem.typical = std::move(ensemble.members);
  return problem;
}

network::Ensemble members_of(const Problem& problem, std::size_t first, std::size_t count) {
  network::Ensemble ensemble{.members = {}, .times = problem.times};
  const auto rows = problem.network.parameters();
  ensemble.members.reserve(count);
  for (std::size_t number = first; number < first + count; ++number) {
    network::Member member = problem.typical[number % problem.typical.size()];
    member.individual = number;
    for (std::size_t i = 0; number > 0 && i < rows.size(); ++i) {
      if (rows[i].log_sd == 0) continue;
      RandomStream stream(problem.seed, number, StreamUse::parameters, static_cast<std::uint32_t>(i));
      member.parameters[i] *= std::exp(rows[i].log_sd * stream.normal());
    }
    ensemble.members.push_back(std::move(member));
  }
  return ensemble;
}

}  // namespace emtansim::benchmarks
