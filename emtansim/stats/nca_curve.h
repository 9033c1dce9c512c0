// SPDX-License-Identifier: Apache-2.0
/// Samples of a non-compartmental analysis, checked and completed to a curve. Private to stats.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "emtansim/stats/nca.h"

namespace emtansim::stats {

/// Measured knots in the order of time, and the curve from time zero to the last value.
struct NcaCurve {
  std::vector<CurveKnot> samples;  ///< used, after the rule for values below the limit
  std::vector<CurveKnot> knots;    ///< from time zero to the last positive value
  double start = 0;                ///< the value at time zero
  double first_time = 0;           ///< of the first sample
  std::size_t below_limit = 0;
};

/// Empty when the data can be analysed; otherwise what is wrong.
std::string complaint_about(const NcaData& data, const NcaOptions& options);

/// The curve; only for data without complaint. Without any positive value `knots` is empty.
NcaCurve complete_curve(const NcaData& data, const NcaOptions& options);

/// The terminal line through the last samples of a curve.
TerminalPhase find_terminal_phase(const NcaCurve& curve, const NcaOptions& options);

/// Area and moment of the curve from `from` to `until`; after the last knot by the terminal line.
Area area_of(const NcaCurve& curve, const TerminalPhase& terminal, const NcaOptions& options, double from,
             double until);

/// The curve at a time, after the last knot by the terminal line.
double value_at(const NcaCurve& curve, const TerminalPhase& terminal, const NcaOptions& options, double time);

}  // namespace emtansim::stats
