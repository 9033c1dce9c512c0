// SPDX-License-Identifier: Apache-2.0
/// Codes of the full cell model for members side by side: machine code 1, 2, 4 and 8 wide, against the flat program
/// interpreted over 8, 32 and 128 members. `member_ns` is processor time for one member.
#include <algorithm>
#include <ctime>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "emtansim/solve/interpret.h"
#include "emtansim/solve/lane_code.h"
#include "emtansim/study/study.h"

namespace emtansim::benchmarks {
namespace {

const std::string kRoot = EMTANSIM_SOURCE_DIR;

/// The full cell model compiled, with its states after a day.
struct Compiled {
  Compiled() {
    const auto catalogue = catalogue::read_catalogue(kRoot + "/data");
    const auto asked = experiment::read_experiment(kRoot + "/experiments/lysis.toml");
    const auto model = model::build_model(asked, catalogue);
    program = solve::compile(model.network);
    elimination = std::make_unique<solve::Elimination>(solve::Elimination::make(program));
    auto ensemble = study::plan(asked, model);
    ensemble.members.resize(1);
    const auto run = solve::simulate(program, ensemble, {});
    slots.assign(program.layout.end, 0.0);
    std::ranges::copy(program.constants, slots.begin() + program.layout.constants);
    std::ranges::copy(ensemble.members[0].parameters, slots.begin() + program.layout.parameters);
    for (std::size_t i = 0; i < program.species_count; ++i)
      slots[program.layout.states + i] = run.species(0, ensemble.times.size() / 2, network::SpeciesId(i));
    solve::interpret(program.prologue, slots.data());
  }
  solve::Program program;
  std::unique_ptr<solve::Elimination> elimination;
  std::vector<double> slots;
};

const Compiled& cell_model() {
  static const Compiled kCompiled;
  return kCompiled;
}

// Every lane holds the same member.
void spread(const std::vector<double>& numbers, double* rows, std::size_t lanes) {
  for (std::size_t i = 0; i < numbers.size(); ++i) std::fill_n(rows + i * lanes, lanes, numbers[i]);
}

// Time of this thread alone: other work on the machine does not count.
double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

template <class Work>
void measure(benchmark::State& state, std::size_t members, Work work) {
  constexpr int kCalls = 100;
  double seconds = 0;
  for (auto _ : state) {
    const double start = thread_seconds();
    for (int i = 0; i < kCalls; ++i) work();
    const double spent = thread_seconds() - start;
    state.SetIterationTime(spent);
    seconds += spent;
  }
  state.counters["member_ns"] = 1e9 * seconds / (static_cast<double>(state.iterations() * kCalls * members));
}

enum class Part { rhs, jacobian, factor, solve };

void machine_code(benchmark::State& state, Part part) {
  const Compiled& cell = cell_model();
  const auto width = static_cast<unsigned>(state.range(0));
  const auto lanes = solve::LaneProgram::make(cell.program, cell.elimination.get(), width, solve::Backend::native);
  if (!lanes->is_native()) {
    state.SkipWithError("this machine lacks the width");
    return;
  }
  const auto& places = cell.elimination->places();
  solve::LaneRows slots(cell.program.layout.end, width), states(cell.program.state_count, width);
  solve::LaneRows rates(cell.program.state_count, width), work(places.end, width);
  spread(cell.slots, slots.data(), width);
  std::copy_n(slots.row(cell.program.layout.states), cell.program.species_count * width, states.data());
  std::fill_n(work.row(solve::kOneSlot), width, 1.0);
  std::fill_n(work.row(places.shift), width, 1 / (0.25 * 0.1));  // of a step of 0.1 h
  const auto jacobian = [&] { lanes->eliminated_jacobian(slots.data(), states.data(), work.data()); };
  const auto factor = [&] { lanes->factor(work.data()); };
  const auto rhs = [&] { lanes->rhs(slots.data(), states.data(), rates.data()); };
  jacobian();
  factor();
  rhs();
  if (part == Part::rhs) measure(state, width, rhs);
  if (part == Part::jacobian) measure(state, width, jacobian);
  if (part == Part::factor) measure(state, width, factor);
  solve::LaneRows solution(cell.program.state_count, width);
  if (part == Part::solve) measure(state, width, [&] { lanes->solve(work.data(), rates.data(), solution.data()); });
}

void interpreted(benchmark::State& state, Part part) {
  const Compiled& cell = cell_model();
  const auto members = static_cast<std::size_t>(state.range(0));
  const auto& elimination = *cell.elimination;
  std::vector<double> slots(cell.program.layout.end * members), work(elimination.places().end * members, 0.0);
  spread(cell.slots, slots.data(), members);
  std::fill_n(work.data(), members, 1.0);
  std::fill_n(work.data() + elimination.places().shift * members, members, 1 / (0.25 * 0.1));
  if (part == Part::rhs || part == Part::jacobian) {
    const auto& code = part == Part::rhs ? cell.program.rhs : cell.program.jacobian;
    measure(state, members, [&] { solve::interpret(code, slots.data(), members); });
  } else {
    const auto& steps = part == Part::factor ? elimination.factor_steps() : elimination.solve_steps();
    solve::run(elimination.factor_steps(), work.data(), members);
    measure(state, members, [&] { solve::run(steps, work.data(), members); });
  }
}

void widths(benchmark::internal::Benchmark* made) { made->UseManualTime()->Arg(1)->Arg(2)->Arg(4)->Arg(8); }
void batches(benchmark::internal::Benchmark* made) { made->UseManualTime()->Arg(8)->Arg(32)->Arg(128); }

BENCHMARK_CAPTURE(machine_code, rhs, Part::rhs)->Apply(widths);
BENCHMARK_CAPTURE(machine_code, jacobian, Part::jacobian)->Apply(widths);
BENCHMARK_CAPTURE(machine_code, factor, Part::factor)->Apply(widths);
BENCHMARK_CAPTURE(machine_code, solve, Part::solve)->Apply(widths);
BENCHMARK_CAPTURE(interpreted, rhs, Part::rhs)->Apply(batches);
BENCHMARK_CAPTURE(interpreted, jacobian, Part::jacobian)->Apply(batches);
BENCHMARK_CAPTURE(interpreted, factor, Part::factor)->Apply(batches);
BENCHMARK_CAPTURE(interpreted, solve, Part::solve)->Apply(batches);

void making_machine_code(benchmark::State& state) {
  const Compiled& cell = cell_model();
  const auto width = static_cast<unsigned>(state.range(0));
  for (auto _ : state)
    benchmark::DoNotOptimize(
        solve::LaneProgram::make(cell.program, cell.elimination.get(), width, solve::Backend::native));
}
void planning(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(solve::Elimination::make(cell_model().program));
  const auto& counts = cell_model().elimination->counts();
  state.counters["entries"] = static_cast<double>(counts.entries);
  state.counters["fill"] = static_cast<double>(counts.fill);
  state.counters["factor_operations"] = static_cast<double>(counts.factor_operations);
  state.counters["solve_operations"] = static_cast<double>(counts.solve_operations);
}
BENCHMARK(making_machine_code)->Arg(1)->Arg(8)->Unit(benchmark::kMillisecond);
BENCHMARK(planning)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace emtansim::benchmarks
