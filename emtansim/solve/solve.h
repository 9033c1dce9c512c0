// SPDX-License-Identifier: Apache-2.0
/// Door of `solve`: compile a network, simulate an ensemble, read trajectories.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "emtansim/network/network.h"
#include "emtansim/solve/program.h"

namespace emtansim::solve {

/// Which code runs the program of one member. `native` falls back to `interpreted` where the machine is not x86-64.
enum class Backend { native, interpreted };

/// How the equations are integrated. `cvode` is the reference, one member at a time; the others run many members in
/// lanes of vector registers, each with its own steps and error control.
enum class Method {
  cvode,           ///< CVODES: BDF of varying order with KLU
  automatic,       ///< in lanes; explicit or implicit as the measured stiffness of each member asks
  explicit_lanes,  ///< in lanes; Runge-Kutta of order 5, for what is not stiff
  implicit_lanes   ///< in lanes; Rosenbrock method, L-stable, for what is stiff
};

/// Options of a run. In an experiment file: `[solver]`.
struct SolveOptions {
  /// Local error allowed, relative to each state. Smaller is slower, about as relative^(-1/5). `relative = 1e-6`
  double relative = 1e-6;
  /// Local error allowed, as a fraction of each species' scale (an amount that matters). `absolute = 1e-9`
  double absolute = 1e-9;
  /// Steps between two actions after which a member is given up as failed. `max_steps = 200000`
  long max_steps = 200000;
  /// Also integrate the sensitivities that the program was compiled for.
  bool with_sensitivities = false;
  Backend backend = Backend::native;
  Method method = Method::cvode;
  /// Members that run side by side in one thread with a method in lanes: 1, 2, 4 or 8; 0 for as many as the machine's
  /// registers take. The answer is the same bits for any number.
  unsigned lanes = 0;
  /// Threads that share the members; 0 for one on each core. The answer is the same bits for any number.
  unsigned threads = 0;
};

/// All complaints about the options; empty if they can be used.
std::vector<std::string> problems(const SolveOptions& options);

enum class Status { not_run, finished, failed };

/// How a member ended, and what it cost.
struct MemberReport {
  Status status = Status::not_run;
  std::string reason = "the member was not run";  ///< of a failure, in words, without names
  double failed_at = 0;                           ///< h
  /// Index of the species behind a failure: it is negative, its rate is no finite number, or its local
  /// error is the largest.
  std::optional<std::size_t> worst_species;
  long steps = 0;
  long rhs_evaluations = 0;
  long jacobian_evaluations = 0;
  long factorizations = 0;
  long error_test_failures = 0;
  long convergence_failures = 0;
  double wall_seconds = 0;
};

/// The books of one moiety over a member's run: initial + entered - left + added - removed = final, up to `residual`.
struct MoietyBooks {
  double initial = 0;
  double final = 0;
  double entered = 0;  ///< by reactions declared as sources
  double left = 0;     ///< by reactions declared as sinks
  double added = 0;    ///< by actions and events, each taken as a whole
  double removed = 0;  ///< likewise
  /// Largest |imbalance| at any output time over the largest amount that was there or went through by then.
  double residual = 0;
};

/// Columns at the output times for every member. Columns are the species, then the observables.
class Trajectories {
 public:
  Trajectories() = default;
  Trajectories(std::size_t members, std::vector<double> times, std::size_t species, std::size_t observables,
               std::size_t moieties, std::size_t sensitivities);

  [[nodiscard]] std::size_t member_count() const { return reports_.size(); }
  [[nodiscard]] std::span<const double> times() const { return times_; }
  [[nodiscard]] std::size_t column_count() const { return species_ + observables_; }

