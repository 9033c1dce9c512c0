// SPDX-License-Identifier: Apache-2.0
/// Draws of individuals: what they are on average, what goes with what, that chunks and neighbours do not matter.
#include "emtansim/study/population/draws.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>

#include <gtest/gtest.h>

#include "emtansim/stats/stats.h"
#include "tests/unit/study/small.h"

namespace emtansim::study {
namespace {

const char* const kExperiment = R"(
title = "draws"
conjugate = "T-DM1"
system = "SK-BR-3"
[culture]
medium = "0.1 mL"
cells = "1e4 cells"
[[arm]]
name = "a"
dose = { at = "0 h", levels = ["1 nM", "10 nM"] }
[[arm]]
name = "b"
[[readout]]
assay = "counts"
at = ["10 h"]
)";

// Spreads of two parameters alone, so that every other one stands still.
const char* const kTwoSpreads = R"(
[[population.spread]]
parameter = "binding.K_D"
cv = "40 %"
because = "a test"
[[population.spread]]
parameter = "trafficking.k_rec"
factor95 = 3
because = "a test"
)";

/// An experiment with this population, its model and its draws.
struct Drawn {
  explicit Drawn(const std::string& population)
      : experiment(testing::parse(kExperiment + population)),
        model(model::build_model(experiment, testing::shipped())),
        draws(experiment, model) {}

  [[nodiscard]] std::size_t row(std::string_view name) const { return model.network.find_parameter(name)->index(); }
  [[nodiscard]] double typical(std::string_view name) const { return model.network.parameters()[row(name)].value; }
  [[nodiscard]] std::vector<double> column(std::string_view name) const {
    std::vector<double> values;
    for (std::uint64_t i = 1; i <= draws.count(); ++i) values.push_back(draws.parameters(i)[row(name)]);
    return values;
  }
  [[nodiscard]] std::vector<double> logs(std::string_view name) const {
    std::vector<double> values = column(name);
    for (double& value : values) value = std::log(value / typical(name));
    return values;
  }

  experiment::Experiment experiment;
  model::Model model;
  Draws draws;
};

std::string population(const std::string& keys, const std::string& tables = kTwoSpreads) {
  return "[population]\nvary = \"asked\"\n" + keys + "\n" + tables;
}

std::string refusal(const std::string& text) {
  try {
    const Drawn drawn(text);
  } catch (const InputError& error) {
    return error.complaint().code;
  }
  return "accepted";
}

double share_of(double log, double sd) { return 0.5 * std::erfc(-log / sd / std::numbers::sqrt2); }

const double kLogSd40 = std::sqrt(std::log1p(0.16));

TEST(Draws, have_the_asked_median_and_spread_in_every_design) {
  for (const std::string design : {"random", "latin hypercube", "sobol"}) {
    const Drawn drawn(population("members = 4000\ndesign = \"" + design + "\""));
    ASSERT_EQ(drawn.draws.count(), 4000u);
    const stats::Summary affinity = stats::summarise(drawn.logs("binding.K_D"));
    EXPECT_NEAR(affinity.mean, 0, 4 * kLogSd40 / std::sqrt(4000.0)) << design;
    EXPECT_NEAR(affinity.sd, kLogSd40, 4 * kLogSd40 / std::sqrt(8000.0)) << design;
    const double log_sd = std::log(3) / 2;
    const stats::Summary recycling = stats::summarise(drawn.logs("trafficking.k_rec"));
    EXPECT_NEAR(recycling.mean, 0, 4 * log_sd / std::sqrt(4000.0)) << design;
    EXPECT_NEAR(recycling.sd, log_sd, 4 * log_sd / std::sqrt(8000.0)) << design;
    const auto r = stats::pearson_correlation(drawn.logs("binding.K_D"), drawn.logs("trafficking.k_rec"));
    EXPECT_LT(std::abs(r.coefficient), 4 / std::sqrt(4000.0)) << design;
  }
}

