// SPDX-License-Identifier: Apache-2.0
/// Which parameters and covariates are drawn, between what, and from which distribution.
#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <set>

#include <fmt/format.h>

#include "emtansim/study/population/draw_parts.h"

namespace emtansim::study {

namespace {

using experiment::Distribution;
using experiment::Level;
using experiment::Named;
using experiment::PopulationRequest;
using experiment::Shape;
using experiment::Vary;

double normal_share(double score) { return 0.5 * std::erfc(-score / std::numbers::sqrt2); }

// A normal distribution cut off at zero: the share below zero is left out.
double truncated_normal(double cv, double score) {
  const double below_zero = normal_share(-1 / cv);
  const double share = below_zero + (1 - below_zero) * normal_share(score);
  return share < 1 ? std::max(0.0, 1 + cv * normal_quantile(share)) : 1 + cv * score;
}

// 32-bit FNV-1a: the stream of a parameter stays the same whatever else the model has.
std::uint32_t hash_of(std::string_view text) {
  std::uint32_t hash = 2166136261U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

/// Spreads by row and level; the file's take the place of published ones.
class Spreads {
 public:
  Spreads(const PopulationRequest& population, const network::Network& network)
      : population_(population), network_(network) {}

  std::map<std::pair<std::size_t, Level>, Distribution> collect() {
    const Vary vary = population_.vary.value_or(by_default());
    if (vary == Vary::nothing) return {};
    for (const auto& spread : population_.spreads) add_asked(spread);
    if (vary == Vary::published) {
      for (std::size_t row = 0; row < network_.parameters().size(); ++row) add_published(row);
    }
    for (const auto& name : population_.vary_named) add_named(name);
    std::erase_if(spreads_, [&](const auto& entry) { return !is_wanted(entry.first.second); });
    return std::move(spreads_);
  }

 private:
  [[nodiscard]] Vary by_default() const {
    const bool is_listed = !population_.individuals.file.text.empty();
    return population_.members > 1 && !is_listed ? Vary::published : Vary::asked;
  }

  [[nodiscard]] bool is_wanted(Level level) const {
    return population_.between.empty() ||
           std::ranges::find(population_.between, to_text(level)) != population_.between.end();
  }

  void add_asked(const experiment::SpreadRequest& spread) {
    bool has_effect = false;
    for (const std::size_t row : rows_of(network_, spread.parameter)) {
      if (sets_value(spread.distribution)) {
        expect_alike(spread, network_.parameters()[row]);
      } else if (network_.parameters()[row].value == 0) {
        continue;
      }
      has_effect = true;
      if (spreads_.emplace(std::pair(row, spread.between), spread.distribution).second) continue;
      throw InputError(spread.where, {"duplicate-name",
                                      fmt::format("'{}' has two spreads between {}", network_.parameters()[row].name,
                                                  to_text(spread.between)),
                                      "", "leave one, or say between = \"...\" of the other"});
    }
    if (has_effect) return;
    throw InputError(spread.where,
                     {"spread-of-zero", fmt::format("'{}' is 0 here", spread.parameter.text),
                      "any share of zero is zero", "write distribution = \"uniform\" with 'from' and 'to'"});
  }

  static void expect_alike(const experiment::SpreadRequest& spread, const network::Parameter& parameter) {
    const Dimension given = spread.distribution.from.dimension;
    if (given == parameter.dimension) return;
    throw InputError(spread.where,
                     {"wrong-unit", fmt::format("the spread of '{}' is in {}", parameter.name, to_text(given)),
                      fmt::format("the parameter is in {}", to_text(parameter.dimension)), ""});
  }

  bool add_published(std::size_t row) {
    const auto& parameter = network_.parameters()[row];
    if (!(parameter.log_sd > 0)) return false;
    const Level level = experiment::to_level(parameter.between).value_or(Level::cells);
    spreads_.emplace(std::pair(row, level),
                     Distribution{.shape = Shape::lognormal, .spread = parameter.log_sd, .from = {}, .to = {}});
    return true;
  }

  void add_named(const Named& name) {
    for (const std::size_t row : rows_of(network_, name)) {
      const bool is_asked = std::ranges::any_of(spreads_, [&](const auto& entry) { return entry.first.first == row; });
      if (add_published(row) || is_asked) continue;
      throw InputError(name.where,
                       {"no-distribution", fmt::format("'{}' has no published spread", network_.parameters()[row].name),
                        "there is nothing to draw it from", "add a [[population.spread]] for it"});
    }
  }

  const PopulationRequest& population_;
  const network::Network& network_;
  std::map<std::pair<std::size_t, Level>, Distribution> spreads_;
};

void set_streams(std::vector<DrawAxis>& axes) {
  std::set<std::uint32_t> taken;
  for (auto& axis : axes) {
    axis.stream = hash_of(axis.name + "/" + to_text(axis.level));
    while (!taken.insert(axis.stream).second) ++axis.stream;
  }
}

}  // namespace

std::vector<std::size_t> rows_of(const network::Network& network, const Named& name) {
  const auto split_name = [](std::string_view text) {
    const auto open = text.find('[');
    return std::pair(std::string(trim(text.substr(0, open))),
                     open == std::string_view::npos ? std::string() : to_key(text.substr(open)));
  };
  const auto [wanted, wanted_subject] = split_name(name.text);
  std::vector<std::size_t> rows;
  std::vector<std::string> known;
  const auto parameters = network.parameters();
  for (std::size_t row = 0; row < parameters.size(); ++row) {
    known.push_back(parameters[row].name);
    const auto [base, subject] = split_name(parameters[row].name);
    if (base == wanted && (wanted_subject.empty() || subject.empty() || subject == wanted_subject)) rows.push_back(row);
  }
  if (!rows.empty()) return rows;
  throw InputError(name.where,
                   {"unknown-parameter", fmt::format("the model of this experiment has no parameter '{}'", name.text),
                    "", suggestion(name.text, known)});
}

bool sets_value(const Distribution& distribution) {
  return distribution.shape == Shape::uniform || distribution.shape == Shape::loguniform;
}

double value_at(const DrawAxis& axis, double score) {
  const auto& of = axis.distribution;
  switch (of.shape) {
    case Shape::normal: return axis.centre * truncated_normal(of.spread, score);
    case Shape::uniform: return of.from.value + (of.to.value - of.from.value) * normal_share(score);
    case Shape::loguniform: return of.from.value * std::pow(of.to.value / of.from.value, normal_share(score));
    case Shape::lognormal: break;
  }
  return axis.centre * std::exp(of.spread * score);
}

std::string describe(const Distribution& distribution) {
  switch (distribution.shape) {
    case Shape::normal: return fmt::format("normal, cv {}, cut off at zero", to_short(distribution.spread));
    case Shape::uniform:
    case Shape::loguniform:
      return fmt::format("{} from {} to {} {}", distribution.shape == Shape::uniform ? "uniform" : "log-uniform",
                         to_short(distribution.from.value), to_short(distribution.to.value),
                         distribution.to.dimension.is_one() ? "" : to_text(distribution.to.dimension));
    case Shape::lognormal: break;
  }
  return fmt::format("log-normal, cv {}", to_short(std::sqrt(std::expm1(distribution.spread * distribution.spread))));
}

std::vector<DrawAxis> make_axes(const PopulationRequest& population, const network::Network& network) {
  std::vector<DrawAxis> axes;
  for (const auto& [key, distribution] : Spreads(population, network).collect()) {
    axes.push_back({.name = network.parameters()[key.first].name,
                    .target = Target::parameter,
                    .index = key.first,
                    .level = key.second,
                    .distribution = distribution,
                    .mix = {}});
  }
  for (std::size_t i = 0; i < population.covariates.size(); ++i) {
    const auto& covariate = population.covariates[i];
    if (!covariate.column.empty()) continue;
    // A category is picked by a share of 1: uniform from 0 to 1.
    const Distribution share{.shape = Shape::uniform, .spread = 0, .from = {0, {}}, .to = {1, {}}};
    axes.push_back({.name = covariate.name,
                    .target = Target::covariate,
                    .index = i,
                    .level = Level::cells,
                    .distribution = covariate.distribution.value_or(share),
                    .centre = covariate.median,
                    .mix = {}});
  }
  set_streams(axes);
  return axes;
}

}  // namespace emtansim::study
