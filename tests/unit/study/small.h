// SPDX-License-Identifier: Apache-2.0
/// Small experiments on the shipped data, for the tests of this folder.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "emtansim/study/study.h"

namespace emtansim::study::testing {

inline const std::string kData = std::string(EMTANSIM_SOURCE_DIR) + "/data";

inline const catalogue::Catalogue& shipped() {
  static const catalogue::Catalogue kCatalogue = catalogue::read_catalogue(kData);
  return kCatalogue;
}

inline experiment::Experiment parse(std::string_view text) {
  return experiment::parse_experiment(text, std::string(EMTANSIM_SOURCE_DIR) + "/experiments/test.toml");
}

inline Outcome run_text(std::string_view text) {
  return run(parse(text), shipped(), {.data_folder = kData, .progress = {}});
}

/// Binding on ice for an hour, then a chase of a day; cells neither divide nor die, so that no label leaves with them.
inline constexpr std::string_view kChase = R"(
title = "chase"
conjugate = "T-DM1"
system = "SK-BR-3"
mechanisms = ["medium", "binding", "trafficking", "lysosome", "payload", "tubulin", "constant_cells"]
[culture]
medium = "2 mL"
cells = "6e5 cells"
[[arm]]
name = "pulse"
temperature = { at = "0 h", until = "1 h", celsius = 4 }
dose = { amount = "10 nM", at = "0 h", removed = "1 h" }
[[readout]]
assay = "pulse_chase"
at = ["1 h", "5 h", "25 h"]
[[readout]]
assay = "catabolites"
at = ["1 h", "25 h"]
[[readout]]
assay = "fate"
at = ["1 h", "25 h"]
)";

inline constexpr std::string_view kDoses = R"(
title = "doses"
conjugate = "T-DM1"
system = "SK-BR-3"
[culture]
medium = "0.1 mL"
cells = "1e4 cells"
[[arm]]
name = "doses"
dose = { at = "0 h", levels = { from = "10 pM", to = "10 nM", per_decade = 2 } }
[[readout]]
assay = "viability"
at = ["24 h", "72 h"]
[[readout]]
assay = "phases"
at = ["24 h", "72 h"]
[[analysis]]
dose_response = "viability"
at = "72 h"
)";

/// Value of the only reading that fits (replicate 0); fails the test where there is none.
inline double reading(const assay::Readouts& readouts, std::string_view quantity, double time, double dose,
                      std::string_view unit = "%") {
  for (const auto& row : readouts.rows)
    if (row.quantity == quantity && row.time == time && row.dose == dose && row.unit == unit && row.replicate == 0)
      return row.value;
  throw std::runtime_error("no such reading");
}

}  // namespace emtansim::study::testing
