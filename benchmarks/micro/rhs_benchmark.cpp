// SPDX-License-Identifier: Apache-2.0
/// Rates and Jacobian as compiled, natively and interpreted, against the same equations written by hand in C++; and for
/// the full cell model. `ratio` is time over that of the hand-written code, both taken in turn.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "benchmarks/micro/binding_to_tubulin.h"
#include "emtansim/study/study.h"

namespace emtansim::benchmarks {
namespace {

const std::string kRoot = EMTANSIM_SOURCE_DIR;

/// A network compiled, with its states after a day.
struct Compiled {
  explicit Compiled(const std::string& file) {
    const auto catalogue = catalogue::read_catalogue(kRoot + "/data");
    const auto asked = experiment::read_experiment(kRoot + "/" + file);
    model = model::build_model(asked, catalogue);
    program = solve::compile(model.network);
    auto ensemble = study::plan(asked, model);
    ensemble.members.resize(1);
    const auto run = solve::simulate(program, ensemble, {});
    parameters = ensemble.members[0].parameters;
    for (std::size_t i = 0; i < program.species_count; ++i)
      states.push_back(run.species(0, ensemble.times.size() / 2, network::SpeciesId(i)));
    states.resize(program.state_count, 0.0);
  }
  model::Model model;
  solve::Program program;
  std::vector<double> parameters;
  std::vector<double> states;
};

const Compiled& tubulin_model() {
  static const Compiled kCompiled("experiments/constant_cells.toml");
  return kCompiled;
}
const Compiled& cell_model() {
  static const Compiled kCompiled("experiments/lysis.toml");
  return kCompiled;
}

// Time of this thread alone: other work on the machine does not count.
double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// The hand-written numbers must be those of the program, or the comparison would mean nothing.
void require_same(const std::vector<double>& by_hand, const std::vector<double>& compiled, const char* what) {
  double largest = 0;
  for (const double value : compiled) largest = std::max(largest, std::abs(value));
  for (std::size_t i = 0; i < compiled.size(); ++i) {
    if (std::abs(by_hand[i] - compiled[i]) <= 1e-9 * std::abs(compiled[i]) + 1e-14 * largest) continue;
    std::fprintf(stderr, "%s %zu is %g by hand and %g compiled\n", what, i, by_hand[i], compiled[i]);
    std::exit(1);
  }
}

// Runs the two in turn and reports the second with its ratio to the first.
template <class ByHand, class Compiled>
void compare(benchmark::State& state, ByHand by_hand, Compiled compiled) {
  constexpr int kCalls = 1000;
  double hand_seconds = 0, compiled_seconds = 0;
  long rounds = 0;
  for (auto _ : state) {
    const double start = thread_seconds();
    for (int i = 0; i < kCalls; ++i) by_hand();
    const double middle = thread_seconds();
    for (int i = 0; i < kCalls; ++i) compiled();
    const double end = thread_seconds();
    hand_seconds += middle - start;
    compiled_seconds += end - middle;
    state.SetIterationTime(end - start);
    ++rounds;
  }
  const double calls = static_cast<double>(rounds) * kCalls;
  state.counters["by_hand_ns"] = 1e9 * hand_seconds / calls;
  state.counters["compiled_ns"] = 1e9 * compiled_seconds / calls;
  state.counters["ratio"] = compiled_seconds / hand_seconds;
}

void rates(benchmark::State& state, solve::Backend backend) {
  const Compiled& model = tubulin_model();
  const Constants constants = constants_of(model.model.network);
  solve::Evaluation evaluation(model.program, model.parameters, backend);
  std::vector<double> by_hand(state_count), compiled(model.program.state_count);
  rates_by_hand(constants, model.states.data(), by_hand.data());
  evaluation.rhs(0, model.states, compiled);
  require_same(by_hand, compiled, "rate");
  compare(
      state,
      [&] {
        rates_by_hand(constants, model.states.data(), by_hand.data());
        benchmark::DoNotOptimize(by_hand.data());
        benchmark::ClobberMemory();
      },
      [&] { evaluation.rhs(0, model.states, compiled); });
}

void jacobian(benchmark::State& state, solve::Backend backend) {
  const Compiled& model = tubulin_model();
  const Constants constants = constants_of(model.model.network);
  const auto& sparsity = model.program.sparsity;
  const HandWrittenJacobian jacobian_by_hand(sparsity.column_starts, sparsity.rows);
  solve::Evaluation evaluation(model.program, model.parameters, backend);
  std::vector<double> by_hand(sparsity.rows.size() + 1), compiled(sparsity.rows.size());
  jacobian_by_hand(constants, model.states.data(), by_hand.data());
  evaluation.jacobian(0, model.states, compiled);
  require_same(by_hand, compiled, "entry");
  compare(
      state,
      [&] {
        jacobian_by_hand(constants, model.states.data(), by_hand.data());
        benchmark::DoNotOptimize(by_hand.data());
        benchmark::ClobberMemory();
      },
      [&] { evaluation.jacobian(0, model.states, compiled); });
}

BENCHMARK_CAPTURE(rates, native, solve::Backend::native)->UseManualTime();
BENCHMARK_CAPTURE(rates, interpreted, solve::Backend::interpreted)->UseManualTime();
BENCHMARK_CAPTURE(jacobian, native, solve::Backend::native)->UseManualTime();
BENCHMARK_CAPTURE(jacobian, interpreted, solve::Backend::interpreted)->UseManualTime();

void cell_rates(benchmark::State& state, solve::Backend backend) {
  const Compiled& model = cell_model();
  solve::Evaluation evaluation(model.program, model.parameters, backend);
  std::vector<double> rates(model.program.state_count);
  for (auto _ : state) evaluation.rhs(0, model.states, rates);
  state.counters["instructions"] = static_cast<double>(model.program.rhs.instructions.size());
}

void cell_jacobian(benchmark::State& state, solve::Backend backend) {
  const Compiled& model = cell_model();
  solve::Evaluation evaluation(model.program, model.parameters, backend);
  std::vector<double> values(model.program.sparsity.rows.size());
  for (auto _ : state) evaluation.jacobian(0, model.states, values);
  state.counters["instructions"] = static_cast<double>(model.program.jacobian.instructions.size());
}

BENCHMARK_CAPTURE(cell_rates, native, solve::Backend::native);
BENCHMARK_CAPTURE(cell_rates, interpreted, solve::Backend::interpreted);
BENCHMARK_CAPTURE(cell_jacobian, native, solve::Backend::native);
BENCHMARK_CAPTURE(cell_jacobian, interpreted, solve::Backend::interpreted);

void compiling(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(solve::compile(cell_model().model.network));
}
void machine_code(benchmark::State& state) {
  for (auto _ : state) solve::Evaluation evaluation(cell_model().program, cell_model().parameters);
}
BENCHMARK(compiling)->Unit(benchmark::kMillisecond);
BENCHMARK(machine_code)->Unit(benchmark::kMillisecond);

void run_member(benchmark::State& state) {
  const Compiled& model = cell_model();
  const auto asked = experiment::read_experiment(kRoot + "/experiments/lysis.toml");
  auto ensemble = study::plan(asked, model.model);
  const auto members = static_cast<std::size_t>(state.range(0));
  ensemble.members.resize(1);
  ensemble.members.resize(members, ensemble.members.front());
  long steps = 0;
  for (auto _ : state) {
    const auto runs = solve::simulate(model.program, ensemble, {});
    steps += runs.report(0).steps * static_cast<long>(members);
  }
  state.counters["us_per_step"] =
      benchmark::Counter(static_cast<double>(steps) * 1e-6, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(run_member)->Arg(1)->Arg(20)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace emtansim::benchmarks
