// SPDX-License-Identifier: Apache-2.0
/// Calibration by standards: a weighted line, what each standard reads back, the limits it holds between.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emtansim/base/base.h"
#include "emtansim/stats/stats.h"

namespace emtansim::spectra {

/// Weight of a standard of level x.
enum class Weighting { one, one_over_x, one_over_x2 };
std::string_view to_text(Weighting weighting);  ///< "1", "1/x", "1/x2"
/// Throws InputError "unknown-word".
Weighting parse_weighting(std::string_view text, const Where& where = {});

/// What a standard must read back to count.
struct CalibrationRules {
  Weighting weighting = Weighting::one_over_x2;
  double accuracy = 0.15;        ///< largest deviation, share of the nominal level
  double lower_accuracy = 0.20;  ///< the same at the lowest level
  int fewest_levels = 4;         ///< different levels above zero
};

/// A standard: nominal level and response (ratio of areas, or an area), both above zero.
struct Standard {
  std::string name;
  double level = 0;
  double response = 0;
};

/// A standard read off the line.
struct ReadBack {
  Standard standard;
  double found = std::numeric_limits<double>::quiet_NaN();
  double deviation = std::numeric_limits<double>::quiet_NaN();  ///< found / nominal - 1
  bool passes = false;
};

struct CalibrationLine {
  stats::LineFit fit;  ///< response = intercept + slope level
  CalibrationRules rules;
  std::vector<ReadBack> standards;                                ///< by level
  double lower_limit = std::numeric_limits<double>::quiet_NaN();  ///< lowest level from which all levels pass (LLOQ)
  double upper_limit = std::numeric_limits<double>::quiet_NaN();  ///< highest level that passes
  std::string problem;                                            ///< empty, or why nothing can be read off

  [[nodiscard]] bool is_usable() const { return problem.empty(); }
};

/// Fits y = a + b x with weights by level [@almeida2002]. A level passes where at least two thirds of its standards do.
/// The limits are those of the longest run of passing levels. Bad standards give a line with a `problem`.
CalibrationLine calibrate(std::vector<Standard> standards, const CalibrationRules& rules = {});

/// A level read off the line, with its standard error from the scatter of the standards and the line's own.
struct ReadLevel {
  double level = std::numeric_limits<double>::quiet_NaN();
  double standard_error = std::numeric_limits<double>::quiet_NaN();
};
ReadLevel read_level(const CalibrationLine& line, double response);

}  // namespace emtansim::spectra
