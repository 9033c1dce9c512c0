// SPDX-License-Identifier: Apache-2.0
/// Reader of [[population.spread]] and [[population.correlation]].
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "emtansim/experiment/population_parts.h"
#include "emtansim/experiment/sections.h"
#include "emtansim/experiment/values.h"

namespace emtansim::experiment {

namespace {

// Relative; two halves of a matrix that differ by more were not meant to be one.
constexpr double kSymmetric = 1e-9;
// A coefficient of variation or factor beyond these is a slip: no published spread is near them.
constexpr double kLargestCv = 10;
constexpr double kLargestFactor = 1e6;

Shape read_shape(const TomlTable& table) {
  static const std::vector<std::string> kWords = {"lognormal", "normal", "uniform", "loguniform"};
  constexpr Shape kShapes[] = {Shape::lognormal, Shape::normal, Shape::uniform, Shape::loguniform};
  const auto value = table.find("distribution");
  if (!value) return Shape::lognormal;
  const std::string word = value->text();
  const auto found = std::ranges::find(kWords, word);
  if (found == kWords.end())
    value->refuse("unknown-word", fmt::format("'distribution' is \"{}\"", word), "", suggestion(word, kWords));
  return kShapes[found - kWords.begin()];
}

void refuse_keys(const TomlTable& table, std::initializer_list<std::string_view> keys, std::string_view shape) {
  for (const auto key : keys) {
    if (table.has(key))
      table.at(key).refuse("contradiction", fmt::format("'{}' does not belong to a {} distribution", key, shape));
  }
}

double read_cv(const TomlValue& value) {
  const double cv = value.quantity_of(dimension::kOne).value;
  if (!(cv > 0 && cv <= kLargestCv)) {
    value.refuse("bad-spread", fmt::format("{} is {}", value.name(), to_short(cv)),
                 fmt::format("it must be above 0 and at most {}", kLargestCv), "write for example cv = \"30 %\"");
  }
  return cv;
}

double read_log_width(const TomlTable& table) {
  if (table.has("cv")) {
    const double cv = read_cv(table.at("cv"));
    return std::sqrt(std::log1p(cv * cv));
  }
  const TomlValue value = table.at("factor95");
  const double factor = value.number();
  if (!(factor > 1 && factor <= kLargestFactor)) {
    value.refuse("bad-spread", fmt::format("'factor95' is {}", to_short(factor)),
                 fmt::format("it must be above 1 and at most {}", to_short(kLargestFactor)),
                 "95 % lie within the value times or divided by it");
  }
  return std::log(factor) / 2;
}

Distribution read_range(const TomlTable& table, Shape shape) {
  const TomlValue upper = table.at("to");
  const Distribution range{.shape = shape, .spread = 0, .from = table.at("from").quantity(), .to = upper.quantity()};
  if (range.from.dimension != range.to.dimension)
    upper.refuse("wrong-unit", "'from' and 'to' have units of different kinds");
  if (range.from.value < 0 || (shape == Shape::loguniform && !(range.from.value > 0))) {
    table.at("from").refuse("not-positive", fmt::format("'from' is {}", to_short(range.from.value)),
                            shape == Shape::loguniform ? "a logarithm needs values above zero" : "it is below zero");
  }
  if (!(range.to.value > range.from.value)) upper.refuse("out-of-order", "'to' must be above 'from'");
  return range;
}

std::vector<Named> read_different_names(const TomlTable& table, std::string_view key) {
  const TomlValue list = table.at(key);
  const std::vector<Named> names = to_names(table, key);
  if (names.size() < 2) list.refuse("too-few", fmt::format("'{}' names {} value", key, names.size()), "two at least");
  return names;
}

std::vector<double> read_matrix(const TomlValue& value, std::size_t size) {
  std::vector<double> matrix;
  const auto rows = value.list();
  const auto refuse_shape = [&] {
    value.refuse("bad-matrix", fmt::format("{} is not {} rows of {} numbers", value.name(), size, size),
                 "a row and a column for each name in 'of'", "write for example [[1, 0.5], [0.5, 1]]");
  };
  if (rows.size() != size) refuse_shape();
  for (const auto& row : rows) {
    const auto items = row.list();
    if (items.size() != size) refuse_shape();
    for (const auto& item : items) matrix.push_back(item.number());
  }
  return matrix;
}

void expect_symmetric(const TomlValue& value, const std::vector<Named>& of, const std::vector<double>& matrix) {
  for (std::size_t i = 0; i < of.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const double low = matrix[i * of.size() + j];
      const double high = matrix[j * of.size() + i];
      if (std::abs(low - high) <= kSymmetric * std::max(std::abs(low), std::abs(high))) continue;
      value.refuse("bad-matrix", fmt::format("{} is not symmetric", value.name()),
                   fmt::format("'{}' with '{}' is {}, the other way round {}", of[j].text, of[i].text, to_short(high),
                               to_short(low)));
    }
  }
}

// Between -1 and 1; that all of them fit together is seen when every correlation is known.
void expect_coefficients(const TomlValue& value, const std::vector<Named>& of, const std::vector<double>& matrix) {
  for (std::size_t i = 0; i < of.size(); ++i) {
    for (std::size_t j = 0; j < of.size(); ++j) {
      const double r = matrix[i * of.size() + j];
      if (i == j && std::abs(r - 1) <= kSymmetric) continue;
      if (i != j && r > -1 && r < 1) continue;
      value.refuse("bad-correlation",
                   fmt::format("the correlation of '{}' with '{}' is {}", of[i].text, of[j].text, to_short(r)),
                   i == j ? "with itself it is 1" : "it lies between -1 and 1, both excluded");
    }
  }
}

// Variances become log-normal spreads; what is left are coefficients.
void take_variances(const TomlValue& value, CorrelationRequest& correlation, PopulationRequest& population) {
  const std::size_t size = correlation.of.size();
  std::vector<double> sd(size);
  for (std::size_t i = 0; i < size; ++i) {
    const double variance = correlation.matrix[i * size + i];
    if (!(variance > 0 && std::sqrt(variance) <= kLargestCv)) {
      value.refuse("bad-spread", fmt::format("the variance of '{}' is {}", correlation.of[i].text, to_short(variance)),
                   "it must be above 0; it is that of the natural logarithm");
    }
    sd[i] = std::sqrt(variance);
    SpreadRequest spread{.parameter = correlation.of[i],
                         .distribution = {.shape = Shape::lognormal, .spread = sd[i], .from = {}, .to = {}},
                         .between = correlation.between.value_or(Level::cells),
                         .because = correlation.because,
                         .where = correlation.where};
    population.spreads.push_back(std::move(spread));
  }
  correlation.between = correlation.between.value_or(Level::cells);
  for (std::size_t i = 0; i < size; ++i)
    for (std::size_t j = 0; j < size; ++j)
      correlation.matrix[i * size + j] = i == j ? 1 : correlation.matrix[i * size + j] / (sd[i] * sd[j]);
}

std::string read_reason(const TomlTable& table, const std::string& what) {
  if (!table.has("because"))
    table.refuse("missing-reason", fmt::format("{} needs a reason", what), "", "add because = \"...\"");
  return table.at("because").text();
}

}  // namespace

