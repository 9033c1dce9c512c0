// SPDX-License-Identifier: Apache-2.0
/// `emtansim benchmark`: how fast this machine runs the members of a problem, and how far they are from the exact
/// answer.
#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "benchmarks/problems/problems.h"
#include "commands.h"
#include "exit_codes.h"
#include "terminal.h"

namespace emtansim::cli {

namespace {

using benchmarks::Machine;
using benchmarks::Problem;
using benchmarks::RunFigures;
using solve::Method;

constexpr int kMostMembers = 1'000'000'000;
constexpr int kMostThreads = 1024;
constexpr int kMembers = 1000;  // unless asked otherwise: a second or two

constexpr std::array<std::pair<std::string_view, Method>, 4> kMethods = {{{"automatic", Method::automatic},
                                                                          {"explicit", Method::explicit_lanes},
                                                                          {"implicit", Method::implicit_lanes},
                                                                          {"cvode", Method::cvode}}};

struct Asked {
  std::size_t members = kMembers;
  std::string method;
  solve::SolveOptions options;
};

Asked read_asked(const GivenOptions& given) {
  Asked asked;
  asked.members = static_cast<std::size_t>(given.whole_number("members", kMembers, 1, kMostMembers));
  asked.options.threads = static_cast<unsigned>(given.whole_number("threads", 1, 0, kMostThreads));
  asked.options.lanes = static_cast<unsigned>(given.whole_number("lanes", 0, 0, 8));
  constexpr std::array<unsigned, 5> kLanes = {0, 1, 2, 4, 8};
  if (std::ranges::find(kLanes, asked.options.lanes) == kLanes.end())
    refuse_argument(fmt::format("--lanes is '{}'", asked.options.lanes), "",
                    "1, 2, 4, 8, or 0 for what the machine has");
  asked.method = given.has("method") ? given.text("method") : std::string(kMethods.front().first);
  const auto* const method = std::ranges::find(kMethods, asked.method, &decltype(kMethods)::value_type::first);
  if (method == kMethods.end()) {
    std::vector<std::string> names;
    for (const auto& known : kMethods) names.emplace_back(known.first);
    refuse_argument(fmt::format("there is no method '{}'", asked.method), "", suggestion(asked.method, names));
  }
  asked.options.method = method->second;
  return asked;
}

bool is_file_name(const std::string& word) { return word.ends_with(".toml") || word.find('/') != std::string::npos; }

std::string text_of(const Machine& machine) {
  return fmt::format("{}, {} core{}; {}; {}", machine.processor, machine.cores, machine.cores == 1 ? "" : "s",
                     fmt::join(machine.instruction_sets, " "), machine.compiler);
}

void print_figures(const Problem& problem, const solve::Program& program, const Asked& asked,
                   const RunFigures& figures) {
  const auto& options = asked.options;
  TextTable table;
  table.add({"problem", problem.title});
  table.add({"size", fmt::format("{} species, {} parameters, {} output times", program.species_count,
                                 program.parameter_count, problem.times.size())});
  table.add(
      {"tolerances", fmt::format("relative {:g}, absolute {:g} of each scale", options.relative, options.absolute)});
  table.add({"method", fmt::format("{}; lanes: {}; threads: {}", asked.method,
                                   options.lanes == 0 ? "as the machine has" : std::to_string(options.lanes),
                                   options.threads == 0 ? "one on each core" : std::to_string(options.threads))});
  table.add({"members", fmt::format("{} in {:.3g} s ({:.3g} s of computing), {:.0f} members/s", figures.members,
                                    figures.wall_seconds, figures.cpu_seconds,
                                    static_cast<double>(figures.members) / figures.wall_seconds)});
  table.add(
      {"a member takes",
       fmt::format("{:.1f} steps, {:.1f} right-hand sides, {:.1f} Jacobians, {:.1f} factorizations", figures.steps,
                   figures.rhs_evaluations, figures.jacobian_evaluations, figures.factorizations)});
  table.add({"achieved error",
             figures.compared == 0
                 ? "not known: " + figures.reference
                 : fmt::format("{:.1e} root mean square, {:.1e} at worst, of {} members against {}",
                               figures.accuracy.rms, figures.accuracy.worst, figures.compared, figures.reference)});
  if (figures.failed > 0)
    table.add({"failed", fmt::format("{} members; the first: {}", figures.failed, figures.first_failure)});
  print(fmt::format("{}\n{}", bold(problem.name), table.text(2, 90)));
}

nlohmann::ordered_json as_json(const Problem& problem, const solve::Program& program, const Asked& asked,
                               const RunFigures& figures) {
  nlohmann::ordered_json json{{"problem", problem.name},
                              {"title", problem.title},
                              {"species", program.species_count},
                              {"parameters", program.parameter_count},
                              {"output_times", problem.times.size()},
                              {"relative", asked.options.relative},
                              {"absolute", asked.options.absolute},
                              {"method", asked.method},
                              {"lanes", asked.options.lanes},
                              {"threads", asked.options.threads},
                              {"members", figures.members},
                              {"failed", figures.failed},
                              {"wall_seconds", figures.wall_seconds},
                              {"cpu_seconds", figures.cpu_seconds},
                              {"members_per_second", static_cast<double>(figures.members) / figures.wall_seconds},
                              {"steps", figures.steps},
                              {"right_hand_sides", figures.rhs_evaluations},
                              {"jacobians", figures.jacobian_evaluations},
                              {"factorizations", figures.factorizations},
                              {"reference", figures.reference},
                              {"compared", figures.compared}};
  if (figures.compared == 0) return json;
  json["rms_error"] = figures.accuracy.rms;
  json["worst_error"] = figures.accuracy.worst;
  return json;
}

}  // namespace

int benchmark(const Request& request) {
  Asked asked = read_asked(request.options);
  auto words = request.words;
  if (words.empty()) words = {"chain24", "cell"};
  const std::string folder = data_folder();
  const Machine machine = benchmarks::this_machine();
  const bool wants_json = request.options.has("json");
  if (!wants_json) print(text_of(machine) + "\n");
  nlohmann::ordered_json json{{"processor", machine.processor},
                              {"cores", machine.cores},
                              {"instruction_sets", machine.instruction_sets},
                              {"compiler", machine.compiler}};
  std::size_t failed = 0;
  for (const auto& word : words) {
    const Problem problem =
        is_file_name(word) ? benchmarks::problem_of_experiment(word, folder) : benchmarks::make_problem(word, folder);
    const auto program = solve::compile(problem.network);
    asked.options.relative = request.options.number("relative", problem.relative, 1e-12, 0.1);
    asked.options.absolute = asked.options.relative * problem.absolute / problem.relative;
    const auto complaints = solve::problems(asked.options);
    if (!complaints.empty()) refuse_argument("--relative does not suit", complaints.front(), "");
    const auto figures = benchmarks::measure_run(problem, program, asked.options, asked.members);
    failed += figures.failed;
    if (wants_json) {
      json["runs"].push_back(as_json(problem, program, asked, figures));
    } else {
      print_figures(problem, program, asked, figures);
    }
  }
  if (wants_json) print(json.dump(1) + "\n");
  return failed == 0 ? kAllWell : kMembersFailed;
}

}  // namespace emtansim::cli
