// SPDX-License-Identifier: Apache-2.0
/// One way to integrate an ensemble, at any tolerance: ours or another program's, so that all are measured alike.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "benchmarks/macro/equations.h"
#include "benchmarks/macro/sundials_baseline.h"
#include "benchmarks/problems/problems.h"

namespace emtansim::benchmarks {

/// Members whose states are held at a time, by all contenders alike: as many as a reader of results would take, and
/// few enough to stay in the nearer cache.
inline constexpr std::size_t kChunk = 64;

/// The members that all contenders integrate, with what is known about them.
struct Sample {
  Sample(const Problem& its_problem, std::size_t members);

  const Problem& problem;
  solve::Program program;
  network::Ensemble ensemble;
  std::vector<std::vector<double>> starts;  ///< states at the first time, the dose given
  std::vector<std::vector<double>> scales;  ///< what the absolute tolerance is a fraction of
  std::vector<Course> references;
  std::vector<std::vector<double>> floors;  ///< of the error, see `Accuracy`
};

/// What one tolerance gave.
struct Measured {
  double relative = 0;
  std::vector<double> seconds;  ///< of each repetition, for one member
  Accuracy accuracy;
  Costs costs;  ///< of all members of one repetition
  std::size_t members = 0;

  [[nodiscard]] double median_seconds() const;
};

enum class Side { ours, sundials, tuned_sundials, desolve };

/// A way to integrate. The absolute tolerance goes with the relative one as the problem has it.
class Contender {
 public:
  virtual ~Contender() = default;
  [[nodiscard]] virtual std::string name() const = 0;
  [[nodiscard]] virtual Side side() const = 0;
  /// Prepares everything that is used again from member to member and from run to run.
  virtual void set_tolerance(double relative) = 0;
  /// Integrates all members of the sample once; gives the computing time of this thread, s, without that of `meter`,
  /// which learns how good the answers are and may be null.
  virtual double run(AccuracyMeter* meter) = 0;
  /// What the last run cost.
  [[nodiscard]] virtual Costs costs() const = 0;
};

std::unique_ptr<Contender> make_ours(const Sample& sample, solve::Method method);
std::unique_ptr<Contender> make_sundials(const Sample& sample, const Equations& equations, SundialsMethod method,
                                         VectorLoops loops);

/// deSolve of R with the same equations, compiled; `method` is one of its own names. Null where R or deSolve is
/// missing.
std::unique_ptr<Contender> make_desolve(const Sample& sample, const std::string& method);

/// Runs all contenders in turn, `repetitions` times at each tolerance: [contender][tolerance].
std::vector<std::vector<Measured>> measure(std::vector<std::unique_ptr<Contender>>& contenders, const Sample& sample,
                                           const std::vector<double>& tolerances, int repetitions);

/// Seconds that a curve of (error, seconds) takes for the error, between its points on logarithmic scales; a curve that
/// ends at a larger error gives nothing, one that begins at a smaller error its fastest point.
std::optional<double> seconds_at(const std::vector<Measured>& curve, double error);

}  // namespace emtansim::benchmarks
