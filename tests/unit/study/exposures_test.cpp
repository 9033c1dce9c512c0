// SPDX-License-Identifier: Apache-2.0
/// Bodies through the conductor: assays of plasma, exposure dose by dose, patients drawn from the population model.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "emtansim/stats/stats.h"
#include "emtansim/study/population/draws.h"
#include "emtansim/study/study.h"
#include "tests/unit/study/small.h"

namespace emtansim::study {
namespace {

using testing::kData;
using testing::run_text;
using testing::shipped;

std::string patient(const std::string& dose, const std::string& rest) {
  return fmt::format(
      "title = \"patient\"\nconjugate = \"T-DM1\"\nmechanisms = [\"pk\"]\n[body]\nhost = \"patient\"\n[[arm]]\n"
      "name = \"a\"\ndose = {{ {} }}\n{}",
      dose, rest);
}

const char* const kThreeCycles = R"(amount = "3.6 mg/kg", at = "0 d", over = "90 min", every = "21 d", times = 3)";
const char* const kDense = R"(
[[readout]]
name = "plasma"
assay = "plasma"
at = { from = "0 d", to = "63 d", every = "90 min" }
[[analysis]]
nca = "plasma"
quantity = "conjugate"
)";

TEST(exposures, are_told_dose_by_dose) {
  const Outcome outcome = run_text(patient(kThreeCycles, kDense));
  const auto& found = outcome.findings.exposures;
  ASSERT_EQ(found.size(), 3U);
  EXPECT_NEAR(found[0].nca.peak, 78.89, 0.01);
  EXPECT_NEAR(found[0].nca.interval_area, 363.6, 0.5);
  EXPECT_NEAR(found[0].nca.area, 372.8, 1);
  EXPECT_NEAR(found[0].nca.clearance, 0.676, 0.002);
  EXPECT_NEAR(found[0].nca.trough, 1.613, 0.005);
  EXPECT_TRUE(std::isnan(found[0].accumulation.by_area));
  EXPECT_NEAR(found[2].accumulation.by_peak, 80.50 / 78.89, 2e-3) << "no accumulation worth the name every three weeks";
  EXPECT_TRUE(std::isnan(found[1].nca.clearance)) << "a later dose meets what the first one left";
  EXPECT_NEAR(found[1].from, 504, 1e-9);
}

TEST(exposures, have_names_for_cases) {
  const Outcome outcome = run_text(patient(kThreeCycles, kDense));
  const auto& first = outcome.findings.exposures.front();
  EXPECT_EQ(value_of(first, "half_life"), first.nca.terminal.half_life);
  EXPECT_EQ(value_of(first, "peak"), first.nca.peak);
  EXPECT_FALSE(value_of(first, "ic50").has_value());
}

const char* const kOnce = R"(amount = "3.6 mg/kg", at = "0 d", over = "90 min")";

TEST(plasma_assay, shows_each_analyte_in_its_unit) {
  const Outcome outcome = run_text(patient(kOnce, "[[readout]]\nassay = \"plasma\"\nat = \"1 d\"\n"));
  const auto value = [&](std::string_view quantity) {
    for (const auto& row : outcome.readouts.rows)
      if (row.quantity == quantity) return std::pair{row.value, row.unit};
    return std::pair{std::nan(""), std::string()};
  };
  EXPECT_NEAR(value("conjugate").first, 55.50, 0.01);
  EXPECT_EQ(value("conjugate").second, "ug/mL");
  EXPECT_GT(value("total antibody").first, value("conjugate").first);
  EXPECT_EQ(value("free payload").second, "ng/mL");
  EXPECT_NEAR(value("conjugated payload").first, 55.50e3 / 148.781 * 3.5 * 0.738290, 5) << "as DM1";
  EXPECT_NEAR(value("drug load").first, 3.5 * value("conjugate").first / value("total antibody").first, 1e-9);
}

TEST(plasma_assay, counts_every_antibody_of_the_kind_in_the_total) {
  const std::string both =
      "title = \"both\"\nconjugate = \"T-DM1\"\nmechanisms = [\"pk\"]\n[body]\nhost = \"patient\"\n[[arm]]\n"
      "name = \"a\"\ndose = [{ amount = \"100 mg\" }, { agent = \"trastuzumab\", amount = \"200 mg\" }]\n"
      "[[readout]]\nassay = \"amounts\"\nat = \"1 d\"\nof = [\"plasma.T-DM1.total\", \"plasma.T-DM1.antibody\", "
      "\"plasma.trastuzumab.antibody\"]\n";
  const auto rows = run_text(both).readouts.rows;
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_NEAR(rows[0].value, rows[1].value + rows[2].value, 1e-9 * rows[0].value);
}

TEST(plasma_assay, fills_in_half_of_the_limit) {
  const auto read = [](const std::string& option) {
    const Outcome outcome = run_text(patient(
        kOnce,
        "[[readout]]\nassay = \"plasma\"\nof = \"free payload\"\nloq = \"0.737 ng/mL\"\nat = [\"1 d\", \"14 d\"]\n" +
            option));
    return std::pair{outcome.readouts.rows[0], outcome.readouts.rows[1]};
  };
  const auto plain = read("");
  const auto filled = read("fill_in = \"half\"\n");
  EXPECT_EQ(plain.second.status, "below LOQ");
  EXPECT_LT(plain.second.value, 0.737);
  EXPECT_DOUBLE_EQ(filled.second.value, 0.3685);
  EXPECT_DOUBLE_EQ(filled.first.value, plain.first.value) << "above the limit nothing changes";
}

TEST(plasma_assay, refuses_what_is_not_there) {
  const auto refused = [](const std::string& readout) {
    const auto asked =
        experiment::parse_experiment(patient(kOnce, "[[readout]]\nat = \"1 d\"\n" + readout), "test.toml");
    EXPECT_THROW(check(asked, model::build_model(asked, shipped()), kData), InputError) << readout;
  };
  refused("assay = \"plasma\"\nof = \"load 3\"\n");
  refused("assay = \"plasma\"\nunit = \"cells\"\n");
  refused("assay = \"plasma\"\nfill_in = \"half\"\n");
  refused("assay = \"platelets\"\n");
}

TEST(exposures, refuse_options_that_cannot_be) {
  const auto refused = [](const std::string& option) {
    const auto asked = experiment::parse_experiment(
        patient(kOnce, "[[readout]]\nassay = \"plasma\"\nat = \"1 d\"\n[[analysis]]\nnca = \"plasma\"\n" + option),
        "test.toml");
    EXPECT_THROW(check(asked, model::build_model(asked, shipped()), kData), InputError) << option;
  };
  refused("rule = \"cubic\"\n");
  refused("terminal = 1\n");
  refused("fixed_top = 1\n");
}

// Spreads, correlation and level of the population model of lu2014.
TEST(patients, are_drawn_as_the_population_model_says) {
  const auto asked = experiment::parse_experiment(
      patient(kOnce,
              "[[readout]]\nassay = \"plasma\"\nat = \"1 d\"\n[population]\nmembers = 4000\nvary = \"spread\"\n"
              "between = [\"patients\"]\n[[population.correlation]]\nof = [\"pk.CL_factor\", \"pk.V1_factor\"]\n"
              "coefficient = 0.5\nbecause = \"covariance 0.011\"\n"),
      "test.toml");
  const auto model = model::build_model(asked, shipped());
  const Draws draws(asked, model);
  const auto row = [&](const char* name) { return model.network.find_parameter(name)->index(); };
  std::vector<double> clearance, volume, weight;
  for (std::uint64_t i = 1; i <= draws.count(); ++i) {
    const auto values = draws.parameters(i);
    clearance.push_back(std::log(values[row("pk.CL_factor")]));
    volume.push_back(std::log(values[row("pk.V1_factor")]));
    weight.push_back(values[row("host.weight")] / 1e9);  // kg
    EXPECT_EQ(values[row("pk.CL")], model.network.parameters()[row("pk.CL")].value) << "differs between laboratories";
  }
  const auto sd = [](const std::vector<double>& values) { return stats::summarise(values).sd; };
  EXPECT_NEAR(sd(clearance), std::sqrt(std::log1p(0.1911 * 0.1911)), 0.008);
  EXPECT_NEAR(sd(volume), std::sqrt(std::log1p(0.1166 * 0.1166)), 0.005);
  EXPECT_NEAR(stats::pearson_correlation(clearance, volume).coefficient, 0.5, 0.04);
  std::ranges::sort(weight);
  EXPECT_NEAR(weight[200], 49, 2.5) << "5 %";
  EXPECT_NEAR(weight[3800], 98, 4) << "95 %";
}

}  // namespace
}  // namespace emtansim::study
