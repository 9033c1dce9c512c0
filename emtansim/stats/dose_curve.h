// SPDX-License-Identifier: Apache-2.0
/// What the fit and the reading of a dose-response curve share. Private to stats.
#pragma once

#include "emtansim/stats/dose_response.h"
#include "emtansim/stats/logistic.h"

namespace emtansim::stats {

/// Top, bottom, ln of the half-maximal dose and slope, on the scale of the data.
Parameters parameters_of(const DoseResponseFit& fit);

/// Student's t for the two-sided intervals of the fit; NaN without degrees of freedom.
double multiplier_of(const DoseResponseFit& fit);

ConfidenceInterval around(double value, double reach);

/// A function of the parameters with its standard error and Wald interval by the delta method; `gradient` by the
/// parameters.
FittedValue wald_value(const DoseResponseFit& fit, double value, const Parameters& gradient);

/// A dose from its logarithm: limits exponentiated, standard error by the delta method.
FittedValue dose_of_log(const FittedValue& logarithm);

}  // namespace emtansim::stats