  /// NaN where a failed member has no value.
  [[nodiscard]] double species(std::size_t member, std::size_t time, network::SpeciesId id) const {
    return values_[row(member, time) + id.index()];
  }
  [[nodiscard]] double observable(std::size_t member, std::size_t time, std::size_t index) const {
    return values_[row(member, time) + species_ + index];
  }
  /// d(column)/d(parameter k of the program's sensitivities); only where they were asked for.
  [[nodiscard]] double sensitivity(std::size_t member, std::size_t time, std::size_t column, std::size_t k) const {
    return sensitivities_values_[(row(member, time) + column) * sensitivities_ + k];
  }
  [[nodiscard]] const MemberReport& report(std::size_t member) const { return reports_[member]; }
  [[nodiscard]] const MoietyBooks& books(std::size_t member, std::size_t moiety) const {
    return books_[member * moieties_ + moiety];
  }
  [[nodiscard]] std::size_t moiety_count() const { return moieties_; }

  // Used by integrators.
  /// Lays out anew, no member run; keeps its memory, and values that are still to be written are of no meaning.
  void reset(std::size_t members, const std::vector<double>& times, std::size_t species, std::size_t observables,
             std::size_t moieties, std::size_t sensitivities);
  /// All values of a member from this time on are missing.
  void leave_out(std::size_t member, std::size_t from_time);
  [[nodiscard]] std::span<double> row_values(std::size_t member, std::size_t time) {
    return std::span(values_).subspan(row(member, time), column_count());
  }
  [[nodiscard]] std::span<double> row_sensitivities(std::size_t member, std::size_t time) {
    return std::span(sensitivities_values_)
        .subspan(row(member, time) * sensitivities_, column_count() * sensitivities_);
  }
  [[nodiscard]] MemberReport& report(std::size_t member) { return reports_[member]; }
  [[nodiscard]] MoietyBooks& books(std::size_t member, std::size_t moiety) {
    return books_[member * moieties_ + moiety];
  }

 private:
  [[nodiscard]] std::size_t row(std::size_t member, std::size_t time) const {
    return (member * times_.size() + time) * column_count();
  }

  std::vector<double> times_;
  std::size_t species_ = 0;
  std::size_t observables_ = 0;
  std::size_t moieties_ = 0;
  std::size_t sensitivities_ = 0;
  std::vector<double> values_;
  std::vector<double> sensitivities_values_;
  std::vector<MemberReport> reports_;
  std::vector<MoietyBooks> books_;
};

/// Called after each member with the number done, from any thread but never from two at once; returning false stops the
/// run: members that have not begun stay "not run".
using Progress = std::function<bool(std::size_t done, std::size_t of)>;

/// What runs the members of one program after another: machine code is made once. Immutable; may be used by several
/// threads at once. The program must outlive it.
class Simulator {
 public:
  Simulator(const Program& program, const SolveOptions& options);
  ~Simulator();
  Simulator(const Simulator&) = delete;
  Simulator& operator=(const Simulator&) = delete;

  /// Runs every member on the threads of the options from its initial state through its schedule. Outputs at a time at
  /// which an action or event happens are taken after it; actions before the first time happen at the first time. Never
  /// throws for a numerical failure: each member has its own report. `into` is laid out anew; its memory is used again.
  void run(const network::Ensemble& ensemble, Trajectories& into, const Progress& progress = {}) const;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

/// A simulator for one ensemble.
Trajectories simulate(const Program& program, const network::Ensemble& ensemble, const SolveOptions& options,
                      const Progress& progress = {});

/// The program of one member with its numbers, for checks and benchmarks: evaluates right-hand side and Jacobian.
class Evaluation {
 public:
  Evaluation(const Program& program, std::span<const double> parameters, Backend backend = Backend::native);
  ~Evaluation();
  Evaluation(const Evaluation&) = delete;
  Evaluation& operator=(const Evaluation&) = delete;

  [[nodiscard]] std::vector<double> initial_states();
  /// Of each species: an amount that matters.
  [[nodiscard]] std::vector<double> scales();
  void rhs(double time, std::span<const double> states, std::span<double> rates);
  /// Values in the order of `Program::sparsity`.
  void jacobian(double time, std::span<const double> states, std::span<double> values);
  /// Entries in the order of `Program::rhs_by_parameter_entries`.
  void rhs_by_parameter(double time, std::span<const double> states, std::span<double> values);
  void observables(double time, std::span<const double> states, std::span<double> values);

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace emtansim::solve
