// SPDX-License-Identifier: Apache-2.0
/// The shipped data keeps its promises: the base set is the default pick, every line and agent is complete.

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "emtansim/catalogue/catalogue.h"

namespace emtansim::catalogue {
namespace {

const Catalogue& shipped() {
  static const Catalogue catalogue = read_catalogue(std::string(EMTANSIM_SOURCE_DIR) + "/data");
  return catalogue;
}

using Facts = std::map<std::string, std::string, std::less<>>;

Facts t_dm1_on(const std::string& line) {
  return {{"system", line},    {"population", line}, {"conjugate", "T-DM1"},     {"antibody", "trastuzumab"},
          {"antigen", "HER2"}, {"linker", "SMCC"},   {"payload", "Lys-SMCC-DM1"}};
}

struct BaseRow {
  std::string name;
  std::string value;
  Facts facts;
  std::vector<std::string> sets;
  double factor95 = 0;  // 0: none given
};

const std::vector<BaseRow>& base_rows() {
  static const std::vector<BaseRow> rows = {
      {"system.her2_per_cell", "1.12e6 molecules/cell", t_dm1_on("SK-BR-3"), {}, 2},
      {"system.her2_per_cell", "1.6e6 molecules/cell", t_dm1_on("SK-BR-3"), {"austin2004"}},
      {"system.her2_per_cell", "4.7e5 molecules/cell", t_dm1_on("BT-474EEI"), {}, 2},
      {"system.her2_per_cell", "8.7e5 molecules/cell", t_dm1_on("BT-474"), {}, 2},
      {"system.her2_per_cell", "7e5 molecules/cell", t_dm1_on("NCI-N87"), {}, 2},
      {"system.her2_per_cell", "1.2e6 molecules/cell", t_dm1_on("AU565"), {}, 2},
      {"system.her2_per_cell", "3e4 molecules/cell", t_dm1_on("MCF-7"), {}, 2},
      {"system.her2_per_cell", "1e3 molecules/cell", t_dm1_on("MDA-MB-468"), {}, 3},
      {"system.cell_volume", "3.8 pL/cell", t_dm1_on("SK-BR-3"), {}, 2},
      {"system.cell_volume", "3.8 pL/cell", t_dm1_on("BT-474"), {}, 2},
      {"binding.k_on", "0.36 1/(nM h)", t_dm1_on("SK-BR-3"), {}, 2},
      {"binding.K_D", "0.30 nM", t_dm1_on("SK-BR-3"), {"proposed-base"}, 2},
      {"trafficking.k_endo", "0.154 1/h", t_dm1_on("SK-BR-3"), {}, 3},
      {"trafficking.k_rec", "1.33 1/h", t_dm1_on("SK-BR-3"), {}, 3},
      {"trafficking.k_deg", "0.457 1/h", t_dm1_on("SK-BR-3"), {}, 3},
      {"trafficking.k_net", "0.039 1/h", t_dm1_on("SK-BR-3"), {}, 1.5},
      {"lysosome.k_prot", "0.2 1/h", t_dm1_on("SK-BR-3"), {"explicit-proteolysis"}, 3},
      {"conjugate.dar", "3.5", t_dm1_on("SK-BR-3"), {}, 1.05},
      {"medium.k_dec", "0.0023 1/h", t_dm1_on("SK-BR-3"), {}, 2},
      {"lysosome.k_export", "0.2 1/h", t_dm1_on("SK-BR-3"), {"proposed-base"}, 5},
      {"lysosome.k_export", "0.03 1/h", t_dm1_on("SK-BR-3"), {"slc46a3-lost"}},
      {"lumped_efflux.k_out", "0.03 1/h", t_dm1_on("SK-BR-3"), {}, 4},
      {"payload.k_perm", "0.214 1/h", t_dm1_on("SK-BR-3"), {"proposed-base"}, 3},
      {"payload.k_pump", "0 1/h", t_dm1_on("SK-BR-3"), {}},
      {"tubulin.concentration", "15 uM", t_dm1_on("SK-BR-3"), {}, 2},
      {"tubulin.K_D", "0.93 uM", t_dm1_on("SK-BR-3"), {}, 1.5},
      {"tubulin.tips_per_microtubule", "37", t_dm1_on("SK-BR-3"), {}, 1.3},
      {"tubulin.K_tip", "0.10 uM", t_dm1_on("SK-BR-3"), {}, 2},
      {"payload.molar_mass", "1103.7 Da", t_dm1_on("SK-BR-3"), {}},
      {"conjugate.molar_mass", "148781 Da", t_dm1_on("SK-BR-3"), {}},
  };
  return rows;
}

TEST(shipped_data, base_set_is_the_default_pick) {
  for (const auto& row : base_rows()) {
    const Choice choice = shipped().pick(row.name, {.facts = row.facts, .sets = row.sets});
    const Quantity wanted = parse_quantity(row.value);
    EXPECT_EQ(choice.entry->value.dimension, wanted.dimension) << row.name;
    EXPECT_DOUBLE_EQ(choice.entry->value.value, wanted.value) << row.name;
    if (row.factor95 > 0) {
      EXPECT_NEAR(choice.entry->spread.log_sd, std::log(row.factor95) / 2, 1e-12) << row.name;
    }
  }
}

TEST(shipped_data, printed_set_of_scheuher2023_keeps_the_printed_numbers) {
  const std::map<std::string, std::string> printed = {
      {"trafficking.k_endo", "4.27e-5 1/s"}, {"trafficking.k_rec", "2.4e-5 1/s"}, {"trafficking.k_deg", "1.27e-4 1/s"},
      {"medium.k_dec", "6.41e-7 1/s"},       {"binding.K_D", "0.314 nM"},         {"binding.k_on", "1e-4 1/(nM s)"},
      {"payload.k_perm", "5.95e-5 1/s"},     {"lysosome.k_export", "5.95e-5 1/s"}};
  for (const auto& [name, value] : printed) {
    const Choice choice = shipped().pick(name, {.facts = t_dm1_on("SK-BR-3"), .sets = {"scheuher2023-printed"}});
    EXPECT_DOUBLE_EQ(choice.entry->value.value, parse_quantity(value).value) << name;
    EXPECT_EQ(choice.entry->source.key, "scheuher2023") << name;
  }
}

TEST(shipped_data, every_line_has_what_a_culture_needs) {
  EXPECT_GE(shipped().systems().size(), 20U);
  for (const auto& system : shipped().systems()) {
    const Context context{.facts = {{"system", system.name}}};
    for (const auto* name : {"system.her2_per_cell", "system.cell_volume", "system.cell_area", "system.doubling_time",
                             "system.viable_her2_negative", "cell_cycle.k_death", "cell_cycle.k_tx"}) {
      EXPECT_NE(shipped().pick_if_any(name, context).entry, nullptr) << system.name << " lacks " << name;
    }
  }
}

TEST(shipped_data, drug_load_has_the_mean_that_the_agent_states) {
  for (const auto& agent : shipped().agents()) {
    if (agent.kind == AgentKind::payload) continue;
    const Context context{.facts = {{"conjugate", agent.name}}};
    EXPECT_NEAR(agent.drug_load.mean(), shipped().pick("conjugate.dar", context).entry->value.value, 1e-5)
        << agent.name;
  }
}

TEST(shipped_data, every_conjugate_has_the_constants_of_its_parts) {
  for (const auto& agent : shipped().agents()) {
    if (agent.kind != AgentKind::conjugate) continue;
    const Context context{.facts = {{"conjugate", agent.name},
                                    {"antibody", agent.antibody},
                                    {"antigen", agent.antigen},
                                    {"linker", agent.linker},
                                    {"payload", agent.catabolite}}};
    for (const auto* name : {"conjugate.molar_mass", "binding.k_on", "binding.K_D", "trafficking.k_endo",
                             "trafficking.k_rec", "trafficking.k_deg", "medium.k_dec", "lysosome.k_prot",
                             "lysosome.acidity", "lysosome.k_export", "payload.k_perm", "payload.k_pump"}) {
      EXPECT_NE(shipped().pick_if_any(name, context).entry, nullptr) << agent.name << " lacks " << name;
    }
  }
}

TEST(shipped_data, assumed_values_say_why) {
  for (const auto& entry : shipped().parameters()) {
    EXPECT_FALSE(entry.note.empty()) << to_prefix(entry.where) << entry.name;
    if (entry.obtained != Obtained::assumed) {
      EXPECT_FALSE(entry.source.key.empty()) << to_prefix(entry.where) << entry.name;
    }
  }
}

TEST(shipped_data, variants_change_parameters_that_exist) {
  std::vector<const Variant*> variants;
  for (const auto& variant : shipped().variants()) variants.push_back(&variant);
  for (const auto& system : shipped().systems())
    for (const auto& variant : system.variants) variants.push_back(&variant);
  EXPECT_GE(variants.size(), 18U);
  for (const auto* variant : variants) {
    for (const auto& change : variant->changes) {
      const auto entries = shipped().entries(change.parameter);
      ASSERT_FALSE(entries.empty()) << to_prefix(change.where) << change.parameter;
      if (change.value) {
        EXPECT_EQ(change.value->dimension, entries.front()->value.dimension) << to_prefix(change.where);
      }
    }
  }
}

TEST(shipped_data, resistant_lines_of_the_literature_are_variants_of_their_parents) {
  const std::vector<std::pair<std::string, std::string>> lines = {
      {"MDA-MB-361", "361-TM"}, {"JIMT-1", "JIMT1-TM"},      {"NCI-N87", "N87-KR"},
      {"NCI-N87", "N87-TM"},    {"KPL-4", "KPL-4 R"},        {"BT-474M1", "BT-474M1 R"},
      {"BT-474", "BT-474bTDR"}, {"BT-474", "BT-474 TDM1-R"}, {"SK-BR-3", "SK-BR-3 TDR"}};
  for (const auto& [line, variant] : lines) {
    const System& system = shipped().find_system(line, {});
    EXPECT_EQ(shipped().find_variant(system, variant, {}).name, variant);
  }
}

}  // namespace
}  // namespace emtansim::catalogue
