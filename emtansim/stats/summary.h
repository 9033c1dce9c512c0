// SPDX-License-Identifier: Apache-2.0
/// Numbers that describe a column or compare two: mean, spread, quantiles, correlation, resampling.
#pragma once

#include <concepts>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "emtansim/stats/fitted_value.h"

namespace emtansim::stats {

/// A column in a few numbers; each has the unit of the column. NaN where there are too few values.
struct Summary {
  std::size_t count = 0;
  double mean = std::numeric_limits<double>::quiet_NaN();
  double sd = std::numeric_limits<double>::quiet_NaN();   ///< with count - 1 in the denominator
  double sem = std::numeric_limits<double>::quiet_NaN();  ///< standard error of the mean, sd / sqrt(count)
  ConfidenceInterval mean_interval = {};                  ///< two-sided, Student's t
  double minimum = std::numeric_limits<double>::quiet_NaN();
  double median = std::numeric_limits<double>::quiet_NaN();
  double maximum = std::numeric_limits<double>::quiet_NaN();
};

/// Summary of `values`; `level` in (0, 1). A NaN among the values makes every number NaN: drop missing ones before.
Summary summarise(std::span<const double> values, double level = 0.95);

/// The quantile of a sample, `probability` in [0, 1], by linear interpolation between order statistics (type 7 of
/// @hyndman1996, the default of R and NumPy). NaN for an empty column, a NaN in it, or a probability out of range.
double sample_quantile(std::span<const double> values, double probability);

/// Difference of two means without the assumption of equal variances [@welch1947].
struct MeanDifference {
  double difference = std::numeric_limits<double>::quiet_NaN();  ///< mean of the first minus mean of the second
  double standard_error = std::numeric_limits<double>::quiet_NaN();
  double degrees = std::numeric_limits<double>::quiet_NaN();  ///< Welch and Satterthwaite's, not a whole number
  double p_value = std::numeric_limits<double>::quiet_NaN();  ///< two-sided
  ConfidenceInterval interval = {};
};

/// Compares the means of two columns of at least two values each; NaN where there are fewer or nothing varies.
MeanDifference compare_means(std::span<const double> first, std::span<const double> second, double level = 0.95);

/// A correlation; no unit, -1 to 1.
struct Correlation {
  std::size_t count = 0;
  double coefficient = std::numeric_limits<double>::quiet_NaN();
  double p_value = std::numeric_limits<double>::quiet_NaN();  ///< two-sided, from t with count - 2 degrees of freedom
  ConfidenceInterval interval = {};                           ///< Fisher's z, needs four pairs
};

/// Product-moment correlation of paired columns (equal lengths). NaN where a column does not vary or holds a NaN.
Correlation pearson_correlation(std::span<const double> x, std::span<const double> y, double level = 0.95);

/// Rank correlation, ties sharing their mean rank; p value and interval are the usual approximations, with the
/// variance of z enlarged as @bonett2000 advise.
Correlation spearman_correlation(std::span<const double> x, std::span<const double> y, double level = 0.95);

/// Ranks from 1, ties sharing their mean rank.
std::vector<double> ranks(std::span<const double> values);

/// Values of `statistic` on resamples of `values` drawn with replacement [@efron1993]. The caller supplies the random
/// numbers: `uniforms` in [0, 1), one for each value of each resample; as many resamples are made as they suffice for.
template <std::invocable<std::span<const double>> Statistic>
std::vector<double> bootstrap(std::span<const double> values, Statistic statistic, std::span<const double> uniforms) {
  std::vector<double> results;
  if (values.empty()) return results;
  std::vector<double> resample(values.size());
  for (std::size_t used = 0; used + values.size() <= uniforms.size(); used += values.size()) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto pick = static_cast<std::size_t>(uniforms[used + i] * static_cast<double>(values.size()));
      resample[i] = values[pick < values.size() ? pick : values.size() - 1];
    }
    results.push_back(statistic(std::span<const double>(resample)));
  }
  return results;
}

/// The middle `level` of a column of bootstrap results, by quantiles.
ConfidenceInterval percentile_interval(std::span<const double> results, double level = 0.95);

}  // namespace emtansim::stats
