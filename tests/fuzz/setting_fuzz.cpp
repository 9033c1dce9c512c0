// SPDX-License-Identifier: Apache-2.0
/// Any bytes as `--set key=value`: applied, or refused as the user's mistake; never anything else.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "emtansim/experiment/experiment.h"

namespace experiment = emtansim::experiment;

static constexpr std::string_view kExperiment = R"(
title = "a"
conjugate = "T-DM1"
system = "SK-BR-3"
culture = { medium = "0.1 mL", cells = "1e4 cells" }
arm = { name = "a", dose = { amount = "1 nM" } }
readout = { assay = "viability", at = "72 h" }
)";

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const experiment::Experiment kSound = experiment::parse_experiment(kExperiment, "fuzz.toml");
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  auto changed = kSound;
  try {
    experiment::apply_setting(changed, text);
  } catch (const emtansim::InputError&) {
    return 0;
  }
  return 0;
}
