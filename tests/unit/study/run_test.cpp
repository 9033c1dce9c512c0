// SPDX-License-Identifier: Apache-2.0
/// Whole runs of small experiments: what is conserved, and what is said about them.
#include <algorithm>
#include <cmath>
#include <map>

#include <gtest/gtest.h>

#include "tests/unit/study/small.h"

namespace emtansim::study {
namespace {

using testing::reading;
using testing::run_text;

std::map<double, double> sums(const Outcome& outcome, std::string_view assay) {
  std::map<double, double> sum;
  for (const auto& row : outcome.readouts.rows)
    if (row.assay == assay) sum[row.time] += row.value;
  return sum;
}

const Outcome& chase() {
  static const Outcome kOutcome = run_text(testing::kChase);
  return kOutcome;
}

const Outcome& doses() {
  static const Outcome kOutcome = run_text(testing::kDoses);
  return kOutcome;
}

TEST(Run, label_of_a_chase_adds_up_at_every_time) {
  const auto sum = sums(chase(), "pulse_chase");
  ASSERT_EQ(sum.size(), 3u);
  for (const auto& [time, percent] : sum) EXPECT_NEAR(percent, 100, 1e-4) << time;
}

TEST(Run, all_label_is_on_the_surface_after_binding_on_ice) {
  EXPECT_NEAR(reading(chase().readouts, "surface", 1, 10), 100, 1e-6);
}

TEST(Run, no_payload_is_lost_where_no_cell_is) {
  const auto sum = sums(chase(), "fate");
  EXPECT_NEAR(sum.at(25), sum.at(1), 1e-6 * sum.at(1));
}

TEST(Run, fate_and_catabolites_agree_on_what_is_free_in_cells) {
  const auto& rows = chase().readouts;
  const double bound_and_free = reading(rows, "lysosome, free", 25, 10, "pmol") +
                                reading(rows, "cytosol, free", 25, 10, "pmol") + reading(rows, "bound", 25, 10, "pmol");
  const double per_million = reading(rows, "unconjugated in cell", 25, 10, "pmol/1e6 cells");
  EXPECT_NEAR(per_million * 0.6, bound_and_free, 1e-6 * bound_and_free);
}

TEST(Run, units_of_catabolites_are_one_amount) {
  const auto& rows = chase().readouts;
  const double molecules = reading(rows, "unconjugated in cell", 25, 10, "molecules/cell");
  const double picomoles = reading(rows, "unconjugated in cell", 25, 10, "pmol/1e6 cells");
  EXPECT_NEAR(molecules, picomoles * kAvogadro * 1e-18, 1e-9 * molecules);
}

TEST(Run, phases_by_dna_add_up) {
  std::map<std::pair<double, double>, double> sum;
  for (const auto& row : doses().readouts.rows)
    if (row.assay == "phases") sum[{row.time, row.dose}] += row.value;
  ASSERT_FALSE(sum.empty());
  for (const auto& [key, percent] : sum) EXPECT_NEAR(percent, 100, 1e-6);
}

TEST(Run, untreated_control_is_fully_viable) {
  EXPECT_EQ(reading(doses().readouts, "viability", 24, 0), 100);
  EXPECT_EQ(reading(doses().readouts, "viability", 72, 0), 100);
}

TEST(Run, books_balance) {
  EXPECT_LT(chase().findings.worst_residual, 1e-9);
  EXPECT_LT(doses().findings.worst_residual, 1e-9);
}

TEST(Run, dose_response_is_fitted_and_said) {
  const Findings& findings = doses().findings;
  ASSERT_EQ(findings.dose_responses.size(), 1u);
  const auto& curve = findings.dose_responses.front();
  EXPECT_EQ(curve.fit.status, stats::FitStatus::converged);
  EXPECT_EQ(curve.doses.size(), curve.responses.size());
  const auto said = std::ranges::find(findings.statements, "Half-effect dose (IC50)", &Statement::headline);
  ASSERT_NE(said, findings.statements.end());
  EXPECT_EQ(said->value, curve.fit.ic50.value);
}

TEST(Run, untreated_cells_double_in_the_doubling_time_of_the_line) {
  const auto& findings = doses().findings;
  const auto said = std::ranges::find(findings.statements, "Untreated growth", &Statement::headline);
  ASSERT_NE(said, findings.statements.end());
  const auto& network = doses().model.network;
  const double published = network[*network.find_parameter("system.doubling_time")].value;
  EXPECT_NEAR(said->value, published, 0.01 * published);
}

TEST(Run, assumed_parameters_are_counted) {
  const auto& warnings = doses().findings.warnings;
  EXPECT_TRUE(std::ranges::any_of(warnings, [](const auto& w) { return w.find("are assumed") != std::string::npos; }));
}

TEST(Run, a_value_outside_of_its_published_range_is_said) {
  const auto warnings_at = [](const std::string& value) {
    return run_text(std::string(testing::kChase) + "[parameters]\n\"binding.K_D\" = { value = \"" + value +
                    "\", because = \"a test\" }\n")
        .findings.warnings;
  };
  const auto names_range = [](const std::string& w) { return w.find("binding.K_D is") != std::string::npos; };
  EXPECT_TRUE(std::ranges::any_of(warnings_at("50 nM"), names_range));
  EXPECT_FALSE(std::ranges::any_of(warnings_at("0.3 nM"), names_range));
}

TEST(Run, a_stopped_run_names_what_was_not_run) {
  // One member after the other, so that some have not begun.
  const Outcome outcome =
      run(testing::parse(std::string(testing::kDoses) + "[solver]\nmethod = \"cvode\"\n"), testing::shipped(),
          {.data_folder = testing::kData, .progress = [](std::size_t done, std::size_t) { return done < 2; }});
  const auto& rows = outcome.readouts.rows;
  EXPECT_TRUE(
      std::ranges::any_of(rows, [](const auto& row) { return row.status == "failed" && std::isnan(row.value); }));
  EXPECT_TRUE(std::ranges::any_of(outcome.findings.warnings,
                                  [](const auto& w) { return w.find("not run") != std::string::npos; }));
}

TEST(Run, published_points_lie_over_their_readout) {
  const Outcome outcome = run_text(std::string(testing::kChase) + R"(
[[compare]]
data = "published/austin2004_chase.csv"
readout = "pulse_chase"
quantity = "surface"
x = "chase_h"
x_shift = "1 h"
y = "surface"
y_unit = "1"
source = "austin2004"
)");
  ASSERT_EQ(outcome.findings.overlays.size(), 1u);
  const Overlay& overlay = outcome.findings.overlays.front();
  EXPECT_EQ(overlay.x_name, "time_h");
  EXPECT_EQ(overlay.x.front(), 1);
  EXPECT_NEAR(overlay.observed.front(), 87.6, 1e-9);
  EXPECT_NEAR(overlay.predicted.front(), 100, 1e-6);
  EXPECT_GT(overlay.rms, 0);
}

TEST(Evaluator, typical_values_give_what_a_run_gives) {
  const Evaluator evaluate(testing::parse(testing::kChase), testing::shipped(), {"trafficking.k_endo"}, false);
  const auto& network = evaluate.model().network;
  const double typical[] = {network[evaluate.free().front()].value};
  const auto readouts = evaluate(typical);
  ASSERT_EQ(readouts.rows.size(), chase().readouts.rows.size());
  for (std::size_t i = 0; i < readouts.rows.size(); ++i) {
    const double expected = chase().readouts.rows[i].value;
    if (!std::isfinite(expected)) continue;
    EXPECT_NEAR(readouts.rows[i].value, expected, 1e-4 * std::abs(expected) + 1e-9);
  }
}

TEST(Evaluator, no_endocytosis_leaves_nothing_inside) {
  const Evaluator evaluate(testing::parse(testing::kChase), testing::shipped(), {"trafficking.k_endo"}, false);
  const double none[] = {0};
  const auto readouts = evaluate(none);
  EXPECT_EQ(reading(readouts, "internalised", 25, 10), 0);
  EXPECT_GT(reading(readouts, "dissociated", 25, 10), 0);
}

TEST(Evaluator, refuses_a_parameter_the_model_does_not_have) {
  EXPECT_THROW(Evaluator(testing::parse(testing::kChase), testing::shipped(), {"trafficking.k_end"}, false),
               ModelError);
}

}  // namespace
}  // namespace emtansim::study
