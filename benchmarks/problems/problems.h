// SPDX-License-Identifier: Apache-2.0
/// Door of the benchmark problems: networks with members, times and tolerances, exact or tight answers, and how far a
/// run is from them. Used by the benchmarks, the tests and `emtansim benchmark`.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emtansim/network/network.h"
#include "emtansim/solve/solve.h"

namespace emtansim::benchmarks {

/// The state at one time as printed in a test set.
struct PublishedState {
  double time = 0;
  std::vector<double> values;  ///< one for each species
};

struct Problem {
  std::string name;
  std::string title;
  network::Network network;
  std::vector<double> times;             ///< h
  std::vector<network::Member> typical;  ///< published values and schedules; members take them in turn
  std::size_t members = 0;               ///< how many the problem is stated for
  std::uint64_t seed = 0;
  double relative = 1e-6;
  double absolute = 1e-9;  ///< fraction of a species' scale
  std::optional<PublishedState> published;
};

struct ProblemName {
  std::string_view name;
  std::string_view says;
};
std::span<const ProblemName> problem_names();

/// The problem of that name, whose numbers lie in `data_folder`/benchmarks. Throws InputError for another name.
Problem make_problem(std::string_view name, const std::string& data_folder);

/// An experiment as a problem: all its arms and doses, and its own output times.
Problem problem_of_experiment(const std::string& file, const std::string& data_folder);

/// Members first, first + 1, ... of the problem. Number 0 has the published values; every other one draws its
/// parameters from their spreads, depending on its number and the problem's seed alone.
network::Ensemble members_of(const Problem& problem, std::size_t first, std::size_t count);

/// The states of one member at the problem's times: [time * species + species].
using Course = std::vector<double>;

/// The exact answer of chain24 for a member, by the exponential of its matrix.
Course exact_chain24(const Problem& problem, const network::Member& member);

/// The best answers there are, one for each member.
struct Reference {
  std::vector<Course> courses;
  std::string says;  ///< how they came about
};

/// Exact for chain24, else CVODES at the tightest tolerances that double precision bears. Throws SystemError where it
/// bears none.
Reference reference_of(const Problem& problem, const solve::Program& program, const network::Ensemble& ensemble);

/// The difference to the reference over |reference| + (absolute / relative) * scale, so that it is in the same unit as
/// the relative tolerance.
struct Accuracy {
  double rms = 0;    ///< root mean square over members, times and species
  double worst = 0;  ///< largest
};

/// Sums up differences.
class AccuracyMeter {
 public:
  /// `floors`: (absolute / relative) * scale of each species.
  void add(const Course& course, const Course& reference, std::span<const double> floors);
  [[nodiscard]] Accuracy result() const;

 private:
  double squares_ = 0;
  double worst_ = 0;
  std::size_t count_ = 0;
};

/// What absolute tolerance each species of a member has when that of the run is 1: its scale, or, for a species of no
/// scale, the smallest of the others.
std::vector<double> scales_of(const solve::Program& program, const network::Member& member);
std::vector<double> floors_of(const Problem& problem, const solve::Program& program, const network::Member& member);

/// Copies a member's states out of a run.
Course course_of(const solve::Trajectories& run, std::size_t member, std::size_t species);

/// How far a run of `ensemble` is from the reference.
Accuracy accuracy_of(const Problem& problem, const solve::Program& program, const network::Ensemble& ensemble,
                     const solve::Trajectories& run, std::span<const Course> reference);

/// What a run of many members cost.
struct RunFigures {
  std::size_t members = 0;
  std::size_t failed = 0;
  std::string first_failure;  ///< its reason
  double wall_seconds = 0;
  double cpu_seconds = 0;  ///< of all threads
  double steps = 0;        ///< of a member, on average; so are the next three
  double rhs_evaluations = 0;
  double jacobian_evaluations = 0;
  double factorizations = 0;
  std::size_t compared = 0;  ///< members held against the reference
  Accuracy accuracy;
  std::string reference;  ///< how the reference came about, or why there is none
};

/// Runs `members` members of the problem in chunks that fit into little memory, and the first few against their
/// reference. Neither drawing members nor the reference counts as time.
RunFigures measure_run(const Problem& problem, const solve::Program& program, const solve::SolveOptions& options,
                       std::size_t members);

/// The machine that measures.
struct Machine {
  std::string processor;
  unsigned cores = 0;
  std::vector<std::string> instruction_sets;
  std::string compiler;
};
Machine this_machine();

/// Time that this thread has computed, s; other work on the machine does not count.
double thread_seconds();
/// Time that all threads of this process have computed, s.
double process_seconds();

}  // namespace emtansim::benchmarks
