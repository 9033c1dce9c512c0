// SPDX-License-Identifier: Apache-2.0
/// Door of `study`, the conductor: plan the members, run them, measure, analyse.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emtansim/assay/assay.h"
#include "emtansim/catalogue/catalogue.h"
#include "emtansim/experiment/experiment.h"
#include "emtansim/model/model.h"
#include "emtansim/network/network.h"
#include "emtansim/solve/solve.h"
#include "emtansim/stats/stats.h"
#include "emtansim/study/cases/published.h"
#include "emtansim/study/cases/validation.h"
#include "emtansim/study/population/executor.h"
#include "emtansim/study/population/population.h"
#include "emtansim/study/tumour_response.h"

namespace emtansim::study {

/// One row of numbers and one schedule for each member: one virtual individual in every arm at every dose level.
/// Individual 0 is the typical one (published values). A population that varies has `members` more, 1, 2, ..., drawn
/// log-normally from the published spreads; a draw depends on (seed, individual, parameter) alone, so that all arms and
/// doses see the same individuals. Actions at one time come in the order temperature, medium change, removal of
/// dead cells, dose, preload.
/// Times are those of `assay::times_needed` with a grid for curves between them. Throws InputError at the user's line.
network::Ensemble plan(const experiment::Experiment& experiment, const model::Model& model);

/// The molar mass (kDa) of what an arm's leading dose is of; nothing where there is no dose or no mass is known.
std::optional<double> dosed_molar_mass(const experiment::Arm& arm, const experiment::Experiment& experiment,
                                       const model::Model& model);

/// The names that assays need, from a model.
assay::Names names_of(const model::Model& model);

/// A dose-response curve with its fit.
struct DoseResponse {
  std::string name;  ///< of the analysis, for headings
  std::string readout;
  std::string arm;
  std::string population;
  double time = 0;                ///< h
  std::vector<double> doses;      ///< nM, of the points
  std::vector<double> responses;  ///< in `unit`, replicate by replicate
  std::string unit;
  stats::DoseResponseFit fit;
};

/// The course of a concentration after one dose of a schedule, analysed without a model. Times in days.
struct Exposure {
  std::string readout;
  std::string quantity;
  std::string arm;
  std::string unit;        ///< of the concentration; areas are in it times days, clearances in L/d
  double dose = 0;         ///< in the experiment's unit of doses
  std::size_t number = 1;  ///< which dose of the schedule, from 1
  double from = 0;         ///< when it began, h
  stats::AreaRule rule = stats::AreaRule::linear_up_log_down;
  stats::Nca nca;
  stats::Accumulation accumulation;  ///< against the first dose; NaN for that itself
};

/// Published points held against a readout.
struct Overlay {
  std::string label;
  std::string source;  ///< reference key
  std::string readout, quantity, population, arm;
  std::string x_name;  ///< as of Points
  std::vector<double> x, observed, observed_sd, predicted;
  std::string unit;
  double rms = 0;               ///< of the misfit, in `unit`
  bool is_logarithmic = false;  ///< then it is that of the natural logarithm, without unit
};

/// A plain statement with its number, for the head of the report.
struct Statement {
  std::string headline;
  std::string sentence;
  double value = 0;
  double low = 0, high = 0;  ///< interval; equal to value where there is none
  std::string unit;
};

/// What is concluded.
struct Findings {
  std::vector<DoseResponse> dose_responses;
  std::vector<TumourResponse> tumour_responses;
  std::vector<Exposure> exposures;
  std::vector<Overlay> overlays;
  std::vector<Statement> statements;
  std::vector<std::string> warnings;
  double worst_residual = 0;  ///< of all books of all members, relative
};

/// Every column of every drawn member, as it waits on the disk: for each individual the parameters, 1 or 0 for each
/// arm and dose that finished or not, the readings, then [arm and dose][time][column]; doubles of this machine.
struct KeptCourses {
  std::string file;
  std::vector<double> times;  ///< h
};

/// Everything of one run, for the report. A value; nothing in it refers to anything outside.
struct Outcome {
  experiment::Experiment experiment;
  model::Model model;
  network::Ensemble ensemble;
  solve::SolveOptions options;
  solve::Trajectories trajectories;
  assay::Readouts readouts;
  Findings findings;
  std::size_t individual = 0;  ///< whose parameters the typical individual has here; 0 for the published ones
  std::optional<PopulationSummary> population;  ///< where the experiment draws individuals; the rest is the typical one
  std::optional<KeptCourses> courses;           ///< where they were asked for
  double wall_seconds = 0;
  std::string started;  ///< UTC, ISO 8601
};

/// Everything about an experiment that can be refused before it is run: assays, analyses, published data, solver,
/// doses. Throws InputError at the user's line.
void check(const experiment::Experiment& experiment, const model::Model& model, const std::string& data_folder);

/// Analyses that the experiment asks for, and statements about what happened.
Findings analyse(const experiment::Experiment& experiment, const model::Model& model, const network::Ensemble& ensemble,
                 const solve::Trajectories& trajectories, const assay::Readouts& readouts,
                 const std::string& data_folder);

struct RunOptions {
  std::string data_folder;
  /// Of all members, typical and drawn.
  solve::Progress progress;
  /// Runs the drawn individuals; null for this thread. The results do not depend on it.
  Executor* executor = nullptr;
  /// This individual alone, with everything that is told of the typical one; then nothing is streamed.
  std::optional<std::size_t> individual;
  /// Folder in which the finished part of a population is kept, to go on after a stop; empty for none.
  std::string keep_in;
  /// Goes on with what is kept there, if there is something.
  bool resumes = false;
  /// What was changed beside the files, for telling whether a run that is resumed is the same.
  std::vector<std::string> settings;
  /// Individuals that are handed out at a time; 0 for a good number. The results do not depend on it.
  std::size_t chunk = 0;
  /// Also keeps the columns of every drawn member at the readouts' times; needs `keep_in` (contract).
  bool keeps_courses = false;
};

/// Name of the folder, in that of the results, where a run's finished part is usually kept.
inline constexpr std::string_view kCheckpointFolder = ".checkpoint";
/// Takes away what was kept for going on, once the results are written. Nothing happens where nothing is.
void forget_checkpoint(const std::string& folder);

/// read experiment -> build -> plan -> compile -> simulate -> measure -> analyse. Where the population varies, all that
/// is for the typical individual, and the drawn ones are streamed into `Outcome::population`. Throws InputError and
/// ModelError, and SystemError where the finished part cannot be kept.
Outcome run(experiment::Experiment experiment, const catalogue::Catalogue& catalogue, const RunOptions& options);

/// The same network run again and again with other parameter values: compiled once. For fits and scans.
class Evaluator {
 public:
  /// Prepares the experiment; sensitivities of the `free` parameters (row names) are available if asked.
  Evaluator(experiment::Experiment experiment, const catalogue::Catalogue& catalogue, std::vector<std::string> free,
            bool with_sensitivities);
  ~Evaluator();
  Evaluator(Evaluator&&) noexcept;
  Evaluator& operator=(Evaluator&&) noexcept;

  [[nodiscard]] const model::Model& model() const;
  [[nodiscard]] const experiment::Experiment& experiment() const;
  /// Row of the parameter table, for each free parameter.
  [[nodiscard]] std::span<const network::ParameterId> free() const;
  /// Readings (replicate 0 only) with the free parameters set to `values` (internal units, in the order of `free`).
  [[nodiscard]] assay::Readouts operator()(std::span<const double> values) const;

  /// Readings and how they depend on the free parameters, from forward sensitivities of the columns.
  struct Linearised {
    assay::Readouts readouts;
    std::vector<std::vector<double>> by_parameter;  ///< [free parameter][reading], per internal unit of the parameter
  };
  /// Needs `with_sensitivities` (contract).
  [[nodiscard]] Linearised linearised(std::span<const double> values) const;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace emtansim::study
