// SPDX-License-Identifier: Apache-2.0
/// Four-parameter logistic curves through dose-response data, with intervals that can be trusted.
#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "emtansim/stats/fitted_value.h"

namespace emtansim::stats {

/// Rows of a dose-response experiment; the columns have equal lengths and any order. Nothing is kept after the call.
struct DoseResponseData {
  std::span<const double> doses;         ///< >= 0, any unit (nM in Emtansim); 0 is the untreated control
  std::span<const double> responses;     ///< any unit (viability, count); replicates are rows of their own
  std::span<const double> weights = {};  ///< empty (all 1) or positive, proportional to 1/variance
};

/// The allowed range of a parameter.
struct FitBounds {
  double lower = -std::numeric_limits<double>::infinity();
  double upper = std::numeric_limits<double>::infinity();
};

/// Which curvature of the sum of squares the standard errors come from. They agree for good fits and differ in the
/// second or third digit for scattered ones.
enum class Information {
  expected,  ///< J'J, always usable (nls in R)
  observed,  ///< the full second derivative; falls back on `expected` where that is not positive definite (drc in R)
};

/// Whether profile intervals are computed; they take most of the time of a fit.
enum class ProfileUse { computed, skipped };

/// How to fit. The defaults fit four parameters.
struct DoseResponseOptions {
  std::optional<double> fixed_top = {};     ///< holds the response at dose zero; three parameters remain
  std::optional<double> fixed_bottom = {};  ///< holds the response at infinite dose
  FitBounds top = {};     ///< where top is sought, unit of the response; an infinite end means ten times the range of
                          ///< the mean responses beyond them
  FitBounds bottom = {};  ///< where bottom is sought, in the same way; e.g. {0, infinity}
  FitBounds slope{.lower = 0.1, .upper = 10};  ///< > 0; steeper than 10 is a step between two doses
  double decades_beyond = 2;       ///< how far beyond the tested doses the half-maximal dose is sought, powers of ten
  double absolute_fraction = 0.5;  ///< the absolute IC50 is where the curve passes this fraction of top, in (0, 1)
  double level = 0.95;             ///< of all intervals, in (0, 1)
  double no_effect_level = 0.05;   ///< p from which a flat line is preferred; 0 never prefers it
  Information information = Information::expected;
  ProfileUse profiles = ProfileUse::computed;
};

/// What a reader of the fit should know; false unless it applies.
struct DoseResponseFlags {
  bool is_rising = false;              ///< the response grows with dose: bottom lies above top
  bool is_ic50_outside_doses = false;  ///< half-maximal dose below the lowest or above the highest tested
  bool is_absolute_ic50_outside_doses = false;
  bool is_absolute_ic50_never_reached = false;  ///< even at infinite dose the curve stays above (value is infinite)
  bool is_ic50_open = false;                    ///< the data limit the half-maximal dose on one side at most
  bool is_bottom_open = false;                  ///< the data limit the response at infinite dose on one side at most
  bool is_at_bound = false;            ///< a parameter ended on the edge of its range; its standard error is NaN
  bool is_curvature_singular = false;  ///< no standard errors: some parameters cannot be told apart
};

/// y(dose) = bottom + (top - bottom) / (1 + (dose / ic50)^slope); slope > 0, so that top is the response at dose zero
/// and bottom the one at infinite dose, above top for a stimulating agent. Equations: docs/methods/dose_response.md.
struct DoseResponseFit {
  FitStatus status = FitStatus::failed;
  std::string reason = "not fitted";  ///< why failed or no effect; empty when converged
  DoseResponseFlags flags;

  FittedValue top;             ///< unit of the response
  FittedValue bottom;          ///< unit of the response
  FittedValue log_ic50;        ///< natural logarithm of the half-maximal (relative) IC50
  FittedValue slope;           ///< Hill slope, > 0
  FittedValue ic50;            ///< relative IC50, unit of the dose; intervals are those of log_ic50, exponentiated
  FittedValue absolute_ic50;   ///< dose at absolute_fraction * top, unit of the dose; infinite when never reached
  FittedValue maximal_effect;  ///< (top - bottom) / top, no unit
  FittedValue effect_at_highest_dose;                               ///< (top - y(highest dose)) / top, no unit
  double mean_response = std::numeric_limits<double>::quiet_NaN();  ///< area under the curve over log10(dose) between
                                                                    ///< the lowest and highest dose > 0, per decade

  /// Of top, bottom, log_ic50, slope in this order; rows of held parameters are zero, all NaN when singular.
  std::array<std::array<double, 4>, 4> covariance{};
  double residual_squares = std::numeric_limits<double>::quiet_NaN();  ///< weighted
  double residual_sd = std::numeric_limits<double>::quiet_NaN();       ///< of an observation of weight 1
  double r_squared = std::numeric_limits<double>::quiet_NaN();
  double log_likelihood = std::numeric_limits<double>::quiet_NaN();  ///< normal errors, sd by maximum likelihood
  double aic = std::numeric_limits<double>::quiet_NaN();             ///< counts the sd as a parameter
  FTest effect;                                                      ///< against a flat line (at fixed_top, if given)
  FTest lack_of_fit;  ///< against free means at each dose; NaN without replicates

  std::size_t count = 0;  ///< rows
  std::size_t distinct_doses = 0;
  std::size_t fitted_parameters = 0;
  double lowest_dose = std::numeric_limits<double>::quiet_NaN();  ///< above zero
  double highest_dose = std::numeric_limits<double>::quiet_NaN();
  double level = 0.95;  ///< of all intervals

  [[nodiscard]] double degrees() const { return static_cast<double>(count) - static_cast<double>(fitted_parameters); }
};

/// Least squares from several starting points, robust to flat, incomplete and non-monotone data [@ritz2015]. Needs at
/// least as many distinct doses as fitted parameters, two of them above zero. Problems of the data are told in
/// `status` and `reason`; nothing throws. The result does not depend on the order of the rows. Thread-safe.
DoseResponseFit fit_dose_response(const DoseResponseData& data, const DoseResponseOptions& options = {});

/// The fitted curve at a dose >= 0; NaN for a failed fit.
double response_at(const DoseResponseFit& fit, double dose);

/// The fitted curve with its pointwise intervals at the asked doses (>= 0), by the delta method.
std::vector<CurvePoint> confidence_band(const DoseResponseFit& fit, std::span<const double> doses);

/// The dose at which `share`, in (0, 1), of the way from top to bottom is done (ED_10 for 0.1); the Wald interval is
/// made on the logarithm, the standard error is that of the dose. No profile.
FittedValue relative_effective_dose(const DoseResponseFit& fit, double share);

/// The dose at which the curve passes `response`, in the same way; NaN where the curve never does.
FittedValue dose_at_response(const DoseResponseFit& fit, double response);

}  // namespace emtansim::stats
