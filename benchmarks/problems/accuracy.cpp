// SPDX-License-Identifier: Apache-2.0
/// Tight answers, and how far a run is from them.
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "benchmarks/problems/problems.h"

namespace emtansim::benchmarks {

namespace {

// The tightest that the solver takes; below, rounding takes over.
constexpr double kTightRelative[] = {1e-12, 1e-11, 1e-10};
constexpr double kTightAbsolute = 1e-13;
constexpr long kMostSteps = 10'000'000;

}  // namespace

std::vector<double> scales_of(const solve::Program& program, const network::Member& member) {
  std::vector<double> scales = solve::Evaluation(program, member.parameters, solve::Backend::interpreted).scales();
  double smallest = std::numeric_limits<double>::infinity();
  for (double& scale : scales) {
    scale = std::abs(scale);
    if (scale > 0) smallest = std::min(smallest, scale);
  }
  if (std::isinf(smallest)) smallest = 1;
  for (double& scale : scales)
    if (scale == 0) scale = smallest;
  return scales;
}

std::vector<double> floors_of(const Problem& problem, const solve::Program& program, const network::Member& member) {
  std::vector<double> floors = scales_of(program, member);
  for (double& floor : floors) floor *= problem.absolute / problem.relative;
  return floors;
}

Course course_of(const solve::Trajectories& run, std::size_t member, std::size_t species) {
  Course course;
  course.reserve(run.times().size() * species);
  for (std::size_t t = 0; t < run.times().size(); ++t)
    for (std::size_t i = 0; i < species; ++i) course.push_back(run.species(member, t, network::SpeciesId(i)));
  return course;
}

Reference reference_of(const Problem& problem, const solve::Program& program, const network::Ensemble& ensemble) {
  Reference reference;
  if (problem.name == "chain24") {
    reference.says = "the exact solution";
    for (const auto& member : ensemble.members) reference.courses.push_back(exact_chain24(problem, member));
    return reference;
  }
  std::string reason;
  for (const double relative : kTightRelative) {
    const auto run =
        solve::simulate(program, ensemble, {.relative = relative, .absolute = kTightAbsolute, .max_steps = kMostSteps});
    for (std::size_t m = 0; m < ensemble.members.size() && reason.empty(); ++m)
      if (run.report(m).status != solve::Status::finished) reason = run.report(m).reason;
    if (!std::exchange(reason, "").empty()) continue;
    reference.says = fmt::format("CVODES at {:g}", relative);
    for (std::size_t m = 0; m < ensemble.members.size(); ++m)
      reference.courses.push_back(course_of(run, m, program.species_count));
    return reference;
  }
  throw SystemError({}, {"no-reference", fmt::format("'{}' has no tight reference", problem.name),
                         "CVODES fails for one of its members at tight tolerances", ""});
}

void AccuracyMeter::add(const Course& course, const Course& reference, std::span<const double> floors) {
  for (std::size_t i = 0; i < course.size(); ++i) {
    const double error = std::abs(course[i] - reference[i]) / (std::abs(reference[i]) + floors[i % floors.size()]);
    squares_ += error * error;
    if (!(error <= worst_) && !std::isnan(worst_)) worst_ = error;  // also if it is no number
  }
  count_ += course.size();
}

Accuracy AccuracyMeter::result() const {
  return {.rms = std::sqrt(squares_ / static_cast<double>(std::max<std::size_t>(1, count_))), .worst = worst_};
}

Accuracy accuracy_of(const Problem& problem, const solve::Program& program, const network::Ensemble& ensemble,
                     const solve::Trajectories& run, std::span<const Course> reference) {
  AccuracyMeter meter;
  for (std::size_t m = 0; m < reference.size(); ++m)
    meter.add(course_of(run, m, program.species_count), reference[m], floors_of(problem, program, ensemble.members[m]));
  return meter.result();
}

}  // namespace emtansim::benchmarks
