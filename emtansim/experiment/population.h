// SPDX-License-Identifier: Apache-2.0
/// What [population] asks: which values differ between individuals, how they are drawn and what goes with what.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "emtansim/base/base.h"

namespace emtansim::experiment {

/// A name the user wrote. What it names is looked up later, and an error can point at it.
struct Named {
  std::string text;
  Where where;
};

/// What a spread is between. Individuals of one laboratory share its draws, those of one experiment in it also its own;
/// cells, patients and animals are individuals themselves.
enum class Level { laboratories, experiments, cells, patients, animals };
inline constexpr std::array kLevels = {Level::laboratories, Level::experiments, Level::cells, Level::patients,
                                       Level::animals};
std::string to_text(Level level);
/// Nothing for a word that is none of them.
std::optional<Level> to_level(std::string_view word);

/// How the unit cube of all draws is filled.
enum class Design { random, latin_hypercube, sobol };
std::string to_text(Design design);

/// Which values are drawn: those with a published spread and those with a spread in the file; the latter alone; a list
/// of names and the latter; none.
enum class Vary { published, asked, named, nothing };

enum class Shape { lognormal, normal, uniform, loguniform };

/// Of one value. Log-normal: `spread` is the standard deviation of the logarithm around the value as median. Normal:
/// that of the value as a fraction of it, cut off at zero. Uniform and loguniform: from `from` to `to`.
struct Distribution {
  Shape shape = Shape::lognormal;
  double spread = 0;
  Quantity from;
  Quantity to;
};

/// [[population.spread]]: in place of the published spread of this parameter between the same.
struct SpreadRequest {
  Named parameter;
  Distribution distribution;
  Level between = Level::cells;
  std::string because;
  Where where;
};

/// [[population.correlation]]: of the normal scores of parameters and covariates.
struct CorrelationRequest {
  std::vector<Named> of;         ///< at least two, different
  std::vector<double> matrix;    ///< of.size() squared, row by row: symmetric, 1 on the diagonal
  std::optional<Level> between;  ///< needed where two values vary together between more than one of the levels
  std::string because;
  Where where;
};

/// [[population.covariate]]: a property of individuals. Exactly one of `distribution`, `shares` and `column` counts.
struct CovariateRequest {
  std::string name;
  std::string unit;                                    ///< for people; values are bare numbers
  double median = 0;                                   ///< of a distribution; the mean of a normal one
  std::optional<Distribution> distribution;            ///< of bare numbers
  std::vector<std::pair<std::string, double>> shares;  ///< category and its share; they sum to 1
  std::string column;                                  ///< of the file of individuals
  Where where;
};

/// [[population.effect]]: a parameter times (covariate / reference)^power, or times the factor of the category.
struct EffectRequest {
  Named parameter;
  Named covariate;
  std::optional<double> power;
  double reference = 0;                   ///< above 0; of `power`
  std::map<std::string, double> factors;  ///< category -> factor
  std::string because;
  Where where;
};

/// [[population.grid]]: a scan of one parameter. Several make a full factorial.
struct GridRequest {
  Named parameter;
  std::vector<Quantity> values;  ///< values of the parameter, or factors
  bool are_factors = false;
  Where where;
};

/// [population.individuals]: rows of a table, each an individual.
struct IndividualsRequest {
  Named file;                 ///< empty where there is none
  bool is_bootstrap = false;  ///< drawn with replacement; otherwise in order
  struct Column {
    Named parameter;
    std::string column;
    std::string unit;
    Where where;
  };
  std::vector<Column> parameters;
  Where where;
};

struct PopulationRequest {
  std::uint32_t members = 1;  ///< individuals, for each point of the grid where there is one
  bool has_members = false;   ///< `members` was given; otherwise as many as the file of individuals has
  bool varies = false;        ///< there are individuals beside the typical one
  std::optional<Vary> vary;   ///< published spreads where not given and there is more than one member
  std::vector<Named> vary_named;
  std::vector<std::string> between;  ///< draw only spreads between these (laboratories, patients, ...); empty: all
  Design design = Design::random;
  std::uint32_t laboratories = 0;  ///< 0: every individual comes from another one
  std::uint32_t experiments = 0;   ///< in each laboratory; 0: every individual comes from another one
  std::uint64_t seed = 1;
  std::vector<SpreadRequest> spreads;
  std::vector<CorrelationRequest> correlations;
  std::vector<CovariateRequest> covariates;
  std::vector<EffectRequest> effects;
  std::vector<GridRequest> grid;
  IndividualsRequest individuals;
  Where where;
};

/// Points of the grid; 1 without one, and no more than 2^40, which is far too many.
std::uint64_t grid_points(const PopulationRequest& population);

/// Sets `varies` after any change of the rest.
void settle(PopulationRequest& population);

}  // namespace emtansim::experiment
