// SPDX-License-Identifier: Apache-2.0
/// Runs all members of an ensemble, and the single evaluation of a program.
#include <algorithm>
#include <cmath>
#include <exception>
#include <functional>
#include <limits>
#include <mutex>
#include <optional>
#include <thread>

#include <fmt/format.h>

#include "emtansim/solve/lane_code.h"
#include "emtansim/solve/lanes/runner.h"
#include "emtansim/solve/member_run.h"
#include "emtansim/solve/solve.h"

namespace emtansim::solve {

namespace {

constexpr double kTightest = 1e-13;  // below, rounding of double precision takes over
constexpr double kLoosest = 0.1;

/// Hands members out to whoever asks, in order, until there is none or the run is stopped.
class MemberQueue {
 public:
  MemberQueue(std::size_t members, const Progress& progress) : members_(members), progress_(progress) {}

  std::optional<std::size_t> next() {
    const std::scoped_lock lock(mutex_);
    if (is_stopped_ || next_ == members_) return std::nullopt;
    return next_++;
  }
  void finished() {
    const std::scoped_lock lock(mutex_);
    ++done_;
    if (!progress_ || is_stopped_) return;
    is_stopped_ = true;  // also if it throws
    is_stopped_ = !progress_(done_, members_);
  }

 private:
  std::mutex mutex_;
  std::size_t members_;
  const Progress& progress_;
  std::size_t next_ = 0;
  std::size_t done_ = 0;
  bool is_stopped_ = false;
};

std::size_t thread_count(const SolveOptions& options, std::size_t members) {
  const std::size_t wanted = options.threads > 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
  return std::min(wanted, members);
}

/// Runs `work` on this thread and on others; what one of them throws is thrown here when all have ended.
void run_on_threads(std::size_t threads, const std::function<void()>& work) {
  std::mutex mutex;
  std::exception_ptr thrown;
  const auto guarded = [&] {
    try {
      work();
    } catch (...) {
      const std::scoped_lock lock(mutex);
      thrown = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < threads; ++i) others.emplace_back(guarded);
    guarded();
  }
  if (thrown) std::rethrow_exception(thrown);
}

}  // namespace

std::vector<std::string> problems(const SolveOptions& options) {
  std::vector<std::string> found;
  const auto check = [&](const char* name, double value) {
    if (!(value >= kTightest && value <= kLoosest))
      found.push_back(fmt::format("{} tolerance {:g} is outside {:g} to {:g}", name, value, kTightest, kLoosest));
  };
  check("relative", options.relative);
  check("absolute", options.absolute);
  if (options.lanes != 0 && options.lanes != 1 && options.lanes != 2 && options.lanes != 4 && options.lanes != 8)
    found.push_back(fmt::format("lanes must be 1, 2, 4 or 8, not {}", options.lanes));
  if (options.max_steps < 1) found.push_back("max_steps must be at least 1");
  return found;
}

Trajectories::Trajectories(std::size_t members, std::vector<double> times, std::size_t species, std::size_t observables,
                           std::size_t moieties, std::size_t sensitivities) {
  reset(members, times, species, observables, moieties, sensitivities);
}

void Trajectories::reset(std::size_t members, const std::vector<double>& times, std::size_t species,
                         std::size_t observables, std::size_t moieties, std::size_t sensitivities) {
  times_ = times;
  species_ = species;
  observables_ = observables;
  moieties_ = moieties;
  sensitivities_ = sensitivities;
  values_.resize(members * times_.size() * (species + observables));
  sensitivities_values_.resize(values_.size() * sensitivities);
  reports_.assign(members, MemberReport{});
  books_.assign(members * moieties, MoietyBooks{});
}

void Trajectories::leave_out(std::size_t member, std::size_t from_time) {
  constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t t = from_time; t < times_.size(); ++t) {
    std::ranges::fill(row_values(member, t), kMissing);
    if (sensitivities_ > 0) std::ranges::fill(row_sensitivities(member, t), kMissing);
  }
}

struct Simulator::Inside {
  Inside(const Program& its_program, const SolveOptions& its_options)
      : program(its_program),
        options(its_options),
        native(options.backend == Backend::native ? NativeProgram::make(program) : nullptr),
        lanes(options.method == Method::cvode ? nullptr : std::make_unique<LaneSetup>(program, native.get(), options)) {
  }

  void run_one_by_one(const network::Ensemble& ensemble, Trajectories& into, MemberQueue& queue) const {
    MemberRunner runner(program, native.get(), options);
    while (const auto member = queue.next()) {
      runner.run(ensemble, *member, into);
      queue.finished();
    }
  }
  void run_in_lanes(const network::Ensemble& ensemble, Trajectories& into, MemberQueue& queue) const {
    LaneRunner(*lanes).run(
        ensemble, into, [&queue] { return queue.next(); }, [&queue] { queue.finished(); });
  }

  const Program& program;
  SolveOptions options;
  std::unique_ptr<NativeProgram> native;
  std::unique_ptr<LaneSetup> lanes;
};

Simulator::Simulator(const Program& program, const SolveOptions& options) {
  EMTANSIM_EXPECT(problems(options).empty());
  inside_ = std::make_unique<Inside>(program, options);
}

Simulator::~Simulator() = default;

void Simulator::run(const network::Ensemble& ensemble, Trajectories& into, const Progress& progress) const {
  const Program& program = inside_->program;
  const SolveOptions& options = inside_->options;
  EMTANSIM_EXPECT(!ensemble.times.empty() && std::ranges::is_sorted(ensemble.times));
  const std::size_t sensitivities = options.with_sensitivities ? program.sensitivities.size() : 0;
  into.reset(ensemble.members.size(), ensemble.times, program.species_count, program.observables.outputs.size(),
             program.moieties.size(), sensitivities);
  MemberQueue queue(ensemble.members.size(), progress);
  const auto work = [&] {
    inside_->lanes ? inside_->run_in_lanes(ensemble, into, queue) : inside_->run_one_by_one(ensemble, into, queue);
  };
  run_on_threads(thread_count(options, ensemble.members.size()), work);
  for (std::size_t m = 0; m < into.member_count(); ++m)
    if (into.report(m).status == Status::not_run) into.leave_out(m, 0);
}

namespace {

unsigned lanes_for(std::size_t members) {
  unsigned lanes = 1;
  while (lanes < members && lanes < widest_lanes()) lanes *= 2;
  return lanes;
}

}  // namespace

Trajectories simulate(const Program& program, const network::Ensemble& ensemble, const SolveOptions& options,
                      const Progress& progress) {
  Trajectories trajectories;
  SolveOptions fitted = options;
  // Lanes without a member cost as much as those with one; the results do not depend on their number.
  if (fitted.lanes == 0)
    fitted.lanes = lanes_for(ensemble.members.size() / thread_count(options, ensemble.members.size()));
  Simulator(program, fitted).run(ensemble, trajectories, progress);
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

std::vector<double> Evaluation::scales() {
  std::vector<double> scales(inside_->slots.program().species_count);
  inside_->slots.run(inside_->slots.program().scales, scales.data());
  return scales;
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
