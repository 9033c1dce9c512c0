// SPDX-License-Identifier: Apache-2.0
/// The readers of the sections of an experiment file, one function each, and the check of the whole.
#pragma once

#include "emtansim/base/toml.h"
#include "emtansim/experiment/experiment.h"

namespace emtansim::experiment {

/// `system`, [culture], [body] and [tumour].
void read_culture(const TomlTable& file, Experiment& experiment);
/// [body]: who is dosed, and the covariates among the overrides.
void read_body(const TomlTable& table, Experiment& experiment);
/// [tumour]: its geometry; the shares of the lines.
void read_tumour(const TomlTable& table, Experiment& experiment);
/// [parameters].
std::vector<Override> read_overrides(const TomlTable& file);
/// "payload.k_pump[SK-BR-3]" into parameter and subject. Throws InputError "bad-name".
Override to_override(std::string_view name, const Where& where);

/// `is_in_body`: doses are masses into a vein, not concentrations in a medium.
Arm read_arm(const TomlTable& table, const Named& conjugate, bool is_in_body);

ReadoutRequest read_readout(const TomlTable& table);
Analysis read_analysis(const TomlTable& table, const Experiment& experiment);
Comparison read_comparison(const TomlTable& table);

PopulationRequest read_population(const TomlTable& table);
SolverRequest read_solver(const TomlTable& table);

/// What holds only for the whole: names that sections give each other, sizes. Also after `apply_setting`.
void check_whole(const Experiment& experiment);
/// Throws InputError "bad-tolerance".
void check_solver(const SolverRequest& solver, const Where& where);

}  // namespace emtansim::experiment
