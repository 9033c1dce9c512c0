// SPDX-License-Identifier: Apache-2.0
/// A tumour about a vessel with the whole cell model in every shell: time and memory against the number of shells, and
/// the exponent of their growth. Times are those of the processor, in one thread.
#include <cmath>
#include <cstdio>
#include <ctime>
#include <exception>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <sys/resource.h>

#include "emtansim/catalogue/catalogue.h"
#include "emtansim/experiment/experiment.h"
#include "emtansim/model/model.h"
#include "emtansim/solve/solve.h"

namespace emtansim::benchmarks {
namespace {

double seconds_since(std::clock_t start) { return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC; }

/// The most memory that this process has held, MB.
double peak_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

std::string experiment_with(int shells, const std::string& mechanisms) {
  return fmt::format(
      "title = \"benchmark\"\nconjugate = \"T-DM1\"\nsystem = \"NCI-N87\"\n{}[body]\nhost = \"mouse\"\n"
      "[tumour]\ngeometry = \"krogh\"\nvolume = \"250 mm3\"\nshells = {}\n"
      "[[arm]]\nname = \"T-DM1\"\ndose = {{ amount = \"3 mg/kg\" }}\n"
      "[[readout]]\nassay = \"amounts\"\nof = \"tumour.volume\"\nat = \"21 d\"\n",
      mechanisms, shells);
}

struct Measured {
  int shells = 0;
  std::size_t species = 0;
  double build = 0, compile = 0, run = 0;  ///< s
  double memory = 0;                       ///< MB, of all before too
  long steps = 0;
};

Measured measure(int shells, const std::string& mechanisms, solve::Method method) {
  static const catalogue::Catalogue kCatalogue = catalogue::read_catalogue(EMTANSIM_SOURCE_DIR "/data");
  Measured measured{.shells = shells};
  std::clock_t start = std::clock();
  const auto experiment = experiment::parse_experiment(experiment_with(shells, mechanisms), "benchmark.toml");
  const auto model = model::build_model(experiment, kCatalogue);
  measured.build = seconds_since(start);
  measured.species = model.network.species().size();
  start = std::clock();
  const solve::Program program = solve::compile(model.network);
  measured.compile = seconds_since(start);
  network::Member member{.arm = "arm"};
  for (const auto& parameter : model.network.parameters()) member.parameters.push_back(parameter.value);
  member.schedule.push_back({.time = 0, .action = *model.network.find_action("dose T-DM1"), .argument = 3e-6});
  constexpr double kThreeWeeks = 21 * 24;
  const network::Ensemble ensemble{.members = {member}, .times = {0, kThreeWeeks}};
  start = std::clock();
  const auto result = solve::simulate(program, ensemble, {.method = method});
  measured.run = seconds_since(start);
  measured.steps = result.report(0).steps;
  measured.memory = peak_memory();
  if (result.report(0).status != solve::Status::finished)
    throw std::runtime_error("a run failed: " + result.report(0).reason);
  return measured;
}

void print(const Measured& measured) {
  fmt::print("{:>7} {:>8} {:>9.3f} {:>9.3f} {:>9.3f} {:>9.3f} {:>7} {:>9.0f}\n", measured.shells, measured.species,
             measured.build, measured.compile, measured.run, measured.build + measured.compile + measured.run,
             measured.steps, measured.memory);
  std::fflush(stdout);
}

/// Slope of ln(seconds) on ln(shells) between the first and the last.
double exponent(const std::vector<Measured>& all) {
  const auto total = [](const Measured& m) { return m.build + m.compile + m.run; };
  return std::log(total(all.back()) / total(all.front())) /
         std::log(static_cast<double>(all.back().shells) / all.front().shells);
}

void run_case(const std::string& name, const std::string& mechanisms, solve::Method method, int most) {
  fmt::print("{}\n{:>7} {:>8} {:>9} {:>9} {:>9} {:>9} {:>7} {:>9}\n", name, "shells", "species", "build s", "compile s",
             "run s", "all s", "steps", "peak MB");
  std::vector<Measured> all;
  for (int shells = 50; shells <= most; shells *= 2) {
    all.push_back(measure(shells, mechanisms, method));
    print(all.back());
  }
  if (all.size() > 1) fmt::print("grows as shells^{:.2f}\n", exponent(all));
}

}  // namespace
}  // namespace emtansim::benchmarks

int main(int argc, char** argv) {
  using namespace emtansim;
  const int most = argc > 1 ? std::stoi(argv[1]) : 400;
  try {
    const std::string chain =
        "mechanisms = [\"pk\", \"tumour_transport\", \"binding\", \"trafficking\", \"lysosome\", \"payload\", "
        "\"tubulin\", \"constant_cells\"]\n";
    benchmarks::run_case("the chain in cells that stay, CVODE", chain, solve::Method::cvode, most);
    benchmarks::run_case("with cycle, arrest and death, CVODE", "", solve::Method::cvode, most);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
  return 0;
}
