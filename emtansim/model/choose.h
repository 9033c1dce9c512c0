// SPDX-License-Identifier: Apache-2.0
/// Which mechanisms an experiment gets, and in which order they are built.
#pragma once

#include <vector>

#include "emtansim/experiment/experiment.h"
#include "emtansim/mechanism/mechanism.h"

namespace emtansim::model {

/// Those the experiment names, or all defaults that apply; sorted as in `mechanisms()`. Marks their names in `input`.
/// Throws InputError "unknown-mechanism" and ModelError "missing-mechanism" or "conflicting-mechanisms".
std::vector<const mechanism::Mechanism*> choose_mechanisms(const experiment::Experiment& experiment,
                                                           mechanism::Site::Input& input);

}  // namespace emtansim::model