Distribution read_distribution(const TomlTable& table, const std::string& what) {
  const Shape shape = read_shape(table);
  if (shape == Shape::uniform || shape == Shape::loguniform) {
    refuse_keys(table, {"cv", "factor95"}, shape == Shape::uniform ? "uniform" : "loguniform");
    return read_range(table, shape);
  }
  refuse_keys(table, {"from", "to"}, shape == Shape::normal ? "normal" : "log-normal");
  const bool has_cv = table.has("cv");
  const bool has_factor = table.has("factor95");
  if (has_cv && has_factor) table.refuse("contradiction", fmt::format("{} has both 'cv' and 'factor95'", what));
  if (shape == Shape::normal) {
    refuse_keys(table, {"factor95"}, "normal");
    return {.shape = shape, .spread = read_cv(table.at("cv")), .from = {}, .to = {}};
  }
  if (!has_cv && !has_factor) {
    table.refuse("no-distribution", fmt::format("{} has no distribution", what), "how far it spreads is not said",
                 "add cv = \"30 %\", factor95 = 2, or distribution = \"uniform\" with 'from' and 'to'");
  }
  return {.shape = shape, .spread = read_log_width(table), .from = {}, .to = {}};
}

SpreadRequest read_spread_request(const TomlTable& table) {
  static const std::vector<std::string> kKeys = {"parameter", "distribution", "cv",      "factor95",
                                                 "from",      "to",           "between", "because"};
  table.refuse_unknown_keys(kKeys);
  SpreadRequest spread;
  spread.where = table.where();
  spread.parameter = to_named(table.at("parameter"));
  (void)to_override(spread.parameter.text, spread.parameter.where);
  const std::string what = fmt::format("the spread of '{}'", spread.parameter.text);
  spread.distribution = read_distribution(table, what);
  if (const auto between = table.find("between")) spread.between = read_level(*between);
  spread.because = read_reason(table, what);
  return spread;
}

void read_correlation(const TomlTable& table, PopulationRequest& population) {
  static const std::vector<std::string> kKeys = {"of", "coefficient", "matrix", "covariance", "between", "because"};
  table.refuse_unknown_keys(kKeys);
  CorrelationRequest correlation;
  correlation.where = table.where();
  correlation.of = read_different_names(table, "of");
  if (const auto between = table.find("between")) correlation.between = read_level(*between);
  correlation.because = read_reason(table, "a correlation");
  const auto coefficient = table.find("coefficient");
  const auto matrix = table.find("matrix");
  const auto covariance = table.find("covariance");
  if (coefficient.has_value() + matrix.has_value() + covariance.has_value() != 1) {
    table.refuse("contradiction", "a correlation needs one of 'coefficient', 'matrix' and 'covariance'", "",
                 "write for example of = [\"a.x\", \"b.y\"] and coefficient = 0.5");
  }
  const std::size_t size = correlation.of.size();
  const TomlValue given = coefficient ? *coefficient : matrix ? *matrix : *covariance;
  if (coefficient) {
    correlation.matrix.assign(size * size, given.number());
    for (std::size_t i = 0; i < size; ++i) correlation.matrix[i * size + i] = 1;
  } else {
    correlation.matrix = read_matrix(given, size);
    expect_symmetric(given, correlation.of, correlation.matrix);
    if (covariance) take_variances(given, correlation, population);
  }
  expect_coefficients(given, correlation.of, correlation.matrix);
  population.correlations.push_back(std::move(correlation));
}

}  // namespace emtansim::experiment
