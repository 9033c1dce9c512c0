// SPDX-License-Identifier: Apache-2.0
/// Growth inhibition against the readings it comes from, and the dose for stasis against a run with that dose.
#include "emtansim/study/tumour_response.h"

#include <cmath>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "emtansim/catalogue/catalogue.h"
#include "emtansim/study/study.h"

namespace emtansim::study {
namespace {

const std::string kData = std::string(EMTANSIM_SOURCE_DIR) + "/data";

Outcome run_mouse(const std::string& dose, const std::string& analysis, const std::string& parameters = "") {
  static const catalogue::Catalogue kCatalogue = catalogue::read_catalogue(kData);
  const std::string text = fmt::format(
      "title = \"test\"\nconjugate = \"T-DM1\"\nsystem = \"NCI-N87\"\n[body]\nhost = \"mouse\"\n"
      "[tumour]\nvolume = \"200 mm3\"\n{}\n[[arm]]\nname = \"untreated\"\n"
      "[[arm]]\nname = \"treated\"\ndose = {{ amount = \"{}\" }}\n"
      "[[readout]]\nassay = \"tumour\"\nat = {{ from = \"0 d\", to = \"28 d\", every = \"1 d\" }}\n"
      "[[analysis]]\ngrowth_inhibition = \"tumour\"\n{}\n",
      parameters, dose, analysis);
  return run(experiment::parse_experiment(text, "test.toml"), kCatalogue, {.data_folder = kData, .progress = {}});
}

double volume(const Outcome& outcome, const std::string& arm, double day) {
  for (const auto& row : outcome.readouts.rows)
    if (row.arm == arm && row.quantity == "volume" && row.time == 24 * day) return row.value;
  ADD_FAILURE() << "no volume";
  return std::nan("");
}

const TumourResponse& response_of(const Outcome& outcome, const std::string& arm) {
  for (const auto& found : outcome.findings.tumour_responses)
    if (found.arm == arm) return found;
  throw std::runtime_error("no response of " + arm);
}

TEST(TumourResponse, inhibition_and_best_change_are_those_of_the_readings) {
  const Outcome outcome = run_mouse("10 mg/kg", "at = \"21 d\"");
  const auto& found = response_of(outcome, "treated");
  const double treated = volume(outcome, "treated", 21) - volume(outcome, "treated", 0);
  const double control = volume(outcome, "untreated", 21) - volume(outcome, "untreated", 0);
  EXPECT_NEAR(found.inhibition, 100 * (1 - treated / control), 1e-9);
  double best = 1;
  for (int day = 0; day <= 28; ++day)
    best = std::min(best, volume(outcome, "treated", day) / volume(outcome, "treated", 0));
  EXPECT_NEAR(found.best_change, 100 * (best - 1), 1e-9);
  EXPECT_NEAR(volume(outcome, "treated", found.time_of_best / 24) / 200, best, 1e-12);
  EXPECT_TRUE(std::isnan(found.stasis_dose));  // not asked for
  EXPECT_NEAR(response_of(outcome, "untreated").inhibition, 0, 1e-9);
}

TEST(TumourResponse, an_untreated_tumour_doubles_in_its_doubling_time) {
  const Outcome outcome =
      run_mouse("10 mg/kg", "",
                "[parameters]\n\"tumour_growth.doubling_time\" = { value = \"7 day\", because = \"test\" }\n"
                "\"tumour_growth.k_lin\" = { value = \"1e6 mm3/day\", because = \"test\" }\n"
                "\"tumour_growth.V_max\" = { value = \"1e6 mL\", because = \"test\" }\n");
  EXPECT_NEAR(response_of(outcome, "untreated").doubling / 24, 7, 0.01);  // by lines between days
  EXPECT_NEAR(response_of(outcome, "untreated").best_change, 0, 1e-9);
}

TEST(TumourResponse, the_dose_for_stasis_holds_the_volume) {
  const Outcome outcome = run_mouse("10 mg/kg", "stasis = \"21 d\"");
  const auto& found = response_of(outcome, "treated");
  ASSERT_TRUE(std::isfinite(found.stasis_dose));
  EXPECT_GT(found.static_concentration, 0);
  const Outcome held = run_mouse(fmt::format("{:.9g} mg/kg", found.stasis_dose), "");
  EXPECT_NEAR(volume(held, "treated", 21) / volume(held, "treated", 0), 1, 5e-3);
}

std::string refusal(const std::string& analysis) {
  try {
    (void)run_mouse("1 mg/kg", analysis);
  } catch (const InputError& error) {
    return error.complaint().code;
  }
  return "accepted";
}

TEST(TumourResponse, refuses_what_it_cannot_do) {
  EXPECT_EQ(refusal("control = \"nobody\""), "unknown-arm");
  EXPECT_EQ(refusal("stasis = \"0 d\""), "not-positive");
  EXPECT_EQ(refusal("fixed_top = \"100 %\""), "unknown-key");
}

}  // namespace
}  // namespace emtansim::study
