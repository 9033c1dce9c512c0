// SPDX-License-Identifier: Apache-2.0
/// The data that the project ships is read without complaint.
#include <gtest/gtest.h>

#include "emtansim/catalogue/catalogue.h"

namespace emtansim::catalogue {
namespace {

TEST(ShippedData, is_sound_and_complete) {
  const Catalogue catalogue = read_catalogue(EMTANSIM_SOURCE_DIR "/data");
  for (const char* line : {"SK-BR-3", "BT-474", "BT-474EEI", "NCI-N87", "AU565", "MCF-7", "MDA-MB-468"})
    EXPECT_NO_THROW(static_cast<void>(catalogue.find_system(line, {})));
  for (const char* agent : {"T-DM1", "trastuzumab", "T-DXd", "DM1", "S-methyl-DM1", "paclitaxel"})
    EXPECT_NO_THROW(static_cast<void>(catalogue.find_agent(agent, {})));
}

TEST(ShippedData, has_one_value_of_each_line_number_for_each_line) {
  const Catalogue catalogue = read_catalogue(EMTANSIM_SOURCE_DIR "/data");
  for (const auto& system : catalogue.systems()) {
    const Context context{.facts = {{"system", system.name}}};
    EXPECT_NO_THROW(static_cast<void>(catalogue.pick("system.her2_per_cell", context))) << system.name;
  }
}

TEST(ShippedData, drug_loads_agree_with_the_stated_mean) {
  const Catalogue catalogue = read_catalogue(EMTANSIM_SOURCE_DIR "/data");
  for (const auto& agent : catalogue.agents()) {
    const Choice stated = catalogue.pick_if_any("conjugate.dar", {.facts = {{"conjugate", agent.name}}});
    if (stated.entry == nullptr) continue;
    EXPECT_NEAR(agent.drug_load.mean(), stated.entry->value.value, 0.02 * stated.entry->value.value) << agent.name;
  }
}

}  // namespace
}  // namespace emtansim::catalogue
