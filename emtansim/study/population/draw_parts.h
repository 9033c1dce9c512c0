// SPDX-License-Identifier: Apache-2.0
/// The parts that `Draws` is prepared from: rows that names mean, axes of the unit cube, correlations, tables.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "emtansim/base/base.h"
#include "emtansim/experiment/experiment.h"
#include "emtansim/network/network.h"

namespace emtansim::study {

/// Rows of the parameter table that a name means: itself, or with every subject in brackets. Throws InputError where
/// there is none.
std::vector<std::size_t> rows_of(const network::Network& network, const experiment::Named& name);

/// What an axis of the unit cube is for.
enum class Target { parameter, covariate };

/// One coordinate of the unit cube that individuals are points of.
struct DrawAxis {
  std::string name;  ///< of the row or covariate
  Target target = Target::parameter;
  std::size_t index = 0;  ///< row of the parameter table, or which covariate
  experiment::Level level = experiment::Level::cells;
  experiment::Distribution distribution;
  double centre = 1;                                ///< median or mean; 1 for parameters, whose own value counts
  std::uint32_t stream = 0;                         ///< of its random numbers: a hash of name and level
  std::vector<std::pair<std::size_t, double>> mix;  ///< axis and weight: its score from independent ones; empty: alone
};

/// Whether it gives a parameter its value; otherwise it multiplies the parameter.
bool sets_value(const experiment::Distribution& distribution);

/// The drawn value, or factor, at a normal score.
double value_at(const DrawAxis& axis, double score);

/// Spreads of parameters, then covariates that are drawn. Throws InputError.
std::vector<DrawAxis> make_axes(const experiment::PopulationRequest& population, const network::Network& network);

/// "log-normal, sd of the logarithm 0.29".
std::string describe(const experiment::Distribution& distribution);

/// Fills `mix`. Throws InputError where names, levels or the coefficients themselves do not fit.
void correlate(const experiment::PopulationRequest& population, const network::Network& network,
               std::vector<DrawAxis>& axes);

/// The file of individuals with what is taken from it.
struct IndividualTable {
  struct Column {
    std::size_t row = 0;         ///< of the parameter table
    std::vector<double> values;  ///< internal units
  };
  std::size_t size = 0;
  std::vector<Column> parameters;
  std::string text;  ///< all cells that are used, for the fingerprint
};

/// A covariate with all its possible origins.
struct DrawCovariate {
  std::string name;
  std::string unit;
  std::vector<std::string> categories;  ///< empty for a number
  std::optional<std::size_t> axis;      ///< that it is drawn on
  std::vector<double> cumulative;       ///< of the shares, where it is a category that is drawn
  std::vector<double> column;           ///< of the table: a number or the number of a category for each row
};

/// An effect on one row of the parameter table.
struct DrawEffect {
  std::size_t row = 0;
  std::size_t covariate = 0;
  double power = 0;
  double reference = 1;
  std::vector<double> factors;  ///< by category; empty for a power

  [[nodiscard]] double at(double value) const;
};

/// Columns of parameters and of covariates (into `covariates`). Throws InputError at the user's line or at the row.
IndividualTable read_individual_table(const experiment::Experiment& experiment, const network::Network& network,
                                      std::vector<DrawCovariate>& covariates);

std::vector<DrawCovariate> make_covariates(const experiment::PopulationRequest& population,
                                           const std::vector<DrawAxis>& axes);

std::vector<DrawEffect> make_effects(const experiment::PopulationRequest& population, const network::Network& network,
                                     const std::vector<DrawCovariate>& covariates);

}  // namespace emtansim::study
