// SPDX-License-Identifier: Apache-2.0
/// Exposure, clearances and volumes from the completed curve.
#include "emtansim/stats/nca.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "emtansim/stats/nca_curve.h"

namespace emtansim::stats {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kFarShare = 0.2;  // of an area that no sample supports: the usual limit of acceptance
constexpr double kPoorLine = 0.8;  // adjusted R squared
constexpr double kShortLine = 2;   // half-lives that a terminal line should span
constexpr std::size_t kFewSamples = 3;
constexpr double kSameTime = 1e-6;  // relative

void add_peak(Nca& nca, const NcaCurve& curve) {
  const auto peak = std::ranges::max_element(curve.samples, {}, &CurveKnot::y);
  nca.peak = peak->y;
  nca.peak_time = peak->x;
  nca.start = curve.start;
  nca.last = curve.knots.back().y;
  nca.last_time = curve.knots.back().x;
}

/// Areas to the last value and to infinity; NaN the latter without a terminal line.
void add_areas(Nca& nca, const NcaCurve& curve, const NcaOptions& options) {
  const double rate = nca.terminal.rate;
  const Area measured = area_of(curve, nca.terminal, options, 0, nca.last_time);
  const Area before = area_of(curve, nca.terminal, options, 0, curve.first_time);
  nca.area_to_last = measured.area;
  const double tail = nca.last / rate;
  nca.area = measured.area + tail;
  nca.extrapolated = tail / nca.area;
  nca.start_extrapolated = before.area / nca.area;
  nca.moment = measured.moment + tail * (nca.last_time + 1 / rate);
}

void add_interval(Nca& nca, const NcaCurve& curve, const NcaOptions& options) {
  if (!options.interval) return;
  const double interval = *options.interval;
  nca.trough = value_at(curve, nca.terminal, options, interval);
  nca.interval_area = area_of(curve, nca.terminal, options, 0, interval).area;
  nca.interval_mean = nca.interval_area / interval;
  nca.fluctuation = (nca.peak - nca.trough) / nca.interval_mean;
  nca.expected_accumulation = -1 / std::expm1(-nca.terminal.rate * interval);
}

/// At steady state what one dose leaves in all time equals what is seen in one interval.
void add_disposition(Nca& nca, const NcaCurve& curve, const NcaOptions& options) {
  const bool is_steady = options.occasion == Occasion::steady_state;
  const double infusion = options.route == DoseRoute::infusion ? options.duration : 0;
  double exposure = nca.area;
  double moment = nca.moment;
  if (is_steady) {
    const Area seen = area_of(curve, nca.terminal, options, 0, *options.interval);
    exposure = seen.area;
    moment = seen.moment + *options.interval * (nca.area - seen.area);
  }
  nca.clearance = options.dose / exposure;
  nca.terminal_volume = nca.clearance / nca.terminal.rate;
  nca.residence_time = moment / exposure - infusion / 2;
  nca.steady_volume = nca.clearance * nca.residence_time;
}

void add_flags(Nca& nca, const NcaCurve& curve, const NcaOptions& options) {
  const TerminalPhase& line = nca.terminal;
  nca.flags.has_no_terminal_phase = !line.exists();
  nca.flags.is_far_extrapolated = nca.extrapolated > kFarShare;
  nca.flags.is_start_extrapolated = nca.start_extrapolated > kFarShare;
  nca.flags.is_line_poor = line.exists() && line.adjusted_r_squared < kPoorLine;
  nca.flags.is_line_short = line.exists() && (line.count < kFewSamples || line.span() < kShortLine);
  // After a bolus the first value is always the highest, and so is one drawn as an infusion ends: no fault of the
  // sampling.
  const bool is_late = options.route == DoseRoute::infusion && curve.first_time > options.duration * (1 + kSameTime);
  nca.flags.is_peak_first = is_late && nca.peak_time == curve.first_time;
  nca.flags.is_interval_extrapolated = options.interval && *options.interval > nca.last_time;
}

}  // namespace

Nca analyse_exposure(const NcaData& data, const NcaOptions& options) {
  Nca nca;
  nca.reason = complaint_about(data, options);
  if (!nca.is_usable()) return nca;
  const NcaCurve curve = complete_curve(data, options);
  nca.count = curve.samples.size();
  nca.below_limit = curve.below_limit;
  if (curve.knots.empty()) {
    nca.reason = "no concentration is above the limit of the assay";
    return nca;
  }
  nca.terminal = find_terminal_phase(curve, options);
  add_peak(nca, curve);
  add_areas(nca, curve, options);
  add_interval(nca, curve, options);
  add_disposition(nca, curve, options);
  add_flags(nca, curve, options);
  return nca;
}

double partial_area(const NcaData& data, const NcaOptions& options, double from, double until) {
  if (!complaint_about(data, options).empty() || !(from >= 0)) return kNaN;
  const NcaCurve curve = complete_curve(data, options);
  if (curve.knots.empty()) return kNaN;
  return area_of(curve, find_terminal_phase(curve, options), options, from, until).area;
}

Accumulation accumulation(const Nca& first, const Nca& later) {
  return {.by_area = later.interval_area / first.interval_area,
          .by_peak = later.peak / first.peak,
          .by_trough = later.trough / first.trough};
}

std::vector<std::string> remarks(const Nca& nca) {
  std::vector<std::string> found;
  const auto& flags = nca.flags;
  if (!nca.is_usable()) return {nca.reason};
  if (flags.has_no_terminal_phase) found.push_back("no terminal phase: " + nca.terminal.reason);
  if (flags.is_far_extrapolated)
    found.push_back(fmt::format("{:.0f} % of the area lies after the last value", 100 * nca.extrapolated));
  if (flags.is_start_extrapolated)
    found.push_back(fmt::format("{:.0f} % of the area lies before the first sample", 100 * nca.start_extrapolated));
  if (flags.is_line_poor)
    found.push_back(fmt::format("the terminal line fits poorly (adjusted R2 {:.2f})", nca.terminal.adjusted_r_squared));
  if (flags.is_line_short)
    found.push_back(fmt::format("the terminal line is short ({} samples over {:.1f} half-lives)", nca.terminal.count,
                                nca.terminal.span()));
  if (flags.is_peak_first) found.emplace_back("the first sample is the highest: the peak may have been missed");
  if (flags.is_interval_extrapolated) found.emplace_back("the dosing interval ends after the last value");
  return found;
}

}  // namespace emtansim::stats
