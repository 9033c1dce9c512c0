// SPDX-License-Identifier: Apache-2.0
/// What is weighed: the option --piece.
#pragma once

#include <vector>

#include "command_options.h"
#include "emtansim/conjugate/conjugate.h"

namespace emtansim::cli {

/// The whole antibody (or without the option), its chains ("reduced"), or light chain, Fd and Fc/2 ("ides"). Refuses
/// other words; throws InputError "no-hinge-cut" as `cut_at_hinge`.
std::vector<conjugate::Piece> pieces_asked(const GivenOptions& options, const conjugate::Antibody& antibody,
                                           const conjugate::Chemistry& chemistry);

}  // namespace emtansim::cli
