// SPDX-License-Identifier: Apache-2.0
/// Checks and counts of time-to-event data.
#include "emtansim/stats/survival_rows.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace emtansim::stats {
namespace {

double weight_of(const SurvivalData& data, std::size_t row) { return data.weights.empty() ? 1 : data.weights[row]; }

std::string complaint_about_row(const SurvivalData& data, std::size_t i) {
  const std::string row = std::to_string(i + 1);
  if (!std::isfinite(data.times[i]) || data.times[i] < 0) return "time " + row + " is negative or not finite";
  if (data.events[i] != 0 && data.events[i] != 1) {
    return "event " + row + " is neither 0 (censored) nor 1 (event); recode the status";
  }
  if (!data.entries.empty() && !(data.entries[i] < data.times[i])) {
    return "row " + row + " enters at or after its end; leave it out";
  }
  if (!data.weights.empty() && (!(data.weights[i] > 0) || std::isinf(data.weights[i]))) {
    return "weight " + row + " is not positive and finite";
  }
  return {};
}

}  // namespace

std::string complaint_about(const SurvivalData& data) {
  const std::size_t rows = data.times.size();
  if (rows == 0) return "there are no rows";
  if (data.events.size() != rows) return "the columns of times and events differ in length";
  if (!data.entries.empty() && data.entries.size() != rows) return "there is not one entry for each row";
  if (!data.weights.empty() && data.weights.size() != rows) return "there is not one weight for each row";
  for (std::size_t i = 0; i < rows; ++i) {
    if (std::string complaint = complaint_about_row(data, i); !complaint.empty()) return complaint;
  }
  return {};
}

std::vector<std::size_t> all_rows(const SurvivalData& data) {
  std::vector<std::size_t> rows(data.times.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return rows;
}

double time_tolerance(const SurvivalData& data) {
  return kSameTime * *std::max_element(data.times.begin(), data.times.end());
}

RiskCounter::Tail RiskCounter::tail_of(std::span<const double> column, const SurvivalData& data,
                                       const std::vector<std::size_t>& rows) {
  std::vector<std::size_t> order = rows;
  std::sort(order.begin(), order.end(), [column](std::size_t a, std::size_t b) { return column[a] < column[b]; });
  Tail tail;
  tail.values.reserve(order.size());
  tail.weight_from.assign(order.size() + 1, 0);
  for (const std::size_t row : order) tail.values.push_back(column[row]);
  for (std::size_t i = order.size(); i-- > 0;) {
    tail.weight_from[i] = tail.weight_from[i + 1] + weight_of(data, order[i]);
  }
  return tail;
}

double RiskCounter::Tail::from(double value) const {
  const auto first = std::lower_bound(values.begin(), values.end(), value);
  return weight_from[static_cast<std::size_t>(first - values.begin())];
}

RiskCounter::RiskCounter(const SurvivalData& data, const std::vector<std::size_t>& rows)
    : times_(tail_of(data.times, data, rows)),
      entries_(data.entries.empty() ? Tail{.values = {}, .weight_from = {0}} : tail_of(data.entries, data, rows)),
      tolerance_(time_tolerance(data)) {}

double RiskCounter::at_risk(double time) const {
  return times_.from(time - tolerance_) - entries_.from(time - tolerance_);
}

std::vector<RiskSet> risk_sets(const SurvivalData& data, const std::vector<std::size_t>& rows) {
  std::vector<std::size_t> order;
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(order),
               [&data](std::size_t row) { return data.events[row] == 1; });
  std::sort(order.begin(), order.end(),
            [&data](std::size_t a, std::size_t b) { return data.times[a] < data.times[b]; });
  const RiskCounter counter(data, rows);
  const double tolerance = time_tolerance(data);
  std::vector<RiskSet> sets;
  for (const std::size_t row : order) {
    if (sets.empty() || data.times[row] > sets.back().time + tolerance) {
      sets.push_back({.time = data.times[row], .at_risk = counter.at_risk(data.times[row]), .events = 0});
    }
    sets.back().events += weight_of(data, row);
  }
  return sets;
}

}  // namespace emtansim::stats
