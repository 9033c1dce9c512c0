// SPDX-License-Identifier: Apache-2.0
/// Correlated normal scores: the Cholesky factor of the correlations of all axes, and who contradicts whom.
#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "emtansim/study/population/draw_parts.h"

namespace emtansim::study {

namespace {

using experiment::CorrelationRequest;
using experiment::Level;
using experiment::Named;

// What is left of a variance once the values before are known: below this share the rest is rounding.
constexpr double kLeastRest = 1e-10;

/// Correlations of the axes that have any, as a full matrix.
struct Correlations {
  std::vector<std::size_t> axes;
  std::vector<std::vector<double>> matrix;
  std::vector<std::vector<const CorrelationRequest*>> asked_by;
};

std::vector<std::size_t> axes_called(const Named& name, const network::Network& network,
                                     const std::vector<DrawAxis>& axes) {
  std::vector<std::size_t> found;
  for (std::size_t a = 0; a < axes.size(); ++a)
    if (axes[a].target == Target::covariate && axes[a].name == name.text) found.push_back(a);
  if (!found.empty()) return found;
  const auto rows = rows_of(network, name);
  if (rows.size() > 1) {
    throw InputError(name.where, {"ambiguous-name", fmt::format("'{}' means {} parameters", name.text, rows.size()),
                                  "a correlation is of two values",
                                  fmt::format("write for example '{}'", network.parameters()[rows.front()].name)});
  }
  for (std::size_t a = 0; a < axes.size(); ++a)
    if (axes[a].target == Target::parameter && axes[a].index == rows.front()) found.push_back(a);
  if (!found.empty()) return found;
  throw InputError(name.where, {"no-distribution", fmt::format("'{}' does not vary", name.text),
                                "what is not drawn cannot be correlated", "add a [[population.spread]] for it"});
}

// The level at which all of them vary.
Level level_of(const CorrelationRequest& correlation, const std::vector<std::vector<std::size_t>>& candidates,
               const std::vector<DrawAxis>& axes) {
  std::vector<Level> common;
  for (const Level level : experiment::kLevels) {
    const bool is_common = std::ranges::all_of(candidates, [&](const auto& found) {
      return std::ranges::any_of(found, [&](std::size_t a) { return axes[a].level == level; });
    });
    if (is_common && correlation.between.value_or(level) == level) common.push_back(level);
  }
  if (common.size() == 1) return common.front();
  std::string names;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    std::vector<std::string> levels;
    for (const std::size_t a : candidates[i]) levels.push_back(to_text(axes[a].level));
    names += fmt::format("{}'{}' between {}", i == 0 ? "" : ", ", correlation.of[i].text, fmt::join(levels, " and "));
  }
  throw InputError(
      correlation.where,
      {"bad-correlation", common.empty() ? "these values do not vary between the same" : "it is not said between what",
       names, "say between = \"...\", and add a [[population.spread]] where one is missing"});
}

std::size_t place_of(std::size_t axis, Correlations& all) {
  const auto found = std::ranges::find(all.axes, axis);
  if (found != all.axes.end()) return static_cast<std::size_t>(found - all.axes.begin());
  all.axes.push_back(axis);
  for (auto& row : all.matrix) row.push_back(0);
  for (auto& row : all.asked_by) row.push_back(nullptr);
  all.matrix.emplace_back(all.axes.size(), 0.0).back() = 1;
  all.asked_by.emplace_back(all.axes.size(), nullptr);
  return all.axes.size() - 1;
}

void add(const CorrelationRequest& correlation, const network::Network& network, const std::vector<DrawAxis>& axes,
         Correlations& all) {
  std::vector<std::vector<std::size_t>> candidates;
  for (const auto& name : correlation.of) candidates.push_back(axes_called(name, network, axes));
  const Level level = level_of(correlation, candidates, axes);
  std::vector<std::size_t> places;
  for (const auto& found : candidates) {
    const auto here = std::ranges::find_if(found, [&](std::size_t a) { return axes[a].level == level; });
    places.push_back(place_of(*here, all));
  }
  const std::size_t size = places.size();
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < size; ++j) {
      if (i == j) continue;
      if (places[i] == places[j] || all.asked_by[places[i]][places[j]] != nullptr) {
        throw InputError(correlation.where, {"duplicate-name",
                                             fmt::format("the correlation of '{}' and '{}' is given twice",
                                                         correlation.of[i].text, correlation.of[j].text),
                                             "", ""});
      }
    }
  }
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < size; ++j) {
      if (i == j) continue;
      all.matrix[places[i]][places[j]] = correlation.matrix[i * size + j];
      all.asked_by[places[i]][places[j]] = &correlation;
    }
  }
}

