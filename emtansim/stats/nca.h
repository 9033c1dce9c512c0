// SPDX-License-Identifier: Apache-2.0
/// Non-compartmental analysis: exposure and disposition straight from concentrations over time.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "emtansim/stats/area.h"

namespace emtansim::stats {

/// How the dose went into the vein.
enum class DoseRoute { bolus, infusion };

/// What stands for a concentration below the limit of the assay.
enum class BelowLimit {
  left_out,    ///< zero before the first value above the limit, nothing after it
  zero,        ///< zero everywhere
  half_limit,  ///< half the limit everywhere: the fill-in that some laboratories print
};

/// Where the curve begins when no sample was drawn at time zero.
enum class CurveStart {
  by_route,      ///< bolus: extrapolated back through the first two values; infusion: zero
  first_sample,  ///< the first value holds from time zero on
  zero,
};

/// What the dose met: nothing before it, or the steady state of a schedule with `interval`.
enum class Occasion { single_dose, steady_state };

/// Samples after one dose. The columns have equal lengths and any order; times count from the start of the dose, rows
/// before it and rows with a NaN are left out. Nothing is kept after the call.
struct NcaData {
  std::span<const double> times;
  std::span<const double> concentrations;  ///< >= 0
};

/// How to analyse. Units are the caller's: a clearance comes in dose / (concentration x time).
struct NcaOptions {
  double dose = std::numeric_limits<double>::quiet_NaN();  ///< > 0; NaN: no clearances and volumes
  DoseRoute route = DoseRoute::bolus;
  double duration = 0;  ///< of the infusion; ignored for a bolus
  CurveStart start = CurveStart::by_route;
  AreaRule rule = AreaRule::linear_up_log_down;
  double lower_limit = 0;  ///< of quantitation; 0: none
  BelowLimit below = BelowLimit::left_out;
  std::optional<std::size_t> terminal_samples = {};  ///< >= 2; unset: the best adjusted R squared of 3 or more
  std::optional<double> interval = {};               ///< between doses, > 0
  Occasion occasion = Occasion::single_dose;
};

/// The straight line through the last logarithms of the concentration.
struct TerminalPhase {
  double rate = std::numeric_limits<double>::quiet_NaN();  ///< lambda_z, 1/time, > 0
  double half_life = std::numeric_limits<double>::quiet_NaN();
  double intercept = std::numeric_limits<double>::quiet_NaN();  ///< the line at time zero, a concentration
  double r_squared = std::numeric_limits<double>::quiet_NaN();
  double adjusted_r_squared = std::numeric_limits<double>::quiet_NaN();  ///< NaN for two samples
  double from = std::numeric_limits<double>::quiet_NaN();                ///< time of the first sample of the line
  double until = std::numeric_limits<double>::quiet_NaN();
  std::size_t count = 0;  ///< samples on the line; 0: there is none
  std::string reason;     ///< why there is none; empty otherwise

  [[nodiscard]] bool exists() const { return count > 0; }
  /// How many half-lives the line spans.
  [[nodiscard]] double span() const { return (until - from) / half_life; }
};

/// What a reader of the analysis should know; false unless it applies.
struct NcaFlags {
  bool is_far_extrapolated = false;       ///< more than 20 % of the area to infinity lies after the last value
  bool is_start_extrapolated = false;     ///< more than 20 % of the area to infinity lies before the first sample
  bool is_line_poor = false;              ///< adjusted R squared of the terminal line below 0.8
  bool is_line_short = false;             ///< fewer than three samples on it, or less than two half-lives long
  bool has_no_terminal_phase = false;     ///< no half-life, no area to infinity
  bool is_peak_first = false;             ///< the first value, after the infusion ended, is the highest
  bool is_interval_extrapolated = false;  ///< the dosing interval ends after the last value
};

/// Equations: docs/methods/nca.md. NaN for what cannot be told.
struct Nca {
  std::string reason = "not analysed";  ///< why nothing could be told; empty otherwise
  NcaFlags flags;
  double peak = std::numeric_limits<double>::quiet_NaN();          ///< Cmax, of the measured values
  double peak_time = std::numeric_limits<double>::quiet_NaN();     ///< Tmax, its first time
  double start = std::numeric_limits<double>::quiet_NaN();         ///< C(0) as used
  double last = std::numeric_limits<double>::quiet_NaN();          ///< Clast, the last value above zero, fill-ins too
  double last_time = std::numeric_limits<double>::quiet_NaN();     ///< Tlast
  double area_to_last = std::numeric_limits<double>::quiet_NaN();  ///< AUC 0-t
  double area = std::numeric_limits<double>::quiet_NaN();          ///< AUC 0-inf, after the measured last value
  double extrapolated = std::numeric_limits<double>::quiet_NaN();  ///< share of it after the last value, 0 to 1
  double start_extrapolated = std::numeric_limits<double>::quiet_NaN();  ///< share of it before the first sample
  double moment = std::numeric_limits<double>::quiet_NaN();              ///< AUMC 0-inf
  TerminalPhase terminal;
  double clearance = std::numeric_limits<double>::quiet_NaN();        ///< CL; at steady state from the interval
  double terminal_volume = std::numeric_limits<double>::quiet_NaN();  ///< Vz
  double residence_time = std::numeric_limits<double>::quiet_NaN();   ///< MRT, less half the infusion
  double steady_volume = std::numeric_limits<double>::quiet_NaN();    ///< Vss
  double interval_area = std::numeric_limits<double>::quiet_NaN();    ///< AUC over the dosing interval
  double interval_mean = std::numeric_limits<double>::quiet_NaN();    ///< mean concentration over it
  double trough = std::numeric_limits<double>::quiet_NaN();           ///< at the end of the interval, by the rule
  double fluctuation = std::numeric_limits<double>::quiet_NaN();      ///< (peak - trough) / mean over the interval
  double expected_accumulation = std::numeric_limits<double>::quiet_NaN();  ///< 1/(1 - exp(-lambda_z interval))
  std::size_t count = 0;                                                    ///< samples used
  std::size_t below_limit = 0;                                              ///< samples below the limit

  [[nodiscard]] bool is_usable() const { return reason.empty(); }
};

/// Analyses the samples after one dose [@gabrielsson2016]. Problems of the data are told in `reason`; nothing throws.
/// The result does not depend on the order of the rows. Thread-safe.
Nca analyse_exposure(const NcaData& data, const NcaOptions& options = {});

/// Area under the curve between two times >= 0, within the samples by the rule and after the last by the terminal
/// line (NaN where there is none).
double partial_area(const NcaData& data, const NcaOptions& options, double from, double until);

/// What a later dose of a schedule shows above the first one.
struct Accumulation {
  double by_area = std::numeric_limits<double>::quiet_NaN();    ///< ratio of the areas over the interval
  double by_peak = std::numeric_limits<double>::quiet_NaN();    ///< ratio of the peaks
  double by_trough = std::numeric_limits<double>::quiet_NaN();  ///< ratio of the troughs
};
Accumulation accumulation(const Nca& first, const Nca& later);

/// The flags that apply, one sentence each, for a report.
std::vector<std::string> remarks(const Nca& nca);

}  // namespace emtansim::stats
