// SPDX-License-Identifier: Apache-2.0
/// Rank tests: observed against expected events over the risk sets, within strata.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "emtansim/stats/distributions.h"
#include "emtansim/stats/survival.h"
#include "emtansim/stats/survival_rows.h"

namespace emtansim::stats {

namespace {

std::vector<int> distinct(std::span<const int> labels) {
  std::vector<int> result(labels.begin(), labels.end());
  std::sort(result.begin(), result.end());
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

std::string complaint_about_labels(const SurvivalData& data, std::span<const int> groups, std::span<const int> strata) {
  if (!data.weights.empty()) return "rank tests do not take weights of rows; repeat the rows";
  if (groups.size() != data.times.size()) return "there is not one group for each row";
  if (!strata.empty() && strata.size() != data.times.size()) return "there is not one stratum for each row";
  if (distinct(groups).size() < 2) return "there is only one group; nothing to compare";
  return {};
}

/// Sums over risk sets for each group.
struct Sums {
  explicit Sums(std::size_t groups) : observed(groups), expected(groups), covariance(groups * groups) {}
  std::vector<double> observed;
  std::vector<double> expected;
  std::vector<double> covariance;  ///< of observed - expected, row by row
};

double weight_of(const RankTestWeights& weights, double survival_before, double at_risk) {
  if (weights.kind == RankTestWeights::Kind::at_risk) return at_risk;
  return std::pow(survival_before, weights.rho) * std::pow(1 - survival_before, weights.gamma);
}

/// The hypergeometric mean and covariance of one risk set, `at_risk` by group.
void add_risk_set(Sums& sums, const RiskSet& set, const std::vector<double>& at_risk, double weight) {
  const std::size_t groups = at_risk.size();
  const double spread = set.at_risk > 1 ? set.events * (set.at_risk - set.events) / (set.at_risk - 1) : 0;
  for (std::size_t i = 0; i < groups; ++i) {
    const double share = at_risk[i] / set.at_risk;
    sums.expected[i] += weight * set.events * share;
    for (std::size_t j = 0; j < groups; ++j) {
      const double other = at_risk[j] / set.at_risk;
      sums.covariance[i * groups + j] += weight * weight * spread * share * ((i == j ? 1 : 0) - other);
    }
  }
}

/// Adds the rows of one stratum.
void add_stratum(Sums& sums, const SurvivalData& data, const std::vector<std::size_t>& rows,
                 std::span<const int> groups, const std::vector<int>& labels, const RankTestWeights& weights) {
  std::vector<RiskCounter> counters;
  std::vector<std::vector<RiskSet>> own_sets;
  for (const int label : labels) {
    std::vector<std::size_t> own;
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(own),
                 [&](std::size_t row) { return groups[row] == label; });
    counters.emplace_back(data, own);
    own_sets.push_back(risk_sets(data, own));
  }
  std::vector<std::size_t> next(labels.size(), 0);
  std::vector<double> at_risk(labels.size());
  const double tolerance = time_tolerance(data);
  double survival = 1;
  for (const RiskSet& set : risk_sets(data, rows)) {
    const double weight = weight_of(weights, survival, set.at_risk);
    for (std::size_t g = 0; g < labels.size(); ++g) {
      at_risk[g] = counters[g].at_risk(set.time);
      for (; next[g] < own_sets[g].size() && own_sets[g][next[g]].time <= set.time + tolerance; ++next[g]) {
        sums.observed[g] += weight * own_sets[g][next[g]].events;
      }
    }
    add_risk_set(sums, set, at_risk, weight);
    survival *= 1 - set.events / set.at_risk;
  }
}

/// u' V^- u and the rank of V over all groups but the last, by elimination; a group without variance counts nothing.
void add_statistic(RankTest& test, const Sums& sums) {
  const std::size_t groups = test.groups.size();
  const std::size_t size = groups - 1;
  std::vector<double> matrix = sums.covariance;
  std::vector<double> left(size);
  for (std::size_t i = 0; i < size; ++i) left[i] = sums.observed[i] - sums.expected[i];
  double statistic = 0;
  constexpr double kSingular = 1e-12;
  for (std::size_t k = 0; k < size; ++k) {
    const double pivot = matrix[k * groups + k];
    if (!(pivot > kSingular * sums.covariance[k * groups + k])) continue;
    statistic += left[k] * left[k] / pivot;
    test.degrees += 1;
    for (std::size_t i = k + 1; i < size; ++i) {
      const double factor = matrix[i * groups + k] / pivot;
      for (std::size_t j = k; j < size; ++j) matrix[i * groups + j] -= factor * matrix[k * groups + j];
      left[i] -= factor * left[k];
    }
  }
  if (test.degrees == 0) {
    test.reason = "no event happened while two groups were at risk; nothing to compare";
    return;
  }
  test.variance = sums.covariance[0];
  test.statistic = statistic;
  test.p_value = upper_tail(ChiSquare{.degrees = test.degrees}, statistic);
  test.status = FitStatus::converged;
}

}  // namespace

RankTest log_rank(const SurvivalData& data, std::span<const int> groups, const RankTestWeights& weights,
                  std::span<const int> strata) {
  RankTest test;
  test.reason = complaint_about(data);
  if (test.reason.empty()) test.reason = complaint_about_labels(data, groups, strata);
  if (!test.reason.empty()) return test;
  test.groups = distinct(groups);
  Sums sums(test.groups.size());
  const std::vector<std::size_t> everyone = all_rows(data);
  for (const int stratum : strata.empty() ? std::vector<int>{0} : distinct(strata)) {
    std::vector<std::size_t> rows;
    std::copy_if(everyone.begin(), everyone.end(), std::back_inserter(rows),
                 [&](std::size_t row) { return strata.empty() || strata[row] == stratum; });
    add_stratum(sums, data, rows, groups, test.groups, weights);
  }
  test.observed = sums.observed;
  test.expected = sums.expected;
  add_statistic(test, sums);
  return test;
}

}  // namespace emtansim::stats
