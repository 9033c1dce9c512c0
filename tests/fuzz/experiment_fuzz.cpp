// SPDX-License-Identifier: Apache-2.0
/// Any bytes as an experiment file: read, or refused as the user's mistake; never anything else.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "emtansim/experiment/experiment.h"

namespace experiment = emtansim::experiment;

// What the door promises of an experiment that was accepted.
static void expect_promises(const experiment::Experiment& read) {
  const auto expect = [](bool holds) {
    if (!holds) std::abort();
  };
  expect(!read.arms.empty() && !read.readouts.empty());
  expect(read.body.has_value() != (read.medium > 0));
  expect(read.systems.empty() == (read.body && !read.tumour));
  if (read.tumour) expect(read.tumour->volume > 0 && read.tumour->shells >= 1 && read.tumour->grading >= 1);
  for (const auto& system : read.systems) expect(read.tumour ? system.share > 0 : system.cells > 0);
  for (const auto& arm : read.arms)
    for (const auto& dose : arm.doses) {
      expect(!dose.levels.empty() && dose.at >= 0 && (!dose.removed || *dose.removed > dose.at));
      double before = dose.at;
      for (const double again : dose.repeats) expect(again > std::exchange(before, again));
      for (const auto& level : dose.levels) expect(level.value >= 0 && level.dimension == dose.levels[0].dimension);
    }
  for (const auto& readout : read.readouts) {
    expect(!readout.at.empty() && !readout.arms.empty());
    for (std::size_t i = 1; i < readout.at.size(); ++i) expect(readout.at[i] > readout.at[i - 1]);
    for (const auto& arm : readout.arms) expect(experiment::find_arm(read, arm.text) != nullptr);
  }
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  try {
    const auto read = experiment::parse_experiment(text, "fuzz.toml");
    expect_promises(read);
    (void)experiment::agents(read);
    (void)experiment::end_time(read);
  } catch (const emtansim::InputError&) {
    return 0;
  }
  return 0;
}
