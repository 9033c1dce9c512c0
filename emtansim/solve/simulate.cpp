// SPDX-License-Identifier: Apache-2.0
/// Runs all members of an ensemble, and the single evaluation of a program.
#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "emtansim/solve/member_run.h"
#include "emtansim/solve/solve.h"

namespace emtansim::solve {

namespace {

constexpr double kTightest = 1e-13;  // below, rounding of double precision takes over
constexpr double kLoosest = 0.1;

}  // namespace

std::vector<std::string> problems(const SolveOptions& options) {
  std::vector<std::string> found;
  const auto check = [&](const char* name, double value) {
    if (!(value >= kTightest && value <= kLoosest))
      found.push_back(fmt::format("{} tolerance {:g} is outside {:g} to {:g}", name, value, kTightest, kLoosest));
  };
  check("relative", options.relative);
  check("absolute", options.absolute);
  if (options.max_steps < 1) found.push_back("max_steps must be at least 1");
  return found;
}

Trajectories::Trajectories(std::size_t members, std::vector<double> times, std::size_t species, std::size_t observables,
                           std::size_t moieties, std::size_t sensitivities)
    : times_(std::move(times)),
      species_(species),
      observables_(observables),
      moieties_(moieties),
      sensitivities_(sensitivities),
      values_(members * times_.size() * (species + observables), std::numeric_limits<double>::quiet_NaN()),
      sensitivities_values_(values_.size() * sensitivities, std::numeric_limits<double>::quiet_NaN()),
      reports_(members),
      books_(members * moieties) {}

Trajectories simulate(const Program& program, const network::Ensemble& ensemble, const SolveOptions& options,
                      const Progress& progress) {
  EMTANSIM_EXPECT(problems(options).empty());
  EMTANSIM_EXPECT(!ensemble.times.empty() && std::ranges::is_sorted(ensemble.times));
  const std::size_t sensitivities = options.with_sensitivities ? program.sensitivities.size() : 0;
  Trajectories trajectories(ensemble.members.size(), ensemble.times, program.species_count,
                            program.observables.outputs.size(), program.moieties.size(), sensitivities);
  const auto native = options.backend == Backend::native ? NativeProgram::make(program) : nullptr;
  MemberRunner runner(program, native.get(), options);
  for (std::size_t member = 0; member < ensemble.members.size(); ++member) {
    runner.run(ensemble, member, trajectories);
    if (progress && !progress(member + 1, ensemble.members.size())) break;
  }
  return trajectories;
}

struct Evaluation::Inside {
  Inside(const Program& program, Backend backend)
      : native(backend == Backend::native ? NativeProgram::make(program) : nullptr), slots(program, native.get()) {}
  std::unique_ptr<NativeProgram> native;
  MemberSlots slots;
};

Evaluation::Evaluation(const Program& program, std::span<const double> parameters, Backend backend)
    : inside_(std::make_unique<Inside>(program, backend)) {
  inside_->slots.set_parameters(parameters);
}

Evaluation::~Evaluation() = default;

std::vector<double> Evaluation::initial_states() {
  std::vector<double> states(inside_->slots.program().state_count, 0.0);
  inside_->slots.run(inside_->slots.program().initial, states.data());
  return states;
}

void Evaluation::rhs(double time, std::span<const double> states, std::span<double> rates) {
  inside_->slots.rhs(time, states, rates.data());
}

void Evaluation::jacobian(double time, std::span<const double> states, std::span<double> values) {
  inside_->slots.jacobian(time, states, values.data());
}

void Evaluation::rhs_by_parameter(double time, std::span<const double> states, std::span<double> values) {
  inside_->slots.rhs_by_parameter(time, states, values.data());
}

void Evaluation::observables(double time, std::span<const double> states, std::span<double> values) {
  inside_->slots.observables(time, states, values.data());
}

}  // namespace emtansim::solve
