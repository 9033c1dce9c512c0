// SPDX-License-Identifier: Apache-2.0
/// Tests of the experiment reader: what a sound file means, in internal units.
#include "emtansim/experiment/experiment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace emtansim::experiment {
namespace {

using testing::DoubleEq;
using testing::DoubleNear;
using testing::ElementsAre;
using testing::Pointwise;

const std::string kHead = R"(title = "a title"
conjugate = "T-DM1"
system = "SK-BR-3"
[culture]
medium = "0.1 mL"
cells = "1e4 cells"
)";
const std::string kArm =
    "[[arm]]\nname = \"treated\"\ndose = { amount = \"10 nM\", at = \"1 h\", removed = \"90 min\" }\n";
const std::string kReadout = "[[readout]]\nassay = \"viability\"\nat = \"72 h\"\n";

Experiment parse(const std::string& text) { return parse_experiment(text, "a.toml"); }
Experiment with_arm(const std::string& keys) {
  return parse(kHead + "[[arm]]\nname = \"x\"\n" + keys + "\n" + kReadout);
}
Experiment with_readout(const std::string& keys) { return parse(kHead + kArm + "[[readout]]\n" + keys + "\n"); }

std::vector<double> levels_of(const Experiment& experiment) {
  std::vector<double> values;
  for (const auto& level : experiment.arms.at(0).doses.at(0).levels) values.push_back(level.value);
  return values;
}

TEST(Experiment, values_are_in_internal_units) {
  const Experiment experiment = parse(kHead + kArm + kReadout);
  EXPECT_DOUBLE_EQ(experiment.medium, 1e-4);
  ASSERT_EQ(experiment.systems.size(), 1U);
  EXPECT_DOUBLE_EQ(experiment.systems[0].cells, 1e4);
  const Dose& dose = experiment.arms[0].doses[0];
  EXPECT_EQ(dose.levels[0], (Quantity{10, dimension::kConcentration}));
  EXPECT_DOUBLE_EQ(dose.at, 1);
  EXPECT_DOUBLE_EQ(dose.removed.value(), 1.5);
  EXPECT_THAT(experiment.readouts[0].at, ElementsAre(72));
}

TEST(Experiment, entries_keep_their_places) {
  const Experiment experiment = parse(kHead + kArm + kReadout);
  EXPECT_EQ(experiment.systems[0].line.where.line, 3);
  EXPECT_EQ(experiment.arms[0].where.line, 7);
  EXPECT_EQ(experiment.arms[0].doses[0].where.line, 9);
  EXPECT_EQ(experiment.readouts[0].assay.where.line, 11);
  EXPECT_EQ(experiment.readouts[0].where.file, "a.toml");
}

TEST(Experiment, what_is_left_out_has_a_default) {
  const Experiment experiment = parse(kHead + kArm + kReadout);
  EXPECT_EQ(experiment.arms[0].doses[0].agent.text, "T-DM1");
  EXPECT_EQ(experiment.readouts[0].name, "viability");
  ASSERT_EQ(experiment.readouts[0].arms.size(), 1U);
  EXPECT_EQ(experiment.readouts[0].arms[0].text, "treated");
  EXPECT_EQ(experiment.readouts[0].replicates, 1);
  EXPECT_EQ(experiment.population.members, 1U);
  EXPECT_FALSE(experiment.population.varies);
  EXPECT_DOUBLE_EQ(experiment.solver.relative, 1e-6);
  EXPECT_TRUE(experiment.mechanisms.empty());
}

TEST(Levels, whole_decades_are_exact_and_a_control_goes_in_front) {
  const auto levels = levels_of(with_arm("dose = { levels = { from = \"1 pM\", to = \"100 nM\", per_decade = 3 } }"));
  ASSERT_EQ(levels.size(), 1U + 5 * 3 + 1);
  EXPECT_EQ(levels[0], 0);
  for (std::size_t decade = 0; decade <= 5; ++decade) EXPECT_EQ(levels[1 + 3 * decade], 1e-3 * std::pow(10, decade));
  EXPECT_THAT(levels[2] / levels[1], DoubleNear(std::cbrt(10.0), 1e-12));
  EXPECT_TRUE(std::ranges::is_sorted(levels));
}

TEST(Levels, both_ends_are_kept_when_they_are_not_on_the_grid) {
  const auto levels = levels_of(with_arm("dose = { levels = { from = \"1 nM\", to = \"30 nM\", per_decade = 1 } }"));
  EXPECT_THAT(levels, ElementsAre(0, 1, 10, 30));
}

TEST(Levels, points_are_spaced_by_one_factor) {
  const auto levels =
      levels_of(with_arm("control = false\ndose = { levels = { from = \"1 nM\", to = \"16 nM\", points = 5 } }"));
  EXPECT_THAT(levels, Pointwise(DoubleEq(), std::vector<double>{1, 2, 4, 8, 16}));
}

