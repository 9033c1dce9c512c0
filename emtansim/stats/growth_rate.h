// SPDX-License-Identifier: Apache-2.0
/// Growth-rate metrics: drug response free of the division rate of the control.
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "emtansim/stats/dose_response.h"

namespace emtansim::stats {

/// GR = 2^(log2(count / start) / log2(control / start)) - 1 [@hafner2016]: 1 without effect, 0 at stasis, negative for
/// net death, above -1. Counts (> 0, any unit they share) at the end of the assay with drug, at its start, and at its
/// end without drug. NaN where a count is not positive or the control did not grow.
double growth_rate_value(double count, double start, double control);

/// The same without a count at the start: from count / control (> 0) and the doublings of the control in the assay
/// (assay time / doubling time, > 0).
double growth_rate_value_by_doublings(double relative_count, double control_doublings);

/// Rows of a growth-rate experiment; equal lengths, any order.
struct GrowthRateData {
  std::span<const double> doses;           ///< >= 0, any unit; rows of dose zero are controls with GR near 1
  std::span<const double> counts;          ///< at the end of the assay, > 0
  std::span<const double> start_counts;    ///< one for all rows, or one for each
  std::span<const double> control_counts;  ///< one for all rows, or one for each
};

/// How to fit growth-rate values; the bounds are those of @clark2017.
struct GrowthRateOptions {
  FitBounds infinity{.lower = -1, .upper = 1};  ///< of GR at infinite dose
  FitBounds slope{.lower = 0.1, .upper = 5};
  double decades_beyond = 2;      ///< how far beyond the tested doses GEC50 is sought, powers of ten
  double level = 0.95;            ///< of all intervals
  double no_effect_level = 0.05;  ///< p from which a flat line is preferred
};

/// GR(dose) = GRinf + (1 - GRinf) / (1 + (dose / GEC50)^h). In `curve`, bottom is GRinf, ic50 is GEC50, slope is h,
/// absolute_ic50 is GR50 (infinite when GRinf > 0.5) and top is 1. Equations: docs/methods/dose_response.md, 5.
struct GrowthRateFit {
  DoseResponseFit curve;
  std::vector<double> values;                                                ///< GR of each row, in the order given
  double value_at_highest_doses = std::numeric_limits<double>::quiet_NaN();  ///< GRmax: the lower of the mean GR at the
                                                                             ///< two highest doses
  double area_over_curve = std::numeric_limits<double>::quiet_NaN();  ///< GR_AOC: mean of 1 - GR over log10(dose),
                                                                      ///< trapezoids through the means, doses above 0
  FTest effect;  ///< against the mean, with the degrees of freedom of @clark2017 (2 and rows - 2)
  double control_doublings = std::numeric_limits<double>::quiet_NaN();  ///< log2(control / start), mean over rows
  bool is_control_slow = false;  ///< fewer than 0.5 doublings: GR is then badly determined
};

/// Fits the three-parameter curve to growth-rate values. Where `effect` prefers the flat line, `curve` has status
/// `no_effect` and bottom is the mean GR. Problems of the data are told in curve.status and curve.reason.
GrowthRateFit fit_growth_rate(const GrowthRateData& data, const GrowthRateOptions& options = {});

}  // namespace emtansim::stats
