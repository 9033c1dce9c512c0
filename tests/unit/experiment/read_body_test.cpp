// SPDX-License-Identifier: Apache-2.0
/// [body], [tumour], doses into a vein and their schedules.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numbers>
#include <string>

#include "emtansim/experiment/experiment.h"

namespace emtansim::experiment {
namespace {

using testing::ElementsAre;

Experiment read(const std::string& body, const std::string& dose, const std::string& more = {}) {
  return parse_experiment("title = \"t\"\nconjugate = \"T-DM1\"\n" + more + "[body]\n" + body +
                              "\n[[arm]]\nname = \"a\"\ndose = " + dose +
                              "\n[[readout]]\nassay = \"amounts\"\nat = \"200 d\"\n",
                          "test.toml");
}

const Dose& dose_of(const Experiment& experiment) { return experiment.arms.front().doses.front(); }

TEST(Body, needs_neither_cells_nor_medium) {
  const Experiment experiment = read("host = \"patient\"", "{ amount = \"3.6 mg/kg\" }");
  ASSERT_TRUE(experiment.body.has_value());
  EXPECT_EQ(experiment.body->host.text, "patient");
  EXPECT_EQ(experiment.body->load.text, "lumped");
  EXPECT_TRUE(experiment.systems.empty());
  EXPECT_EQ(experiment.medium, 0);
}

TEST(Body, covariates_become_overrides_of_the_host) {
  const Experiment experiment = read("host = \"patient\"\nweight = \"82 kg\"", "{ amount = \"3.6 mg/kg\" }");
  ASSERT_EQ(experiment.overrides.size(), 1U);
  EXPECT_EQ(experiment.overrides.front().parameter, "host.weight");
  EXPECT_DOUBLE_EQ(experiment.overrides.front().value->value, 82e9);
}

TEST(Body, doses_by_weight_are_pure_numbers) {
  const Experiment experiment = read("host = \"patient\"", "{ amount = \"3.6 mg/kg\", over = \"90 min\" }");
  EXPECT_DOUBLE_EQ(dose_of(experiment).levels.front().value, 3.6e-6);
  EXPECT_DOUBLE_EQ(dose_of(experiment).over, 1.5);
  EXPECT_EQ(dose_unit(experiment), "mg/kg");
}

TEST(Body, doses_by_mass_are_masses) {
  const Experiment experiment = read("host = \"patient\"", "{ amount = \"252 mg\" }");
  EXPECT_DOUBLE_EQ(dose_of(experiment).levels.front().value, 252e3);
  EXPECT_EQ(dose_unit(experiment), "mg");
}

TEST(Body, a_schedule_is_written_out) {
  const Experiment experiment =
      read("host = \"patient\"", "{ amount = \"1 mg/kg\", at = \"1 d\", every = \"7 d\", times = 3 }");
  EXPECT_EQ(dose_of(experiment).at, 24);
  EXPECT_THAT(dose_of(experiment).repeats, ElementsAre(192, 360));
}

TEST(Body, a_list_of_times_is_a_schedule_with_delays) {
  const Experiment experiment =
      read("host = \"patient\"", "{ amount = \"1 mg/kg\", at = [\"0 d\", \"21 d\", \"49 d\"] }");
  EXPECT_EQ(dose_of(experiment).at, 0);
  EXPECT_THAT(dose_of(experiment).repeats, ElementsAre(504, 1176));
}

TEST(Body, a_series_of_doses_has_an_untreated_control) {
  const Experiment experiment = read("host = \"patient\"", "{ levels = [\"0.3 mg/kg\", \"3.6 mg/kg\"] }");
  EXPECT_EQ(dose_of(experiment).levels.size(), 3U);
  EXPECT_EQ(dose_of(experiment).levels.front().value, 0);
}

TEST(Tumour, radius_of_each_spheroid_gives_the_volume_of_all) {
  const Experiment experiment = parse_experiment(
      "title = \"t\"\nconjugate = \"T-DM1\"\nsystem = \"SK-BR-3\"\n[culture]\nmedium = \"1 mL\"\n"
      "[tumour]\ngeometry = \"sphere\"\nradius = \"200 um\"\nspheroids = 10\nshells = 30\n"
      "[[arm]]\nname = \"a\"\ndose = { amount = \"10 nM\" }\n[[readout]]\nassay = \"amounts\"\nat = \"1 d\"\n",
      "test.toml");
  ASSERT_TRUE(experiment.tumour.has_value());
  const double r = 2e-3;  // dm
  EXPECT_NEAR(experiment.tumour->volume, 10 * 4.0 / 3 * std::numbers::pi * r * r * r, 1e-15);
  EXPECT_EQ(experiment.tumour->shells, 30);
  EXPECT_EQ(experiment.systems.front().share, 1);
}

TEST(Settings, reach_body_and_tumour) {
  Experiment experiment = read("host = \"mouse\"\n[tumour]\ngeometry = \"krogh\"\nvolume = \"200 mm3\"",
                               "{ amount = \"3 mg/kg\" }", "system = \"BT-474EEI\"\n");
  apply_setting(experiment, "tumour.shells=40");
  EXPECT_EQ(experiment.tumour->shells, 40);
  apply_setting(experiment, "tumour.volume=100 mm3");
  EXPECT_DOUBLE_EQ(experiment.tumour->volume, 1e-4);
  apply_setting(experiment, "body.weight=25 g");
  EXPECT_DOUBLE_EQ(experiment.overrides.front().value->value, 25e6);
  EXPECT_THROW(apply_setting(experiment, "tumour.shells=1"), InputError);
}

}  // namespace
}  // namespace emtansim::experiment
