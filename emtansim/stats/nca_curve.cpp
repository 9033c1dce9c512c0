// SPDX-License-Identifier: Apache-2.0
/// Rule for values below the limit, the value at time zero, the terminal line, and areas of the completed curve.
#include "emtansim/stats/nca_curve.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "emtansim/stats/regression.h"

namespace emtansim::stats {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kFewestOnLine = 3;
// Adjusted R squared that differ by less are equal: the longer line wins (the usual rule of the programs in the field).
constexpr double kSameFit = 1e-4;

/// Measured rows after the start of the dose, in order of time.
std::vector<CurveKnot> usable_rows(const NcaData& data) {
  std::vector<CurveKnot> rows;
  for (std::size_t i = 0; i < data.times.size(); ++i) {
    const CurveKnot row{data.times[i], data.concentrations[i]};
    if (!std::isnan(row.x) && !std::isnan(row.y) && row.x >= 0) rows.push_back(row);
  }
  std::ranges::sort(rows, [](const CurveKnot& a, const CurveKnot& b) { return a.x != b.x ? a.x < b.x : a.y < b.y; });
  return rows;
}

/// Rows after the rule for values below the limit.
std::vector<CurveKnot> censored(const std::vector<CurveKnot>& rows, const NcaOptions& options, std::size_t& below) {
  std::vector<CurveKnot> kept;
  bool was_seen = false;
  for (const CurveKnot& row : rows) {
    if (!(row.y < options.lower_limit)) {
      was_seen = was_seen || row.y > 0;
      kept.push_back(row);
      continue;
    }
    ++below;
    if (options.below == BelowLimit::half_limit) kept.push_back({row.x, options.lower_limit / 2});
    if (options.below == BelowLimit::zero) kept.push_back({row.x, 0});
    if (options.below == BelowLimit::left_out && !was_seen) kept.push_back({row.x, 0});
  }
  return kept;
}

double extrapolated_back(const std::vector<CurveKnot>& samples) {
  if (samples.size() < 2) return samples.front().y;
  const CurveKnot first = samples[0];
  const CurveKnot second = samples[1];
  const bool falls = second.y < first.y && second.y > 0 && second.x > first.x;
  if (!falls) return first.y;
  return first.y * std::pow(first.y / second.y, first.x / (second.x - first.x));
}

double value_at_start(const std::vector<CurveKnot>& samples, const NcaOptions& options) {
  if (options.start == CurveStart::zero) return 0;
  if (options.start == CurveStart::first_sample) return samples.front().y;
  return options.route == DoseRoute::bolus ? extrapolated_back(samples) : 0;
}

/// Samples that may lie on the terminal line: positive, after the peak (the peak itself too after a bolus), and for an
/// infusion after its end.
std::vector<CurveKnot> candidates(const NcaCurve& curve, const NcaOptions& options) {
  const auto peak = std::ranges::max_element(curve.samples, {}, &CurveKnot::y);
  std::vector<CurveKnot> found;
  for (const CurveKnot& sample : curve.samples) {
    const bool is_late =
        options.route == DoseRoute::bolus ? sample.x >= peak->x : sample.x > peak->x && sample.x >= options.duration;
    if (is_late && sample.y > 0 && sample.x <= curve.knots.back().x) found.push_back(sample);
  }
  return found;
}

TerminalPhase fit_last(const std::vector<CurveKnot>& knots, std::size_t count) {
  std::vector<double> times;
  std::vector<double> values;
  for (std::size_t i = knots.size() - count; i < knots.size(); ++i) {
    times.push_back(knots[i].x);
    values.push_back(knots[i].y);
  }
  TerminalPhase phase;
  const LineFit line = fit_log_line({.x = times, .y = values});
  if (line.status != FitStatus::converged || !(line.slope.value < 0)) return phase;
  phase.rate = -line.slope.value;
  phase.half_life = std::numbers::ln2 / phase.rate;
  phase.intercept = std::exp(line.intercept.value);
  phase.r_squared = line.r_squared;
  const auto n = static_cast<double>(count);
  if (count > 2) phase.adjusted_r_squared = 1 - (1 - line.r_squared) * (n - 1) / (n - 2);
  phase.from = times.front();
  phase.until = times.back();
  phase.count = count;
  return phase;
}

TerminalPhase best_line(const std::vector<CurveKnot>& knots) {
  std::vector<TerminalPhase> lines;
  for (std::size_t count = kFewestOnLine; count <= knots.size(); ++count) {
    TerminalPhase line = fit_last(knots, count);
    if (line.exists() && !std::isnan(line.adjusted_r_squared)) lines.push_back(std::move(line));
  }
  if (lines.empty()) return {};
  const double best = std::ranges::max(lines, {}, &TerminalPhase::adjusted_r_squared).adjusted_r_squared;
  const auto longest = std::ranges::find_if(
      lines.rbegin(), lines.rend(), [&](const auto& line) { return line.adjusted_r_squared > best - kSameFit; });
  return *longest;
}

}  // namespace

