// SPDX-License-Identifier: Apache-2.0
/// The law about forward sensitivities.
#include <algorithm>
#include <cmath>

#include "tests/laws/laws.h"
#include "tests/laws/points.h"

namespace emtansim::laws {

namespace {

using solve::Program;
using solve::Trajectories;
using testing::AssertionFailure;
using testing::AssertionResult;
using testing::AssertionSuccess;

constexpr solve::SolveOptions kTight{.relative = 1e-10, .absolute = 1e-13};
// A long step is off where the answer bends, or where an event falls into it; a short one where the integrator's error
// counts. One of these must agree.
constexpr double kRelativeSteps[] = {1e-3, 1e-4, 1e-5};
constexpr double kTolerance = 1e-3;
constexpr std::size_t kMostParameters = 6;

/// A few parameters, spread over the table, that are not zero.
std::vector<network::ParameterId> chosen(const Case& given) {
  std::vector<network::ParameterId> usable;
  for (std::size_t k = 0; k < given.network.parameters().size(); ++k)
    if (given.ensemble.members.front().parameters[k] != 0) usable.emplace_back(k);
  std::vector<network::ParameterId> few;
  const std::size_t count = std::min(usable.size(), kMostParameters);
  for (std::size_t i = 0; i < count; ++i) few.push_back(usable[i * usable.size() / count]);
  return few;
}

/// Runs with a parameter moved up and down by each of the steps.
class MovedRuns {
 public:
  MovedRuns(const Case& given, const Program& program, network::ParameterId parameter) {
    for (const double step : kRelativeSteps)
      for (const double factor : {1 + step, 1 - step}) {
        network::Ensemble one{.members = {given.ensemble.members.front()}, .times = given.ensemble.times};
        one.members[0].parameters[parameter.index()] *= factor;
        runs_.push_back(solve::simulate(program, one, kTight));
      }
  }

  /// d(species)/d ln(parameter) by the difference that is nearest to `found`.
  [[nodiscard]] double nearest(std::size_t time, network::SpeciesId id, double found) const {
    double best = std::nan("");
    for (std::size_t k = 0; k < std::size(kRelativeSteps); ++k) {
      const double rise = runs_[2 * k].species(0, time, id) - runs_[2 * k + 1].species(0, time, id);
      const double slope = rise / (2 * kRelativeSteps[k]);
      if (!(std::abs(best - found) <= std::abs(slope - found))) best = slope;
    }
    return best;
  }

 private:
  std::vector<Trajectories> runs_;
};

}  // namespace

AssertionResult sensitivities_are_differences(const Case& given) {
  const auto parameters = chosen(given);
  const Program program = solve::compile(given.network, {.sensitivities = parameters});
  solve::SolveOptions options = kTight;
  options.with_sensitivities = true;
  const auto run =
      solve::simulate(program, {.members = {given.ensemble.members.front()}, .times = given.ensemble.times}, options);
  if (run.report(0).status != solve::Status::finished) return AssertionFailure() << run.report(0).reason;
  const auto scales = scales_of(program, given.ensemble.members.front());
  for (std::size_t k = 0; k < parameters.size(); ++k) {
    const double value = given.ensemble.members.front().parameters[parameters[k].index()];
    const MovedRuns moved(given, program, parameters[k]);
    for (std::size_t t = 0; t < run.times().size(); ++t)
      for (std::size_t i = 0; i < program.species_count; ++i) {
        const network::SpeciesId id(i);
        const double found = run.sensitivity(0, t, i, k) * value;
        const double expected = moved.nearest(t, id, found);
        const double size = std::max(std::abs(run.species(0, t, id)), 1e-3 * scales[i]);
        if (!(std::abs(expected - found) <= kTolerance * std::max(std::abs(found), size)))
          return AssertionFailure() << "d '" << given.network.species()[i].name << "' / d ln '"
                                    << given.network[parameters[k]].name << "' at " << run.times()[t] << " h is "
                                    << found << ", differences give " << expected;
      }
  }
  return AssertionSuccess();
}

}  // namespace emtansim::laws
