// SPDX-License-Identifier: Apache-2.0
/// Columns described and compared.
#include "emtansim/stats/summary.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "emtansim/stats/distributions.h"

namespace emtansim::stats {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

bool has_nan(std::span<const double> values) {
  return std::any_of(values.begin(), values.end(), [](double value) { return std::isnan(value); });
}

std::vector<double> sorted(std::span<const double> values) {
  std::vector<double> copy(values.begin(), values.end());
  std::sort(copy.begin(), copy.end());
  return copy;
}

double quantile_of_sorted(std::span<const double> values, double probability) {
  const double position = probability * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const double share = position - static_cast<double>(below);
  if (share == 0) return values[below];
  return (1 - share) * values[below] + share * values[below + 1];
}

double mean_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Sum of squares about the mean; two passes, so that a large mean costs no digits.
double squares_about(std::span<const double> values, double mean) {
  return std::accumulate(values.begin(), values.end(), 0.0,
                         [mean](double sum, double value) { return sum + (value - mean) * (value - mean); });
}

ConfidenceInterval fisher_interval(double coefficient, double standard_error, double level) {
  const double z = std::atanh(coefficient);
  const double reach = quantile(Normal{}, 0.5 + 0.5 * level) * standard_error;
  return {.lower = std::tanh(z - reach), .upper = std::tanh(z + reach)};
}

/// Coefficient and p value; the interval differs between the kinds of correlation.
Correlation correlate(std::span<const double> x, std::span<const double> y) {
  Correlation result;
  result.count = x.size();
  if (x.size() != y.size() || x.size() < 2 || has_nan(x) || has_nan(y)) return result;
  const double mean_x = mean_of(x);
  const double mean_y = mean_of(y);
  double product = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    product += (x[i] - mean_x) * (y[i] - mean_y);
  }
  const double norm = std::sqrt(squares_about(x, mean_x)) * std::sqrt(squares_about(y, mean_y));
  if (!(norm > 0)) return result;
  result.coefficient = std::clamp(product / norm, -1.0, 1.0);
  if (x.size() > 2) {
    const double degrees = static_cast<double>(x.size() - 2);
    const double rest = (1 - result.coefficient) * (1 + result.coefficient);
    result.p_value = two_sided_p(StudentT{.degrees = degrees}, result.coefficient * std::sqrt(degrees / rest));
  }
  return result;
}

}  // namespace

Summary summarise(std::span<const double> values, double level) {
  Summary summary;
  summary.count = values.size();
  if (values.empty() || has_nan(values)) return summary;
  const std::vector<double> ordered = sorted(values);
  summary.minimum = ordered.front();
  summary.median = quantile_of_sorted(ordered, 0.5);
  summary.maximum = ordered.back();
  summary.mean = mean_of(ordered);
  if (ordered.size() < 2) return summary;
  const double count = static_cast<double>(ordered.size());
  summary.sd = std::sqrt(squares_about(ordered, summary.mean) / (count - 1));
  summary.sem = summary.sd / std::sqrt(count);
  const double reach = two_sided_quantile(StudentT{.degrees = count - 1}, level) * summary.sem;
  summary.mean_interval = {.lower = summary.mean - reach, .upper = summary.mean + reach};
  return summary;
}

double sample_quantile(std::span<const double> values, double probability) {
  if (values.empty() || has_nan(values) || !(probability >= 0 && probability <= 1)) return kNaN;
  return quantile_of_sorted(sorted(values), probability);
}

MeanDifference compare_means(std::span<const double> first, std::span<const double> second, double level) {
  const Summary a = summarise(first, level);
  const Summary b = summarise(second, level);
  MeanDifference result;
  result.difference = a.mean - b.mean;
  result.standard_error = std::hypot(a.sem, b.sem);
  if (!(result.standard_error > 0)) return result;
  const double share_a = std::pow(a.sem / result.standard_error, 4) / static_cast<double>(a.count - 1);
  const double share_b = std::pow(b.sem / result.standard_error, 4) / static_cast<double>(b.count - 1);
  result.degrees = 1 / (share_a + share_b);
  const StudentT t{.degrees = result.degrees};
  result.p_value = two_sided_p(t, result.difference / result.standard_error);
  const double reach = two_sided_quantile(t, level) * result.standard_error;
  result.interval = {.lower = result.difference - reach, .upper = result.difference + reach};
  return result;
}

std::vector<double> ranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [values](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> result(values.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    const double shared = 0.5 * static_cast<double>(begin + 1 + end);
    for (std::size_t k = begin; k < end; ++k) {
      result[order[k]] = shared;
    }
    begin = end;
  }
  return result;
}

Correlation pearson_correlation(std::span<const double> x, std::span<const double> y, double level) {
  Correlation result = correlate(x, y);
  if (x.size() > 3) {
    const double error = 1 / std::sqrt(static_cast<double>(x.size() - 3));
    result.interval = fisher_interval(result.coefficient, error, level);
  }
  return result;
}

Correlation spearman_correlation(std::span<const double> x, std::span<const double> y, double level) {
  if (has_nan(x) || has_nan(y)) return {.count = x.size()};
  Correlation result = correlate(ranks(x), ranks(y));
  if (x.size() > 3) {
    const double square = result.coefficient * result.coefficient;
    const double error = std::sqrt((1 + 0.5 * square) / static_cast<double>(x.size() - 3));
    result.interval = fisher_interval(result.coefficient, error, level);
  }
  return result;
}

ConfidenceInterval percentile_interval(std::span<const double> results, double level) {
  if (results.empty() || has_nan(results) || !(level > 0 && level < 1)) return {};
  const std::vector<double> ordered = sorted(results);
  return {.lower = quantile_of_sorted(ordered, 0.5 * (1 - level)),
          .upper = quantile_of_sorted(ordered, 0.5 * (1 + level))};
}

}  // namespace emtansim::stats
