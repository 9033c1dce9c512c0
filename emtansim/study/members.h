// SPDX-License-Identifier: Apache-2.0
/// Members without times: shared by `plan` and the Evaluator, which needs fewer times.
#pragma once

#include "emtansim/study/study.h"

namespace emtansim::study {

/// The typical individual in every arm at every dose level, in this order.
std::vector<network::Member> plan_members(const experiment::Experiment& experiment, const model::Model& model);

/// The levels of an agent's dose in `experiment::dose_unit`, nM in a culture. Mass concentrations need the molar mass
/// in the network. Throws InputError.
std::vector<double> molar_levels(const experiment::Dose& dose, const experiment::Experiment& experiment,
                                 const model::Model& model);

/// The molar mass of an agent, kDa; nothing where the network has none.
std::optional<double> molar_mass_of(const network::Network& network, const std::string& agent);

/// Solver options of the experiment. Throws InputError at [solver].
solve::SolveOptions solve_options(const experiment::Experiment& experiment);

}  // namespace emtansim::study
