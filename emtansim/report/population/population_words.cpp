// SPDX-License-Identifier: Apache-2.0
/// A population in words: how it was drawn, what is assumed of it, who failed and what sets them apart.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "emtansim/report/parts.h"
#include "emtansim/report/population/population.h"
#include "emtansim/report/report.h"

namespace emtansim::report {

namespace {

constexpr std::size_t kOddParametersNamed = 3;

std::string design_text(experiment::Design design) {
  if (design == experiment::Design::sobol) return "by Sobol's sequence";
  if (design == experiment::Design::latin_hypercube) return "by a Latin hypercube";
  return "at random";
}

/// "binding.K_D 3.1 times the typical value": the parameters that lie farthest out.
std::string odd_parameters(const study::Outcome& outcome, const std::vector<double>& values) {
  const auto rows = outcome.model.network.parameters();
  std::vector<std::pair<double, std::string>> odd;
  for (std::size_t row = 0; row < values.size() && row < rows.size(); ++row) {
    const double ratio = values[row] / rows[row].value;
    if (!(ratio > 0) || ratio == 1 || !std::isfinite(ratio)) continue;
    odd.emplace_back(std::abs(std::log(ratio)), fmt::format("{} times {}", rows[row].name, to_short(ratio, 3)));
  }
  std::ranges::stable_sort(odd, std::greater{}, &std::pair<double, std::string>::first);
  if (odd.size() > kOddParametersNamed) odd.resize(kOddParametersNamed);
  std::string text;
  for (const auto& [distance, words] : odd) text += (text.empty() ? "" : ", ") + words;
  return text;
}

std::string spread_text(const experiment::Distribution& of) {
  switch (of.shape) {
    case experiment::Shape::normal: return fmt::format("normal, cv {}, cut off at zero", to_short(of.spread, 3));
    case experiment::Shape::uniform:
    case experiment::Shape::loguniform:
      return fmt::format("{} from {} to {} {}", of.shape == experiment::Shape::uniform ? "uniform" : "log-uniform",
                         to_short(of.from.value), to_short(of.to.value),
                         of.to.dimension.is_one() ? "" : emtansim::to_text(of.to.dimension));
    case experiment::Shape::lognormal: break;
  }
  return fmt::format("log-normal, cv {}", to_short(std::sqrt(std::expm1(of.spread * of.spread)), 3));
}

std::string coefficients_text(const experiment::CorrelationRequest& correlation) {
  std::string text;
  const std::size_t size = correlation.of.size();
  for (std::size_t i = 0; i < size; ++i)
    for (std::size_t j = 0; j < i; ++j)
      text += fmt::format("{}{} with {}: {}", text.empty() ? "" : "; ", correlation.of[j].text, correlation.of[i].text,
                          to_short(correlation.matrix[i * size + j], 3));
  return text;
}

}  // namespace

std::string population_text(const study::Outcome& outcome) {
  if (!outcome.population) return {};
  const auto& asked = outcome.experiment.population;
  std::string text = fmt::format("{} individuals {}, seed {}; {} parameters differ", outcome.population->individuals,
                                 design_text(asked.design), asked.seed, outcome.population->varied.size());
  if (!asked.between.empty()) text += fmt::format("; spreads between {} alone", fmt::join(asked.between, " and "));
  if (asked.laboratories > 0) text += fmt::format("; {} laboratories", asked.laboratories);
  if (asked.experiments > 0) text += fmt::format(" with {} experiments each", asked.experiments);
  if (!asked.grid.empty()) text += fmt::format("; {} points of a grid", experiment::grid_points(asked));
  if (!asked.individuals.file.text.empty())
    text += fmt::format("; rows of {} {}", asked.individuals.file.text,
                        asked.individuals.is_bootstrap ? "drawn with replacement" : "in order");
  return text;
}

void add_population_assumptions(const study::Outcome& outcome, Json& list) {
  if (!outcome.population) return;
  const auto& asked = outcome.experiment.population;
  for (const auto& spread : asked.spreads)
    list.push_back({{"statement",
                     fmt::format("{} differs between {}", spread.parameter.text, experiment::to_text(spread.between))},
                    {"because", spread.because},
                    {"value", spread_text(spread.distribution)}});
  for (const auto& correlation : asked.correlations)
    list.push_back({{"statement", "Values of an individual go together"},
                    {"because", correlation.because},
                    {"value", coefficients_text(correlation)}});
  for (const auto& effect : asked.effects)
    list.push_back({{"statement", fmt::format("{} depends on {}", effect.parameter.text, effect.covariate.text)},
                    {"because", effect.because},
                    {"value", effect.power ? fmt::format("power {} of {} / {}", to_short(*effect.power, 3),
                                                         effect.covariate.text, to_short(effect.reference))
                                           : std::string("a factor for each category")}});
}

void add_population_failures(const study::Outcome& outcome, Json& list) {
  if (!outcome.population) return;
  const std::string unit = experiment::dose_unit(outcome.experiment);
  for (const auto& failure : outcome.population->failures) {
    std::string reason = failure.reason;
    if (!failure.worst_species.empty()) reason += fmt::format("; largest error in '{}'", failure.worst_species);
    const std::string odd = odd_parameters(outcome, failure.parameters);
    if (!odd.empty()) reason += fmt::format("; farthest from typical: {}", odd);
    list.push_back({{"member", fmt::format("{}, {}, individual {}", failure.arm, dose_text(failure.dose, unit),
                                           failure.individual)},
                    {"arm", failure.arm},
                    {"dose", dose_text(failure.dose, unit)},
                    {"time", time_text(failure.failed_at)},
                    {"reason", reason},
                    {"try", fmt::format("look at it alone: emtansim run FILE --member {}", failure.individual)}});
  }
  const std::size_t listed = outcome.population->failures.size();
  if (outcome.population->failed_members <= listed) return;
  list.push_back({{"member", fmt::format("{} more", outcome.population->failed_members - listed)},
                  {"reason", "counted in every table, not listed here"}});
}

}  // namespace emtansim::report
