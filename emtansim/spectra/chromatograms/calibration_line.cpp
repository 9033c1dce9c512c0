// SPDX-License-Identifier: Apache-2.0
/// Calibration lines.
#include "emtansim/spectra/chromatograms/calibration_line.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace emtansim::spectra {

namespace {

const std::vector<std::string> kWeightings = {"1", "1/x", "1/x2"};

double weight_at(double level, Weighting weighting) {
  if (weighting == Weighting::one) return 1;
  return weighting == Weighting::one_over_x ? 1 / level : 1 / (level * level);
}

/// One level and whether it passes.
struct Level {
  double value = 0;
  int passing = 0;
  int all = 0;
  [[nodiscard]] bool passes() const { return 3 * passing >= 2 * all; }
};

std::vector<Level> levels_of(const std::vector<ReadBack>& standards) {
  std::vector<Level> levels;
  for (const auto& read : standards) {
    if (levels.empty() || levels.back().value != read.standard.level)
      levels.push_back({.value = read.standard.level, .passing = 0, .all = 0});
    ++levels.back().all;
    if (read.passes) ++levels.back().passing;
  }
  return levels;
}

/// Limits of the longest run of levels that pass; the first of equals is taken.
void set_limits(CalibrationLine& line) {
  const auto levels = levels_of(line.standards);
  std::size_t longest = 0;
  for (std::size_t i = 0; i < levels.size();) {
    std::size_t end = i;
    while (end < levels.size() && levels[end].passes()) ++end;
    if (end - i > longest) {
      longest = end - i;
      line.lower_limit = levels[i].value;
      line.upper_limit = levels[end - 1].value;
    }
    i = std::max(end, i + 1);
  }
  if (longest < 2) line.problem = "no two neighbouring levels read back within their limits";
}

std::string problem_of(const std::vector<Standard>& standards, const CalibrationRules& rules) {
  int levels = 0;
  double last = 0;
  for (const auto& standard : standards) {
    if (!(standard.level > 0) || !std::isfinite(standard.level) || !std::isfinite(standard.response))
      return fmt::format("standard '{}' has no level above zero or no response", standard.name);
    if (standard.level != last) ++levels;
    last = standard.level;
  }
  if (levels < rules.fewest_levels)
    return fmt::format("{} levels of standards were read, {} are needed", levels, rules.fewest_levels);
  return {};
}

}  // namespace

std::string_view to_text(Weighting weighting) { return kWeightings[static_cast<std::size_t>(weighting)]; }

Weighting parse_weighting(std::string_view text, const Where& where) {
  const auto found = std::ranges::find(kWeightings, text);
  if (found == kWeightings.end())
    throw InputError(
        where, {"unknown-word", fmt::format("there is no weighting '{}'", text), "", suggestion(text, kWeightings)});
  return static_cast<Weighting>(found - kWeightings.begin());
}

CalibrationLine calibrate(std::vector<Standard> standards, const CalibrationRules& rules) {
  std::ranges::stable_sort(standards, {}, &Standard::level);
  CalibrationLine line;
  line.rules = rules;
  line.problem = problem_of(standards, rules);
  for (auto& standard : standards) {
    ReadBack read;
    read.standard = std::move(standard);
    line.standards.push_back(std::move(read));
  }
  if (!line.is_usable()) return line;
  std::vector<double> levels;
  std::vector<double> responses;
  std::vector<double> weights;
  for (const auto& read : line.standards) {
    levels.push_back(read.standard.level);
    responses.push_back(read.standard.response);
    weights.push_back(weight_at(read.standard.level, rules.weighting));
  }
  line.fit = stats::fit_line({.x = levels, .y = responses, .weights = weights});
  if (line.fit.status != stats::FitStatus::converged || !(line.fit.slope.value > 0)) {
    line.problem = line.fit.reason.empty() ? "the response does not rise with the level" : line.fit.reason;
    return line;
  }
  for (auto& read : line.standards) {
    read.found = (read.standard.response - line.fit.intercept.value) / line.fit.slope.value;
    read.deviation = read.found / read.standard.level - 1;
    const bool is_lowest = read.standard.level == levels.front();
    read.passes = std::abs(read.deviation) <= (is_lowest ? rules.lower_accuracy : rules.accuracy);
  }
  set_limits(line);
  return line;
}

// Variance of x0 = (y0 - a)/b by the delta method: (s^2/w(x0) + var a + 2 x0 cov + x0^2 var b) / b^2.
ReadLevel read_level(const CalibrationLine& line, double response) {
  ReadLevel read;
  if (!line.is_usable() || !std::isfinite(response)) return read;
  const auto& fit = line.fit;
  const double slope = fit.slope.value;
  read.level = (response - fit.intercept.value) / slope;
  const double at = std::max(read.level, line.lower_limit);  // weights have no meaning at and below zero
  const double scatter = fit.residual_sd * fit.residual_sd / weight_at(at, line.rules.weighting);
  const double of_line = fit.intercept.standard_error * fit.intercept.standard_error + 2 * at * fit.covariance +
                         at * at * fit.slope.standard_error * fit.slope.standard_error;
  read.standard_error = std::sqrt(std::max(0.0, scatter + of_line)) / slope;
  return read;
}

}  // namespace emtansim::spectra
