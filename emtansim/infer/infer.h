// SPDX-License-Identifier: Apache-2.0
/// Door of `infer`: an Evaluator and data become estimates, with intervals, correlations and a record.
#pragma once

#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emtansim/base/base.h"
#include "emtansim/catalogue/catalogue.h"
#include "emtansim/experiment/experiment.h"
#include "emtansim/stats/stats.h"
#include "emtansim/study/study.h"

namespace emtansim::infer {

/// A parameter to estimate, on a logarithmic scale between two positive bounds.
struct FreeParameter {
  experiment::Named parameter;  ///< row of the parameter table, "trafficking.k_rec"
  Quantity low;
  Quantity high;
  std::optional<Quantity> start;        ///< the value of the catalogue where not given
  bool with_prior = false;              ///< add the published spread as a log-normal prior about the published value
  std::vector<experiment::Named> sets;  ///< data sets that it counts in; empty: all whose model has it
  Where where;
};

/// On which scale residuals are taken.
enum class Scale { linear, log };

/// A published table and the readout of an experiment that it is held against.
struct DataSet {
  std::string name;                         ///< unique; the table's path unless given
  experiment::Named experiment;             ///< path of the experiment file, from the folder of the fit file
  std::vector<experiment::Named> settings;  ///< as of `--set`, applied to the experiment
  experiment::Named table;                  ///< path of the CSV
  experiment::Options mapping;              ///< columns, filters and units, see study::read_points
  std::string readout;
  std::string arm;             ///< the first one the readout reads where not given
  std::string quantity;        ///< the first one the assay gives where not given
  std::string population;      ///< likewise
  std::string unit;            ///< likewise
  std::optional<double> dose;  ///< as tables have it, of data over time where the arm has several doses
  std::optional<double> time;  ///< h, of data over doses; the last time of the readout where not given
  Scale scale = Scale::linear;
  double cv = 0;                              ///< noise as a fraction of the observed value
  std::optional<experiment::Named> absolute;  ///< noise that does not vanish with the value, with its unit
  Where where;
};

/// How the model's derivatives by the parameters are had.
enum class Derivatives { sensitivities, differences };

/// What is asked of a fit. In a file: see docs/formats/fit.md.
struct FitRequest {
  std::string title;
  std::string description;
  std::vector<FreeParameter> free;  ///< at least one
  std::vector<DataSet> data;        ///< at least one
  int starts = 1;                   ///< the given start, then random ones between the bounds
  std::uint64_t seed = 1;
  double level = 0.95;  ///< of all intervals, in (0, 1)
  bool with_profiles = true;
  Derivatives derivatives = Derivatives::sensitivities;
  std::string file;
  std::string text;
};

/// Throws InputError at the first thing that is wrong by itself.
FitRequest read_fit(const std::string& path);
FitRequest parse_fit(std::string_view text, const std::string& path);

/// How a fit ended. It begins as `failed` and has to earn another status.
enum class Status {
  failed,     ///< no values to use
  stopped,    ///< the limit of iterations was reached; values are the best so far
  converged,  ///< a minimum was found
};
std::string_view to_text(Status status);

/// One estimate. Values in `unit`; NaN where a part does not apply.
struct Estimate {
  std::string parameter;
  std::string symbol;
  std::string unit;                ///< as published
  std::vector<std::string> sets;   ///< data sets that it counts in
  std::vector<std::string> lines;  ///< cell lines of their experiments
  double published = std::numeric_limits<double>::quiet_NaN();
  double start = std::numeric_limits<double>::quiet_NaN();
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = std::numeric_limits<double>::quiet_NaN();
  double value = std::numeric_limits<double>::quiet_NaN();
  double log_standard_error = std::numeric_limits<double>::quiet_NaN();  ///< of ln(value)
  stats::ConfidenceInterval wald;
  stats::ConfidenceInterval profile;  ///< infinite or zero where the data set no limit within the bounds
  bool is_at_bound = false;
  bool is_identifiable = false;  ///< the profile is closed on both sides
  bool with_prior = false;
};

/// One data point against the model at the estimates.
struct Residual {
  std::string set;
  std::string x_name;      ///< "time_h", or "dose_nM", "dose_mg_per_kg" or "dose_mg"
  std::string other_name;  ///< "time_h" where x is a dose, else the name of the dose
  double x = 0;
  double other = 0;  ///< dose (nM) of a point over time, time (h) of a point over doses
  double observed = 0;
  double predicted = 0;
  double sd = 0;        ///< of the observation, as assumed by the fit, in `unit`
  double residual = 0;  ///< (predicted - observed)/sd on the data set's scale
  std::string unit;
};

struct DataSummary {
  std::string name;
  std::string source;  ///< reference key
  std::string table;   ///< path
  std::string table_sha256;
  std::string experiment;
  std::string experiment_sha256;
  std::size_t points = 0;
  double rms = 0;         ///< of predicted - observed, in `unit`
  double chi_square = 0;  ///< its share
  std::string unit;
};

/// The result of a fit. A value.
struct Fit {
  Status status = Status::failed;
  std::string reason = "not fitted";  ///< empty when converged
  std::vector<Estimate> estimates;
  /// Of the logarithms; NaN for parameters on a bound, empty where the curvature is singular.
  std::vector<std::vector<double>> correlation;
  /// The direction in which the data say least: exponents of the parameters in the product that may change freely, and
  /// the standard error of its logarithm.
  std::vector<double> weakest_direction;
  double weakest_standard_error = std::numeric_limits<double>::quiet_NaN();
  std::vector<Residual> residuals;
  std::vector<DataSummary> data;
  double chi_square = std::numeric_limits<double>::quiet_NaN();  ///< of the data, without priors
  double degrees = 0;
  /// Standard errors are multiplied by this: the square root of chi-square over degrees, at least 1.
  double scale_factor = std::numeric_limits<double>::quiet_NaN();
  double log_likelihood = std::numeric_limits<double>::quiet_NaN();
  double aic = std::numeric_limits<double>::quiet_NaN();
  int iterations = 0;
  int evaluations = 0;  ///< runs of all experiments
};

struct FitOptions {
  std::string data_folder;
  std::function<void(std::string_view what)> progress;  ///< told what is being done; may be empty
};

/// Weighted least squares between bounds. Throws InputError and ModelError for what cannot be asked; a numerical
/// failure comes back as a status.
Fit fit(const FitRequest& request, const catalogue::Catalogue& catalogue, const FitOptions& options);

/// Entries for data/parameters, with `obtained = "fitted"`, the sources of the data and the interval as spread.
std::string to_toml(const FitRequest& request, const Fit& fit, const catalogue::Catalogue& catalogue);
/// Everything, for machines. The same fit gives the same bytes.
std::string to_json(const FitRequest& request, const Fit& fit);
/// A short table for the terminal.
std::string to_summary(const FitRequest& request, const Fit& fit);

}  // namespace emtansim::infer
