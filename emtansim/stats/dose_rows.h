// SPDX-License-Identifier: Apache-2.0
/// Rows of a dose-response experiment, checked, grouped by dose and scaled to order 1. Private to stats.
#pragma once

#include <cstddef>
#include <string>

#include "emtansim/stats/dose_response.h"
#include "emtansim/stats/logistic.h"

namespace emtansim::stats {

/// The rows of one fit. On the problem's scale responses are response / response_scale, log doses
/// ln(dose) - log_dose_centre, and weights weight / weight_scale, so that their sum is the number of rows.
struct DoseRows {
  LogisticProblem problem;
  Parameters held{};  ///< scaled values of the held parameters; zero for the others
  double response_scale = 1;
  double log_dose_centre = 0;
  double weight_scale = 1;
  std::size_t count = 0;
  double lowest_log_dose = 0;     ///< scaled, of doses above zero
  double highest_log_dose = 0;    ///< scaled
  double log_weight = 0;          ///< sum of ln(weight) of the rows, not scaled
  double mean = 0;                ///< weighted mean response, scaled
  double squares_about_mean = 0;  ///< scaled, weighted, of all rows
  double pure_error = 0;          ///< scaled, weighted, of rows about the means of their dose

  [[nodiscard]] std::size_t fitted_parameters() const;
};

/// Empty when rows and options can be fitted; otherwise what is wrong.
std::string complaint_about(const DoseResponseData& data, const DoseResponseOptions& options);

/// The scaled rows; only for data without complaint. Rows are sorted first, so that their order leaves no trace.
DoseRows group_rows(const DoseResponseData& data, const DoseResponseOptions& options);

}  // namespace emtansim::stats