TEST(Levels, a_list_is_sorted_and_its_own_control_is_enough) {
  EXPECT_THAT(levels_of(with_arm("dose = { levels = [\"1 nM\", \"0 nM\", \"100 pM\"] }")),
              ElementsAre(0, DoubleEq(0.1), 1));
}

TEST(Levels, masses_stay_masses) {
  const auto experiment = with_arm("dose = { levels = [\"1 µg/mL\", \"10 µg/mL\"] }");
  const auto& levels = experiment.arms[0].doses[0].levels;
  ASSERT_EQ(levels.size(), 3U);
  EXPECT_EQ(levels[0].dimension, dimension::kMassConcentration);
  EXPECT_DOUBLE_EQ(levels[1].value, 1000);  // µg/L
}

TEST(Times, grids_keep_both_ends) {
  const auto times = [](const std::string& at) {
    return with_readout("assay = \"counts\"\nat = " + at).readouts[0].at;
  };
  EXPECT_THAT(times("{ from = \"1 h\", to = \"3 h\", every = \"30 min\" }"),
              Pointwise(DoubleEq(), std::vector<double>{1, 1.5, 2, 2.5, 3}));
  EXPECT_THAT(times("{ from = \"0 h\", to = \"5 h\", every = \"2 h\" }"), ElementsAre(0, 2, 4, 5));
  EXPECT_THAT(times("{ from = \"0 h\", to = \"9 h\", points = 4 }"),
              Pointwise(DoubleEq(), std::vector<double>{0, 3, 6, 9}));
  EXPECT_THAT(times("{ from = \"0 h\", to = \"1 h\", every = \"0.1 h\" }").size(), 11U) << "no extra point by rounding";
}

TEST(Arm, temperature_preload_and_medium_change_are_read) {
  const auto experiment = with_arm(R"(temperature = { until = "1 h", celsius = 4 }
preload = { occupied = "30 %" }
medium_change = [{ at = "24 h" }, { at = "48 h", keep = "50 %" }]
dose = [{ agent = "trastuzumab", amount = "1 nM" }, { amount = "2 nM", at = "24 h" }])");
  const Arm& arm = experiment.arms[0];
  EXPECT_DOUBLE_EQ(arm.temperatures.at(0).until, 1);
  EXPECT_DOUBLE_EQ(arm.temperatures[0].celsius, 4);
  EXPECT_DOUBLE_EQ(arm.preloads.at(0).occupied, 0.3);
  EXPECT_DOUBLE_EQ(arm.medium_changes.at(0).keep, 0);
  EXPECT_DOUBLE_EQ(arm.medium_changes.at(1).keep, 0.5);
  EXPECT_EQ(arm.series(), nullptr);
  const auto given = agents(experiment);
  ASSERT_EQ(given.size(), 2U);
  EXPECT_EQ(given[0].text, "T-DM1");
  EXPECT_EQ(given[1].text, "trastuzumab");
}

TEST(Coculture, each_line_has_its_own_cells) {
  const auto experiment = parse(R"(title = "x"
conjugate = "T-DM1"
system = [{ line = "KPL-4", cells = "1e4 cells" }, { line = "MDA-MB-468", variants = ["P-gp up"], cells = "2e4 cells" }]
[culture]
medium = "0.1 mL"
start = { g1 = "60 %" }
)" + kArm + kReadout);
  ASSERT_EQ(experiment.systems.size(), 2U);
  EXPECT_DOUBLE_EQ(experiment.systems[1].cells, 2e4);
  EXPECT_EQ(experiment.systems[1].variants.at(0).text, "P-gp up");
  EXPECT_DOUBLE_EQ(experiment.systems[0].start.at("g1"), 0.6);
}

TEST(Readout, unknown_keys_are_kept_for_the_assay) {
  const auto experiment = with_readout("assay = \"phases\"\nat = \"1 h\"\nview = \"reporter\"\nlines = [\"a\", 2]");
  const Options& options = experiment.readouts[0].options;
  EXPECT_EQ(options.at("view").text, "reporter");
  EXPECT_EQ(options.at("view").where.line, 13);
  EXPECT_THAT(options.at("lines").items, ElementsAre("a", "2"));
  EXPECT_EQ(options.at("lines").text, "a, 2");
}

TEST(Readout, noise_and_limit_are_read) {
  const auto readout =
      with_readout("assay = \"counts\"\nat = \"1 h\"\nnoise = { cv = \"5 %\" }\nloq = \"3 nM\"").readouts[0];
  EXPECT_DOUBLE_EQ(readout.noise_cv.value(), 0.05);
  EXPECT_EQ(readout.loq.value(), (Quantity{3, dimension::kConcentration}));
}

TEST(Analysis, the_key_that_names_a_readout_is_the_kind) {
  const auto experiment =
      parse(kHead + kArm + kReadout + "[[analysis]]\nmodel = \"hill\"\ndose_response = \"viability\"\nat = \"72 h\"\n");
  const Analysis& analysis = experiment.analyses.at(0);
  EXPECT_EQ(analysis.kind.text, "dose_response");
  EXPECT_EQ(analysis.readout, "viability");
  EXPECT_DOUBLE_EQ(analysis.at.value(), 72);
  EXPECT_EQ(analysis.options.at("model").text, "hill");
}