/// The lower factor of the rows and columns `of`, or which of them cannot be.
struct Factor {
  std::vector<std::vector<double>> rows;
  std::optional<std::size_t> failed;
};

Factor factorise(const Correlations& all, const std::vector<std::size_t>& of) {
  Factor factor;
  for (std::size_t i = 0; i < of.size(); ++i) {
    std::vector<double> row(i + 1);
    for (std::size_t j = 0; j <= i; ++j) {
      double rest = all.matrix[of[i]][of[j]];
      for (std::size_t k = 0; k < j; ++k) rest -= row[k] * (j == i ? row[k] : factor.rows[j][k]);
      if (j < i) {
        row[j] = rest / factor.rows[j][j];
      } else if (rest > kLeastRest) {
        row[j] = std::sqrt(rest);
      } else {
        factor.failed = i;
        return factor;
      }
    }
    factor.rows.push_back(std::move(row));
  }
  return factor;
}

// The fewest entries that still contradict each other: leaves out one after the other as long as that holds.
std::vector<std::size_t> contradicting(const Correlations& all, std::vector<std::size_t> of) {
  for (std::size_t i = of.size(); i-- > 0;) {
    std::vector<std::size_t> fewer = of;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    if (factorise(all, fewer).failed) of = std::move(fewer);
  }
  return of;
}

[[noreturn]] void refuse(const Correlations& all, const std::vector<std::size_t>& of,
                         const std::vector<DrawAxis>& axes) {
  std::vector<std::string> names;
  std::vector<std::string> coefficients;
  const CorrelationRequest* last = nullptr;
  for (const std::size_t i : of) {
    names.push_back(fmt::format("'{}'", axes[all.axes[i]].name));
    for (const std::size_t j : of) {
      if (j >= i || all.asked_by[i][j] == nullptr) continue;
      coefficients.push_back(
          fmt::format("{} of {} and {}", to_short(all.matrix[i][j]), axes[all.axes[j]].name, axes[all.axes[i]].name));
      if (last == nullptr || all.asked_by[i][j]->where.line > last->where.line) last = all.asked_by[i][j];
    }
  }
  throw InputError(last->where, {"not-positive-definite",
                                 fmt::format("the correlations of {} contradict each other", fmt::join(names, ", ")),
                                 fmt::format("{}: the matrix is not positive definite", fmt::join(coefficients, ", ")),
                                 "take smaller ones, or add the missing ones between them"});
}

}  // namespace

void correlate(const experiment::PopulationRequest& population, const network::Network& network,
               std::vector<DrawAxis>& axes) {
  Correlations all;
  for (const auto& correlation : population.correlations) add(correlation, network, axes, all);
  std::vector<std::size_t> everyone(all.axes.size());
  for (std::size_t i = 0; i < everyone.size(); ++i) everyone[i] = i;
  const Factor factor = factorise(all, everyone);
  if (factor.failed) {
    everyone.resize(*factor.failed + 1);
    refuse(all, contradicting(all, everyone), axes);
  }
  for (std::size_t i = 0; i < everyone.size(); ++i)
    for (std::size_t j = 0; j <= i; ++j)
      if (factor.rows[i][j] != 0) axes[all.axes[i]].mix.emplace_back(all.axes[j], factor.rows[i][j]);
}

}  // namespace emtansim::study