std::string complaint_about(const NcaData& data, const NcaOptions& options) {
  if (data.times.size() != data.concentrations.size()) return "times and concentrations differ in number";
  if (std::ranges::any_of(data.concentrations, [](double c) { return c < 0 || std::isinf(c); }))
    return "a concentration is negative or infinite";
  if (std::ranges::any_of(data.times, [](double t) { return std::isinf(t); })) return "a time is infinite";
  if (!std::isnan(options.dose) && !(options.dose > 0 && std::isfinite(options.dose)))
    return "the dose is not positive";
  if (!(options.duration >= 0)) return "the infusion ends before it begins";
  if (options.route == DoseRoute::infusion && options.duration == 0) return "the infusion has no duration";
  if (!(options.lower_limit >= 0)) return "the limit of the assay is negative";
  if (options.terminal_samples && *options.terminal_samples < 2) return "a terminal line needs two samples";
  if (options.interval && !(*options.interval > 0)) return "the dosing interval is not positive";
  if (options.occasion == Occasion::steady_state && !options.interval) return "a steady state needs a dosing interval";
  const auto rows = usable_rows(data);
  if (rows.empty()) return "there is no sample after the start of the dose";
  const auto same = std::ranges::adjacent_find(rows, {}, &CurveKnot::x);
  if (same != rows.end()) return fmt::format("two samples at time {}", same->x);
  return {};
}

NcaCurve complete_curve(const NcaData& data, const NcaOptions& options) {
  NcaCurve curve;
  curve.samples = censored(usable_rows(data), options, curve.below_limit);
  // A sample at the very time of a bolus was drawn before it when it shows nothing.
  if (options.route == DoseRoute::bolus && curve.samples.size() > 1 && curve.samples.front().x == 0 &&
      curve.samples.front().y == 0)
    curve.samples.erase(curve.samples.begin());
  const auto last = std::ranges::find_if(curve.samples.rbegin(), curve.samples.rend(),
                                         [](const CurveKnot& sample) { return sample.y > 0; });
  if (last == curve.samples.rend()) return curve;
  curve.first_time = curve.samples.front().x;
  if (curve.first_time == 0) {
    curve.start = curve.samples.front().y;
  } else {
    curve.start = value_at_start(curve.samples, options);
    curve.knots.push_back({0, curve.start});
  }
  curve.knots.insert(curve.knots.end(), curve.samples.begin(), last.base());
  return curve;
}

TerminalPhase find_terminal_phase(const NcaCurve& curve, const NcaOptions& options) {
  const auto knots = candidates(curve, options);
  const std::size_t wanted = options.terminal_samples.value_or(kFewestOnLine);
  TerminalPhase none;
  if (knots.size() < wanted) {
    none.reason = fmt::format("{} samples after the peak where {} are needed", knots.size(), wanted);
    return none;
  }
  const TerminalPhase found = options.terminal_samples ? fit_last(knots, wanted) : best_line(knots);
  if (found.exists()) return found;
  none.reason = "the last concentrations do not fall";
  return none;
}

double value_at(const NcaCurve& curve, const TerminalPhase& terminal, const NcaOptions& options, double time) {
  const auto& knots = curve.knots;
  if (time > knots.back().x) return knots.back().y * std::exp(-terminal.rate * (time - knots.back().x));
  const auto after = std::ranges::lower_bound(knots, time, {}, &CurveKnot::x);
  if (after == knots.begin()) return after->y;
  return value_between(*(after - 1), *after, time, options.rule);
}

Area area_of(const NcaCurve& curve, const TerminalPhase& terminal, const NcaOptions& options, double from,
             double until) {
  const auto& knots = curve.knots;
  if (!(from < until)) return {.area = from == until ? 0 : kNaN, .moment = from == until ? 0 : kNaN};
  std::vector<CurveKnot> part{{from, value_at(curve, terminal, options, from)}};
  for (const CurveKnot& knot : knots)
    if (knot.x > from && knot.x < until) part.push_back(knot);
  part.push_back({until, value_at(curve, terminal, options, until)});
  Area sum;
  for (std::size_t i = 1; i < part.size(); ++i) {
    const bool is_tail = part[i - 1].x >= knots.back().x;
    const Area stretch = area_between(part[i - 1], part[i], is_tail ? AreaRule::logarithmic : options.rule);
    sum.area += stretch.area;
    sum.moment += stretch.moment;
  }
  return sum;
}

}  // namespace emtansim::stats
