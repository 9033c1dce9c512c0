// SPDX-License-Identifier: Apache-2.0
/// Subjects checked and sorted by time, and risk sets counted. Private to stats.
#pragma once

#include <string>
#include <vector>

#include "emtansim/stats/survival.h"

namespace emtansim::stats {

/// Empty when the data can be used; otherwise what is wrong.
std::string complaint_about(const SurvivalData& data);

/// One distinct event time.
struct RiskSet {
  double time;
  double at_risk;
  double events;
};

/// Rows of `data` (all, or those listed) reduced to their risk sets, times rising. Only for data without complaint.
std::vector<RiskSet> risk_sets(const SurvivalData& data, const std::vector<std::size_t>& rows);

/// 0, 1, ... for every row.
std::vector<std::size_t> all_rows(const SurvivalData& data);

/// Times closer than this share of the longest are equal: 0.1 + 0.2 and 0.3 are tied.
inline constexpr double kSameTime = 1e-9;
double time_tolerance(const SurvivalData& data);

/// Number at risk among the rows just before `time`, on sorted columns.
class RiskCounter {
 public:
  RiskCounter(const SurvivalData& data, const std::vector<std::size_t>& rows);
  [[nodiscard]] double at_risk(double time) const;

 private:
  /// Values rising, with the sum of the weights from each on.
  struct Tail {
    std::vector<double> values;
    std::vector<double> weight_from;
    [[nodiscard]] double from(double value) const;
  };
  static Tail tail_of(std::span<const double> column, const SurvivalData& data, const std::vector<std::size_t>& rows);

  Tail times_;
  Tail entries_;
  double tolerance_;
};

}  // namespace emtansim::stats
