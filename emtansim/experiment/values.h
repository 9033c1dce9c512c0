// SPDX-License-Identifier: Apache-2.0
/// Checked values that several readers of this folder need: times, shares, counts, names, options, series.
#pragma once

#include <string_view>
#include <vector>

#include "emtansim/base/toml.h"
#include "emtansim/experiment/experiment.h"
#include "emtansim/experiment/limits.h"

namespace emtansim::experiment {

/// h, not negative.
double to_time(const TomlValue& value);
/// A share of one ("30 %" or 0.3), from 0 to 1.
double to_share(const TomlValue& value);
/// A whole number from 1 to `most`.
std::int64_t to_count(const TomlValue& value, std::int64_t most = limits::kMostRows);
Named to_named(const TomlValue& value);
/// The texts under `key`, each once; none where the key is missing.
std::vector<Named> to_names(const TomlTable& table, std::string_view key);

/// Keys that are not in `known`, kept as they are written.
Options read_options(const TomlTable& table, const std::vector<std::string>& known);

/// "72 h", ["24 h", "72 h"], { from, to, every } or { from, to, points }: strictly ascending, not empty.
std::vector<double> read_times(const TomlValue& value);

/// Reads one level of a dose.
using ToLevel = Quantity (*)(const TomlValue& value);
/// ["0 nM", "1 nM"], { from, to, per_decade } or { from, to, points }: ascending, positive or zero, of one dimension.
std::vector<Quantity> read_levels(const TomlValue& value, ToLevel to_level);
/// A concentration in nM or µg/L, not negative.
Quantity to_concentration(const TomlValue& value);
/// A mass per body weight ("3.6 mg/kg", a pure number) or a mass, not negative.
Quantity to_body_dose(const TomlValue& value);
/// Above zero, of this dimension.
double to_positive(const TomlValue& value, Dimension wanted);

}  // namespace emtansim::experiment