TEST(Overrides, quoted_and_dotted_names_mean_the_same) {
  const auto experiment = parse(kHead + R"([parameters]
trafficking.k_rec = { value = "2 1/h", because = "a" }
"payload.k_pump[SK-BR-3]" = { factor = 10, because = "b" }
)" + kArm + kReadout);
  ASSERT_EQ(experiment.overrides.size(), 2U);
  const auto& rec = experiment.overrides[0];
  EXPECT_EQ(rec.parameter, "trafficking.k_rec");
  EXPECT_EQ(rec.value.value(), (Quantity{2, dimension::kRate}));
  EXPECT_EQ(rec.unit, "1/h");
  EXPECT_EQ(experiment.overrides[1].parameter, "payload.k_pump");
  EXPECT_EQ(experiment.overrides[1].subject, "SK-BR-3");
  EXPECT_DOUBLE_EQ(experiment.overrides[1].factor.value(), 10);
}

TEST(Population, more_than_one_member_varies_unless_told_otherwise) {
  const auto with = [](const std::string& keys) {
    return parse(kHead + kArm + kReadout + "[population]\n" + keys).population;
  };
  EXPECT_TRUE(with("members = 20\nseed = 7\n").varies);
  EXPECT_EQ(with("members = 20\nseed = 7\n").seed, 7U);
  EXPECT_FALSE(with("members = 20\nvary = \"nothing\"\n").varies);
  EXPECT_THAT(with("members = 20\nbetween = [\"cells\"]\n").between, ElementsAre("cells"));
}

TEST(Settings, parameters_are_set_with_a_reason_and_the_last_one_counts) {
  auto experiment = parse(kHead + kArm + kReadout);
  apply_setting(experiment, "trafficking.k_rec=2 1/h");
  apply_setting(experiment, "trafficking.k_rec = 3 1/h");
  apply_setting(experiment, "payload.k_pump[SK-BR-3]=*10");
  ASSERT_EQ(experiment.overrides.size(), 2U);
  EXPECT_DOUBLE_EQ(experiment.overrides[0].value->value, 3);
  EXPECT_EQ(experiment.overrides[0].because, "asked on the command line");
  EXPECT_EQ(experiment.overrides[0].where.file, "--set trafficking.k_rec = 3 1/h");
  EXPECT_EQ(experiment.overrides[1].subject, "SK-BR-3");
  EXPECT_DOUBLE_EQ(experiment.overrides[1].factor.value(), 10);
}

TEST(Settings, keys_of_the_experiment_are_set) {
  auto experiment = parse(kHead + kArm + kReadout);
  for (const char* setting :
       {"title=other", "system=BT-474", "conjugate=T-DXd", "culture.cells=5e3 cells", "culture.medium=200 µL",
        "population.members=7", "population.seed=9", "solver.relative=1e-8", "solver.absolute=1e-10"})
    apply_setting(experiment, setting);
  EXPECT_EQ(experiment.title, "other");
  EXPECT_EQ(experiment.systems[0].line.text, "BT-474");
  EXPECT_DOUBLE_EQ(experiment.systems[0].cells, 5e3);
  EXPECT_DOUBLE_EQ(experiment.medium, 2e-4);
  EXPECT_EQ(experiment.conjugate.text, "T-DXd");
  EXPECT_EQ(experiment.arms[0].doses[0].agent.text, "T-DXd") << "the dose follows the leading agent";
  EXPECT_EQ(experiment.population.members, 7U);
  EXPECT_TRUE(experiment.population.varies);
  EXPECT_EQ(experiment.population.seed, 9U);
  EXPECT_DOUBLE_EQ(experiment.solver.relative, 1e-8);
  EXPECT_DOUBLE_EQ(experiment.solver.absolute, 1e-10);
}

TEST(Settings, a_refused_setting_changes_nothing) {
  auto experiment = parse(kHead + kArm + kReadout);
  EXPECT_THROW(apply_setting(experiment, "solver.relative=2"), InputError);
  EXPECT_THROW(apply_setting(experiment, "population.members=100000001"), InputError);
  EXPECT_THROW(apply_setting(experiment, "title=\xE9t\xE9"), InputError) << "not UTF-8";
  EXPECT_DOUBLE_EQ(experiment.solver.relative, 1e-6);
  EXPECT_EQ(experiment.population.members, 1U);
}

TEST(Experiment, ends_with_its_last_readout) {
  const auto experiment = parse(kHead + kArm + kReadout + "[[readout]]\nassay = \"counts\"\nat = [\"1 h\", \"4 d\"]\n");
  EXPECT_DOUBLE_EQ(end_time(experiment), 96);
  EXPECT_NE(find_arm(experiment, "treated"), nullptr);
  EXPECT_EQ(find_arm(experiment, "Treated"), nullptr);
  EXPECT_EQ(find_readout(experiment, "counts")->at.size(), 2U);
}

}  // namespace
}  // namespace emtansim::experiment
