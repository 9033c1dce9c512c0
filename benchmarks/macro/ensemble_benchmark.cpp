// SPDX-License-Identifier: Apache-2.0
/// Ensembles against SUNDIALS and deSolve in one run: time, work and achieved error of each, and by how much ours is
/// faster at the error that the other achieves.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <exception>
#include <fstream>

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "benchmarks/macro/contender.h"
#include "benchmarks/macro/streaming.h"
#include "emtansim/base/base.h"

namespace emtansim::benchmarks {
namespace {

using Curves = std::vector<std::vector<Measured>>;
using Contenders = std::vector<std::unique_ptr<Contender>>;

struct Options {
  std::vector<std::string> problems;
  std::size_t members = 200;
  int repetitions = 3;
  std::vector<double> tolerances;
  bool without_desolve = false;
  std::string json;
  std::size_t stream = 0;
};

Contenders contenders_for(const Sample& sample, const Options& options) {
  Contenders contenders;
  const Equations& equations = *find_equations(sample.problem.name);
  const bool is_stiff = sample.problem.name != "chain24";  // explicit methods would take hours
  for (const auto method :
       {solve::Method::automatic, solve::Method::explicit_lanes, solve::Method::implicit_lanes, solve::Method::cvode})
    if (!is_stiff || method != solve::Method::explicit_lanes) contenders.push_back(make_ours(sample, method));
  for (const auto loops : {VectorLoops::of_distribution, VectorLoops::tuned})
    for (const auto method : {SundialsMethod::bdf_dense, SundialsMethod::bdf_klu, SundialsMethod::adams,
                              SundialsMethod::dormand_prince, SundialsMethod::dormand_prince_cubic}) {
      const bool is_explicit = method != SundialsMethod::bdf_dense && method != SundialsMethod::bdf_klu;
      if (is_explicit && is_stiff) continue;
      contenders.push_back(make_sundials(sample, equations, method, loops));
    }
  if (options.without_desolve) return contenders;
  for (const char* method : {"lsoda", "adams"}) {
    if (is_stiff && std::string_view(method) == "adams") continue;
    if (auto contender = make_desolve(sample, method)) contenders.push_back(std::move(contender));
  }
  return contenders;
}

const Measured* at_tolerance(const std::vector<Measured>& curve, double relative) {
  for (const auto& measured : curve)
    if (std::abs(measured.relative / relative - 1) < 1e-6) return &measured;
  return nullptr;
}

/// The least time that any of ours takes for the error.
std::optional<double> ours_at(const Contenders& contenders, const Curves& curves, double error) {
  std::optional<double> best;
  for (std::size_t c = 0; c < contenders.size(); ++c) {
    if (contenders[c]->side() != Side::ours) continue;
    const auto seconds = seconds_at(curves[c], error);
    if (seconds && (!best || *seconds < *best)) best = seconds;
  }
  return best;
}

void print_table(const Sample& sample, const Contenders& contenders, const Curves& curves) {
  const double nominal = sample.problem.relative;
  fmt::print("{:<36} {:>10} {:>10} {:>8} {:>8} {:>7} {:>9} {:>9} {:>8}\n",
             "relative tolerance " + fmt::format("{:g}", nominal), "s / 1000", "members/s", "steps", "rates", "fact.",
             "error", "worst", "ratio");
  for (std::size_t c = 0; c < contenders.size(); ++c) {
    const auto* measured = at_tolerance(curves[c], nominal);
    if (measured == nullptr) continue;
    const double members = static_cast<double>(measured->members);
    const auto each = [&](long count) { return static_cast<double>(count) / members; };
    const auto ours = ours_at(contenders, curves, measured->accuracy.rms);
    const std::string ratio =
        contenders[c]->side() == Side::ours || !ours ? "" : fmt::format("{:.1f}", measured->median_seconds() / *ours);
    fmt::print("{:<36} {:>10.4f} {:>10.0f} {:>8.1f} {:>8.1f} {:>7.1f} {:>9.1e} {:>9.1e} {:>8}\n", contenders[c]->name(),
               1e3 * measured->median_seconds(), 1 / measured->median_seconds(), each(measured->costs.steps),
               each(measured->costs.rhs), each(measured->costs.factorizations), measured->accuracy.rms,
               measured->accuracy.worst, ratio);
    if (measured->costs.failed_members > 0) fmt::print("    {} members failed\n", measured->costs.failed_members);
  }
}

/// The smallest ratio over the contenders of one side: against the best of them, at the error that it achieves.
std::optional<double> least_ratio(const Sample& sample, const Contenders& contenders, const Curves& curves, Side side) {
  std::optional<double> least;
  for (std::size_t c = 0; c < contenders.size(); ++c) {
    const auto* measured = at_tolerance(curves[c], sample.problem.relative);
    if (contenders[c]->side() != side || measured == nullptr || measured->costs.failed_members > 0) continue;
    const auto ours = ours_at(contenders, curves, measured->accuracy.rms);
    if (!ours) return std::nullopt;
    const double ratio = measured->median_seconds() / *ours;
    if (!least || ratio < *least) least = ratio;
  }
  return least;
}

nlohmann::ordered_json to_json(const Sample& sample, const Contenders& contenders, const Curves& curves) {
  nlohmann::ordered_json json{{"problem", sample.problem.name}, {"members", sample.ensemble.members.size()}};
  for (std::size_t c = 0; c < contenders.size(); ++c)
    for (const auto& measured : curves[c]) {
      const auto members = static_cast<double>(measured.members);
      json["measured"].push_back({{"method", contenders[c]->name()},
                                  {"relative", measured.relative},
                                  {"seconds_per_member", measured.median_seconds()},
                                  {"rms_error", measured.accuracy.rms},
                                  {"worst_error", measured.accuracy.worst},
                                  {"steps", static_cast<double>(measured.costs.steps) / members},
                                  {"rates", static_cast<double>(measured.costs.rhs) / members},
                                  {"factorizations", static_cast<double>(measured.costs.factorizations) / members},
                                  {"failed", measured.costs.failed_members}});
    }
  return json;
}

nlohmann::ordered_json run_problem(const std::string& name, const Options& options) {
  const Problem problem = make_problem(name, data_directory());
  const Sample sample(problem, options.members);
  auto contenders = contenders_for(sample, options);
  const auto curves = measure(contenders, sample, options.tolerances, options.repetitions);
  fmt::print("\n{}: {} ({} members, {} output times)\n", name, problem.title, options.members, problem.times.size());
  print_table(sample, contenders, curves);
  for (const auto& [side, says] : {std::pair{Side::sundials, "the best of SUNDIALS as the distribution builds it"},
                                   {Side::tuned_sundials, "the best of SUNDIALS with tuned vector loops"},
                                   {Side::desolve, "the best of deSolve"}})
    if (const auto ratio = least_ratio(sample, contenders, curves, side))
      fmt::print("  ours at equal error: {:.1f} times {}\n", *ratio, says);
  std::fflush(stdout);
  return to_json(sample, contenders, curves);
}

void print_machine() {
  const Machine machine = this_machine();
  fmt::print("{}, {} cores, {}, {}\n", machine.processor, machine.cores, fmt::join(machine.instruction_sets, " "),
             machine.compiler);
  fmt::print(
      "processor time of one thread; error: root mean square of |y - exact| / (|exact| + absolute/relative*scale)\n"
      "ratio: time of the other over that of ours at the error that the other achieves\n");
}

int run(const Options& options) {
  print_machine();
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const auto& name : options.problems) json.push_back(run_problem(name, options));
  if (!options.json.empty()) std::ofstream(options.json) << json.dump(1) << "\n";
  return 0;
}

}  // namespace
}  // namespace emtansim::benchmarks

int main(int argc, char** argv) {
  using namespace emtansim::benchmarks;
  Options options{.problems = {"chain24", "cell"}, .tolerances = {1e-4, 1e-5, 1e-6, 1e-7, 1e-8}};
  CLI::App app{"Ensembles against SUNDIALS and deSolve"};
  app.add_option("problems", options.problems, "chain24, cell, robertson, hires, orego, pollu (first two)");
  app.add_option("--members", options.members, "members of each run")->check(CLI::Range(1, 100000));
  app.add_option("--repetitions", options.repetitions, "runs whose median counts")->check(CLI::Range(1, 1000));
  app.add_option("--tolerances", options.tolerances, "relative tolerances of the curves");
  app.add_flag("--without-desolve", options.without_desolve, "leave R out");
  app.add_option("--json", options.json, "file for the numbers");
  app.add_option("--stream", options.stream, "only: members of chain24 to run in chunks, for time and peak memory");
  CLI11_PARSE(app, argc, argv);
  try {
    return options.stream > 0 ? stream(options.stream) : run(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