TEST(Draws, of_normal_shape_are_cut_off_at_zero) {
  const Drawn drawn(population("members = 4000", R"(
[[population.spread]]
parameter = "binding.K_D"
distribution = "normal"
cv = 0.8
because = "a test"
)"));
  std::vector<double> values = drawn.column("binding.K_D");
  for (double& value : values) value /= drawn.typical("binding.K_D");
  EXPECT_GE(std::ranges::min(values), 0);
  // Mean of a normal distribution (1, 0.8) without what lies below zero: 1 + 0.8 phi(1.25) / Phi(1.25).
  const double density = std::exp(-1.25 * 1.25 / 2) / std::sqrt(2 * std::numbers::pi);
  EXPECT_NEAR(stats::summarise(values).mean, 1 + 0.8 * density / share_of(1.25, 1), 4 * 0.8 / std::sqrt(4000.0));
}

TEST(Draws, of_uniform_shapes_stay_within_their_ends) {
  const Drawn drawn(population("members = 2000", R"(
[[population.spread]]
parameter = "trafficking.k_rec"
distribution = "uniform"
from = "1 1/h"
to = "3 1/h"
because = "a test"
[[population.spread]]
parameter = "binding.K_D"
distribution = "loguniform"
from = "0.01 nM"
to = "1 nM"
because = "a test"
)"));
  const auto even = drawn.column("trafficking.k_rec");
  EXPECT_GT(std::ranges::min(even), 1);
  EXPECT_LT(std::ranges::max(even), 3);
  EXPECT_NEAR(stats::summarise(even).mean, 2, 4 * 2 / std::sqrt(12 * 2000.0));
  auto logs = drawn.column("binding.K_D");
  for (double& value : logs) value = std::log10(value);
  EXPECT_NEAR(stats::summarise(logs).mean, -1, 4 * 2 / std::sqrt(12 * 2000.0));
  EXPECT_GT(std::ranges::min(logs), -2);
  EXPECT_LT(std::ranges::max(logs), 0);
}

TEST(Draws, of_a_latin_hypercube_hit_every_stratum_once) {
  const Drawn drawn(population("members = 500\ndesign = \"latin hypercube\""));
  for (const auto& [name, sd] : {std::pair("binding.K_D", kLogSd40), {"trafficking.k_rec", std::log(3) / 2}}) {
    std::set<int> strata;
    for (const double log : drawn.logs(name)) strata.insert(static_cast<int>(std::floor(500 * share_of(log, sd))));
    EXPECT_EQ(strata.size(), 500u) << name;
    EXPECT_EQ(*strata.begin(), 0);
    EXPECT_EQ(*strata.rbegin(), 499);
  }
}

TEST(Draws, of_sobol_are_balanced_and_differ_with_the_seed) {
  const Drawn one(population("members = 512\ndesign = \"sobol\"\nseed = 1"));
  const Drawn two(population("members = 512\ndesign = \"sobol\"\nseed = 2"));
  std::set<int> strata;
  for (const double log : one.logs("binding.K_D"))
    strata.insert(static_cast<int>(std::floor(512 * share_of(log, kLogSd40))));
  EXPECT_EQ(strata.size(), 512u);
  EXPECT_NE(one.column("binding.K_D"), two.column("binding.K_D"));
  // Variance of the mean of a smooth function: far below that of random draws, kLogSd40 / sqrt(512).
  EXPECT_LT(std::abs(stats::summarise(one.logs("binding.K_D")).mean), 0.2 * kLogSd40 / std::sqrt(512.0));
}

TEST(Draws, are_the_same_for_any_chunks) {
  for (const std::string design : {"random", "latin hypercube", "sobol"}) {
    const Drawn drawn("[population]\nmembers = 30\nvary = \"spread\"\ndesign = \"" + design + "\"\n");
    const auto all = plan_individuals(drawn.experiment, drawn.model, drawn.draws, 0, 31);
    const auto part = plan_individuals(drawn.experiment, drawn.model, drawn.draws, 17, 3);
    ASSERT_EQ(all.members.size(), 4u * 31u);
    ASSERT_EQ(part.members.size(), 4u * 3u);
    for (std::size_t row = 0; row < 4; ++row) {
      for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(part.members[row * 3 + i].individual, 17 + i);
        EXPECT_EQ(part.members[row * 3 + i].dose, all.members[row * 31 + 17 + i].dose);
        EXPECT_EQ(part.members[row * 3 + i].parameters, all.members[row * 31 + 17 + i].parameters) << design;
      }
    }
  }
}

// An individual has the same clearance whatever else varies, and however many others there are.
TEST(Draws, of_a_parameter_do_not_depend_on_the_others) {
  const Drawn two(population("members = 20"));
  const Drawn one(population("members = 10", R"(
[[population.spread]]
parameter = "trafficking.k_rec"
factor95 = 3
because = "a test"
)"));
  const auto many = two.column("trafficking.k_rec");
  const auto few = one.column("trafficking.k_rec");
  EXPECT_TRUE(std::equal(few.begin(), few.end(), many.begin()));
  EXPECT_EQ(two.draws.varying().size(), 2u);
}

TEST(Draws, have_the_asked_correlation) {
  const Drawn drawn(population("members = 4000", std::string(kTwoSpreads) + R"(
[[population.correlation]]
of = ["binding.K_D", "trafficking.k_rec"]
coefficient = -0.7
because = "a test"
)"));
  const auto r = stats::pearson_correlation(drawn.logs("binding.K_D"), drawn.logs("trafficking.k_rec"));
  EXPECT_NEAR(r.coefficient, -0.7, 4 * (1 - 0.49) / std::sqrt(4000.0));
  const stats::Summary summary = stats::summarise(drawn.logs("trafficking.k_rec"));
  EXPECT_NEAR(summary.sd, std::log(3) / 2, 4 * std::log(3) / 2 / std::sqrt(8000.0));
}

TEST(Draws, have_the_asked_covariance) {
  const Drawn drawn(population("members = 4000", R"(
[[population.correlation]]
of = ["binding.K_D", "trafficking.k_rec", "trafficking.k_endo"]
covariance = [[0.09, 0.03, 0], [0.03, 0.04, -0.02], [0, -0.02, 0.25]]
because = "a test"
)"));
  const auto x = drawn.logs("binding.K_D");
  const auto y = drawn.logs("trafficking.k_rec");
  const auto z = drawn.logs("trafficking.k_endo");
  EXPECT_NEAR(stats::summarise(x).sd, 0.3, 4 * 0.3 / std::sqrt(8000.0));
  EXPECT_NEAR(stats::summarise(y).sd, 0.2, 4 * 0.2 / std::sqrt(8000.0));
  EXPECT_NEAR(stats::summarise(z).sd, 0.5, 4 * 0.5 / std::sqrt(8000.0));
  EXPECT_NEAR(stats::pearson_correlation(x, y).coefficient, 0.5, 4 / std::sqrt(4000.0));
  EXPECT_NEAR(stats::pearson_correlation(x, z).coefficient, 0, 4 / std::sqrt(4000.0));
  EXPECT_NEAR(stats::pearson_correlation(y, z).coefficient, -0.2, 4 / std::sqrt(4000.0));
}

TEST(Draws, between_laboratories_are_shared_within_one) {
  const Drawn drawn(population("members = 600\nlaboratories = 20\nexperiments = 3", R"(
[[population.spread]]
parameter = "binding.K_D"
cv = "40 %"
between = "laboratories"
because = "a test"
[[population.spread]]
parameter = "trafficking.k_rec"
cv = "40 %"
between = "experiments"
because = "a test"
[[population.spread]]
parameter = "trafficking.k_rec"
cv = "10 %"
because = "a test"
[[population.spread]]
parameter = "trafficking.k_endo"
cv = "10 %"
between = "experiments"
because = "a test"
)"));
  std::set<std::pair<std::uint64_t, double>> affinities;
  std::set<std::pair<std::uint64_t, double>> pumps;
  const auto affinity = drawn.column("binding.K_D");
  const auto pump = drawn.column("trafficking.k_endo");
  const auto recycling = drawn.column("trafficking.k_rec");
  for (std::uint64_t i = 1; i <= 600; ++i) {
    EXPECT_LT(drawn.draws.laboratory(i), 20u);
    affinities.emplace(drawn.draws.laboratory(i), affinity[i - 1]);
    pumps.emplace(drawn.draws.laboratory(i), pump[i - 1]);
  }
  EXPECT_EQ(affinities.size(), 20u);
  EXPECT_EQ(pumps.size(), 60u);
  EXPECT_EQ(std::set<double>(recycling.begin(), recycling.end()).size(), 600u);
}

TEST(Draws, of_covariates_act_by_power_and_factor) {
  const Drawn drawn(population("members = 3000", R"(
[[population.covariate]]
name = "weight"
unit = "kg"
median = 70
cv = "20 %"
[[population.covariate]]
name = "sex"
shares = { female = "60 %", male = "40 %" }
[[population.effect]]
on = "trafficking.k_rec"
of = "weight"
power = 0.75
reference = 70
because = "a test"
[[population.effect]]
on = "trafficking.k_rec"
of = "sex"
factors = { female = 0.5, male = 1 }
because = "a test"
)"));
  const auto recycling = drawn.column("trafficking.k_rec");
  double women = 0;
  std::vector<double> weights;
  for (std::uint64_t i = 1; i <= 3000; ++i) {
    const auto covariates = drawn.draws.covariates(i);
    weights.push_back(std::log(covariates[0] / 70));
    women += covariates[1] == 0 ? 1 : 0;
    const double expected =
        drawn.typical("trafficking.k_rec") * std::pow(covariates[0] / 70, 0.75) * (covariates[1] == 0 ? 0.5 : 1);
    EXPECT_DOUBLE_EQ(recycling[i - 1], expected);
  }
  EXPECT_NEAR(women / 3000, 0.6, 4 * std::sqrt(0.24 / 3000));
  EXPECT_NEAR(stats::summarise(weights).sd, std::sqrt(std::log1p(0.04)), 4 * 0.2 / std::sqrt(6000.0));
  EXPECT_EQ(drawn.draws.covariates()[1].categories, (std::vector<std::string>{"female", "male"}));
}

TEST(Draws, on_a_grid_take_every_combination_with_the_same_members) {
  const Drawn drawn("[population]\nmembers = 3\nvary = \"asked\"\n" + std::string(kTwoSpreads) + R"(
[[population.grid]]
parameter = "trafficking.k_endo"
factors = [0.1, 1, 10]
[[population.grid]]
parameter = "trafficking.k_deg"
from = "0.01 1/h"
to = "1 1/h"
points = 5
spacing = "logarithmic"
)");
  ASSERT_EQ(drawn.draws.count(), 45u);
  const auto pump = drawn.column("trafficking.k_endo");
  const auto degradation = drawn.column("trafficking.k_deg");
  const auto affinity = drawn.column("binding.K_D");
  std::set<std::pair<double, double>> points;
  for (std::size_t i = 0; i < 45; ++i) points.emplace(pump[i], degradation[i]);
  EXPECT_EQ(points.size(), 15u);
  EXPECT_DOUBLE_EQ(pump[0], 0.1 * drawn.typical("trafficking.k_endo"));
  EXPECT_DOUBLE_EQ(pump[2], 10 * drawn.typical("trafficking.k_endo"));
  EXPECT_NEAR(degradation[3], std::sqrt(10.0) * 0.01, 1e-15);
  EXPECT_EQ(std::set<double>(affinity.begin(), affinity.end()).size(), 3u);
  EXPECT_EQ(affinity[0], affinity[14]);
  EXPECT_NE(affinity[14], affinity[15]);
}

TEST(Draws, from_a_file_are_its_rows) {
  const std::string file = R"(
[population.individuals]
file = "../tests/unit/study/individuals.csv"
parameters = { "trafficking.k_rec" = { column = "recycling", unit = "1/d" } }
[[population.covariate]]
name = "site"
column = "site"
[[population.effect]]
on = "binding.K_D"
of = "site"
factors = { breast = 1, lung = 2 }
because = "a test"
)";
  const Drawn in_order("[population]\nvary = \"asked\"\n" + file);
  ASSERT_EQ(in_order.draws.count(), 4u);
  EXPECT_DOUBLE_EQ(in_order.column("trafficking.k_rec")[1], 48.0 / 24);
  EXPECT_DOUBLE_EQ(in_order.column("binding.K_D")[2], 2 * in_order.typical("binding.K_D"));
  std::string drawn_again = file;
  drawn_again.insert(drawn_again.find("parameters"), "pick = \"bootstrap\"\n");
  const Drawn bootstrap("[population]\nmembers = 400\nvary = \"asked\"\n" + drawn_again);
  double lungs = 0;
  for (std::uint64_t i = 1; i <= 400; ++i) {
    const bool is_lung = bootstrap.draws.covariates(i)[0] == 1;
    lungs += is_lung ? 1 : 0;
    const double recycling = bootstrap.draws.parameters(i)[bootstrap.row("trafficking.k_rec")];
    EXPECT_EQ(is_lung, recycling == 3);  // a row stays whole
  }
  EXPECT_NEAR(lungs / 400, 0.25, 4 * std::sqrt(0.25 * 0.75 / 400));
  EXPECT_EQ(refusal("[population]\nmembers = 400\nvary = \"asked\"\n" + file), "too-many");
}

TEST(Draws, name_the_entries_of_a_matrix_that_is_not_positive_definite) {
  const std::string text = population("members = 10", std::string(kTwoSpreads) + R"(
[[population.spread]]
parameter = "trafficking.k_endo"
cv = "10 %"
because = "a test"
[[population.spread]]
parameter = "trafficking.k_deg"
cv = "10 %"
because = "a test"
[[population.correlation]]
of = ["trafficking.k_deg", "trafficking.k_endo"]
coefficient = 0.2
because = "a test"
[[population.correlation]]
of = ["binding.K_D", "trafficking.k_rec"]
coefficient = 0.9
because = "a test"
[[population.correlation]]
of = ["trafficking.k_rec", "trafficking.k_endo"]
coefficient = 0.9
because = "a test"
[[population.correlation]]
of = ["binding.K_D", "trafficking.k_endo"]
coefficient = -0.5
because = "a test"
)");
  try {
    const Drawn drawn(text);
    FAIL() << "accepted";
  } catch (const InputError& error) {
    EXPECT_EQ(error.complaint().code, "not-positive-definite");
    for (const auto* name : {"'binding.K_D'", "'trafficking.k_rec'", "'trafficking.k_endo'"})
      EXPECT_NE(error.complaint().what.find(name), std::string::npos) << error.what();
    EXPECT_EQ(error.complaint().what.find("k_deg"), std::string::npos) << error.what();
  }
}

TEST(Draws, refuse_what_contradicts_the_model) {
  const auto with = [](const std::string& tables) { return refusal(population("members = 10", tables)); };
  EXPECT_EQ(with(""), "nothing-varies");
  EXPECT_EQ(with("[[population.spread]]\nparameter = \"binding.K_X\"\ncv = 0.1\nbecause = \"t\"\n"),
            "unknown-parameter");
  EXPECT_EQ(with("[[population.spread]]\nparameter = \"binding.K_D\"\ndistribution = \"uniform\"\nfrom = \"1 h\"\n"
                 "to = \"2 h\"\nbecause = \"t\"\n"),
            "wrong-unit");
  const std::string two = kTwoSpreads;
  EXPECT_EQ(with(two + two), "duplicate-name");
  EXPECT_EQ(with(two + "[[population.correlation]]\nof = [\"binding.K_D\", \"trafficking.k_endo\"]\ncoefficient = 0.1\n"
                       "because = \"t\"\n"),
            "no-distribution");
  EXPECT_EQ(with(two + "[[population.effect]]\non = \"binding.K_D\"\nof = \"weight\"\npower = 1\nreference = 1\n"
                       "because = \"t\"\n"),
            "unknown-covariate");
  EXPECT_EQ(with(two + "[[population.grid]]\nparameter = \"binding.K_D\"\nvalues = [\"1 h\"]\n"), "wrong-unit");
  EXPECT_EQ(with("[[population.spread]]\nparameter = \"payload.k_pump\"\ncv = 0.1\nbecause = \"t\"\n"),
            "spread-of-zero");
  EXPECT_EQ(refusal("[population]\nmembers = 10\nvary = \"conjugate.molar_mass\"\n"), "no-distribution");
}

TEST(Draws, have_a_fingerprint_of_all_that_matters) {
  const auto print = [](const std::string& text) { return Drawn(text).draws.fingerprint(); };
  const std::string base = print(population("members = 10"));
  EXPECT_EQ(base, print(population("members = 10")));
  EXPECT_NE(base, print(population("members = 11")));
  EXPECT_NE(base, print(population("members = 10\nseed = 2")));
  EXPECT_NE(base, print(population("members = 10\ndesign = \"sobol\"")));
  EXPECT_NE(base, print("[parameters]\n\"trafficking.k_endo\" = { factor = 2, because = \"t\" }\n" +
                        population("members = 10")));
}

}  // namespace
}  // namespace emtansim::study
