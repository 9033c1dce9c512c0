// SPDX-License-Identifier: Apache-2.0
/// Members: arms, levels, individuals; the order of actions; doses by mass; temperatures.
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "emtansim/stats/stats.h"
#include "tests/unit/study/small.h"

namespace emtansim::study {
namespace {

std::string experiment_with(const std::string& arms, const std::string& more = "") {
  return R"(
title = "plan"
conjugate = "T-DM1"
system = "SK-BR-3"
[culture]
medium = "0.1 mL"
cells = "1e4 cells"
)" + arms +
         R"(
[[readout]]
assay = "counts"
at = ["10 h"]
)" + more;
}

network::Ensemble planned(const std::string& text, model::Model* keep = nullptr) {
  const auto experiment = testing::parse(text);
  model::Model model = model::build_model(experiment, testing::shipped());
  check(experiment, model, testing::kData);
  network::Ensemble ensemble = plan(experiment, model);
  if (keep != nullptr) *keep = std::move(model);
  return ensemble;
}

std::string refusal(const std::string& text) {
  try {
    (void)planned(text);
  } catch (const InputError& error) {
    return error.complaint().code;
  }
  return "accepted";
}

TEST(Plan, gives_a_member_for_every_level_with_a_control_in_front) {
  const auto ensemble = planned(experiment_with(R"(
[[arm]]
name = "a"
dose = { at = "0 h", levels = ["1 nM", "10 nM"] }
[[arm]]
name = "b"
)"));
  ASSERT_EQ(ensemble.members.size(), 4u);
  EXPECT_EQ(ensemble.members[0].dose, 0);
  EXPECT_TRUE(ensemble.members[0].schedule.empty());
  EXPECT_EQ(ensemble.members[2].dose, 10);
  EXPECT_EQ(ensemble.members[2].schedule.front().argument, 10);
  EXPECT_EQ(ensemble.members[3].arm, "b");
}

TEST(Plan, orders_actions_of_one_time_as_temperature_wash_dose) {
  model::Model model;
  const auto ensemble = planned(experiment_with(R"(
[[arm]]
name = "a"
temperature = { at = "0 h", until = "1 h", celsius = 4 }
dose = [{ amount = "1 nM", at = "0 h", removed = "1 h" }, { amount = "2 nM", at = "1 h" }]
)"),
                                &model);
  std::vector<std::string> names;
  for (const auto& scheduled : ensemble.members.front().schedule) names.push_back(model.network[scheduled.action].name);
  EXPECT_EQ(names, (std::vector<std::string>{"set warmth", "dose T-DM1", "set warmth", "change medium", "dose T-DM1"}));
  EXPECT_EQ(ensemble.members.front().schedule[0].argument, 0);
  EXPECT_EQ(ensemble.members.front().schedule[2].argument, 1);
  EXPECT_EQ(ensemble.members.front().schedule[3].argument, 0);
}

TEST(Plan, turns_mass_into_amount_by_the_molar_mass) {
  model::Model model;
  const auto ensemble = planned(experiment_with(R"(
[[arm]]
name = "a"
dose = { amount = "1 ug/mL", at = "0 h" }
)"),
                                &model);
  const double kilodalton = model.network[*model.network.find_parameter("conjugate.molar_mass")].value;
  EXPECT_NEAR(ensemble.members.front().dose, 1000 / kilodalton, 1e-12 * 1000 / kilodalton);
}

TEST(Plan, refuses_lukewarm_cells) {
  EXPECT_EQ(refusal(experiment_with(R"(
[[arm]]
name = "a"
temperature = { at = "0 h", until = "1 h", celsius = 20 }
)")),
            "unknown-temperature");
}

TEST(Plan, preloads_every_population) {
  model::Model model;
  const auto ensemble = planned(experiment_with(R"(
[[arm]]
name = "a"
preload = { occupied = "30 %", at = "0 h" }
)"),
                                &model);
  ASSERT_EQ(ensemble.members.front().schedule.size(), 1u);
  EXPECT_EQ(model.network[ensemble.members.front().schedule[0].action].name, "preload T-DM1 on SK-BR-3");
  EXPECT_EQ(ensemble.members.front().schedule[0].argument, 0.3);
}

const char* const kPopulation = R"(
[population]
members = 400
vary = "spread"
seed = 7
)";
const char* const kTwoArms = R"(
[[arm]]
name = "a"
[[arm]]
name = "b"
dose = { amount = "1 nM", at = "0 h" }
)";

TEST(Plan, is_for_the_typical_individual_whatever_the_population) {
  model::Model model;
  const auto ensemble = planned(experiment_with(kTwoArms, kPopulation), &model);
  ASSERT_EQ(ensemble.members.size(), 2u);
  for (const auto& member : ensemble.members)
    for (std::size_t row = 0; row < model.network.parameters().size(); ++row)
      EXPECT_EQ(member.parameters[row], model.network.parameters()[row].value);
  EXPECT_EQ(ensemble.times, planned(experiment_with(kTwoArms)).times);
}

TEST(Plan, times_hold_every_reading_and_a_grid) {
  const auto ensemble = planned(experiment_with("[[arm]]\nname = \"a\"\n"));
  EXPECT_EQ(ensemble.times.front(), 0);
  EXPECT_EQ(ensemble.times.back(), 10);
  EXPECT_GT(ensemble.times.size(), 50u);
  EXPECT_TRUE(std::ranges::is_sorted(ensemble.times));
}

TEST(Check, refuses_what_cannot_be_analysed) {
  const std::string arm = "[[arm]]\nname = \"a\"\n";
  EXPECT_EQ(refusal(experiment_with(arm, "[[analysis]]\ndose_response = \"counts\"\n")), "no-series");
  EXPECT_EQ(refusal(experiment_with(arm, "[[analysis]]\nlevel_response = \"counts\"\n")), "unknown-analysis");
  EXPECT_EQ(refusal(experiment_with(arm, "[solver]\nmethod = \"euler\"\n")), "unknown-method");
  EXPECT_EQ(refusal(experiment_with(arm, "[[compare]]\ndata = \"nowhere.csv\"\nreadout = \"counts\"\n")),
            "unreadable-file");
}

}  // namespace
}  // namespace emtansim::study
