// SPDX-License-Identifier: Apache-2.0
/// The readers of the tables inside [population], one function each.
#pragma once

#include "emtansim/base/toml.h"
#include "emtansim/experiment/experiment.h"

namespace emtansim::experiment {

/// "laboratories", "experiments" or "cells".
Level read_level(const TomlValue& value);

SpreadRequest read_spread_request(const TomlTable& table);
/// Adds the correlation; a covariance matrix gives spreads as well.
void read_correlation(const TomlTable& table, PopulationRequest& population);
CovariateRequest read_covariate(const TomlTable& table);
EffectRequest read_effect(const TomlTable& table);
GridRequest read_grid(const TomlTable& table);
IndividualsRequest read_individuals(const TomlTable& table);

/// The distribution of a spread or a covariate: `distribution`, `cv`, `factor95`, `from`, `to`. `what` names its owner.
Distribution read_distribution(const TomlTable& table, const std::string& what);

}  // namespace emtansim::experiment
