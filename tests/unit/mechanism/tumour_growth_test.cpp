// SPDX-License-Identifier: Apache-2.0
/// Tumour growth: exponential, linear, plateau; killed cells stay as volume for three stages and then break up.
#include <numbers>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/unit/mechanism/culture.h"

namespace emtansim::testing {
namespace {

constexpr double kDay = 24;

/// A mouse with a lumped tumour that nothing is given to but what the test schedules.
Culture mouse(const std::string& parameters, const std::string& volume = "200 mm3") {
  return Culture(experiment::parse_experiment(
      fmt::format("title = \"test\"\nconjugate = \"T-DM1\"\nsystem = \"NCI-N87\"\n[body]\nhost = \"mouse\"\n"
                  "[tumour]\nvolume = \"{}\"\n[parameters]\n{}\n"
                  "[[arm]]\nname = \"arm\"\ndose = {{ amount = \"1 mg/kg\" }}\n"
                  "[[readout]]\nassay = \"counts\"\nat = \"1 d\"\n",
                  volume, parameters),
      "test.toml"));
}

const std::string kFixed =
    "\"tumour_growth.doubling_time\" = { value = \"10 day\", because = \"test\" }\n"
    "\"tumour_growth.k_lin\" = { value = \"100 mm3/day\", because = \"test\" }\n"
    "\"tumour_growth.V_max\" = { value = \"5 mL\", because = \"test\" }\n";

TEST(TumourGrowth, small_tumour_doubles_in_its_doubling_time) {
  Culture tumour = mouse(kFixed, "0.001 mm3");
  tumour.run({0, 10 * kDay, 20 * kDay});
  const double start = tumour.value("NCI-N87.objects", 0);
  EXPECT_NEAR(tumour.value("NCI-N87.objects", 1) / start, 2, 1e-5);
  EXPECT_NEAR(tumour.value("NCI-N87.objects", 2) / start, 4, 1e-5);
}

TEST(TumourGrowth, large_tumour_grows_linearly_and_ends_at_the_plateau) {
  // At 2000 mm3 the exponential rate would be 139 mm3/day: (g V/k_lin)^20 decides for 100, and 1 - V/V_max slows it.
  Culture tumour = mouse(kFixed, "2000 mm3");
  tumour.run({0, 1e-3, 5000 * kDay});
  const double density = tumour.parameter("tumour.cell_density");
  const auto volume = [&](std::size_t i) { return tumour.value("NCI-N87.objects", i) / density; };
  const double g = std::numbers::ln2 / (10 * kDay);
  const double V = 2000e-6;
  const double k_lin = 100e-6 / kDay;
  const double expected = g * (1 - V / 5e-3) * V / std::pow(1 + std::pow(g * V / k_lin, 20), 1.0 / 20);
  EXPECT_NEAR((volume(1) - volume(0)) / 1e-3 / expected, 1, 1e-4);
  EXPECT_NEAR(expected / (0.6 * k_lin), 1, 1e-2);
  EXPECT_NEAR(volume(2) / 5e-3, 1, 1e-3);
}

TEST(TumourGrowth, killed_cells_fill_space_for_three_stages) {
  // All payload there could be kills at the greatest rate at once: N falls as exp((g - k) t), and the mean time of a
  // killed cell in the tumour is 3 tau.
  Culture tumour = mouse(kFixed +
                         "\"tumour_growth.k_max\" = { value = \"0.5 1/day\", because = \"test\" }\n"
                         "\"tumour_growth.kc50\" = { value = \"1e-9 nM\", because = \"test\" }\n"
                         "\"tumour_growth.tau\" = { value = \"2 day\", because = \"test\" }\n");
  tumour.at(0, "dose T-DM1", 1e-4).run({0, 5 * kDay, 6 * kDay, 30 * kDay});
  const double ratio = tumour.value("NCI-N87.living", 2) / tumour.value("NCI-N87.living", 1);
  EXPECT_NEAR(std::log(ratio), std::numbers::ln2 / 10 - 0.5, 3.5e-3);  // 4 % of the room is taken
  EXPECT_NEAR(tumour.value("NCI-N87.kill_rate", 1) * kDay, 0.5, 1e-6);
  double dying = 0;
  for (int stage = 1; stage <= 3; ++stage) dying += tumour.value(fmt::format("NCI-N87.cycle.X.{}", stage), 1);
  EXPECT_GT(dying, tumour.value("NCI-N87.living", 1));
  EXPECT_NEAR(tumour.value("NCI-N87.objects", 1), tumour.value("NCI-N87.living", 1) + dying, 1);
  // In the long run stages decay with N, each by its balance: X_1 = k N / (1/tau + d ln N/dt).
  const double leave = 1.0 / 2 + (std::numbers::ln2 / 10 - 0.5);
  EXPECT_GT(leave, 0);
  EXPECT_GT(tumour.value("NCI-N87.cells.lost", 3), tumour.value("NCI-N87.cells.lost", 1));
}

TEST(TumourGrowth, what_broken_cells_held_is_free_again_or_debris) {
  Culture tumour = mouse("");
  tumour.at(0, "dose T-DM1", 1e-4).run({0, 10 * kDay, 30 * kDay});
  EXPECT_GT(tumour.value("NCI-N87.cells.lost", 2), 0);
  EXPECT_GT(tumour.value("debris.T-DM1.payload", 2), 0);
  EXPECT_LT(tumour.value("NCI-N87.objects", 1), tumour.value("NCI-N87.objects", 0));
}

TEST(TumourGrowth, naked_antibody_does_not_kill) {
  Culture tumour(experiment::parse_experiment(
      "title = \"test\"\nconjugate = \"trastuzumab\"\nsystem = \"NCI-N87\"\n[body]\nhost = \"mouse\"\n"
      "[tumour]\nvolume = \"200 mm3\"\n[[arm]]\nname = \"arm\"\ndose = { amount = \"1 mg/kg\" }\n"
      "[[readout]]\nassay = \"counts\"\nat = \"1 d\"\n",
      "test.toml"));
  tumour.at(0, "dose trastuzumab", 1e-4).run({0, 10 * kDay});
  EXPECT_EQ(tumour.value("NCI-N87.kill_rate", 1), 0);
  EXPECT_EQ(tumour.value("NCI-N87.objects", 1), tumour.value("NCI-N87.living", 1));
}

TEST(TumourGrowth, mechanistic_killing_stays_choosable) {
  Culture tumour(experiment::parse_experiment(
      "title = \"test\"\nconjugate = \"T-DM1\"\nsystem = \"NCI-N87\"\n"
      "mechanisms = [\"pk\", \"tumour_transport\", \"binding\", \"trafficking\", \"lysosome\", \"payload\", "
      "\"tubulin\", \"cell_cycle\", \"lysis\"]\n[body]\nhost = \"mouse\"\n"
      "[tumour]\nvolume = \"200 mm3\"\n[[arm]]\nname = \"arm\"\ndose = { amount = \"1 mg/kg\" }\n"
      "[[readout]]\nassay = \"counts\"\nat = \"1 d\"\n",
      "test.toml"));
  tumour.at(0, "dose T-DM1", 1e-4).run({0, 5 * kDay});
  EXPECT_GT(tumour.value("NCI-N87.arrest", 1), 0.01);
}

}  // namespace
}  // namespace emtansim::testing
